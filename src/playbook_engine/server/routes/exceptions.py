"""Whatever a person has to look at, and what to do about it."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Response

from playbook_engine.server.conventions.asking import answer, asks, query_of, question
from playbook_engine.server.conventions.pages import Page
from playbook_engine.server.wire.worklist import ExceptionKind, ExceptionRow, exception_out
from playbook_engine.service.production.asking.lists import exceptions_by_kind, exceptions_now
from playbook_engine.service.production.asking.sheets import columns
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.worklists import EXCEPTION_LIST, TO_DO

SHOWN = columns(
    "kind", "what", "to_do", "subject", "id", "account", "account_name", "collector", "currency", "open_minor",
    "playbook", "tier", "country", "owner", "unit", money={"open_minor": "currency"},
)  # fmt: skip
"""The columns of the spreadsheet."""


@get("/v1/exceptions", operation_class=asks(EXCEPTION_LIST))
async def exceptions(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Response[Page[ExceptionRow]]:
    """Cases with exceptions or alarms, units that could not be decided, actions in doubt and, for 14 days, failed."""
    return await answer(
        request, runtime, caller, exceptions_now(runtime),
        lambda row: exception_out(row, TO_DO), SHOWN, lambda row: {**row, "to_do": TO_DO.get(row["kind"], "")},
    )  # fmt: skip


@get("/v1/exceptions/kinds", operation_class=asks(EXCEPTION_LIST, pages=False, sheets=False))
async def kinds(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> list[ExceptionKind]:
    """The same by kind: how many there are and what to do about them, the most frequent kind first."""
    wanted = question(EXCEPTION_LIST, query_of(request))
    found = await exceptions_by_kind(runtime, caller, wanted)
    return [ExceptionKind(kind=kind, to_do=to_do, count=count) for kind, to_do, count in found]


ROUTES = [exceptions, kinds]
