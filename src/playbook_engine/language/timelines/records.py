"""Accounts, contacts and invoices as a test says them, with what it leaves out filled in."""

import datetime as dt

import msgspec

from playbook_engine.language.codes_timeline import NO_AMOUNT_OR_DATE
from playbook_engine.language.keys.told import INSTALMENT
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.own_facts import own_facts
from playbook_engine.language.timelines.values import NONE, fields_of, plain, scalars_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.book import Account, Contact, Entity, Invoice, Item
from playbook_engine.model.money import Money

ACCOUNT_ID = "ACME"
PHONE = "+44 20 7946 0000"
ADDRESS = "1 Sample Street"
USUAL_DAYS_TO_PAY = 30

_ACCOUNT_FIELDS = tuple(
    each.name for each in msgspec.structs.fields(Account) if each.name not in ("id", "known_at", "x")
)
_CONTACT_FIELDS = tuple(
    each.name for each in msgspec.structs.fields(Contact) if each.name not in ("id", "known_at", "x", "account")
)


def account_of(id: str, fields: Fields, names: Names) -> Account:
    """An account; whoever is not named has an owner and a collector all the same."""
    found = {name: fields.values[name] for name in _ACCOUNT_FIELDS if name in fields.values}
    own = own_facts("account", fields, names)
    given = {name: value for name, value in found.items() if value is not NONE}
    defaults = {"name": id, "owner": "owner@example.com", "collector": "collector@example.com"}
    for name, value in found.items():
        if value is NONE:
            defaults.pop(name, None)
    return Account(id=id, x=own, **{**defaults, **given})


def account_changes(id: str, fields: Fields, names: Names) -> tuple[Account, tuple[str, ...]]:
    """The fields of an account that change, and to what."""
    changed = [name for name in _ACCOUNT_FIELDS if name in fields.values]
    own = [f"x.{name.text}" for name in scalars_of(fields.node("x"))]
    values = {name: fields.values[name] for name in changed if fields.values[name] is not NONE}
    return Account(id=id, x=own_facts("account", fields, names), **values), (*changed, *own)


def contact_of(id: str, account: str, fields: Fields, names: Names) -> tuple[Contact, tuple[str, ...]]:
    """A contact, with the fields that are written."""
    written = [name for name in _CONTACT_FIELDS if name in fields.values]
    values = {name: fields.values[name] for name in written if fields.values[name] is not NONE}
    own = [f"x.{name.text}" for name in scalars_of(fields.node("x"))]
    return Contact(id=id, account=account, x=own_facts("contact", fields, names), **values), (*written, *own)


def usual_contact(account: Account) -> Contact:
    """Somebody for billing whom every channel reaches."""
    return Contact(
        id=f"{account.id}-billing",
        account=account.id,
        role="billing",
        primary=True,
        email=f"billing@{account.id.lower()}.example",
        phone=PHONE,
        postal_address=ADDRESS,
    )


def entity_of(id: str, fields: Fields) -> Entity:
    """A legal entity of ours."""
    return Entity(
        id=id, name=plain(fields, "name", ""), country=plain(fields, "country"), currency=plain(fields, "currency")
    )


def invoice_of(id: str, fields: Fields, names: Names, on: dt.date | None = None) -> Invoice | None:
    """An invoice; `on` is its day of issue where it does not say."""
    account = names.known(fields, "account", names.accounts, "account") if fields.written("account") else names.account
    parts = _instalments(id, fields, names)
    if account is None or not parts:
        return None
    items, currency = parts
    first = min(each.due_on for each in items)
    issued = plain(fields, "issued") or on or first - dt.timedelta(USUAL_DAYS_TO_PAY)
    if issued > first:
        help = "say when it was issued: `issued: 2026-02-01`" if not fields.written("issued") else ""
        names.findings.add(NO_AMOUNT_OR_DATE, "the invoice falls due before it is issued", fields.here, help)
    optional = {name: plain(fields, name) for name in ("kind", "payment_method", "purchase_order")}
    return Invoice(
        id=id,
        account=account,
        issued_on=issued,
        currency=currency,
        items=items,
        entity=plain(fields, "entity", ""),
        state=plain(fields, "state", "open"),
        tags=plain(fields, "tags", ()),
        x=own_facts("invoice", fields, names),
        **optional,
    )


def _instalments(id: str, fields: Fields, names: Names) -> tuple[tuple[Item, ...], str] | None:
    """The items of an invoice and their currency."""
    findings = names.findings
    if fields.bad & {"due", "amount", "instalments", "settled"}:
        return None
    parts = fields.get("instalments")
    if not parts:
        if not fields.written("due"):
            help = f"write `{id}: {{due: 2026-03-02, amount: 500 EUR}}`"
            findings.add(NO_AMOUNT_OR_DATE, f"the invoice {ticked(id)} falls due on no day", fields.here, help)
            return None
        return _checked([_item(id, fields, names, "item_x")], fields, findings)
    for name in ("due", "amount", "settled"):
        if fields.written(name):
            message = f"`{name}` stands beside `instalments`"
            findings.add(NO_AMOUNT_OR_DATE, message, fields.key_place(name), "write it in each instalment")
    read = [fields_of(INSTALMENT, part, findings) for part in parts]
    sound = [each for each in read if each is not None and not each.bad]
    if len(sound) < len(read):
        return None
    found = [_item(plain(part, "id", f"{id}/{number}"), part, names, "x") for number, part in enumerate(sound, 1)]
    return _checked(found, fields, findings)


def _item(id: str, fields: Fields, names: Names, own: str) -> tuple[Item, str]:
    usual = Money(100_000, names.organisation.base_currency)
    amount: Money = plain(fields, "amount", usual)
    settled: Money = plain(fields, "settled", Money(0, amount.currency))
    if settled.currency != amount.currency:
        message = f"{settled} is settled of {amount}"
        names.findings.add(NO_AMOUNT_OR_DATE, message, fields.place("settled"), "both are in one currency")
    x = own_facts("item", fields, names, own)
    return Item(id=id, due_on=fields.get("due"), amount=amount.minor, settled=settled.minor, x=x), amount.currency


def _checked(found: list[tuple[Item, str]], fields: Fields, findings: Findings) -> tuple[tuple[Item, ...], str] | None:
    currencies = {currency for _, currency in found}
    if len(currencies) > 1:
        findings.add(NO_AMOUNT_OR_DATE, "the instalments are in several currencies", fields.here, "one invoice has one")
        return None
    return tuple(item for item, _ in found), currencies.pop()
