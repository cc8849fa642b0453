"""The job that works simulations off, one after the other, beside the server."""

import asyncio
import contextlib
import datetime as dt
import hashlib
import os

import msgspec

from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.simulations_computing import Cancelled, Computed, Progress, compute
from playbook_engine.service.production.simulations_request import Faulty, SimulationRequest, prepare
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.database import EVERY
from playbook_engine.store.simulations import SimulationRow, drop_expired, fail, finish, note_progress, take_next

PAUSE = 0.5
"""Seconds between looks for work."""

TELL = 1.0
"""Seconds between notes of progress, which renew the lease too."""

_REQUEST = msgspec.json.Decoder(SimulationRequest)


async def simulating(runtime: Runtime, stop: asyncio.Event) -> None:
    """Work simulations off until the event is set; one under way is then left to whoever comes next."""
    owner = _owner(runtime)
    while not stop.is_set():
        if await run_next(runtime, owner, stop) is None:
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)


async def run_next(runtime: Runtime, owner: str, stop: asyncio.Event | None = None) -> str | None:
    """Take the next simulation and do it; gives its id, or None where there is none."""
    now = runtime.now()
    async with runtime.database.work(EVERY, now) as work:
        await drop_expired(work)
        row = await take_next(work, owner, now + _lease(runtime))
    if row is None:
        return None
    progress = Progress()
    noting = asyncio.create_task(_note(runtime, row, owner, progress, stop))
    try:
        await _do(runtime, row, owner, progress)
    finally:
        noting.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await noting
    return row.id


async def _do(runtime: Runtime, row: SimulationRow, owner: str, progress: Progress) -> None:
    caller = Caller(organisation=row.organisation, subject=row.subject, roles=())
    try:
        async with runtime.work(caller, "read") as work:
            prepared = await prepare(runtime, work, _REQUEST.decode(row.request))
        computed = await asyncio.to_thread(compute, prepared, runtime.settings.simulation_processes, progress)
    except Cancelled:
        return
    except WrongUse as wrong:
        await _fail(runtime, caller, row, owner, _told(wrong))
    except Exception as wrong:  # noqa: BLE001 - whatever it is, it is told to whoever asked, and the next one is done
        await _fail(runtime, caller, row, owner, f"our fault: {type(wrong).__name__}")
    else:
        await _finish(runtime, caller, row, owner, computed, progress.of)


async def _finish(
    runtime: Runtime, caller: Caller, row: SimulationRow, owner: str, computed: Computed, parts: int
) -> None:
    pages = await asyncio.to_thread(lambda: list(computed.pages()))
    async with runtime.work(caller) as work:
        await finish(work, row.id, owner, computed.result, pages, parts)


async def _fail(runtime: Runtime, caller: Caller, row: SimulationRow, owner: str, why: str) -> None:
    async with runtime.work(caller) as work:
        await fail(work, row.id, owner, why)


async def _note(
    runtime: Runtime, row: SimulationRow, owner: str, progress: Progress, stop: asyncio.Event | None
) -> None:
    """Say how far it is, and stop it once it was cancelled, taken over, or the server stops."""
    caller = Caller(organisation=row.organisation, subject=row.subject, roles=())
    while True:
        if stop is not None and stop.is_set():
            progress.stop()
        async with runtime.work(caller) as work:
            until = work.at + _lease(runtime)
            if not await note_progress(work, row.id, owner, until, progress.done, progress.of):
                progress.stop()
        await asyncio.sleep(TELL)


def _told(wrong: WrongUse) -> str:
    """A fault in one sentence, with the places of the first few things that are wrong."""
    if not isinstance(wrong, Faulty):
        return f"{wrong.message}; {wrong.help}" if wrong.help else wrong.message
    shown = [f"{each.place.path}:{each.place.line}: {each.code} {each.message}" for each in wrong.faults[:20]]
    return "\n".join((wrong.message, *shown))


def _lease(runtime: Runtime) -> dt.timedelta:
    return dt.timedelta(seconds=runtime.settings.lease_seconds)


def _owner(runtime: Runtime) -> str:
    """A name for this process."""
    return hashlib.sha256(f"{os.getpid()}/{runtime.now()}".encode()).hexdigest()[:32]
