"""How far a value is from the other answer of its test, exactly: moving it by the distance turns the answer."""

from fractions import Fraction
from typing import Any

from playbook_engine.engine.predicates import in_terms_of, inside
from playbook_engine.model.condition import InAmount, InDays, InRange, Interval, Predicate, number
from playbook_engine.model.money import MissingRate, Rates, decimal_text
from playbook_engine.model.trace import Distance


def distance_of(predicate: Predicate, value: Any, day: int, rates: Rates, kind: str) -> Distance | None:
    """The shortest move of an ordered value that turns the answer; None for texts, tags and missing values."""
    if value is None:
        return None
    match predicate:
        case InRange(interval=interval):
            return _shortest(interval, value, "days" if kind == "date" else "", whole=not isinstance(value, Fraction))
        case InDays(interval=interval):
            return _shortest(interval, value - day, "days", whole=True)
        case InAmount():
            return _of_amount(predicate, value, rates)
        case _:
            return None


def _of_amount(predicate: InAmount, value: Any, rates: Rates) -> Distance | None:
    try:
        amount, interval, currency = in_terms_of(predicate, value, rates)
    except MissingRate:
        return None
    return _shortest(interval, amount, f"minor {currency}", whole=not isinstance(amount, Fraction))


Way = tuple[int | Fraction, bool, bool]
"""How far (never below zero), whether up, and whether any more than that."""


def _shortest(interval: Interval, value: int | Fraction, unit: str, *, whole: bool) -> Distance | None:
    ways = _ways_out(interval, value, whole) if inside(interval, value) else _ways_in(interval, value, whole)
    if not ways:
        return None
    size, up, beyond = min(ways, key=_nearest)
    text = _text(size, unit, beyond=beyond)
    return Distance(amount=str(size), unit=unit, direction="up" if up else "down", beyond=beyond, text=text)


def _nearest(way: Way) -> tuple[Fraction, bool]:
    return Fraction(way[0]), way[1]


def _ways_in(interval: Interval, value: int | Fraction, whole: bool) -> list[Way]:
    """To the nearest end of the interval from outside."""
    low, high = number(interval.low), number(interval.high)
    if low is not None and (value < low or (value == low and interval.low_open)):
        return [_past(low - value, up=True, is_open=interval.low_open, whole=whole)]
    assert high is not None
    return [_past(value - high, up=False, is_open=interval.high_open, whole=whole)]


def _ways_out(interval: Interval, value: int | Fraction, whole: bool) -> list[Way]:
    """Past either end of the interval from inside."""
    low, high = number(interval.low), number(interval.high)
    ways: list[Way] = []
    if low is not None:
        ways.append(_past(value - low, up=False, is_open=not interval.low_open, whole=whole))
    if high is not None:
        ways.append(_past(high - value, up=True, is_open=not interval.high_open, whole=whole))
    return ways


def _past(size: int | Fraction, *, up: bool, is_open: bool, whole: bool) -> Way:
    """The way to an end, or one unit past it where the end itself would not do; not whole: anything past it."""
    if not is_open:
        return size, up, False
    if whole and Fraction(size).denominator == 1:
        return size + 1, up, False
    return size, up, True


def _text(amount: int | Fraction, unit: str, *, beyond: bool) -> str:
    more = "more than " if beyond else ""
    if unit.startswith("minor "):
        currency = unit.removeprefix("minor ")
        return f"{more}{decimal_text(round(amount), currency)} {currency}"
    shown = str(amount) if Fraction(amount).denominator == 1 else f"{float(amount):.4g}"
    return f"{more}{shown} {unit}".strip()
