"""The constants of a release, so that books can meet the boundaries of its conditions and steps."""

from collections.abc import Iterator
from typing import Any

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.model.condition import Has, InAmount, InDays, InRange, Interval, OneOf, StartsWith, Test, number
from playbook_engine.model.playbook import (
    ApprovalRule,
    Clause,
    Exhausted,
    Hold,
    ItemsListed,
    Limit,
    Playbook,
    Repeat,
    Work,
)
from playbook_engine.model.release import Release, catalogue_of

DAYS_OF_A_MONTH = 30
FURTHEST = 36_500
"""Days: what is compared with more has no boundary that a book could meet."""


class Constants(msgspec.Struct, frozen=True, kw_only=True):
    """What a release compares with and counts.

    Days are distances, dates ordinals, amounts in minor units; texts and numbers are by fact.
    """

    days: tuple[int, ...]
    dates: tuple[int, ...]
    minor: tuple[int, ...]
    tags: tuple[str, ...]
    texts: dict[str, tuple[str, ...]]
    numbers: dict[str, tuple[int, ...]]

    def distance(self, chance: Chance) -> int:
        """A number of days at or beside a constant."""
        return max(0, chance.pick(self.days) + chance.pick((0, 0, 0, -1, 1)))

    def amount(self, chance: Chance) -> int:
        """An amount at or beside a constant."""
        return max(1, chance.pick(self.minor) + chance.pick((0, 0, 0, -1, 1)))

    def text(self, fact: str, chance: Chance) -> str:
        """A text that a condition asks for, or another."""
        asked = self.texts.get(fact, ())
        return chance.pick(asked) if asked and chance.percent(60) else chance.pick(pools.texts_of(fact))

    def count(self, fact: str, chance: Chance) -> int:
        """A number at or beside one that a condition asks for."""
        return max(0, chance.pick(self.numbers.get(fact, pools.COUNTS)) + chance.pick((0, 0, -1, 1)))


def constants_of(release: Release) -> Constants:
    """All constants of a release, and some more where it has few."""
    found = _Found(release)
    for each in structs_in(release):
        found.take(each)
    return Constants(
        days=tuple(sorted({*(each for each in found.days if each <= FURTHEST), 0, 1, 30})),
        dates=tuple(sorted({*found.dates, *(each.toordinal() for each in pools.DATES)})),
        minor=tuple(sorted({*found.minor, pools.MINOR[0]})),
        tags=tuple(sorted({*found.tags, *pools.TAGS})),
        texts={fact: tuple(sorted(values)) for fact, values in sorted(found.texts.items())},
        numbers={fact: tuple(sorted(values)) for fact, values in sorted(found.numbers.items())},
    )


def structs_in(value: Any) -> Iterator[msgspec.Struct]:
    """A value's structs, outermost first, in the order in which they stand."""
    if isinstance(value, msgspec.Struct):
        yield value
        for name in value.__struct_fields__:
            yield from structs_in(getattr(value, name))
    elif isinstance(value, tuple | list):
        for each in value:
            yield from structs_in(each)


class _Found:
    """Constants as they are met."""

    def __init__(self, release: Release) -> None:
        self._facts = catalogue_of(release.organisation)
        self.days: set[int] = set()
        self.dates: set[int] = set()
        self.minor: set[int] = set()
        self.tags: set[str] = set()
        self.texts: dict[str, set[str]] = {}
        self.numbers: dict[str, set[int]] = {}

    def take(self, struct: msgspec.Struct) -> None:
        """Keep what a struct compares with or counts."""
        match struct:
            case Test():
                self._test(struct)
            case Clause(days=days, months=months):
                self.days |= {days, days + months * DAYS_OF_A_MONTH}
            case (
                Repeat(every=days) | Exhausted(after=days) | Limit(days=days) | Hold(grace=days) | Playbook(grace=days)
            ):
                self.days.add(days)
            case Work(pay_by=days) | ApprovalRule(expires=days):
                self.days |= set() if days is None else {days}
            case ItemsListed(which="due within", days=days):
                self.days.add(days)

    def _test(self, test: Test) -> None:
        match test.predicate:
            case OneOf(values) | StartsWith(values):
                self.texts.setdefault(test.fact, set()).update(values)
            case Has(tags):
                self.tags.update(tags)
            case InDays(interval):
                self.days.update(abs(each) for each in _ends(interval))
            case InAmount(intervals):
                self.minor.update(each for _, interval in intervals for each in _ends(interval))
            case InRange(interval):
                self._range(test.fact, _ends(interval))

    def _range(self, name: str, ends: list[int]) -> None:
        fact = self._facts.get(name)
        if fact is not None and fact.kind == "date":
            self.dates.update(ends)
        elif fact is not None and fact.unit == "days":
            self.days.update(abs(each) for each in ends)
        self.numbers.setdefault(name, set()).update(ends)


def _ends(interval: Interval) -> list[int]:
    return [int(bound) for bound in (number(interval.low), number(interval.high)) if bound is not None]
