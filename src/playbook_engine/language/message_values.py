"""What a message's template may name, read from the unit and from the actions that go out as one message."""

import datetime as dt
import re
from decimal import Decimal
from email.utils import parseaddr
from fractions import Fraction

import msgspec

from playbook_engine.language.locale_text import (
    Amount,
    Day,
    text_of_list,
    text_of_money,
    text_of_share,
)
from playbook_engine.model.book import Account, Contact, Entity, Invoice, Item, Own, Unit
from playbook_engine.model.decision import Action, Decision, Line
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money
from playbook_engine.model.organisation import Organisation

Values = dict[str, object]

_BLANKS = re.compile(r"[ \t\n\r\f\v\x85\u2028\u2029]+")  # but no space that keeps an amount together
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


Billed = tuple[Invoice, int, Item]
"""An item with its invoice, and which instalment of it the item is, from 1."""


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """All that a message is made from: the actions it joins (`lead` gives its text), its lines, and whom it goes to."""

    organisation: Organisation
    entities: tuple[Entity, ...]
    unit: Unit
    decision: Decision
    lead: Action
    lines: tuple[Line, ...]
    items: dict[str, Billed]
    totals: tuple[Money, ...]
    account: Account
    contact: Contact | None
    values: dict[str, str]


def values_of(told: Told, language: str) -> Values:
    """Every variable that is known; the amounts and days among them write themselves in the language."""
    return {
        "account": _account(told, language),
        "contact": _contact(told, language),
        "organisation": {"name": told.organisation.name, "entity": _entity(told)},
        "message": _message(told, language),
        "items": [_item(told, line, language) for line in told.lines],
        "sender": _sender(told),
        "values": {name: one_line(text) for name, text in told.values.items()},
        # The library would read the machine's clock for these two.
        "now": Day(told.decision.day, language),
        "today": Day(told.decision.day, language),
    }


def one_line(text: str) -> str:
    """The text without line ends and control characters, so that it cannot begin a line of its own."""
    return _CONTROL.sub("", _BLANKS.sub(" ", text)).strip(" ")


def billed_in(unit: Unit) -> dict[str, Billed]:
    """Every item of a unit by its id."""
    return {
        item.id: (invoice, number, item)
        for invoice in unit.invoices
        for number, item in enumerate(invoice.items, start=1)
    }


def _account(told: Told, language: str) -> Values:
    account = told.account
    return _known(
        id=account.id,
        name=account.name or account.id,
        country=account.country,
        tier=account.tier,
        owner=account.owner,
        collector=account.collector,
        postal_address=_lines(account.postal_address),
        terms_days=account.terms_days,
        x=_own(told.organisation, "account.x.", account.x, language),
    )


def _contact(told: Told, language: str) -> Values:
    contact = told.contact
    if contact is None:
        return {"x": {}}
    return _known(
        name=contact.name,
        role=contact.role,
        email=contact.email,
        phone=contact.phone,
        postal_address=_lines(contact.postal_address),
        x=_own(told.organisation, "contact.x.", contact.x, language),
    )


def _entity(told: Told) -> str:
    named = {each.id: each.name for each in told.entities}
    return one_line(named.get(told.decision.entity, "")) or told.organisation.name


def _message(told: Told, language: str) -> Values:
    day = told.decision.day
    listed = [told.items[line.item] for line in told.lines]
    due = [item.due_on for _, _, item in listed]
    invoices = list(dict.fromkeys(invoice.id for invoice, _, _ in listed))
    totals = told.totals or (Money(0, told.organisation.base_currency),)
    return _known(
        date=Day(day, language),
        language=language,
        tone=told.lead.tone,
        step=told.lead.step,
        occurrence=told.lead.occurrence,
        pay_by=_day(told.lead.pay_by, language),
        total=text_of_list([text_of_money(each, language) for each in totals], language),
        totals=[Amount(each, language) for each in totals],
        invoices=text_of_list(invoices, language),
        invoice_count=len(invoices),
        oldest_due=_day(min(due, default=None), language),
        days_overdue=max(((day - each).days for each in due if each < day), default=0),
    ) | ({} if invoices else {"invoices": ""})


def _item(told: Told, line: Line, language: str) -> Values:
    invoice, number, item = told.items[line.item]
    billed = next(each for each in told.unit.accounts if each.id == invoice.account)
    return _known(
        id=item.id,
        account=billed.name or billed.id,
        invoice=invoice.id,
        instalment=number,
        instalments=len(invoice.items),
        issued_on=_day(invoice.issued_on, language),
        due_on=_day(item.due_on, language),
        amount=Amount(Money(item.amount, invoice.currency), language),
        balance=Amount(line.amount, language),
        days_overdue=max(0, (told.decision.day - item.due_on).days),
        overdue=item.due_on < told.decision.day,
        kind=invoice.kind,
        purchase_order=invoice.purchase_order,
        x=_own(told.organisation, "invoice.x.", invoice.x, language)
        | _own(told.organisation, "item.x.", item.x, language),
    )


def _sender(told: Told) -> Values:
    name, address = parseaddr(told.lead.sender)
    return _known(name=name or told.organisation.name, email=address)


def _known(**fields: object) -> Values:
    """What is not missing; texts on one line each, except where they were made of lines before."""
    return {
        name: one_line(value) if isinstance(value, str) and name != "postal_address" else value
        for name, value in fields.items()
        if value is not None and value != ""
    }


def _lines(text: str | None) -> str:
    return "\n".join(filter(None, map(one_line, (text or "").splitlines())))


def _day(day: dt.date | None, language: str) -> Day | None:
    return Day(day, language) if day else None


def _own(organisation: Organisation, prefix: str, own: Own, language: str) -> Values:
    """The organisation's own facts, each written as its declared type is."""
    declared = {
        each.fact.name.removeprefix(prefix): each.fact
        for each in organisation.own_facts
        if each.fact.name.startswith(prefix)
    }
    lists: Values = {name: [] for name, fact in declared.items() if fact.kind == "tags"}
    return lists | _known(
        **{name: _own_value(fact, own[name], language) for name, fact in declared.items() if name in own}
    )


def _own_value(fact: Fact, value: object, language: str) -> object:
    match fact.kind, value:
        case "money", Money():
            return Amount(value, language)
        case "date", str():
            return Day(dt.date.fromisoformat(value), language)
        case "percent", str() | int():
            return text_of_share(_decimal(value), language)
        case "number", str():
            return _decimal(value)
        case "tags", list():
            return [one_line(str(each)) for each in value]
        case _:
            return value


def _decimal(value: str | int) -> Decimal:
    """A number that is not whole, given as `0.125` or `1/8`."""
    share = Fraction(value)
    return Decimal(share.numerator) / Decimal(share.denominator)
