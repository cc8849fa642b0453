"""A unit through a scenario: what happens, what is decided on the days on which anything can change, and on."""

import datetime as dt
from collections.abc import Iterable, Iterator

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.ledger import Ledger
from playbook_engine.model.applying import CannotApply, apply, apply_to_setting
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.events import Event, SettingEvent, account_of
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.scenario import Days, Scenario
from playbook_engine.model.taking import Ending, is_waiting, take
from playbook_engine.model.timeline import AnyHappening, RateChanged, SourceSynced
from playbook_engine.simulation.acts import Act, acts_of
from playbook_engine.simulation.chance import Chance
from playbook_engine.simulation.conduct import Conduct
from playbook_engine.simulation.happenings import events_told
from playbook_engine.simulation.lived import Lived, Moved
from playbook_engine.simulation.manners import Manners
from playbook_engine.simulation.money_told import CannotHappen
from playbook_engine.simulation.moving import moved
from playbook_engine.simulation.noting import Notes
from playbook_engine.simulation.watching import seen_of

ONE_DAY = dt.timedelta(1)

Coming = Event | AnyHappening
"""An event, or what stands for events of the day on which it comes."""


def simulate(evaluator: Evaluator, setting: Setting, unit: Unit, scenario: Scenario, days: Days | None = None) -> Lived:
    """One unit through a scenario, or through a part of its days from where the part before left it. Pure.

    New invoices to be drawn are a matter of the whole book: `runs_of` makes them events. Raises CannotHappen
    where an event by hand speaks of something that is not there.
    """
    return Simulator(evaluator, setting, scenario).live(unit, days)


class Simulator:
    """A scenario made ready once, for any number of units: they do not know of each other."""

    def __init__(self, evaluator: Evaluator, setting: Setting, scenario: Scenario) -> None:
        self.evaluator = evaluator
        self.scenario = scenario
        self.settings = _settings(setting, scenario)
        self._manners = Manners(scenario.behaviour) if scenario.behaviour is not None else None
        self._chance = Chance(scenario.seed)
        self._by_account = _by_account(scenario)

    def live(self, unit: Unit, days: Days | None = None) -> Lived:
        """One unit through the scenario, or a part of its days."""
        return Life(self, unit, days or Days(self.scenario.first, self.scenario.last)).lived()

    def coming(self, unit: Unit, days: Days) -> list[tuple[dt.date, Coming]]:
        """What is given by hand for the accounts of a unit, in the order in which it comes."""
        mine = [
            each for account in ("", *(each.id for each in unit.accounts)) for each in self._by_account.get(account, ())
        ]
        mine.sort(key=lambda each: each[0])
        return [(day, what) for (day, _), what in mine if day in days]

    def conduct(self, unit: Unit, days: Days) -> Conduct | None:
        """What the customers of a unit do of themselves; what they did before the scenario says how."""
        if self._manners is None:
            return None
        seen = seen_of(unit, self.scenario.first)
        manners = {each.id: self._manners.of(each, seen.get(each.id)) for each in unit.accounts}
        conduct = Conduct(manners, self._chance, days.last)
        conduct.look(unit, days.first)
        return conduct

    def setting(self, day: dt.date) -> Setting:
        """What all units share on a day."""
        return next(setting for since, setting in reversed(self.settings) if since <= day)


class Life:
    """One unit on its way through the days."""

    def __init__(self, simulator: Simulator, unit: Unit, days: Days) -> None:
        self._simulator = simulator
        self._scenario = simulator.scenario
        self._unit = unit
        self._days = days
        self._coming = simulator.coming(unit, days)
        self._came = 0
        self._conduct = simulator.conduct(unit, days)
        self._wake: dt.date | None = days.first
        self._acts: list[Act] = []
        self._money: list[Moved] = []
        self._notes = Notes()
        self._decided = 0
        self._ledger: Ledger | None = None
        self._of: tuple[object, ...] = ()

    def lived(self) -> Lived:
        """From the first day to the last."""
        day: dt.date | None = self._next()
        while day is not None and day <= self._days.last:
            if self._happen(day) or (self._wake is not None and self._wake <= day):
                self._wake = day
            if self._wake == day and not self._scenario.is_down(day):
                self._decide(day)
            day = self._next()
        last = self._days.last
        return Lived(
            unit=self._unit,
            acts=tuple(self._acts),
            spells=self._notes.spells.until(last),
            flags=self._notes.flags.until(last),
            waits=self._notes.waits.until(last),
            money=tuple(self._money),
            decided=self._decided,
        )

    def _next(self) -> dt.date | None:
        """The next day on which something comes, or is decided."""
        found = []
        if self._came < len(self._coming):
            found.append(self._coming[self._came][0])
        if self._wake is not None:
            found.append(self._up(self._wake))
        if self._conduct is not None and (drawn := self._conduct.next_day()) is not None:
            found.append(drawn)
        return min(found, default=None)

    def _up(self, day: dt.date) -> dt.date:
        """The first day from this one on that is decided at all."""
        while self._scenario.is_down(day):
            day = next(span.last for span in self._scenario.down if day in span) + ONE_DAY
        return day

    def _happen(self, day: dt.date) -> bool:
        """What comes on a day, by hand and then drawn; whether there was anything."""
        by_hand = self._by_hand(day)
        if self._conduct is None:
            return by_hand
        if by_hand:
            self._conduct.look(self._unit, day)
        drawn = list(self._conduct.come(self._unit, day))
        for event in drawn:
            self._apply(event, day)
        self._conduct.came(self._unit, day)
        return by_hand or bool(drawn)

    def _by_hand(self, day: dt.date) -> bool:
        before = self._came
        while self._came < len(self._coming) and self._coming[self._came][0] <= day:
            what = self._coming[self._came][1]
            self._came += 1
            try:
                for event in self._events(what, day):
                    self._apply(event, day)
            except (CannotApply, CannotHappen) as fault:
                raise CannotHappen(f"{_where(what)}on {day} {fault}") from fault
        return self._came > before

    def _apply(self, event: Event, day: dt.date) -> None:
        self._money += moved(self._unit, event, day)
        self._unit = apply(self._unit, event)

    def _events(self, what: Coming, day: dt.date) -> Iterator[Event]:
        if isinstance(what, Event):
            yield what
        else:
            book = Book(setting=self._simulator.setting(day), units=(self._unit,))
            yield from events_told(book, what, self._came)

    def _decide(self, day: dt.date) -> None:
        decisions = self._simulator.evaluator.decide(self._simulator.setting(day), self._unit, day, self._books())
        self._decided += 1
        self._note(day, decisions)
        self._unit = take(self._unit, decisions, _endings(decisions, self._scenario))
        self._wake = _wake(decisions, day)
        if self._conduct is not None:
            contacted = [each.account for each in decisions if any(a.kind in CONTACT_KINDS for a in each.actions)]
            for account in sorted(set(contacted)):
                self._conduct.contacted(self._unit, account, day + ONE_DAY)

    def _books(self) -> Ledger:
        """What is open of the unit: found out anew only where money or invoices have come."""
        unit = self._unit
        if self._ledger is not None and all(
            one is other for one, other in zip(self._of, (unit.invoices, unit.payments, unit.credits), strict=True)
        ):
            return self._ledger.as_new()
        self._of, self._ledger = (unit.invoices, unit.payments, unit.credits), Ledger(unit)
        return self._ledger

    def _note(self, day: dt.date, decisions: tuple[Decision, ...]) -> None:
        acting = [each for each in decisions if each.actions]
        unanswered = self._scenario.approvals == "never"
        for each in acts_of(self._unit, acting):
            if not (unanswered and is_waiting(self._unit, each.action)):
                self._acts.append(each)
        self._notes.decided(day, decisions)
        if unanswered:
            self._notes.asked(day, self._unit, acting)


def _where(what: Coming) -> str:
    """The line of the file that tells it, where there is one."""
    place = None if isinstance(what, Event) else what.place
    return f"{place.path}:{place.line}: " if place is not None and place.path else ""


def _wake(decisions: Iterable[Decision], day: dt.date) -> dt.date | None:
    """The first day after this one on which any case can change by itself."""
    found = [each.next_change_on for each in decisions if each.next_change_on is not None]
    if any(each.actions for each in decisions):
        found.append(day + ONE_DAY)
    return max(min(found), day + ONE_DAY) if found else None


def _endings(decisions: Iterable[Decision], scenario: Scenario) -> dict[str, Ending]:
    if scenario.approvals == "given":
        return {}
    ending: Ending = "refused" if scenario.approvals == "refused" else "unanswered"
    return {action.id: ending for each in decisions for action in each.actions if action.state == "needs approval"}


def _settings(setting: Setting, scenario: Scenario) -> list[tuple[dt.date, Setting]]:
    """What all units share, by the day from which on it does."""
    found = [(dt.date.min, setting)]
    changes = [(each.on, each.event) for each in scenario.events if isinstance(each.event, SettingEvent)]
    for told in scenario.told:
        if isinstance(told, SourceSynced | RateChanged):
            changes += [(told.on, event) for event in events_told(Book(), told, 0) if isinstance(event, SettingEvent)]
    for day, event in sorted(changes, key=lambda each: each[0]):
        found.append((day, apply_to_setting(found[-1][1], event)))
    return found


Place = tuple[dt.date, int]
"""The day of an event and its number: the order in which all of them come."""


def _by_account(scenario: Scenario) -> dict[str, list[tuple[Place, Coming]]]:
    """What is given by hand, by account; what concerns all of them stands under an empty name."""
    everything: list[tuple[dt.date, Coming]] = [(each.on, each.event) for each in scenario.events]
    everything += [(each.on, each) for each in scenario.told]
    found: dict[str, list[tuple[Place, Coming]]] = {}
    for number, (day, what) in enumerate(everything):
        found.setdefault(_whose(what), []).append(((day, number), what))
    return found


def _whose(what: Coming) -> str:
    if isinstance(what, SettingEvent | SourceSynced | RateChanged):
        return ""
    return account_of(what) if isinstance(what, Event) else what.account
