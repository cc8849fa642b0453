"""What runs beside a server until it stops."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from playbook_engine.service.production.installation import BEAT, beat
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.simulations_running import simulating

Job = Callable[[Runtime, asyncio.Event], Awaitable[None]]
"""Runs until the event is set."""


def jobs_of_a_server() -> Sequence[Job]:
    """What a server does besides answering."""
    return (beating, simulating)


async def beating(runtime: Runtime, stop: asyncio.Event) -> None:
    """Every minute, so that a database that is older than this server remembers is noticed."""
    while not await _stopped_within(stop, BEAT.total_seconds()):
        await beat(runtime)


async def _stopped_within(stop: asyncio.Event, seconds: float) -> bool:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)
    return stop.is_set()
