"""Accounts: whom we bill, and what of it is open."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Response

from playbook_engine.server.conventions.asking import AS_OF, answer, asks, query_of
from playbook_engine.server.conventions.pages import Page
from playbook_engine.server.wire.accounts import AccountRow, account_out
from playbook_engine.service.production.asking.lists import currency_of
from playbook_engine.service.production.asking.questions import instant_of
from playbook_engine.service.production.asking.sheets import columns
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.asking_lists import ACCOUNT_LIST

SHOWN = columns(
    "account", "name", "collector", "tier", "country", "owner", "currency", "open_minor", "overdue_minor",
    "oldest_due_on", "unit", "payer", "time_zone", "known",
    money={"open_minor": "currency", "overdue_minor": "currency"},
)  # fmt: skip
"""The columns of the spreadsheet."""


@get("/v1/accounts", operation_class=asks(ACCOUNT_LIST, more=(AS_OF,)))
async def accounts(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Response[Page[AccountRow]]:
    """Accounts with what is open of each, in the base currency, as of its last decision."""
    base = await currency_of(runtime, caller, instant_of(query_of(request), "as_of"))
    return await answer(
        request, runtime, caller, ACCOUNT_LIST,
        lambda row: account_out(row, base), SHOWN, lambda row: {**row, "currency": base}, more=("as_of",),
    )  # fmt: skip


ROUTES = [accounts]
