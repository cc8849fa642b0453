"""The stop switch: while it is on nothing is claimed and nothing is sent; what is under way may be reported."""

from playbook_engine.model.canonical import canonical
from playbook_engine.service.production.caller import Caller, Conflict
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.audit import Entry
from playbook_engine.store.database import Work
from playbook_engine.store.stopping import Stop, lift_stop, read_stop, write_stop


class Stopped(Conflict):
    """Sending is stopped."""


async def stop_state(runtime: Runtime, caller: Caller) -> Stop | None:
    """The stop that stands for the caller's organisation. Raises Forbidden."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        return await read_stop(work)


async def stop_sending(runtime: Runtime, caller: Caller, reason: str) -> Stop:
    """Stop the caller's organisation; a second time gives the new reason. Raises Forbidden, WrongUse."""
    caller.must("stop")
    if not reason.strip():
        raise WrongUse("no reason is given for the stop", "say why: whoever lifts it has to know")
    async with runtime.work(caller) as work:
        await write_stop(work, reason)
        work.audit(_entry(work, "sending stopped", reason))
    return Stop(of="organisation", at=work.at, by=caller.subject, reason=reason)


async def resume_sending(runtime: Runtime, caller: Caller) -> Stop | None:
    """Lift the stop of the caller's organisation; gives the one of the installation where that still stands.

    Raises Forbidden, Conflict.
    """
    caller.must("stop")
    async with runtime.work(caller) as work:
        before = await read_stop(work)
        if before is None:
            raise Conflict("sending is not stopped")
        await lift_stop(work)
        work.audit(_entry(work, "sending resumed", before.reason))
        return await read_stop(work)


async def must_not_be_stopped(work: Work) -> None:
    """Asked as the last thing before actions are handed out or sent. Raises Stopped."""
    stop = await read_stop(work)
    if stop is None:
        return
    whose = "everywhere" if stop.of == "installation" else "for this organisation"
    since = stop.at.isoformat(timespec="seconds")
    raise Stopped(
        f"sending is stopped {whose} since {since} by `{stop.by}`: {stop.reason}",
        "`playbook` on the machine lifts it" if stop.of == "installation" else "`DELETE /v1/stop` lifts it",
    )


def _entry(work: Work, act: str, reason: str) -> Entry:
    return Entry(act=act, subject="stop", subject_id=work.organisation, detail=canonical({"reason": reason}))
