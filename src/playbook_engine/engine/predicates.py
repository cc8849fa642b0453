"""Whether a value meets a predicate, and by how much it misses: what compiled functions call for the rare cases and
the walk for all.
"""

from fractions import Fraction
from typing import Any, assert_never

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
from playbook_engine.model.money import Rates, convert, total_in

Amount = tuple[int | Fraction, str] | dict[str, int]
"""Minor units of one currency, or of several."""


def inside(interval: Interval, value: int | Fraction) -> bool:
    """Whether a number lies in an interval."""
    low, high = number(interval.low), number(interval.high)
    if low is not None and (value < low or (interval.low_open and value == low)):
        return False
    return not (high is not None and (value > high or (interval.high_open and value == high)))


def in_terms_of(predicate: InAmount, value: Amount, rates: Rates) -> tuple[int | Fraction, Interval, str]:
    """An amount in the currency of the constant that it is compared with, and that constant (rule 5a). Raises
    MissingRate.
    """
    own = dict(predicate.intervals)
    first, interval = predicate.intervals[0]
    if isinstance(value, dict):
        if len(value) == 1:
            ((currency, minor),) = value.items()
            return in_terms_of(predicate, (minor, currency), rates)
        return total_in(value, first, rates), interval, first
    amount, currency = value
    if currency in own:
        return amount, own[currency], currency
    return convert(amount, currency, first, rates), interval, first


def amount_in(predicate: InAmount, value: Amount, rates: Rates) -> bool:
    """Whether money lies in the interval of its currency. Raises MissingRate."""
    amount, interval, _ = in_terms_of(predicate, value, rates)
    return inside(interval, amount)


def meets(predicate: Predicate, value: Any, day: int, rates: Rates) -> bool:
    """Whether a fact's value meets a predicate; a missing one never does (rule 6). Raises MissingRate."""
    if value is None:
        return False
    match predicate:
        case Present():
            return True
        case InRange(interval):
            return inside(interval, value)
        case InDays(interval):
            return inside(interval, value - day)
        case InAmount():
            return amount_in(predicate, value, rates)
        case OneOf(values):
            return _text(value) in values
        case StartsWith(prefixes):
            return str(value).startswith(prefixes)
        case Has(tags, every):
            return all(tag in value for tag in tags) if every else any(tag in value for tag in tags)
        case _:
            assert_never(predicate)


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
