"""Comparisons of one fact with constants, of every form that the fact's type allows."""

from collections.abc import Callable
from typing import Literal, assert_never

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
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
)
from playbook_engine.model.facts import Fact, Kind

Form = Literal["at least", "more than", "at most", "less than", "exactly", "to", "to below"]

FORMS: tuple[Form, ...] = Form.__args__  # type: ignore[attr-defined]
"""How an ordered fact is compared, in words."""

_FORMS_OF_DATES: tuple[Form, ...] = ("at least", "at most", "exactly", "to")
"""Days are whole: `before` a day is at most the day before."""

_LOW_SHARES: tuple[int | str, ...] = (0, "1/10")
_HIGH_SHARES: tuple[int | str, ...] = ("1/4", "1/2", 1)


def predicate_for(fact: Fact, chance: Chance) -> Predicate:
    """A comparison that suits a fact."""
    if fact.optional and chance.percent(12):
        return Present()
    return _BY_KIND[fact.kind](fact, chance)


def _text(fact: Fact, chance: Chance) -> Predicate:
    known = fact.values or pools.texts_of(fact.name)
    if not fact.values and chance.percent(15):
        return StartsWith(tuple(dict.fromkeys(each[:2] for each in chance.some(known, 1, 2))))
    return OneOf(chance.some(known, 1, 2))


def _tags(_fact: Fact, chance: Chance) -> Predicate:
    return Has(chance.some(pools.TAGS, 1, 2), every=chance.percent(30))


def _number(fact: Fact, chance: Chance) -> Predicate:
    if fact.unit == "days":
        low, high = sorted((chance.pick(pools.DAYS), chance.pick(pools.DAYS)))
        low -= 3 if chance.percent(10) and fact.name.endswith("days_overdue") else 0
    else:
        low, high = sorted((chance.pick(pools.COUNTS), chance.pick(pools.COUNTS)))
    if chance.percent(10):
        return InRange(_interval(f"{2 * low + 1}/2", high + 1, chance.pick(FORMS)))
    return InRange(_interval(low, high, chance.pick(FORMS)))


def _percent(_fact: Fact, chance: Chance) -> Predicate:
    return InRange(_interval(chance.pick(_LOW_SHARES), chance.pick(_HIGH_SHARES), chance.pick(FORMS)))


def _money(_fact: Fact, chance: Chance) -> Predicate:
    currencies = chance.some(pools.CURRENCIES, 1, 2 if chance.percent(30) else 1)
    form = chance.pick([each for each in FORMS if each != "exactly"] if len(currencies) > 1 else FORMS)
    intervals = []
    for currency in currencies:
        low, high = sorted((chance.pick(pools.MINOR), chance.pick(pools.MINOR)))
        intervals.append((currency, _interval(low, high, form)))
    return InAmount(tuple(intervals))


def _date(_fact: Fact, chance: Chance) -> Predicate:
    if chance.percent(30):
        low, high = sorted(chance.pick(pools.DATES).toordinal() for _ in range(2))
        return InRange(_interval(low, high, chance.pick(_FORMS_OF_DATES)))
    near, far = sorted((chance.pick(pools.DAYS), chance.pick(pools.DAYS)))
    forms = (
        Interval(0, far),
        Interval(-far, 0),
        Interval(0, 0),
        Interval(None, -near),
        Interval(near, None),
    )
    return InDays(chance.pick(forms))


def _yes_no(_fact: Fact, chance: Chance) -> Predicate:
    return OneOf(("yes",) if chance.percent(70) else ("no",))


def _interval(low: int | str, high: int | str, form: Form) -> Interval:
    match form:
        case "at least" | "more than":
            return Interval(low, None, low_open=form == "more than")
        case "at most" | "less than":
            return Interval(None, high, high_open=form == "less than")
        case "exactly":
            return Interval(low, low)
        case "to":
            return Interval(low, high)
        case "to below":
            return Interval(low, high, high_open=True) if low != high else Interval(low, high)
        case _:
            assert_never(form)


_BY_KIND: dict[Kind, Callable[[Fact, Chance], Predicate]] = {
    "text": _text,
    "tags": _tags,
    "number": _number,
    "percent": _percent,
    "money": _money,
    "date": _date,
    "yes/no": _yes_no,
}
