"""What a test begins with: the book before the first day."""

import datetime as dt
from collections.abc import Iterator, Sequence

from playbook_engine.language.codes_timeline import SAME_ID, WHICH_ONE
from playbook_engine.language.keys.told import ACCOUNT, CONTACT, ENTITY, INVOICE
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.nodes import Mapping, Node, Scalar
from playbook_engine.language.timelines.events import Told
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.records import (
    ACCOUNT_ID,
    account_of,
    contact_of,
    entity_of,
    invoice_of,
    usual_contact,
)
from playbook_engine.language.timelines.values import fields_of, plain, rate_text, scalars_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.book import AnyRecord, Book, Freshness, Invoice
from playbook_engine.model.money import Rate
from playbook_engine.model.units import make_book


class Given:
    """The parts of `given`: those of a test, else those that its file has in common."""

    def __init__(self, *layers: Fields | None) -> None:
        self._layers = [each for each in layers if each is not None]

    def fields(self, name: str) -> Fields | None:
        """The layer that says something of a key."""
        return next((each for each in self._layers if each.written(name)), None)

    def node(self, name: str) -> Node | None:
        """What is said of a key."""
        layer = self.fields(name)
        return layer.node(name) if layer else None

    def parts(self, name: str) -> Iterator[tuple[str, Node, Scalar]]:
        """The entries of a mapping by id."""
        node = self.node(name)
        for id, value in node.entries if isinstance(node, Mapping) else ():
            yield id.text, value, id


def given_book(given: Given, told: Sequence[Told], names: Names) -> Book:
    """The book before the first day; `told` are all events, so that what they bring has a name already."""
    _accounts(given, names)
    _contacts(given, names)
    invoices = list(_invoices(given, names))
    name_what_comes(told, names)
    entities = [
        entity_of(id, fields)
        for id, node, _ in given.parts("entities")
        if (fields := fields_of(ENTITY, node, names.findings))
    ]
    records: list[AnyRecord] = [*names.accounts.values(), *names.given_contacts, *invoices, *entities]
    records += [Freshness(id=id, on=on) for id, on in _fresh(given)]
    _refuse_same_ids(names)
    return make_book(records, _rates(given, names))


def fresh_sources(given: Given, names: Names) -> tuple[str, ...]:
    """Sources whose freshness the organisation asks for and the test does not speak of."""
    spoken_of = {*names.sources, *(id for id, _ in _fresh(given))}
    return tuple(source for source, _ in names.organisation.freshness if source not in spoken_of)


def _accounts(given: Given, names: Names) -> None:
    several, one = given.fields("accounts"), given.fields("account")
    if several and one is several:
        names.findings.add(WHICH_ONE, "`account` stands beside `accounts`", one.key_place("account"), "leave one out")
    for id, node, _ in given.parts("accounts"):
        fields = fields_of(ACCOUNT, node, names.findings)
        if fields:
            names.accounts[id] = account_of(id, fields, names)
    if names.accounts:
        return
    node = given.node("account") or Mapping((), names.place)
    fields = fields_of(ACCOUNT, node, names.findings)
    id = plain(fields, "id", ACCOUNT_ID) if fields else ACCOUNT_ID
    names.accounts[id] = account_of(id, fields or Fields(ACCOUNT, Mapping((), node.place)), names)


def _contacts(given: Given, names: Names) -> None:
    layer = given.fields("contacts")
    if layer is None:
        usual = [usual_contact(account) for account in names.accounts.values()]
        names.contacts.update({each.id: each for each in usual})
    for id, node, _ in given.parts("contacts"):
        fields = fields_of(CONTACT, node, names.findings)
        account = names.known(fields, "account", names.accounts, "account") if fields else None
        if fields and (account or not fields.written("account")):
            names.contacts[id] = contact_of(id, account or names.account, fields, names)[0]
    names.given_contacts = tuple(names.contacts.values())


def _invoices(given: Given, names: Names) -> Iterator[Invoice]:
    for id, node, _ in given.parts("invoices"):
        fields = fields_of(INVOICE, node, names.findings)
        invoice = invoice_of(id, fields, names) if fields else None
        if invoice:
            names.invoices[id] = invoice
            yield invoice


def name_what_comes(told: Sequence[Told], names: Names) -> None:
    """Invoices, contacts and payments that events bring have names from the beginning."""
    for event in told:
        id = plain(event.fields, "invoice" if event.name == "invoice" else "contact")
        if event.name == "invoice" and id in names.invoices:
            names.findings.add(SAME_ID, f"the invoice {ticked(id)} is there already", event.fields.place("invoice"))
        elif event.name == "invoice":
            invoice = invoice_of(id, event.fields, names, event.dated)
            if invoice:
                names.invoices[id] = invoice
        elif event.name == "contact" and id not in names.contacts:
            names.contacts[id] = contact_of(id, plain(event.fields, "account", names.account), event.fields, names)[0]
    for event in told:
        if event.name in ("payment", "credit") and event.fields.written("id"):
            node = event.fields.node("for")
            items = [item for scalar in scalars_of(node) for item in names.items_of(scalar.text) or ()]
            names.payments[event.fields.get("id")] = names.whose(event.fields, items) or names.account


def _rates(given: Given, names: Names) -> Iterator[Rate]:
    layer = given.fields("rates")
    keys = list(plain(layer, "rates", {})) if layer else []
    for (on, source, target), (_, node, _place) in zip(keys, given.parts("rates"), strict=False):
        worth = rate_text(node, names.findings) if isinstance(node, Scalar) else None
        if worth:
            yield Rate(on, source, target, worth)


def _fresh(given: Given) -> list[tuple[str, dt.date]]:
    layer = given.fields("freshness")
    found: dict[str, dt.date] = plain(layer, "freshness", {}) if layer else {}
    return list(found.items())


def _refuse_same_ids(names: Names) -> None:
    """An item's id is given once, so that naming it means one thing."""
    seen: dict[str, str] = {}
    for invoice in names.invoices.values():
        for item in invoice.items:
            if item.id in seen:
                message = (
                    f"the item {ticked(item.id)} is on the invoices {ticked(seen[item.id])} and {ticked(invoice.id)}"
                )
                names.findings.add(SAME_ID, message, names.place, "give it another id")
            seen[item.id] = invoice.id
