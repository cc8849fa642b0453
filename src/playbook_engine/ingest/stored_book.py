"""Records that were stored one by one, held against each other as those of a file are."""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter
from typing import Any

import msgspec

from playbook_engine.ingest.checks_book import check_items, check_owners
from playbook_engine.ingest.draft_book import Draft
from playbook_engine.ingest.kinds_book import BY_NAME, KINDS
from playbook_engine.ingest.nouns_book import Builders
from playbook_engine.ingest.settling_book import settle
from playbook_engine.ingest.sources_book import Batch, Source
from playbook_engine.model.book import Account, Book, Credit, Entity, Payment
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.money import Rate
from playbook_engine.model.units import make_book

_DECODERS = {each.name: msgspec.json.Decoder(each.noun) for each in KINDS}


class StoredBook(msgspec.Struct, frozen=True):
    """The book that stored records make, and what is said of those that were left out of it."""

    book: Book
    diagnostics: tuple[Diagnostic, ...]


def decode_record(kind: str, body: bytes) -> Any:
    """The record of the book that a body holds."""
    return _DECODERS[kind].decode(body)


def put_together(
    records: Mapping[str, Sequence[Any]], balanced: Iterable[tuple[str, int]], entities: Sequence[Entity] = ()
) -> StoredBook:
    """The units of records by kind; `balanced` are items with the settled amount that a stated balance left.

    Money of accounts that are not given counts too where it is set against items of accounts that are.
    """
    guests = _guests(records)
    given = {
        **records,
        "account": [*records.get("account", ()), *guests],
        "entity": entities or records.get("entity", ()),
    }
    draft = Draft(Source([_batch(name, each) for name, each in given.items() if each], []))
    for name, each in given.items():
        draft.kept[name] = [(record, index) for index, record in enumerate(each)]
    builders = _builders(given, balanced)
    payers = check_owners(draft)
    check_items(draft, builders, payers)
    settle(draft, builders, payers)
    kept = [record for kind in KINDS if kind.name != "rate" for record, _ in draft.kept[kind.name]]
    rates: list[Rate] = [rate for rate, _ in draft.kept["rate"]]
    book = make_book(kept, rates)
    invited = {each.id for each in guests}
    units = tuple(each for each in book.units if each.id not in invited)
    return StoredBook(msgspec.structs.replace(book, units=units), tuple(draft.diagnostics))


def _guests(records: Mapping[str, Sequence[Any]]) -> list[Account]:
    """Accounts that are there for their money alone."""
    known = set(map(attrgetter("id"), records.get("account", ())))
    money: list[Payment | Credit] = [*records.get("payment", ()), *records.get("credit", ())]
    return [Account(id=name) for name in {each.account for each in money if each.allocations} - known]


def _builders(records: Mapping[str, Sequence[Any]], balanced: Iterable[tuple[str, int]]) -> Builders:
    """What reading these records from a file would have left behind."""
    builders = Builders([])
    for kind in ("payment", "credit"):
        for record in records.get(kind, ()):
            builders.allocated.update(part.item for part in record.allocations)
    builders.balanced.update(balanced)
    return builders


def _batch(name: str, records: Sequence[Any]) -> Batch:
    return Batch(BY_NAME[name], "", [], range(1, len(records) + 1))
