"""The hands: claim what is due, start it, report what became of it; one at a time or many."""

import datetime as dt
from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, Parameter

from playbook_engine.server.wire.action_requests import (
    MANY,
    Back,
    Claiming,
    Done,
    Lease,
    Leases,
    ManyBack,
    ManyDone,
    ManyUndone,
    Undone,
    named,
    wanted,
)
from playbook_engine.server.wire.actions import ActionState, Claimed, Result, claim_out, many_out, one_out, state_out
from playbook_engine.service.production import acting, acting_reports
from playbook_engine.service.production.acting_groups import single
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime

Several = FromQuery[tuple[str, ...]]


@get("/v1/actions/due")
async def due(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    kind: Several = (),
    assignee: Several = (),
    account: Several = (),
    collector: Several = (),
    limit: Annotated[int, Parameter(ge=1, le=MANY)] = 100,
) -> list[ActionState]:
    """What may be claimed now, the longest due first; each filter may be given several times."""
    asked = wanted(kind, assignee, account, collector)
    return [state_out(row) for row in await acting.list_due(runtime, caller, asked, limit)]


@post("/v1/actions/claim", status_code=200)
async def claim(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Claiming]
) -> list[Claimed]:
    """Take on what is due, for a while: the longest due first, each account decided again before it is handed out."""
    found = await acting.claim(runtime, caller, data.wanted(), data.limit, _lease(runtime, data.lease_seconds))
    return [claim_out(each) for each in found]


@post("/v1/actions/renew", status_code=200)
async def renew(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Lease]
) -> list[ActionState]:
    """Keep a message for longer."""
    lease = _lease(runtime, data.lease_seconds)
    return one_out(single(await acting_reports.renew(runtime, caller, [named(data)], lease)))


@post("/v1/actions/renew/bulk", status_code=200)
async def renew_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Leases]
) -> list[Result]:
    """Keep many for longer."""
    lease = _lease(runtime, data.lease_seconds)
    return many_out(await acting_reports.renew(runtime, caller, [named(each) for each in data.actions], lease))


@post("/v1/actions/start", status_code=200)
async def start(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Lease]
) -> list[ActionState]:
    """The moment of truth: send only what this answers with 200. A 409 says why it must not go."""
    lease = _lease(runtime, data.lease_seconds)
    return one_out(single(await acting.start(runtime, caller, [named(data)], lease)))


@post("/v1/actions/start/bulk", status_code=200)
async def start_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Leases]
) -> list[Result]:
    """Send only those without a problem."""
    lease = _lease(runtime, data.lease_seconds)
    return many_out(await acting.start(runtime, caller, [named(each) for each in data.actions], lease))


@post("/v1/actions/complete", status_code=200)
async def complete(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Done]
) -> list[ActionState]:
    """It was done. A late report under an old fence is refused."""
    return one_out(single(await acting_reports.complete(runtime, caller, [named(data)])))


@post("/v1/actions/complete/bulk", status_code=200)
async def complete_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[ManyDone]
) -> list[Result]:
    """Many were done."""
    return many_out(await acting_reports.complete(runtime, caller, [named(each) for each in data.actions]))


@post("/v1/actions/fail", status_code=200)
async def fail(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Undone]
) -> list[ActionState]:
    """It was tried, and certainly did not go: another channel or contact may follow."""
    return one_out(single(await acting_reports.fail(runtime, caller, [named(data)])))


@post("/v1/actions/fail/bulk", status_code=200)
async def fail_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[ManyUndone]
) -> list[Result]:
    """Many certainly did not go."""
    return many_out(await acting_reports.fail(runtime, caller, [named(each) for each in data.actions]))


@post("/v1/actions/give-back", status_code=200)
async def give_back(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Back]
) -> list[ActionState]:
    """It certainly did not go, and somebody else may claim it."""
    return one_out(single(await acting_reports.give_back(runtime, caller, [named(data)])))


@post("/v1/actions/give-back/bulk", status_code=200)
async def give_back_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[ManyBack]
) -> list[Result]:
    """Many are free again."""
    return many_out(await acting_reports.give_back(runtime, caller, [named(each) for each in data.actions]))


def _lease(runtime: Runtime, seconds: int | None) -> dt.timedelta:
    return dt.timedelta(seconds=seconds or runtime.settings.lease_seconds)


ROUTES = [
    due, claim, renew, renew_many, start, start_many, complete, complete_many, fail, fail_many,
    give_back, give_back_many,
]  # fmt: skip
