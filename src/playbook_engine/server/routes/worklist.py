"""The work of people: approvals to give, calls and tasks to do, the most urgent first."""

from typing import Any

from litestar import Request, get
from litestar.di import NamedDependency
from litestar.response import Response

from playbook_engine.server.conventions.asking import AS_OF, answer, asks, parameter, query_of, question
from playbook_engine.server.conventions.pages import Page
from playbook_engine.server.routes.action_lists import SHOWN
from playbook_engine.server.wire.worklist import ActionListed, Workload, action_listed, workload_out
from playbook_engine.service.production.asking.lists import loads_of, work_now
from playbook_engine.service.production.asking.questions import flag
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.worklists import WORKLIST

SNOOZED = parameter("snoozed", "whether work that was put off is listed too; `no` where it is left out", ("yes", "no"))


@get("/v1/worklist", operation_class=asks(WORKLIST, more=(SNOOZED, AS_OF)))
async def work(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> Response[Page[ActionListed]]:
    """Approvals to give, calls and tasks to do now. By priority; then by what the account has overdue in the base
    currency, the most first; then by day, the oldest first. `collector`, `assignee`, `approval_by` say whose.
    """
    listing = work_now(runtime, snoozed=flag(query_of(request), "snoozed"))
    return await answer(request, runtime, caller, listing, action_listed, SHOWN, more=("snoozed", "as_of"))


@get("/v1/worklist/collectors", operation_class=asks(WORKLIST, pages=False, sheets=False))
async def collectors(
    request: Request[Any, Any, Any], runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]
) -> list[Workload]:
    """How much of that work there is for each collector."""
    wanted = question(WORKLIST, query_of(request))
    return [workload_out(each) for each in await loads_of(runtime, caller, wanted)]


ROUTES = [work, collectors]
