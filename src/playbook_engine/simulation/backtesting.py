"""Back-test: the past as it was learnt, with a release that need not be the one that ran.

Payments, promises, disputes and all else that customers and people did come in on the days on which they became
known. What we did to customers since the first day is left out: the back-test has touches, memberships and approvals
of its own, which are its actions taken as done.
"""

import datetime as dt
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Literal, TypeVar

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.applying import apply
from playbook_engine.model.book import Approval, Book, Freshness, Record, Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.knowing import known
from playbook_engine.model.taking import Ending, events_of, is_waiting
from playbook_engine.simulation.acts import Act, acts_of
from playbook_engine.simulation.alarms import Alarm, alarms_of, troubles_of
from playbook_engine.simulation.learning import SettingByDay, days_learnt

Approvals = Literal["given", "never"]
Syncs = Literal["daily", "recorded"]

R = TypeVar("R", bound=Record)

_DAY = dt.timedelta(days=1)


class Span(msgspec.Struct, frozen=True, kw_only=True):
    """The days of a back-test, both included, and what is supposed on them.

    `approvals`: given at once, or never answered. `syncs`: every source is read every day, or on the days that the
    book records.
    """

    first: dt.date
    last: dt.date
    approvals: Approvals = "given"
    syncs: Syncs = "daily"


class LookedAt(msgspec.Struct, frozen=True, kw_only=True):
    """One unit on one day: as it was known, with what the back-test did to it before, and what was decided."""

    day: dt.date
    setting: Setting
    unit: Unit
    decisions: tuple[Decision, ...]


class Tested(msgspec.Struct, frozen=True, kw_only=True):
    """What would have become of a unit: what would have gone out, in the order of days, and what a person would have
    had to look at, each case and reason on the first day on which that was so.
    """

    acts: tuple[Act, ...] = ()
    alarms: tuple[Alarm, ...] = ()


class BackTester:
    """A release over a span of days; units are independent of each other, so they may be taken in any order."""

    def __init__(self, evaluator: Evaluator, setting: Setting, span: Span) -> None:
        organisation = evaluator.release.organisation
        self._evaluator = evaluator
        self._span = span
        self._zone = organisation.time_zone
        fresh = tuple(Freshness(id=source, on=span.last) for source, _ in sorted(organisation.freshness))
        self._settings = SettingByDay(setting, self._zone, fresh if span.syncs == "daily" else None)

    def live(self, unit: Unit) -> Tested:
        """A unit of the book through the days. A question that nobody answers is told once."""
        acts: list[Act] = []
        alarms: dict[tuple[str, str], Alarm] = {}
        never = self._span.approvals == "never"
        for looked in self.days(unit):
            for act in acts_of(looked.unit, looked.decisions):
                if not (never and is_waiting(looked.unit, act.action)):
                    acts.append(act)
            for told in (alarms_of, troubles_of):
                for alarm in told(looked.unit, looked.decisions):
                    alarms.setdefault((alarm.case, alarm.name), alarm)
        return Tested(acts=tuple(acts), alarms=tuple(alarms.values()))

    def days(self, unit: Unit) -> Iterator[LookedAt]:
        """The days on which anything could happen to a unit of the book, with what was decided.

        On an early day the unit may be in parts: accounts whose payer is not known yet.
        """
        unit = before(unit, self._span.first)
        learnt = sorted({*days_learnt(unit, self._zone), *self._settings.days})
        parts: tuple[Unit, ...] | None = None
        day: dt.date | None = self._span.first
        while day is not None and day <= self._span.last:
            if parts is None or _is_in(learnt, day):
                parts = self._parts(unit, day)
            looked = [self._look(part, day) for part in parts]
            yield from looked
            after = self._after(unit, looked)
            parts, unit = (parts if after is unit else None), after
            day = _next(looked, learnt, day)

    def _parts(self, unit: Unit, day: dt.date) -> tuple[Unit, ...]:
        return known(Book(units=(unit,)), day, self._zone).units

    def _look(self, unit: Unit, day: dt.date) -> LookedAt:
        setting = self._settings.on(day)
        return LookedAt(day=day, setting=setting, unit=unit, decisions=self._evaluator.decide(setting, unit, day))

    def _after(self, unit: Unit, looked: Sequence[LookedAt]) -> Unit:
        """The whole unit with what was decided for what is known of it taken as done."""
        for each in looked:
            endings = _unanswered(each.decisions) if self._span.approvals == "never" else {}
            for decision in each.decisions:
                for event in events_of(each.unit, decision, endings):
                    unit = apply(unit, event)
        return unit


def before(unit: Unit, first: dt.date) -> Unit:
    """A unit without what we did to it from a day on: touches, memberships, questions and their answers.

    What we did before is known from the first day, whenever it was written down: nothing is done twice.
    """
    return msgspec.structs.replace(
        unit,
        touches=tuple(_known_at_once(each) for each in unit.touches if each.on < first),
        memberships=tuple(_known_at_once(each) for each in unit.memberships if each.since < first),
        approvals=tuple(_asked_before(each, first) for each in unit.approvals if each.asked_on < first),
    )


def _known_at_once(record: R) -> R:
    return msgspec.structs.replace(record, known_at=None)


def _asked_before(approval: Approval, first: dt.date) -> Approval:
    if approval.answered_on is not None and approval.answered_on >= first:
        approval = msgspec.structs.replace(approval, answer=None, answered_on=None)
    return _known_at_once(approval)


def _unanswered(decisions: Sequence[Decision]) -> dict[str, Ending]:
    return {
        action.id: "unanswered"
        for decision in decisions
        for action in decision.actions
        if action.state == "needs approval"
    }


def _is_in(days: Sequence[dt.date], day: dt.date) -> bool:
    place = bisect_right(days, day)
    return place > 0 and days[place - 1] == day


def _next(looked: Sequence[LookedAt], learnt: Sequence[dt.date], day: dt.date) -> dt.date | None:
    """The first day to come on which something is learnt, or a decision may change by itself."""
    decisions = [decision for each in looked for decision in each.decisions]
    days = [each.next_change_on for each in decisions if each.next_change_on is not None]
    days += [day + _DAY] if any(each.actions for each in decisions) else []
    days += learnt[(place := bisect_right(learnt, day)) : place + 1]
    return max(min(days), day + _DAY) if days else None
