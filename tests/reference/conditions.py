"""Rules 5 and 6: a condition holds, does not hold, or is unknown (then `MissingRates` is raised)."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import assert_never

from playbook_engine.model.book import Setting
from playbook_engine.model.condition import (
    All,
    AnyOf,
    Condition,
    Has,
    InAmount,
    InDays,
    InRange,
    Interval,
    Named,
    Not,
    OneOf,
    Predicate,
    Present,
    StartsWith,
    Test,
)
from tests.reference.money import Amounts, MissingRates, total_in

Value = str | Fraction | dt.date | frozenset[str] | Amounts
"""A text (or yes/no), a number or percentage, a date, tags, or money by currency."""


@dataclass(frozen=True)
class Sight:
    """What a condition is judged by: the facts by name, the day, the rates."""

    look: Callable[[str], Value | None]
    day: dt.date
    setting: Setting


def holds(condition: Condition, sight: Sight) -> bool:
    """Whether it holds; unknown raises `MissingRates`."""
    match condition:
        case Test():
            return _tested(condition, sight)
        case Not(part):
            return not holds(part, sight)
        case Named(_, part):
            return holds(part, sight)
        case All(parts):
            return _combined(parts, sight, decisive=False)
        case AnyOf(parts):
            return _combined(parts, sight, decisive=True)
        case _:
            assert_never(condition)


def _combined(parts: tuple[Condition, ...], sight: Sight, *, decisive: bool) -> bool:
    """Rule 5c: one part that is `decisive` decides; else one unknown part leaves all unknown."""
    answers: list[bool] = []
    missing: set[str] = set()
    for part in parts:
        try:
            answers.append(holds(part, sight))
        except MissingRates as unknown:
            missing |= unknown.pairs
    if decisive in answers:
        return decisive
    if missing:
        raise MissingRates(missing)
    return not decisive


def _tested(test: Test, sight: Sight) -> bool:
    """Rule 6: a test of a missing fact is false."""
    value = sight.look(test.fact)
    return value is not None and _satisfies(test.predicate, value, sight)


def _satisfies(predicate: Predicate, value: Value, sight: Sight) -> bool:
    match predicate:
        case Present():
            return True
        case OneOf(values):
            return value in values
        case StartsWith(prefixes):
            return isinstance(value, str) and value.startswith(prefixes)
        case Has(tags, every):
            assert isinstance(value, frozenset)
            return value >= set(tags) if every else not value.isdisjoint(tags)
        case InDays(interval):
            assert isinstance(value, dt.date)
            return _within(interval, Fraction((value - sight.day).days))
        case InRange(interval):
            number = Fraction(value.toordinal()) if isinstance(value, dt.date) else value
            assert isinstance(number, Fraction)
            return _within(interval, number)
        case InAmount(intervals):
            assert isinstance(value, Mapping)
            return _amount_within(intervals, value, sight)
        case _:
            assert_never(predicate)


def _amount_within(intervals: tuple[tuple[str, Interval], ...], amounts: Amounts, sight: Sight) -> bool:
    """Rule 5a: the constant in the fact's own currency, else the first; a sum over currencies always the first."""
    constants = dict(intervals)
    target = intervals[0][0]
    if len(amounts) == 1:
        (own,) = amounts
        target = own if own in constants else target
    return _within(constants[target], total_in(amounts, target, sight.setting, sight.day))


def _within(interval: Interval, number: Fraction) -> bool:
    if interval.low is not None:
        low = Fraction(interval.low)
        if number < low or (interval.low_open and number == low):
            return False
    if interval.high is not None:
        high = Fraction(interval.high)
        if number > high or (interval.high_open and number == high):
            return False
    return True
