"""What runs beside a server until it stops."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from playbook_engine.service.production.installation import BEAT, beat
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.simulations_running import simulating
from playbook_engine.service.production.worker import Worker

Job = Callable[[Runtime, asyncio.Event], Awaitable[None]]
"""Runs until the event is set."""


def jobs_of_a_server(*, worker: bool) -> Sequence[Job]:
    """What a server does besides answering; with `worker` it decides too."""
    return (beating, simulating, working) if worker else (beating, simulating)


async def working(runtime: Runtime, stop: asyncio.Event) -> None:
    """Decide what is due; units under way are ended or given back when the server stops."""
    worker = Worker(runtime)
    running = asyncio.create_task(worker.run())
    stopped = asyncio.create_task(stop.wait())
    await asyncio.wait((running, stopped), return_when=asyncio.FIRST_COMPLETED)
    stopped.cancel()
    worker.stop()
    await running


async def beating(runtime: Runtime, stop: asyncio.Event) -> None:
    """Every minute, so that a database that is older than this server remembers is noticed."""
    while not await _stopped_within(stop, BEAT.total_seconds()):
        await beat(runtime)


async def _stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
