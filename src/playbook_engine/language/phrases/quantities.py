"""Numbers, shares and money compared with bounds: `15 to 29`, `at least 10%`, `from 1000 to below 5000 EUR`."""

from fractions import Fraction
from typing import Literal

import msgspec

from playbook_engine.language.codes_meaning import EMPTY_RANGE
from playbook_engine.language.phrases.currencies import currency_fault
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.scalars.digits import number_in, of_unit
from playbook_engine.language.scalars.typed import Unfit
from playbook_engine.language.wording import ticked
from playbook_engine.model.condition import InAmount, InRange, Interval
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import digits_of, parse_amount

_SYMBOLS = {">=": "at least", "≥": "at least", ">": "more than", "<=": "at most", "≤": "at most", "<": "less than"}

Bound = Literal["at least", "at most", "more than", "less than", "exactly"]
BOUNDS: tuple[Bound, ...] = ("at least", "at most", "more than", "less than")
DAY_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}


class Quantity(msgspec.Struct, frozen=True):
    """A number as written, with its unit (`EUR`, `%`, `days` or none) and where it stands."""

    number: str
    unit: str
    start: int
    end: int


class Range(msgspec.Struct, frozen=True):
    """Two ends as written; none: unbounded."""

    low: Quantity | None
    high: Quantity | None
    low_open: bool = False
    high_open: bool = False


def in_range(words: Words, fact: Fact) -> InRange:
    """A comparison of a number or a share. Raises Misread."""
    found = _range(words, fact)
    if words.take("or"):
        raise Misread(
            "a number is compared once", start=0, end=len(words.text), help="write a list: `[15 to 29, at least 60]`"
        )
    words.end("the comparison")
    return InRange(_interval(words, found, fact))


def in_amount(words: Words, fact: Fact) -> InAmount:
    """A comparison of money, once for each currency. Raises Misread."""
    intervals: dict[str, Interval] = {}
    before: Bound | None = None
    while True:
        start = words.at
        found, before = _alternative(words, fact, before)
        currency = _currency(words, found)
        if currency in intervals:
            raise Misread(f"{currency} is given twice", start=start, end=words.at, help="one amount a currency")
        intervals[currency] = _interval(words, found, fact)
        if not words.take("or"):
            break
    words.end("the comparison")
    return InAmount(tuple(intervals.items()))


def _alternative(words: Words, fact: Fact, before: Bound | None) -> tuple[Range, Bound | None]:
    """One currency's range; a bare amount after `or` is compared as the one before it."""
    if before and not isinstance(number_in(words.peek()), Unfit):
        return _bounded(before, _quantity(words, fact)), before
    bound = next((each for each in BOUNDS if words.rest().startswith(f"{each} ")), None)
    return _range(words, fact), bound


def _range(words: Words, fact: Fact) -> Range:
    """Take a bound or a range. Raises Misread."""
    for bound in BOUNDS:
        if words.take(bound):
            return _bounded(bound, _quantity(words, fact))
    if words.take("from"):
        low = _quantity(words, fact)
        if not words.take("to"):
            raise words.misread("`to` is missing", help="write `from 10 to 20`, or `at least 10`")
        return _ranged(words, low, fact)
    low = _quantity(words, fact)
    return _ranged(words, low, fact) if words.take("to") else _bounded("exactly", low)


def _bounded(bound: Bound, quantity: Quantity) -> Range:
    match bound:
        case "at least" | "more than":
            return Range(quantity, None, low_open=bound == "more than")
        case "at most" | "less than":
            return Range(None, quantity, high_open=bound == "less than")
        case "exactly":
            return Range(quantity, quantity)


def _ranged(words: Words, low: Quantity, fact: Fact) -> Range:
    below = words.take("below")
    high = _quantity(words, fact)
    return Range(low if low.unit else msgspec.structs.replace(low, unit=high.unit), high, high_open=below)


def _quantity(words: Words, fact: Fact) -> Quantity:
    """Take a number and its unit. Raises Misread."""
    start, text = words.at, words.peek()
    if text in _SYMBOLS:
        raise words.misread(f"`{text}` is written in words: `{_SYMBOLS[text]}`")
    bare, sign = (text[:-1], "%") if text.endswith("%") else (text, "")
    if not any(each.isdecimal() for each in text):  # the way out depends on the fact, and its reader knows that
        raise words.misread(f"{ticked(text)} is no number" if text else "a number is missing")
    found = number_in(bare)
    if isinstance(found, Unfit):
        unfit = of_unit(found, sign)
        raise words.misread(unfit.message, help=unfit.help)
    words.word()
    return Quantity(bare, sign or _unit(words, fact), start, start + len(text))


def _unit(words: Words, fact: Fact) -> str:
    """Take the unit that may follow a number."""
    if fact.kind == "money" and words.peek() not in ("", "to", "or"):
        return words.word()
    if fact.unit == "days" and words.peek() in DAY_UNITS:
        return words.word()
    return ""


def _currency(words: Words, found: Range) -> str:
    """The currency of both ends. Raises Misread."""
    ends = [each for each in (found.low, found.high) if each]
    for each in ends:
        fault = currency_fault(each.unit)
        if each.unit and fault:
            raise Misread(fault[0], start=each.start, end=each.end + 1 + len(each.unit), help=fault[1])
        if not each.unit:
            raise Misread(f"`{each.number}` has no currency", start=each.start, end=each.end, help="")
    if len({each.unit for each in ends}) > 1:
        raise Misread("one range is in two currencies", start=ends[0].start, end=words.at)
    return ends[0].unit


def _interval(words: Words, found: Range, fact: Fact) -> Interval:
    low = None if found.low is None else _value(found.low, fact)
    high = None if found.high is None else _value(found.high, fact)
    if low is not None and high is not None:
        first, last = Fraction(low), Fraction(high)
        if first > last or (first == last and (found.low_open or found.high_open)):
            help = "the first end is the smaller one" if first > last else ""
            raise Misread("nothing lies in this range", start=0, end=len(words.text), help=help, kind=EMPTY_RANGE)
    return Interval(low, high, found.low_open, found.high_open)


def _value(quantity: Quantity, fact: Fact) -> int | str:
    """Minor units, a fraction for a share, a number of days. Raises Misread."""
    match fact.kind:
        case "money":
            return _minor(quantity)
        case "percent":
            if quantity.unit != "%":
                help = f"write `{_as_percent(quantity.number)}`"
                raise Misread(f"`{quantity.number}` has no `%`", start=quantity.start, end=quantity.end, help=help)
            return exact(Fraction(quantity.number) / 100)
        case _:
            if quantity.unit == "%":
                raise Misread("a number is no share", start=quantity.start, end=quantity.end, help="leave out the `%`")
            return exact(Fraction(quantity.number) * DAY_UNITS.get(quantity.unit, 1))


def _minor(quantity: Quantity) -> int:
    digits = digits_of(quantity.unit)
    whole, _, part = quantity.number.partition(".")
    if len(part) > digits:
        help = (
            f"write `{whole}{part} {quantity.unit}` if the point is meant to part thousands" if len(part) == 3 else ""
        )
        message = f"`{quantity.number}` has more decimal places than {quantity.unit} has ({digits})"
        raise Misread(message, start=quantity.start, end=quantity.end, help=help)
    return parse_amount(quantity.number, quantity.unit).minor


def exact(value: Fraction) -> int | str:
    """A number as an interval holds it: whole, or the text of a fraction."""
    return value.numerator if value.denominator == 1 else str(value)


def _as_percent(number: str) -> str:
    """What a bare number was probably meant to say: `0.1` and `10` are both 10%."""
    value = Fraction(number)
    return f"{float(value * 100 if abs(value) < 1 else value):g}%"
