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


def _shortest(interval: Interval, value: int | Fraction, unit: str, *, whole: bool) -> Distance | None:
    ways = _ways_out(interval, value, whole) if inside(interval, value) else _ways_in(interval, value, whole)
    if not ways:
        return None
    move, beyond = min(ways, key=_nearest)
    size = -move if move < 0 else move
    falls = move < 0 or (move == 0 and _falls(interval, value))
    text = _text(size, unit, beyond=beyond)
    return Distance(amount=str(size), unit=unit, direction="down" if falls else "up", beyond=beyond, text=text)


def _nearest(way: tuple[int | Fraction, bool]) -> tuple[Fraction, Fraction]:
    return abs(Fraction(way[0])), Fraction(way[0])


def _ways_in(interval: Interval, value: int | Fraction, whole: bool) -> list[tuple[int | Fraction, bool]]:
    """To the nearest end of the interval from outside."""
    low, high = number(interval.low), number(interval.high)
    if low is not None and (value < low or (value == low and interval.low_open)):
        return [_past(low - value, 1, is_open=interval.low_open, whole=whole)]
    assert high is not None
    return [_past(high - value, -1, is_open=interval.high_open, whole=whole)]


def _ways_out(interval: Interval, value: int | Fraction, whole: bool) -> list[tuple[int | Fraction, bool]]:
    """Past either end of the interval from inside."""
    low, high = number(interval.low), number(interval.high)
    ways: list[tuple[int | Fraction, bool]] = []
    if low is not None:
        ways.append(_past(low - value, -1, is_open=not interval.low_open, whole=whole))
    if high is not None:
        ways.append(_past(high - value, 1, is_open=not interval.high_open, whole=whole))
    return ways


def _past(move: int | Fraction, sign: int, *, is_open: bool, whole: bool) -> tuple[int | Fraction, bool]:
    """The move to an end, or one unit past it where the end itself would not do; not whole: anything past it."""
    if not is_open:
        return move, False
    if whole and Fraction(move).denominator == 1:
        return move + sign, False
    return move, True


def _falls(interval: Interval, value: int | Fraction) -> bool:
    low = number(interval.low)
    return low is not None and value == low and inside(interval, value)


def _text(amount: int | Fraction, unit: str, *, beyond: bool) -> str:
    more = "more than " if beyond else ""
    if unit.startswith("minor "):
        currency = unit.removeprefix("minor ")
        return f"{more}{decimal_text(round(amount), currency)} {currency}"
    shown = str(amount) if Fraction(amount).denominator == 1 else f"{float(amount):.4g}"
    return f"{more}{shown} {unit}".strip()
