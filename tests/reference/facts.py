"""Rules 6 and 7: the facts that conditions read, by the scope they stand in."""

import datetime as dt
from fractions import Fraction

from playbook_engine.model.book import Account, Contact, Invoice
from playbook_engine.model.condition import Condition
from playbook_engine.model.facts import WEEKDAYS, Fact
from playbook_engine.model.money import Money
from tests.reference import conditions
from tests.reference.account_facts import ACCOUNT_FACTS, FAMILY_FACTS
from tests.reference.calendars import DAY
from tests.reference.case_facts import CASE_FACTS
from tests.reference.conditions import Sight, Value
from tests.reference.derived_facts import derived_value
from tests.reference.item_facts import ITEM_FACTS
from tests.reference.world import Entry, Scope


def holds_in(scope: Scope, condition: Condition) -> bool:
    """Whether a condition holds where it stands; unknown raises `MissingRates`."""
    return conditions.holds(condition, sight(scope))


def sight(scope: Scope) -> Sight:
    """The facts of a scope."""
    return Sight(lambda name: value(name, scope), scope.view.day, scope.view.world.setting)


def value(name: str, scope: Scope) -> Value | None:
    """A fact by its full name; None is missing."""
    organisation = scope.view.world.organisation
    for each in organisation.derived:
        if each.fact.name == name:
            return derived_value(each, scope.view, sight(scope))
    of, _, field = name.partition(".")
    fact = scope.view.world.catalogue.get(name)
    if fact is None:
        return None
    return _plain(of, field, fact, scope)


def _plain(of: str, field: str, fact: Fact, scope: Scope) -> Value | None:
    match of:
        case "account":
            return _account_fact(field, fact, scope)
        case "family":
            return FAMILY_FACTS[field](scope.view)
        case "case":
            return None if scope.case is None else CASE_FACTS[field](scope.case, scope.view)
        case "anchor":
            return None if scope.anchor is None else _anchor_fact(field, fact, scope.anchor, scope)
        case "item":
            return None if scope.item is None else _item_fact(field, fact, scope.item, scope)
        case "invoice":
            return None if scope.item is None else _invoice_fact(field, fact, scope.item.invoice)
        case "contact":
            return None if scope.contact is None else _contact_fact(field, fact, scope.contact)
        case "today":
            return _today_fact(field, scope.view.day)
    return None


def _account_fact(field: str, fact: Fact, scope: Scope) -> Value | None:
    account = scope.view.account
    if field.startswith("x."):
        return typed(account.x.get(field[2:]), fact)
    if field in ACCOUNT_FACTS:
        return ACCOUNT_FACTS[field](scope.view)
    return _recorded(account, fact)


def _anchor_fact(field: str, fact: Fact, anchor: Entry, scope: Scope) -> Value | None:
    """Rule 7c: facts of the item, or of the invoice, that the case's anchor is."""
    if field.startswith("x."):
        of_item = typed(anchor.item.x.get(field[2:]), fact)
        return of_item if field[2:] in anchor.item.x else typed(anchor.invoice.x.get(field[2:]), fact)
    if field in ITEM_FACTS or field == "id":
        return _item_fact(field, fact, anchor, scope)
    return _invoice_fact(field, fact, anchor.invoice)


def _item_fact(field: str, fact: Fact, entry: Entry, scope: Scope) -> Value | None:
    if field.startswith("x."):
        return typed(entry.item.x.get(field[2:]), fact)
    if field == "balance" and scope.case is not None:
        return {entry.currency: Fraction(scope.case.balance(entry))}
    return ITEM_FACTS[field](scope.view, entry)


def _invoice_fact(field: str, fact: Fact, invoice: Invoice) -> Value | None:
    if field.startswith("x."):
        return typed(invoice.x.get(field[2:]), fact)
    if field == "amount":
        return {invoice.currency: Fraction(sum(each.amount for each in invoice.items))}
    return _recorded(invoice, fact)


def _contact_fact(field: str, fact: Fact, contact: Contact) -> Value | None:
    if field.startswith("x."):
        return typed(contact.x.get(field[2:]), fact)
    return _recorded(contact, fact) or None


def _today_fact(field: str, day: dt.date) -> Value | None:
    following = dt.date(day.year + day.month // 12, day.month % 12 + 1, 1)
    facts: dict[str, Value] = {
        "date": day,
        "weekday": WEEKDAYS[day.weekday()],
        "day_of_month": Fraction(day.day),
        "days_to_month_end": Fraction((following - DAY - day).days),
    }
    return facts[field]


def _recorded(record: Account | Invoice | Contact, fact: Fact) -> Value | None:
    """A fact that is a field of a record."""
    return typed(getattr(record, fact.source), fact)


def typed(raw: object, fact: Fact) -> Value | None:
    """A value of a record in the form that conditions compare; tags are never missing."""
    match raw:
        case None:
            return frozenset() if fact.kind == "tags" else None
        case bool():
            return "yes" if raw else "no"
        case int():
            return Fraction(raw)
        case Money(minor, currency):
            return {currency: Fraction(minor)}
        case dt.date():
            return raw
        case list() | tuple():
            return frozenset(str(each) for each in raw)
        case str():
            if fact.kind == "date":
                return dt.date.fromisoformat(raw)
            return Fraction(raw) if fact.kind in {"number", "percent"} else raw
    raise AssertionError(f"{fact.name} has an unexpected value: {raw!r}")
