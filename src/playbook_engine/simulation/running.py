"""One run of a timeline test, day by day: what happens, what is decided and expected, and on with what was done."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterable, Mapping

import msgspec

from playbook_engine.model.applying import CannotApply, apply_to_setting
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.events import Synced
from playbook_engine.model.taking import HAPPENED, Ending, ending_of
from playbook_engine.model.timeline import Acts, Clock, Entry, TimelineTest, Way
from playbook_engine.simulation.course import AsOf, Decided, Decider, Seen, actions_of, decide_book, take_book
from playbook_engine.simulation.coverage import HoldWatch, Rule, RulesReached
from playbook_engine.simulation.happenings import happen
from playbook_engine.simulation.judging import FactJudge, Finding, Judgement, judge, news
from playbook_engine.simulation.money_told import CannotHappen
from playbook_engine.simulation.saying import said_actions, said_expectation
from playbook_engine.simulation.shuffling import shuffled

Explain = Callable[[Setting, Unit, AsOf], str]
"""Why a unit was decided as it was, in sentences."""

ONE_DAY = dt.timedelta(1)


class Failure(msgspec.Struct, frozen=True, kw_only=True):
    """One day on which something came that was not expected, or did not come."""

    day: dt.date
    place: Place
    expected: str
    got: str
    at: Clock | None = None
    trace: str = ""


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """An action of the run, and what became of it."""

    day: dt.date
    seen: Seen
    ending: Ending


class TestResult(msgspec.Struct, frozen=True, kw_only=True):
    """How one test went in one way of running it: what failed, the days decided, what went out, the rules reached."""

    __test__ = False  # not a test of pytest's

    name: str
    way: Way
    failures: tuple[Failure, ...]
    days: tuple[dt.date, ...]
    sent: tuple[Sent, ...]
    decided: tuple[tuple[dt.date, tuple[Decided, ...]], ...]
    reached: frozenset[Rule]

    @property
    def passed(self) -> bool:
        """Whether everything came as expected."""
        return not self.failures


class Run:
    """One run of one test: the book as it is by now, and what was found on the way.

    `endings` of actions by id, given from outside, take the place of the test's expectations: nothing is compared then.
    """

    def __init__(
        self,
        decider: Decider,
        test: TimelineTest,
        way: Way,
        *,
        explain: Explain | None = None,
        facts: FactJudge | None = None,
        holds: HoldWatch | None = None,
        endings: Mapping[str, Ending] | None = None,
    ) -> None:
        self._decider = decider
        self._test = test
        self._way = way
        self._explain = explain
        self._facts = facts
        self._holds = holds
        self._endings = endings
        self._book = test.book
        self._told = 0
        self._wake: dt.date | None = test.first
        self._failures: list[Failure] = []
        self._sent: list[Sent] = []
        self._decided: list[tuple[dt.date, tuple[Decided, ...]]] = []
        self._reached: set[Rule] = set()
        self._rules = RulesReached(decider.release)

    def result(self) -> TestResult:
        """Run it from the first day to the last."""
        day = self._test.first
        while day <= self._test.last:
            happened = self._happen(day)
            entries = [entry for entry in self._test.entries if entry.covers(day)]
            if self._is_decided(day, entries, happened):
                self._day(day, entries)
            elif self._way == "named days":
                self._slept(day, entries)
            day += ONE_DAY
        return TestResult(
            name=self._test.name,
            way=self._way,
            failures=tuple(self._failures),
            days=tuple(dict.fromkeys(day for day, _ in self._decided)),
            sent=tuple(self._sent),
            decided=tuple(self._decided),
            reached=frozenset(self._reached),
        )

    def _happen(self, day: dt.date) -> bool:
        """Everything told up to a day that has not happened yet; whether there was anything."""
        before = self._told
        while self._told < len(self._test.happenings) and self._test.happenings[self._told].on <= day:
            told = self._test.happenings[self._told]
            self._told += 1
            try:
                self._book = happen(self._book, told, self._told)
            except (CannotHappen, CannotApply) as fault:
                self._failures.append(Failure(day=day, place=told.place, expected="this can happen", got=str(fault)))
        setting = self._book.setting
        for source in self._test.fresh:
            setting = apply_to_setting(setting, Synced(source=source, on=day))
        self._book = msgspec.structs.replace(self._book, setting=setting)
        return self._told > before

    def _is_decided(self, day: dt.date, entries: list[Entry], happened: bool) -> bool:
        if any(entry.downtime for entry in entries):
            return False
        if self._way == "named days":
            return happened or (self._wake is not None and day >= self._wake)
        if self._test.evaluate == "listed days":
            return bool(entries)
        return day.weekday() == 0 if "mondays" in (self._way, self._test.evaluate) else True

    def _day(self, day: dt.date, entries: list[Entry]) -> None:
        times = {entry.at or self._test.at for entry in entries} or {self._test.at}
        for at in sorted(times, key=_order):
            self._moment(day, at, [entry for entry in entries if (entry.at or self._test.at) == at])

    def _moment(self, day: dt.date, at: Clock | None, entries: list[Entry]) -> None:
        decided = decide_book(self._decider, self._in_order(), lambda unit: self._as_of(unit, day, at))
        judgement = self._judged(decided, entries)
        self._note(day, at, decided, judgement)
        self._book = take_book(self._book, decided, judgement.endings)
        self._wake = _wake_after(day, decided)
        if self._way == "twice a day":
            self._once_more(day, at, judgement.endings)

    def _in_order(self) -> Book:
        if self._way != "shuffled":
            return self._book
        return msgspec.structs.replace(self._book, units=tuple(shuffled(unit) for unit in self._book.units))

    def _as_of(self, unit: Unit, day: dt.date, at: Clock | None) -> AsOf:
        """The day, or the instant at which it is that time for the one who pays."""
        if at is None:
            return day
        zone = dt.UTC if at.utc else zoneinfo.ZoneInfo(unit.accounts[0].time_zone or self._test.time_zone)
        return dt.datetime.combine(day, dt.time(at.minutes // 60, at.minutes % 60), zone)

    def _judged(self, decided: tuple[Decided, ...], entries: list[Entry]) -> Judgement:
        if self._endings is None:
            organisation, setting = self._decider.release.organisation, self._book.setting
            strict = bool(entries) or not self._test.unchecked
            return judge(organisation, setting, decided, entries, strict=strict, facts=self._facts)
        waiting: dict[str, Ending] = {each.action.id: "unanswered" for each in actions_of(decided) if each.waiting}
        return Judgement((), {**self._endings, **waiting})

    def _note(self, day: dt.date, at: Clock | None, decided: tuple[Decided, ...], judgement: Judgement) -> None:
        self._decided.append((day, decided))
        for finding in judgement.findings:
            self._failures.append(self._failure(day, at, decided, finding))
        for each in decided:
            for decision in each.decisions:
                self._reached.update(self._rules.by(decision))
            for playbook, name in self._holds(self._book.setting, each) if self._holds else ():
                self._reached.add(self._rules.hold(playbook, name))
        for seen in actions_of(decided):
            ending = ending_of(seen.decision, seen.action, judgement.endings)
            self._sent.append(Sent(day=day, seen=seen, ending=ending))

    def _failure(self, day: dt.date, at: Clock | None, decided: Iterable[Decided], finding: Finding) -> Failure:
        shown = next((each for each in decided if each.unit.id == finding.unit), None)
        trace = self._explain(self._book.setting, shown.unit, shown.as_of) if self._explain and shown else ""
        place = finding.place or self._test.place
        return Failure(day=day, at=at, place=place, expected=finding.expected, got=finding.got, trace=trace)

    def _once_more(self, day: dt.date, at: Clock | None, endings: Mapping[str, Ending]) -> None:
        """Decide the same moment again: where all was done, nothing may be new."""
        decided = decide_book(self._decider, self._book, lambda unit: self._as_of(unit, day, at))
        fresh = [each.action for each in news(actions_of(decided))]
        if fresh and all(ending in HAPPENED for ending in endings.values()):
            place = self._test.place
            failure = Failure(day=day, at=at, place=place, expected="nothing new at once", got=said_actions(fresh))
            self._failures.append(failure)

    def _slept(self, day: dt.date, entries: list[Entry]) -> None:
        """A day that no decision named: what is expected of it cannot come."""
        said = f"the decisions name {self._wake.isoformat() if self._wake else 'no day'} as the next one of change"
        for entry in entries:
            for each in entry.expects:
                if isinstance(each, Acts):
                    failure = Failure(day=day, place=each.place, expected=said_expectation(each), got=said)
                    self._failures.append(failure)


def _wake_after(day: dt.date, decided: Iterable[Decided]) -> dt.date | None:
    """The next day on which something may change: the next one after an action, else the one that is named."""
    decisions = [decision for each in decided for decision in each.decisions]
    if any(decision.actions for decision in decisions):
        return day + ONE_DAY
    return min((each.next_change_on for each in decisions if each.next_change_on), default=None)


def _order(at: Clock | None) -> tuple[int, bool]:
    return (-1, False) if at is None else (at.minutes, at.utc)
