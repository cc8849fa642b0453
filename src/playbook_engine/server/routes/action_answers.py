"""The people: approve, reject with a note, snooze, cancel with a reason; one at a time or many."""

from litestar import post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from playbook_engine.server.wire.action_requests import (
    Approved,
    Cancelled,
    ManyApproved,
    ManyCancelled,
    ManyRefused,
    ManySnoozed,
    Refused,
    Snoozed,
    asked,
)
from playbook_engine.server.wire.actions import ActionState, Result, many_out, one_out
from playbook_engine.service.production import acting_people
from playbook_engine.service.production.acting_groups import single
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime


@post("/v1/actions/approve", status_code=200)
async def approve(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Approved]
) -> list[ActionState]:
    """Agree to what was shown: it is due once its window is open."""
    return one_out(single(await acting_people.approve(runtime, caller, [asked(data)], data.note)))


@post("/v1/actions/approve/bulk", status_code=200)
async def approve_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[ManyApproved]
) -> list[Result]:
    """Agree to many."""
    return many_out(await acting_people.approve(runtime, caller, [asked(each) for each in data.actions], data.note))


@post("/v1/actions/reject", status_code=200)
async def reject(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Refused]
) -> list[ActionState]:
    """Refuse: the step has ended so, unless its playbook asks again."""
    return one_out(single(await acting_people.reject(runtime, caller, [asked(data)], data.note)))


@post("/v1/actions/reject/bulk", status_code=200)
async def reject_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[ManyRefused]
) -> list[Result]:
    """Refuse many."""
    return many_out(await acting_people.reject(runtime, caller, [asked(each) for each in data.actions], data.note))


@post("/v1/actions/snooze", status_code=200)
async def snooze(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Snoozed]
) -> list[ActionState]:
    """Not before an instant; on a later day it is decided anew, and still waits."""
    return one_out(single(await acting_people.snooze(runtime, caller, [asked(data)], data.until, data.note)))


@post("/v1/actions/snooze/bulk", status_code=200)
async def snooze_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[ManySnoozed]
) -> list[Result]:
    """Many not before an instant."""
    named = [asked(each) for each in data.actions]
    return many_out(await acting_people.snooze(runtime, caller, named, data.until, data.note))


@post("/v1/actions/cancel", status_code=200)
async def cancel(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Cancelled]
) -> list[ActionState]:
    """Put an end to it: its step counts as refused, and is not asked for again."""
    return one_out(single(await acting_people.cancel(runtime, caller, [asked(data)], data.reason)))


@post("/v1/actions/cancel/bulk", status_code=200)
async def cancel_many(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[ManyCancelled]
) -> list[Result]:
    """Put an end to many."""
    return many_out(await acting_people.cancel(runtime, caller, [asked(each) for each in data.actions], data.reason))


ROUTES = [approve, approve_many, reject, reject_many, snooze, snooze_many, cancel, cancel_many]
