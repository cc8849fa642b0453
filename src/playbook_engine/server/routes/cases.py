"""Cases: what every customer's open items come to today, and why."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Response

from playbook_engine.server.conventions.asking import AS_OF, answer, asks
from playbook_engine.server.conventions.pages import Page
from playbook_engine.server.wire.cases import CaseRow, case_out
from playbook_engine.service.production.asking.sheets import columns
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.asking_lists import CASE_LIST
from playbook_engine.store.worklists import HELD_LIST

SHOWN = columns(
    "case", "account", "account_name", "collector", "playbook", "stage", "reason", "by", "until", "held", "currency",
    "open_minor", "overdue_minor", "oldest_due_on", "items", "last_done", "last_done_on", "next_change_on", "tier",
    "country", "owner", "entity", "version", "day", "exceptions", "alarms",
    money={"open_minor": "currency", "overdue_minor": "currency"},
)  # fmt: skip
"""The columns of the spreadsheet."""


@get("/v1/cases", operation_class=asks(CASE_LIST, more=(AS_OF,)))
async def cases(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Response[Page[CaseRow]]:
    """Cases as they were decided last."""
    return await answer(request, runtime, caller, CASE_LIST, case_out, SHOWN, more=("as_of",))


@get("/v1/held", operation_class=asks(HELD_LIST, more=(AS_OF,)))
async def held(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Response[Page[CaseRow]]:
    """Cases that a hold stops, those that end first at the top. `by` names the hold, `until` the day it may end."""
    return await answer(request, runtime, caller, HELD_LIST, case_out, SHOWN, more=("as_of",))


ROUTES = [cases, held]
