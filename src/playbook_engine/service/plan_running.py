"""One release over the days of a plan: a book unit by unit, with the guarantees that stop something."""

from collections.abc import Callable

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.ledger import Ledger
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.release import Release
from playbook_engine.model.scenario import Scenario
from playbook_engine.service.as_of import AsOf
from playbook_engine.service.deciding import Watch
from playbook_engine.service.forecasting import synced
from playbook_engine.service.processes import spread
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.simulation.alarms import Alarm, alarms_of, troubles_of
from playbook_engine.simulation.arrivals import runs_of
from playbook_engine.simulation.comparing import Run
from playbook_engine.simulation.money_told import CannotHappen
from playbook_engine.simulation.scenarios import Simulator


class _Start(msgspec.Struct, frozen=True):
    """What each process is told once."""

    release: Release
    setting: Setting
    scenario: Scenario


def run_book(release: Release, book: Book, scenario: Scenario, processes: int = 1, watch: Watch = iter) -> Run:
    """A release through a scenario, its first run where it has several; the same however many processes share it.

    Sources that are fresh on the first day stay so, as in a forecast. Raises WrongUse where an event cannot happen.
    """
    single = next(iter(runs_of(scenario, book.units)))
    setting = synced(book.setting, release.organisation, scenario.first, scenario.last)
    start = _Start(release, setting, single)
    try:
        lived = list(spread(runner, start, book.units, Run, processes, watch))
    except CannotHappen as fault:
        help = "take the event out, or tell it for another day"
        raise WrongUse(f"the scenario cannot happen: {fault}", help) from None
    return Run(
        acts=tuple(act for each in lived for act in each.acts),
        alarms=tuple(alarm for each in lived for alarm in each.alarms),
        troubles=tuple(trouble for each in lived for trouble in each.troubles),
    )


def runner(start: _Start) -> Callable[[Unit], Run]:
    """A function that runs one unit."""
    listener = _Listener(start.release)
    simulator = Simulator(listener, start.setting, start.scenario)

    def run(unit: Unit) -> Run:
        listener.alarms, listener.troubles = {}, {}
        acts = simulator.live(unit).acts
        return Run(acts=acts, alarms=tuple(listener.alarms.values()), troubles=tuple(listener.troubles.values()))

    return run


class _Listener(Evaluator):
    """An evaluator that writes down what in its decisions is for a person: of each case the first day of it."""

    def __init__(self, release: Release) -> None:
        super().__init__(release)
        self.alarms: dict[tuple[str, str], Alarm] = {}
        self.troubles: dict[tuple[str, str], Alarm] = {}

    def decide(self, setting: Setting, unit: Unit, as_of: AsOf, ledger: Ledger | None = None) -> tuple[Decision, ...]:
        """The same decisions."""
        decided = super().decide(setting, unit, as_of, ledger)
        for kept, news in ((self.alarms, alarms_of(unit, decided)), (self.troubles, troubles_of(unit, decided))):
            for each in news:
                kept.setdefault((each.name, each.case), each)
        return decided
