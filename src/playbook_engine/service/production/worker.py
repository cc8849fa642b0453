"""The worker: takes what is due, decides it, sees to the clock of actions, and stops gracefully."""

import asyncio
import contextlib
import datetime as dt
import gc
import logging
import uuid
from itertools import groupby

from playbook_engine.service.production.deciding import Batch, decide_batch
from playbook_engine.service.production.pool import Pool
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.sweeping import Swept, sweep
from playbook_engine.store.database import EVERY
from playbook_engine.store.leases import Lease, give_back, next_due, take

LOG = logging.getLogger("playbook_engine.worker")

LOOK_EVERY = 1.0
"""Seconds after which an idle worker looks again: others change state, and clocks jump."""
REST_AFTER_TROUBLE = 5.0


class Worker:
    """One in a process; several processes share the work. `lanes` batches are at work at once."""

    def __init__(self, runtime: Runtime, lanes: int = 1) -> None:
        self.runtime = runtime
        self.owner = uuid.uuid4().hex
        self.lanes = 1 if runtime.database.is_sqlite else lanes
        self.pool = Pool(runtime.settings.decide_processes)
        self._stopping = asyncio.Event()

    async def run(self) -> None:
        """Work until `stop`; what was begun then is ended."""
        spare_the_collector()
        try:
            await asyncio.gather(self._sweeping(), *(self._lane() for _ in range(self.lanes)))
        finally:
            self.pool.close()

    def stop(self) -> None:
        """Begin nothing new."""
        self._stopping.set()

    async def once(self) -> int:
        """Decide all that is due now; how many units were decided."""
        found = await asyncio.gather(*(self._until_nothing_is_due() for _ in range(self.lanes)))
        return sum(found)

    async def step(self) -> int | None:
        """Take one batch and decide it; how many units were decided. None where nothing is due."""
        leases = await self._take()
        if not leases:
            return None
        count = 0
        groups = [(name, tuple(some)) for name, some in groupby(leases, lambda each: each.organisation)]
        while groups:
            organisation, some = groups.pop(0)
            try:
                count += await decide_batch(self.runtime, self.pool, Batch(organisation, self.owner, some))
            except BaseException:
                with contextlib.suppress(Exception):
                    await self._give_back([(organisation, some), *groups])
                raise
            if self._stopping.is_set():
                await self._give_back(groups)
                break
        return count

    async def _lane(self) -> None:
        while not self._stopping.is_set():
            try:
                seconds = await self._seconds_until_due()
                if seconds > 0:
                    await self._rest(seconds)
                elif await self.step() is None:
                    await self._rest(LOOK_EVERY)
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the worker goes on
                _say("deciding", trouble)
                await self._rest(REST_AFTER_TROUBLE)

    async def _sweeping(self) -> None:
        while not self._stopping.is_set():
            try:
                if await sweep(self.runtime) == Swept():
                    await self._rest(LOOK_EVERY)
            except Exception as trouble:  # noqa: BLE001 - whatever it is, the worker goes on
                _say("sweeping", trouble)
                await self._rest(REST_AFTER_TROUBLE)

    async def _until_nothing_is_due(self) -> int:
        total = 0
        while not self._stopping.is_set() and (count := await self.step()) is not None:
            total += count
        return total

    async def _take(self) -> list[Lease]:
        now = self.runtime.now()
        until = now + dt.timedelta(seconds=self.runtime.settings.lease_seconds)
        async with self.runtime.database.work(EVERY, now) as work:
            return await take(work, self.owner, until, self.runtime.settings.decide_batch)

    async def _give_back(self, groups: list[tuple[str, tuple[Lease, ...]]]) -> None:
        for organisation, some in groups:
            async with self.runtime.database.work(organisation, self.runtime.now()) as work:
                await give_back(work, self.owner, some)

    async def _seconds_until_due(self) -> float:
        now = self.runtime.now()
        async with self.runtime.database.work(EVERY, now, mode="read") as work:
            at = await next_due(work)
        return LOOK_EVERY if at is None else min(LOOK_EVERY, max(0.0, (at - now).total_seconds()))

    async def _rest(self, seconds: float) -> None:
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)


def _say(what: str, trouble: Exception) -> None:
    """Without the words of the trouble, which may hold what stands in records."""
    LOG.error("%s was interrupted by %s; it goes on in %s seconds", what, type(trouble).__name__, REST_AFTER_TROUBLE)


def spare_the_collector() -> None:
    """Deciding makes millions of values and no circles: looking for circles all the time costs a fifth of it."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
