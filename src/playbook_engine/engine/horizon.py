"""`next_change_on`: no other decision can follow before that day if nothing happens.

Every day is named on which something that a decision looks at moves by itself; the first of them is the answer. It
may be
too early, never too late. A property looks at each day before it.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator
from typing import Any

from playbook_engine.engine.cases import Case
from playbook_engine.engine.claims import dispute_span, ends_of, hold_span
from playbook_engine.engine.days import OpenDays
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import Rules
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.state import MONTH, YEAR, World
from playbook_engine.model.book import Setting
from playbook_engine.model.money import MissingRate

LATEST = 3652059  # 9999-12-31: nothing changes by itself any more


class Horizon:
    """The days after today on which anything of a unit can change by itself."""

    def __init__(self, rules: Rules, setting: Setting) -> None:
        self._rules = rules
        self._setting = setting
        self._known: dict[int, int] = {}

    def of_case(self, case: Case, *, acts: bool) -> int | None:
        """The first such day for a case; tomorrow where it acts, since what was not done is decided anew."""
        today = case.world.day
        if acts or self._rules.watched.daily:
            return today + 1
        first = min(case.next_day, self._of_unit(case.world), self._opening(case, today))
        return first if first < LATEST else None

    def of_left(self, world: World, *, acts: bool) -> int | None:
        """The same for items that are in no case."""
        if acts or self._rules.watched.daily:
            return world.day + 1
        first = self._of_unit(world)
        return first if first < LATEST else None

    @staticmethod
    def _opening(case: Case, today: int) -> int:
        """A closed day today opens by itself."""
        closed = [days for days in (case.open_days, case.work_days) if not days.is_open(today)]
        return min((OpenDays.next_open(days, today + 1) for days in closed), default=LATEST)

    def _of_unit(self, world: World) -> int:
        if world.day not in self._known:
            self._known[world.day] = min((day for day in self._edges(world) if day > world.day), default=LATEST)
        return self._known[world.day]

    def _edges(self, world: World) -> Iterator[int]:
        rules, watched = self._rules, self._rules.watched
        yield from rules.edges
        yield from watched.fixed
        for item in world.ledger.items:
            later = bisect_right(rules.offsets, world.day - item.due)
            if later < len(rules.offsets):
                yield item.due + rules.offsets[later]
        for source, days in rules.organisation.freshness:
            yield from (each.on.toordinal() + days + 1 for each in self._setting.freshness if each.id == source)
        yield from (each.on.toordinal() for each in self._setting.rates)
        if not world.claims.none:
            yield from self._claims(world)
        yield from self._past(world)
        if watched.dates:
            yield from self._dates(world)

    def _claims(self, world: World) -> Iterator[int]:
        claims = world.claims
        yield from ends_of([dispute_span(each) for each in claims.disputes])
        yield from ends_of([hold_span(each) for each in claims.holds])
        for promise in claims.promises:
            day = promise.on.toordinal()
            yield from (promise.made_on.toordinal(), day, day + YEAR + 1)
            yield from (day + grace + 1 for grace in self._rules.promise_graces)

    def _past(self, world: World) -> Iterator[int]:
        """Records that come into or leave a window."""
        watched = self._rules.watched
        if "contacts" in watched.windows or watched.contact:
            for mark in world.history.contacts:
                yield mark.day + MONTH + 1
                yield from (mark.day + offset for offset in watched.contact)
        if "failures" in watched.windows:
            for failure in world.unit.failed_payments:
                yield from (failure.on.toordinal(), failure.on.toordinal() + MONTH + 1)
        if "closings" in watched.windows:
            for each in world.ledger.closed:
                yield from (each.closed, each.closed + YEAR + 1)
        for reply in world.unit.replies:
            yield from (reply.on.toordinal() + offset for offset in watched.reply)
        for collection, offsets in watched.records.items():
            yield from (day + offset for day in _days_of(collection, world) for offset in offsets)

    def _dates(self, world: World) -> Iterator[int]:
        """Date facts by their distance from today: of each value the first day that is to come."""
        for plan in self._rules.one_of_each_view:
            for record in world.unit.accounts:
                account = world.view(record, plan.view)
                items: list[OpenItem | None] = [each for each in world.ledger.items if each.account == record.id]
                for name, offsets in self._rules.watched.offsets_of:
                    read = plan.catalogue.read(_single(name))
                    for item in items if not name.startswith("account.") else [None]:
                        value = _date(read, Scope(world, account, item=item, anchor=item))
                        if value is None:
                            continue
                        later = bisect_right(offsets, world.day - value)
                        if later < len(offsets):
                            yield value + offsets[later]


def _date(read: Callable[[Scope], Any], scope: Scope) -> int | None:
    """A date fact as a day; none while it hangs on a rate that lacks: a rate that comes is a change of state."""
    try:
        value: int | None = read(scope)
    except MissingRate:
        return None
    return value


def _single(name: str) -> str:
    """A date of a case is a date of one of its items."""
    return "item.due_on" if name == "case.oldest_due" else name


def _days_of(collection: str, world: World) -> Iterator[int]:
    unit = world.unit
    match collection:
        case "payments":
            yield from (each.on.toordinal() for each in unit.payments)
        case "promises":
            yield from (each.on.toordinal() for each in unit.promises)
        case "disputes":
            yield from (each.opened_on.toordinal() for each in unit.disputes)
        case "touches":
            yield from (mark.day for mark in world.history.marks)
        case "replies":
            yield from (each.on.toordinal() for each in unit.replies)
        case "failed payments":
            yield from (each.on.toordinal() for each in unit.failed_payments)
        case _:
            yield from (each.due for each in world.ledger.items)
            yield from (each.due for each in world.ledger.closed)
