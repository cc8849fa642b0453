"""What every use case of production works with: the database, the clock, the settings, and releases made ready once."""

import contextlib
import datetime as dt
from collections import OrderedDict
from collections.abc import AsyncIterator

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.carrying import mark_carried_out
from playbook_engine.service.production.clock import Clock
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database, Mode, Work

KEPT = 16
"""Evaluators of releases that one process keeps ready."""


class Runtime:
    """One a process. Holds nothing that the database does not have."""

    def __init__(self, database: Database, clock: Clock, settings: Settings) -> None:
        self.database = database
        self.clock = clock
        self.settings = settings
        self.evaluators: OrderedDict[tuple[str, int], Evaluator] = OrderedDict()

    def now(self) -> dt.datetime:
        """The instant in UTC."""
        return self.clock.now()

    @contextlib.asynccontextmanager
    async def work(self, caller: Caller, mode: Mode = "write") -> AsyncIterator[Work]:
        """A transaction of the caller's organisation, at this instant, in the caller's name."""
        async with self.database.work(caller.organisation, self.now(), caller.subject, mode=mode) as work:
            yield work
            if mode == "write":
                await mark_carried_out(work)

    def keep(self, organisation: str, release: int, evaluator: Evaluator) -> Evaluator:
        """Keep an evaluator ready, and let go of the one not used for longest."""
        self.evaluators[organisation, release] = evaluator
        self.evaluators.move_to_end((organisation, release))
        while len(self.evaluators) > KEPT:
            self.evaluators.popitem(last=False)
        return evaluator
