"""Reading a book: one JSON document, lines of JSON, or a folder of CSV files."""

import contextlib
import gc
from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from playbook_engine.ingest.checks_book import check_items, check_owners
from playbook_engine.ingest.codes_book import NO_RATE, NOT_READ, SHARED_ADDRESS
from playbook_engine.ingest.csv_book import read_csv_book
from playbook_engine.ingest.draft_book import Draft, fault
from playbook_engine.ingest.faults_book import Several
from playbook_engine.ingest.json_book import read_json_book
from playbook_engine.ingest.kinds_book import KINDS
from playbook_engine.ingest.ndjson_book import read_ndjson_book
from playbook_engine.ingest.record_reader import RecordReader
from playbook_engine.ingest.settling_book import settle
from playbook_engine.ingest.sources_book import Batch, Source, id_of, unreadable
from playbook_engine.model.book import Book
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related, errors, in_order
from playbook_engine.model.facts import Fact
from playbook_engine.model.units import make_book

_BOM = b"\xef\xbb\xbf"


class BookReading(msgspec.Struct, frozen=True, kw_only=True):
    """A book, what was wrong with its files and records, and how many of each collection were taken and left out."""

    book: Book
    diagnostics: tuple[Diagnostic, ...]
    counts: dict[str, int]
    left_out: dict[str, int]


class BookRefused(Exception):
    """A book that was to be read without any error has some."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        super().__init__(f"the book has {len(errors(list(diagnostics)))} errors")
        self.diagnostics = diagnostics


def read_book(path: Path, own_facts: Mapping[str, Fact], base_currency: str, *, strict: bool = False) -> BookReading:
    """The book at a path, whatever its form; records with an error are left out and named.

    `own_facts` are the organisation's own by full name (`account.x.partner_managed`). If `strict`, raises BookRefused
    for a book with an error.
    """
    with _without_collecting_garbage():
        reading = read_source(_source(path, own_facts), own_facts, base_currency, str(path))
    if strict and errors(list(reading.diagnostics)):
        raise BookRefused(reading.diagnostics)
    return reading


def read_source(source: Source, own_facts: Mapping[str, Fact], base_currency: str, path: str) -> BookReading:
    """The book that the records of a source make."""
    draft = Draft(source)
    reader = RecordReader(own_facts)
    for kind in KINDS:
        if kind.name in draft.batches:
            _read_batch(draft, reader, draft.batches[kind.name])
    payers = check_owners(draft)
    check_items(draft, reader.builders, payers)
    settle(draft, reader.builders, payers)
    _check_addresses(draft, payers)
    _check_rates(draft, base_currency, path)
    draft.finish()
    records = [record for kind in KINDS if kind.name != "rate" for record, _ in draft.kept[kind.name]]
    return BookReading(
        book=make_book(records, [rate for rate, _ in draft.kept["rate"]]),
        diagnostics=tuple(in_order(draft.diagnostics)),
        counts={kind.collection: len(draft.kept[kind.name]) for kind in KINDS if draft.kept[kind.name]},
        left_out={kind.collection: count for kind in KINDS if (count := draft.left_out[kind.collection])},
    )


@contextlib.contextmanager
def _without_collecting_garbage() -> Iterator[None]:
    """All that is read stays, and nothing of it points in circles: looking for those takes a third of the time."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _source(path: Path, own_facts: Mapping[str, Fact]) -> Source:
    """The records at a path, by the form that it has."""
    try:
        if path.is_dir():
            files = {each.name: each.read_bytes() for each in sorted(path.iterdir()) if each.suffix.lower() == ".csv"}
            if not files:
                return unreadable(
                    NOT_READ,
                    str(path),
                    "the folder holds no CSV files",
                    help="a book of CSV has `accounts.csv` and `invoices.csv`",
                )
            return read_csv_book(files, str(path), own_facts)
        data = path.read_bytes().removeprefix(_BOM)
    except OSError as wrong:
        reason = (wrong.strerror or str(wrong)).lower()
        return unreadable(
            NOT_READ,
            str(path),
            f"the book cannot be read: {reason}",
            help="give a folder of CSV files, a `.json` or an `.ndjson` file",
        )
    if not data.strip():
        return unreadable(NOT_READ, str(path), "the file is empty")
    return read_ndjson_book(data, str(path)) if _is_lines(path, data) else read_json_book(data, str(path))


def _is_lines(path: Path, data: bytes) -> bool:
    """Whether a file holds a record a line, by its name or else by its first line."""
    if path.suffix.lower() in (".ndjson", ".jsonl", ".json"):
        return path.suffix.lower() != ".json"
    try:
        return "record" in msgspec.json.decode(data.partition(b"\n")[0], type=dict[str, object])
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return False


def _read_batch(draft: Draft, reader: RecordReader, batch: Batch) -> None:
    """Every record of a kind, with what is wrong with each."""
    kind = batch.kind
    for index, raw in enumerate(batch.raws):
        batch.raws[index] = None
        if batch.refused:
            draft.refuse(kind.name, raw, Place(batch.path, 1, 1), with_its_file=True)
            continue
        try:
            draft.kept[kind.name].append((reader.read(kind, raw), index))
        except Several as wrong:
            for each in wrong.faults:
                draft.say(kind.name, id_of(raw), index, each)
            draft.refuse(kind.name, raw, batch.place(index))
        for each in reader.warned:
            draft.say(kind.name, id_of(raw), index, each)


def _check_addresses(draft: Draft, payers: Mapping[str, str]) -> None:
    """One address in two units: limits hold within a unit, so its owner could be contacted twice as often."""
    owners: dict[str, dict[str, tuple[str, int]]] = {}
    for contact, index in sorted(draft.kept["contact"], key=lambda entry: str(entry[0].id)):
        for address in filter(None, (contact.email, contact.phone)):
            place = (contact.id, index)
            owners.setdefault(address.replace(" ", "").lower(), {}).setdefault(payers[contact.account], place)
    for address, units in owners.items():
        (first, _), *others = (units[unit] for unit in units)
        for name, index in others:
            at_first = Related(draft.batches["contact"].place(units[next(iter(units))][1]), f"contact `{first}`")
            sentence = f"`{address}` is an address of contact `{first}` too, whose account pays apart"
            draft.say("contact", name, index, fault(SHARED_ADDRESS, "", sentence), at_first)


def _check_rates(draft: Draft, base: str, path: str) -> None:
    """Every currency of an invoice can be converted to the base currency, one way or the other."""
    pairs = {frozenset((rate.source, rate.target)) for rate, _ in draft.kept["rate"]}
    used = {invoice.currency for invoice, _ in draft.kept["invoice"]}
    for currency in sorted(used - {base}):
        if frozenset((currency, base)) not in pairs:
            message = f"there is no exchange rate between {currency} and {base}"
            way_out = (
                "give one under `rates`; without it what compares such an amount with one in another currency is held"
            )
            draft.diagnostics.append(found(NO_RATE, message, Place(path), help=way_out))
