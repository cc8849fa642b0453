"""What is known of units, of what they share, and of the whole book: now, or at a moment of the past."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec

from playbook_engine.ingest.stored_book import StoredBook, decode_record, put_together
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.units import make_setting, root_of
from playbook_engine.store.accounts import accounts_of_units
from playbook_engine.store.database import Work
from playbook_engine.store.mentions import money_from_elsewhere
from playbook_engine.store.records import Body, bodies, bodies_of_kind

SETTING_KINDS = ("rate", "freshness", "entity")
"""What all units share."""


class _Payer(msgspec.Struct, frozen=True):
    id: str
    payer: str | None = None


async def load_units(work: Work, units: Sequence[str], at: dt.datetime | None = None) -> list[Unit]:
    """Units as they are known, or were at an instant, by id; one whose payer is not known is not among them."""
    return list((await load_state(work, units, at)).book.units)


async def load_state(work: Work, units: Sequence[str], at: dt.datetime | None = None) -> StoredBook:
    """Units with what is said of records that are left out, because they do not fit others."""
    accounts = await _accounts_of(work, units, at)
    records = await bodies(work, accounts, at)
    records += await money_from_elsewhere(work, _items_of(records), accounts, at)
    records += await bodies_of_kind(work, "entity", at)
    return _put_together(records)


async def load_setting(work: Work, at: dt.datetime | None = None) -> Setting:
    """What all units share, as it is known or was at an instant."""
    shared = [await bodies_of_kind(work, kind, at) for kind in SETTING_KINDS]
    rates, freshness, entities = ([decode_record(each.kind, each.body) for each in found] for found in shared)
    return make_setting(rates, freshness, entities)


async def load_book(work: Work, at: dt.datetime | None = None) -> Book:
    """Everything that is known, or was at an instant."""
    return _put_together(await bodies(work, None, at)).book


async def units_at(work: Work, at: dt.datetime) -> dict[str, str]:
    """The unit of every account that was known at an instant: payers may have been others."""
    known = [_PAYER.decode(each.body) for each in await bodies_of_kind(work, "account", at)]
    direct = {each.id: each.payer for each in known if each.payer and each.payer != each.id}
    return {each.id: root_of(each.id, direct) for each in known}


_PAYER = msgspec.json.Decoder(_Payer)


async def _accounts_of(work: Work, units: Sequence[str], at: dt.datetime | None) -> list[str]:
    if at is None:
        return list(await accounts_of_units(work, units))
    wanted = set(units)
    return [account for account, unit in (await units_at(work, at)).items() if unit in wanted]


def _put_together(found: Iterable[Body]) -> StoredBook:
    records: dict[str, list[Any]] = {}
    stated: set[str] = set()
    for each in found:
        records.setdefault(each.kind, []).append(decode_record(each.kind, each.body))
        if each.stated:
            stated.update(msgspec.json.decode(each.stated, type=list[str]))
    items = (item for invoice in records.get("invoice", ()) for item in invoice.items)
    return put_together(records, {(item.id, item.settled) for item in items if item.id in stated})


def _items_of(found: Iterable[Body]) -> list[str]:
    """The ids that money may be set against: of items, and of invoices that have several."""
    names: set[str] = set()
    for each in found:
        if each.kind == "invoice":
            invoice = _INVOICE.decode(each.body)
            names.add(invoice.id)
            names.update(item.id for item in invoice.items)
    return sorted(names)


class _Item(msgspec.Struct, frozen=True):
    id: str


class _Invoice(msgspec.Struct, frozen=True):
    id: str
    items: tuple[_Item, ...]


_INVOICE = msgspec.json.Decoder(_Invoice)
