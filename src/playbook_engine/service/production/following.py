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
        self._kept: dict[str, tuple[str, dt.datetime]] = {}

    async def numbers(self, caller: Caller) -> str:
        """The releases in force, the first first, with commas between them; nothing where none is."""
        now = self._runtime.now()
        kept = self._kept.get(caller.organisation)
        if kept is not None and kept[1] > now:
            return kept[0]
        async with self._runtime.work(caller, "read") as work:
            found = ", ".join(map(str, (await effective(work, now)).releases()))
        if len(self._kept) >= MANY:
            self._kept.clear()
        self._kept[caller.organisation] = found, now + KEPT
        return found
