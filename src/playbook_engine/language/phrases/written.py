"""Comparisons written out again, so that reading them gives the same predicate."""

import datetime as dt
from collections.abc import Callable
from decimal import Decimal
from fractions import Fraction
from typing import assert_never

from playbook_engine.language.phrases.days import days_text
from playbook_engine.model.condition import (
    Has,
    InAmount,
    InDays,
    InRange,
    Interval,
    OneOf,
    Predicate,
    Present,
    StartsWith,
    number,
)
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import decimal_text


def comparison_phrases(predicate: Predicate, fact: Fact) -> tuple[str, ...]:
    """A predicate in words; of several phrases one holds, as in a list."""
    match predicate:
        case InRange(interval):
            return (_dates(interval) if fact.kind == "date" else _bounds(interval, _number_text(fact)),)
        case InDays(interval):
            return (_distance(interval),)
        case InAmount(intervals):
            # A bare amount after `or` would be compared as the one before it, so an exact one is written as a range.
            several = len(intervals) > 1
            return (" or ".join(_bounds(each, _money_text(currency), several) for currency, each in intervals),)
        case OneOf(values):
            return tuple(_literal(each, fact) for each in values)
        case StartsWith(prefixes):
            return tuple(f"starts with {each}" for each in prefixes)
        case Has(tags, every):
            return (f"has all of {' and '.join(tags)}" if every else f"has {' or '.join(tags)}",)
        case Present():
            return ("present",)
        case _:
            assert_never(predicate)


def decimal(value: Fraction | int) -> str:
    """An exact number as decimal text; fractions without end are rounded to nine places."""
    exact = Fraction(value)
    if exact.denominator == 1:
        return str(exact.numerator)
    return format((Decimal(exact.numerator) / exact.denominator).quantize(Decimal("1e-9")).normalize(), "f")


def _literal(value: str, fact: Fact) -> str:
    return f"is {value}" if fact.kind == "text" and not fact.values else value


def _number_text(fact: Fact) -> Callable[[int | str], str]:
    if fact.kind == "percent":
        return lambda bound: f"{decimal(Fraction(bound) * 100)}%"
    return lambda bound: decimal(Fraction(bound))


def _money_text(currency: str) -> Callable[[int | str], str]:
    return lambda bound: f"{decimal_text(int(bound), currency)} {currency}"


def _bounds(interval: Interval, write: Callable[[int | str], str], as_range: bool = False) -> str:
    low, high = interval.low, interval.high
    if low is not None and high is not None:
        if number(low) == number(high) and not as_range:
            return write(low)
        return f"from {write(low)} to {'below ' if interval.high_open else ''}{write(high)}"
    if low is not None:
        return f"{'more than' if interval.low_open else 'at least'} {write(low)}"
    assert high is not None, "an interval has an end"
    return f"{'less than' if interval.high_open else 'at most'} {write(high)}"


def _dates(interval: Interval) -> str:
    low, high = (None if each is None else dt.date.fromordinal(int(each)) for each in (interval.low, interval.high))
    if low and high:
        return f"on {low}" if low == high else f"{low} to {high}"
    return f"on or after {low}" if low else f"on or before {high}"


def _distance(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if low is None:
        return f"at least {days_text(-int(high or 0))} ago"
    if high is None:
        return f"at least {days_text(int(low))} ahead"
    if low == high == 0:
        return "today"
    return f"within {days_text(int(high))}" if low == 0 else f"in the last {days_text(-int(low))}"
