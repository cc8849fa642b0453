"""Records grouped into units, in one order whatever order they came in, and the encoding of a unit."""

from collections.abc import Iterable, Iterator, Mapping
from operator import attrgetter

import msgspec

from playbook_engine.model.book import (
    FIELD_OF,
    Account,
    AccountRecord,
    AnyRecord,
    Book,
    Entity,
    Freshness,
    Setting,
    Unit,
)
from playbook_engine.model.canonical import canonical
from playbook_engine.model.money import Rate

RECORD_FIELDS: tuple[str, ...] = tuple(FIELD_OF.values())
"""The fields of a unit that hold records of accounts."""

_BY_ID = attrgetter("id")


class UnknownAccount(ValueError):
    """A record belongs to an account that is not there."""


def make_book(records: Iterable[AnyRecord], rates: Iterable[Rate] = ()) -> Book:
    """All records as a book; ids are unique within a kind. Raises UnknownAccount for a record of no given account."""
    entities: list[Entity] = []
    freshness: list[Freshness] = []
    accounts: list[Account] = []
    others: list[AccountRecord] = []
    for record in records:
        match record:
            case Account():
                accounts.append(record)
            case Entity():
                entities.append(record)
            case Freshness():
                freshness.append(record)
            case _:
                others.append(record)
    setting = make_setting(rates, freshness, entities)
    return Book(setting=setting, units=units_of(accounts, others))


def make_setting(rates: Iterable[Rate], freshness: Iterable[Freshness], entities: Iterable[Entity]) -> Setting:
    """What all units share, in order; of several days a source was synced on the latest stands last."""
    return Setting(
        rates=tuple(sorted(rates, key=attrgetter("on", "source", "target", "rate"))),
        freshness=tuple(sorted(freshness, key=attrgetter("id", "on"))),
        entities=tuple(sorted(entities, key=_BY_ID)),
    )


def units_of(accounts: Iterable[Account], records: Iterable[AccountRecord]) -> tuple[Unit, ...]:
    """Accounts and their records grouped by payer (rule 11), sorted by id. Raises UnknownAccount."""
    known = sorted(accounts, key=_BY_ID)
    payers = payers_of(known)
    members: dict[str, list[Account]] = {}
    held: dict[str, dict[str, list[AccountRecord]]] = {}
    for account in known:
        payer = payers[account.id]
        held.setdefault(payer, {})
        family = members.setdefault(payer, [])
        family.insert(0 if account.id == payer else len(family), account)
    for record in records:
        if record.account not in payers:
            raise UnknownAccount(f"no account `{record.account}` for `{record.id}`")
        held[payers[record.account]].setdefault(FIELD_OF[type(record)], []).append(record)
    return tuple(_unit(payer, members[payer], held[payer]) for payer in sorted(members))


def payers_of(accounts: Iterable[Account]) -> dict[str, str]:
    """Of each account the one that pays in the end: chains are followed to their root.

    A payer that is not there counts as none; of a circle the smallest id pays.
    """
    named = {each.id: each.payer for each in accounts if each.payer and each.payer != each.id}
    ids = {each.id for each in accounts}
    direct = {account: payer for account, payer in named.items() if payer in ids}
    return {account: root_of(account, direct) for account in ids}


def root_of(account: str, direct: Mapping[str, str]) -> str:
    """The end of the chain of payers that starts at an account; of a circle its smallest id."""
    path = [account]
    while (payer := direct.get(path[-1])) is not None:
        if payer in path:
            return min(path[path.index(payer) :])
        path.append(payer)
    return path[-1]


def unit_of(book: Book, account_id: str) -> Unit | None:
    """The unit that an account belongs to."""
    return next((unit for unit in book.units if any(each.id == account_id for each in unit.accounts)), None)


def records_of(unit: Unit) -> Iterator[AccountRecord]:
    """All records of a unit's accounts, kind by kind."""
    for field in RECORD_FIELDS:
        yield from getattr(unit, field)


def ordered(unit: Unit) -> Unit:
    """The same unit with its records in order: the payer first, everything else by id."""
    payer, *rest = sorted(unit.accounts, key=lambda each: (each.id != unit.id, each.id))
    fields: dict[str, list[AccountRecord]] = {field: list(getattr(unit, field)) for field in RECORD_FIELDS}
    return _unit(unit.id, [payer, *rest], fields)


def encode_unit(unit: Unit) -> bytes:
    """The canonical bytes of a unit, in whatever order its records stand."""
    return canonical(ordered(unit))


_DECODER = msgspec.json.Decoder(Unit)


def decode_unit(data: bytes) -> Unit:
    """A unit from the bytes that `encode_unit` made. Raises msgspec.DecodeError."""
    return _DECODER.decode(data)


def encode_setting(setting: Setting) -> bytes:
    """The canonical bytes of a setting, in whatever order its parts stand."""
    return canonical(make_setting(setting.rates, setting.freshness, setting.entities))


def decode_setting(data: bytes) -> Setting:
    """A setting from the bytes that `encode_setting` made. Raises msgspec.DecodeError."""
    return msgspec.json.decode(data, type=Setting)


def _unit(unit_id: str, accounts: list[Account], fields: Mapping[str, list[AccountRecord]]) -> Unit:
    inside = {field: tuple(sorted(records, key=_BY_ID)) for field, records in fields.items() if records}
    return msgspec.structs.replace(Unit(id=unit_id, accounts=tuple(accounts)), **inside)
