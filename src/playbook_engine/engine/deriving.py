"""Derived facts: counts and sums over records, arithmetic, look-ups in tables and scores, compiled once a release."""

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction
from functools import partial
from typing import Any, assert_never

from playbook_engine.engine.claims import dispute_span, promise_span, stands
from playbook_engine.engine.expressions import Catalogue, Read
from playbook_engine.engine.ledger import ClosedItem, OpenItem
from playbook_engine.engine.predicates import meets
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.state import View
from playbook_engine.engine.walking import decided, judged
from playbook_engine.model.condition import All, AnyOf, Condition, Named, Not, Test
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import MissingRate, Money, Rates, total_in
from playbook_engine.model.organisation import Aggregate, Arithmetic, Derived, LookUp, Organisation, Score, Table

Values = dict[str, Any]
"""One record as the `where` of a derived fact sees it, by name of the fact."""


def derived_facts(organisation: Organisation, facts: dict[str, Fact], view: View, *, settled: bool) -> Catalogue:
    """The catalogue of an organisation for one view, with all derived facts ready to be read."""
    reads: dict[str, Read] = {}
    catalogue = Catalogue(facts, reads, view, settled=settled)
    tables = {table.name: table for table in organisation.tables}
    for each in organisation.derived:
        reads[each.fact.name] = _reader(each, catalogue, tables, organisation.base_currency)
    return catalogue


def _reader(derived: Derived, catalogue: Catalogue, tables: dict[str, Table], base: str) -> Read:
    match derived.by:
        case Aggregate():
            return _cached(derived.fact.name, _aggregate(derived.by, derived.fact, catalogue, base))
        case Arithmetic():
            return _arithmetic(derived.by, catalogue, base)
        case LookUp(table=table):
            return lambda scope: look_up(tables[table], catalogue, scope)
        case Score(points=points):
            return lambda scope: sum(value for when, value in points if decided(when, catalogue, scope))
        case _:
            assert_never(derived.by)


def _cached(name: str, read: Read) -> Read:
    def cached(scope: Scope) -> Any:
        kept = scope.account.derived
        if name not in kept:
            kept[name] = read(scope)
        return kept[name]

    return cached


def walked(condition: Condition, ask: Callable[[Test], bool]) -> bool:
    """A condition answered test by test."""
    match condition:
        case Test():
            return ask(condition)
        case All(parts):
            return all(walked(part, ask) for part in parts)
        case AnyOf(parts):
            return any(walked(part, ask) for part in parts)
        case Not(part):
            return not walked(part, ask)
        case Named(_, part):
            return walked(part, ask)
        case _:
            assert_never(condition)


def look_up(table: Table, catalogue: Catalogue, scope: Scope) -> str | None:
    """The value of the first row that holds, else the table's otherwise, else missing. Raises MissingRate."""
    for when, value in table.rows:
        if decided(when, catalogue, scope):
            return value
    return table.otherwise or None


def _arithmetic(rule: Arithmetic, catalogue: Catalogue, base: str) -> Read:
    names = rule.facts
    is_money = catalogue.facts[names[0]].kind == "money"

    def read(scope: Scope) -> Any:
        values = [catalogue.read(name)(scope) for name in names]
        if any(value is None for value in values):
            return None
        if rule.operation == "share":
            return _share(values, scope.world.rates, base, is_money=is_money)
        if rule.operation == "days between":
            return values[1] - values[0]
        sign = -1 if rule.operation == "difference" else 1
        if is_money:
            return _money_sum(values, sign)
        return sum((sign * value for value in values[1:]), values[0])

    return read


def _share(values: list[Any], rates: Rates, base: str, *, is_money: bool) -> Fraction | None:
    if is_money:
        values = _all_in(values, base, rates)
    return Fraction(values[0]) / Fraction(values[1]) if values[1] else None


def _all_in(values: list[Any], base: str, rates: Rates) -> list[Fraction | int]:
    """Amounts in their one currency, or of several in the base currency. Raises MissingRate with all that lack."""
    currencies = {currency for value in values for currency, minor in _by_currency(value).items() if minor}
    target = next(iter(currencies)) if len(currencies) == 1 else base
    found: list[Fraction | int] = []
    missing: set[str] = set()
    for value in values:
        try:
            found.append(total_in(_by_currency(value), target, rates))
        except MissingRate as rate:
            missing |= rate.pairs
    if missing:
        raise MissingRate(missing)
    return found


def _by_currency(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {value[1]: value[0]}


def _money_sum(values: list[Any], sign: int) -> dict[str, Any]:
    total = dict(_by_currency(values[0]))
    for value in values[1:]:
        for currency, minor in _by_currency(value).items():
            total[currency] = total.get(currency, 0) + sign * minor
    return total


def _aggregate(rule: Aggregate, fact: Fact, catalogue: Catalogue, base: str) -> Read:
    def read(scope: Scope) -> Any:
        kept = _kept(rule, catalogue, scope)
        if rule.operation == "count":
            return len(kept)
        values = [record[rule.value] for record in kept if record.get(rule.value) is not None]
        if rule.operation == "sum":
            return _money_sum([{}, *values], 1) if fact.kind == "money" else sum(values)
        return _extreme(values, fact, scope.world.rates, base, largest=rule.operation in {"max", "latest"})

    return read


def _kept(rule: Aggregate, catalogue: Catalogue, scope: Scope) -> list[Values]:
    """The records in the window that meet `where`. Raises MissingRate with all that any of them lacks."""
    kept: list[Values] = []
    missing: set[str] = set()
    for record in _records(rule.collection, scope):
        if rule.days and not 0 <= scope.day - _on(record) <= rule.days:
            continue
        answer = judged(rule.where, partial(_of_record, record, catalogue, scope))
        if isinstance(answer, frozenset):
            missing |= answer
        elif answer:
            kept.append(record)
    if missing:
        raise MissingRate(missing)
    return kept


def _of_record(record: Values, catalogue: Catalogue, scope: Scope, test: Test) -> bool:
    """A test of a fact of the record, or of what is at hand where the derived fact stands. Raises MissingRate."""
    value = record[test.fact] if test.fact in record else catalogue.read(test.fact)(scope)
    return meets(test.predicate, value, scope.day, scope.world.rates)


def _extreme(values: list[Any], fact: Fact, rates: Rates, base: str, *, largest: bool) -> Any:
    """The largest or smallest; money of several currencies is compared in the base currency. Raises MissingRate."""
    if not values:
        return None
    if fact.kind != "money":
        return max(values) if largest else min(values)
    sizes = zip(_all_in(values, base, rates), values, strict=True)
    ordered = sorted(sizes, key=lambda each: (each[0], each[1][1]))
    return ordered[-1 if largest else 0][1]


def _on(record: Values) -> int:
    day: int = next(value for name, value in record.items() if name.endswith(".on"))
    return day


def _records(collection: str, scope: Scope) -> Iterable[Values]:
    account, unit = scope.account.record.id, scope.world.unit
    match collection:
        case "payments":
            return (_payment(each) for each in unit.payments if each.account == account)
        case "promises":
            return (
                _promise(each, scope)
                for each in scope.world.claims.promises
                if each.account == account and stands(promise_span(each), scope.day)
            )
        case "disputes":
            return (_dispute(each, scope.day) for each in unit.disputes if each.account == account)
        case "touches":
            return (_touch(each, scope.day) for each in unit.touches if each.account == account)
        case "replies":
            return (
                {"reply.on": _day(each.on), "reply.kind": each.kind} for each in unit.replies if each.account == account
            )
        case "failed payments":
            return (
                {"failure.on": _day(each.on), "failure.reason": each.reason}
                for each in unit.failed_payments
                if each.account == account
            )
        case "items":
            return _entries(scope)
        case _:
            raise AssertionError(collection)


def _day(date: dt.date) -> int:
    return date.toordinal()


def _money(amount: Money | None) -> tuple[int, str] | None:
    return None if amount is None else (amount.minor, amount.currency)


def _payment(each: Any) -> Values:
    return {
        "payment.on": _day(each.on), "payment.amount": _money(each.amount),
        "payment.reversed": each.reversed_on is not None, "payment.method": each.method,
    }  # fmt: skip


def _promise(each: Any, scope: Scope) -> Values:
    view = scope.account.view
    state = scope.world.claims.state(each, scope.day, view.promise_grace, view.basis)
    return {"promise.on": _day(each.on), "promise.amount": _money(each.amount), "promise.state": state}


def _dispute(each: Any, day: int) -> Values:
    return {
        "dispute.on": _day(each.opened_on), "dispute.amount": _money(each.amount),
        "dispute.open": stands(dispute_span(each), day), "dispute.reason": each.reason,
    }  # fmt: skip


def _touch(each: Any, today: int) -> Values:
    return {
        "touch.on": min(_day(each.on), today), "touch.kind": each.kind, "touch.tone": each.tone or None,
        "touch.step": each.step,
        "touch.playbook": each.playbook, "touch.outcome": each.outcome,
    }  # fmt: skip


def _entries(scope: Scope) -> Iterable[Values]:
    """Items of the account, open, covered by credit or paid; nothing goes below zero."""
    account, view, day, ledger = scope.account.record.id, scope.account.view, scope.day, scope.world.ledger
    items: list[tuple[OpenItem | ClosedItem, int]] = [(item, getattr(item, view.basis)) for item in ledger.items]
    items += [(item, 0) for item in ledger.closed]
    for item, balance in items:
        if item.account != account:
            continue
        yield {
            "entry.on": item.due, "entry.issued_on": item.issued, "entry.amount": (item.amount, item.currency),
            "entry.balance": (balance, item.currency), "entry.open": balance > 0,
            "entry.overdue": balance > 0 and item.due < day - view.grace, "entry.days_overdue": day - item.due,
            "entry.currency": item.currency,
        }  # fmt: skip
