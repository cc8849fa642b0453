"""Facts that an organisation computes from others: aggregates, arithmetic, tables, scores."""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from playbook_engine.model.money import parse_money
from playbook_engine.model.organisation import Aggregate, Arithmetic, Derived, LookUp, Score, Table
from tests.reference.account_facts import in_last
from tests.reference.conditions import Sight, Value, holds
from tests.reference.money import Amounts, MissingRates, added, total_in
from tests.reference.record_facts import records_of
from tests.reference.world import View


def derived_value(derived: Derived, view: View, sight: Sight) -> Value | None:
    """The value of a derived fact where it stands; None is missing."""
    base = view.world.organisation.base_currency
    match derived.by:
        case Aggregate():
            return _aggregate(derived.by, derived.fact.kind, view, sight)
        case Arithmetic(operation=operation, facts=facts):
            values = [sight.look(each) for each in facts]
            known = [each for each in values if each is not None]
            return _arithmetic(operation, known, sight, base) if len(known) == len(values) else None
        case LookUp(table=table):
            text = table_value(_table(view, table), sight)
            return None if text == "" else _read(text, derived.fact.kind)
        case Score(points=points):
            return Fraction(sum(each for condition, each in points if holds(condition, sight)))


def table_value(table: Table | None, sight: Sight) -> str:
    """The first row whose condition holds, else `otherwise`; empty: missing."""
    if table is None:
        return ""
    for condition, text in table.rows:
        if holds(condition, sight):
            return text
    return table.otherwise


def _table(view: View, name: str) -> Table | None:
    return next((each for each in view.world.organisation.tables if each.name == name), None)


def _read(text: str, kind: str) -> Value:
    """What a cell of a table says, as a value of the fact's kind."""
    match kind:
        case "number":
            return Fraction(text)
        case "percent":
            return Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1)
        case "money":
            amount = parse_money(text)
            return {amount.currency: Fraction(amount.minor)}
        case "date":
            return dt.date.fromisoformat(text)
    return text


def _aggregate(by: Aggregate, kind: str, view: View, sight: Sight) -> Value | None:
    found = list(_matching(by, view, sight))
    if by.operation == "count":
        return Fraction(len(found))
    known = [value for each in found if (value := each.get(by.value)) is not None]
    if not known:
        return _nothing(kind) if by.operation == "sum" else None
    if by.operation == "sum":
        return _sum(known)
    size = _size(known, sight, view.world.organisation.base_currency)
    return min(known, key=size) if by.operation in {"min", "earliest"} else max(known, key=size)


def _matching(by: Aggregate, view: View, sight: Sight) -> Iterator[Mapping[str, Value | None]]:
    """The facts of the records of the collection that meet `where` and lie in the window; all they lack is said."""
    missing: set[str] = set()
    for on, facts in records_of(by.collection, view):
        if by.days and not in_last(on, view.day, by.days):
            continue
        try:
            kept = holds(by.where, replace(sight, look=_with_record(facts, sight)))
        except MissingRates as unknown:
            missing |= unknown.pairs
            continue
        if kept:
            yield facts
    if missing:
        raise MissingRates(missing)


def _with_record(facts: Mapping[str, Value | None], sight: Sight) -> Callable[[str], Value | None]:
    return lambda name: facts[name] if name in facts else sight.look(name)


def _nothing(kind: str) -> Value:
    return {} if kind == "money" else Fraction(0)


def _sum(values: list[Value]) -> Value:
    """Money stays by currency."""
    if isinstance(values[0], Mapping):
        amounts = [each for each in values if isinstance(each, Mapping)]
        return added(pair for each in amounts for pair in each.items())
    return sum((each for each in values if isinstance(each, Fraction)), Fraction(0))


def _size(values: list[Value], sight: Sight, base: str) -> Callable[[Value], tuple[Fraction, str]]:
    """How values compare: money of several currencies in the base currency."""
    currencies = {currency for each in values if isinstance(each, Mapping) for currency in each}

    def size(value: Value) -> tuple[Fraction, str]:
        if isinstance(value, Mapping):
            target = base if len(currencies) > 1 else next(iter(currencies), base)
            return total_in(value, target, sight.setting, sight.day), min(value)
        if isinstance(value, dt.date):
            return Fraction(value.toordinal()), ""
        assert isinstance(value, Fraction)
        return value, ""

    return size


def _arithmetic(operation: str, values: list[Value], sight: Sight, base: str) -> Value | None:
    match operation:
        case "sum":
            return _sum(values)
        case "difference":
            return _sum([values[0], _negative(values[1])])
        case "share":
            return _share(values[0], values[1], sight, base)
        case _:
            first, second = values
            assert isinstance(first, dt.date)
            assert isinstance(second, dt.date)
            return Fraction((second - first).days)


def _negative(value: Value) -> Value:
    if isinstance(value, Mapping):
        return {currency: -minor for currency, minor in value.items()}
    assert isinstance(value, Fraction)
    return -value


def _share(part: Value, whole: Value, sight: Sight, base: str) -> Fraction | None:
    """Missing where the whole is nothing; of several currencies in the base currency."""
    if isinstance(part, Mapping) and isinstance(whole, Mapping):
        currencies = {*part, *whole}
        target = base if len(currencies) > 1 else next(iter(currencies), base)
        part, whole = _in_one(part, target, sight), _in_one(whole, target, sight)
    assert isinstance(part, Fraction)
    assert isinstance(whole, Fraction)
    return None if whole == 0 else part / whole


def _in_one(amounts: Amounts, target: str, sight: Sight) -> Fraction:
    return total_in(amounts, target, sight.setting, sight.day)
