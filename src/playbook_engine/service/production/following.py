"""Which releases an organisation follows, for a header on each answer: looked up again every few seconds."""

import datetime as dt

from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.releases import effective
from playbook_engine.service.production.runtime import Runtime

KEPT = dt.timedelta(seconds=2)

MANY = 10_000


class Followed:
    """One a process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: dict[str, tuple[tuple[int, ...], str, dt.datetime]] = {}

    async def numbers(self, caller: Caller) -> str:
        """The releases in force, the first first, with commas between them; nothing where none is."""
        return (await self._found(caller))[1]

    async def whole(self, caller: Caller) -> int | None:
        """The release in force for all accounts that no other takes a share of; None where none is."""
        numbers = (await self._found(caller))[0]
        return numbers[-1] if numbers else None

    async def _found(self, caller: Caller) -> tuple[tuple[int, ...], str]:
        now = self._runtime.now()
        kept = self._kept.get(caller.organisation)
        if kept is None or kept[2] <= now:
            async with self._runtime.work(caller, "read") as work:
                numbers = (await effective(work, now)).releases()
            if len(self._kept) >= MANY:
                self._kept.clear()
            kept = numbers, ", ".join(map(str, numbers)), now + KEPT
            self._kept[caller.organisation] = kept
        return kept[0], kept[1]
