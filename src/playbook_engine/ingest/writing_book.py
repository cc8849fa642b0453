"""Writing a book in each form that is read: what is read back is the same book."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from playbook_engine.ingest.csv_columns import part_with_rows
from playbook_engine.ingest.fields_book import Field, Nested, OwnFacts, RecordKind
from playbook_engine.ingest.kinds_book import FORMAT, KINDS, PARTS
from playbook_engine.ingest.own_facts_book import own_facts_of, write_own
from playbook_engine.ingest.value_kinds_book import ValueKind
from playbook_engine.model.book import Allocation, Book, Credit, Invoice, Item, Payment, Touch
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money
from playbook_engine.model.units import records_of

OwnFactsByName = Mapping[str, Fact]
Written = dict[str, Any]


def write_json_book(book: Book, own_facts: OwnFactsByName) -> bytes:
    """One JSON document, a record a line."""
    parts = [f'{{"format": {FORMAT}, "kind": "book"'.encode()]
    for kind, records in _by_kind(book):
        lines = b",\n".join(msgspec.json.encode(written(kind, each, own_facts)) for each in records)
        parts.append(f'"{kind.collection}": [\n'.encode() + lines + b"\n]")
    return b",\n".join(parts) + b"}\n"


def write_ndjson_book(book: Book, own_facts: OwnFactsByName) -> bytes:
    """A record a line, each with its kind."""
    lines: list[Written] = [{"record": "book", "format": FORMAT}]
    for kind, records in _by_kind(book):
        lines += ({"record": kind.name, **written(kind, each, own_facts)} for each in records)
    return b"".join(msgspec.json.encode(each) + b"\n" for each in lines)


def write_csv_book(book: Book, own_facts: OwnFactsByName) -> dict[str, bytes]:
    """A file a kind of record, by file name; only columns that hold something."""
    return {
        f"{kind.collection}.csv": _table(
            kind, [row for each in records for row in _rows(kind, written(kind, each, own_facts))]
        )
        for kind, records in _by_kind(book)
    }


def _by_kind(book: Book) -> Iterator[tuple[RecordKind, list[Any]]]:
    """All records of each kind that the book has, in order."""
    records: dict[Any, list[Any]] = {}
    for each in (*book.setting.entities, *book.setting.rates, *book.setting.freshness):
        records.setdefault(type(each), []).append(each)
    for unit in book.units:
        for record in (*unit.accounts, *records_of(unit)):
            records.setdefault(type(record), []).append(record)
    for kind in KINDS:
        if found := records.get(kind.noun):
            yield kind, found


def written(kind: RecordKind, record: Any, own_facts: OwnFactsByName) -> Written:
    """A record as JSON says it; what has its default is left out."""
    described = {each.name: each for each in msgspec.structs.fields(kind.noun)}
    written: Written = {}
    for field in kind.fields:
        if isinstance(field.kind, Nested) or field.target not in described:
            continue
        value = getattr(record, field.target)
        if value not in (None, "", (), {}) and value != described[field.target].default:
            written[field.name] = _value(field, value, own_facts)
    match record:
        case Invoice():
            written.update(_items(record, own_facts))
        case Payment() | Credit() if record.allocations:
            written["allocations"] = [_allocation(each, record.amount.currency) for each in record.allocations]
        case Touch() if record.items:
            written["items"] = [
                {"item": each.item, **({"step": each.step} if each.step else {})} for each in record.items
            ]
        case _:
            pass
    return written


def _value(field: Field, value: Any, own_facts: OwnFactsByName) -> Any:
    match field.kind:
        case OwnFacts(scope=scope):
            declared = own_facts_of(scope, own_facts)
            return {name: write_own(declared[name], value[name]) for name in sorted(value)}
        case ValueKind(write=write):
            return write(value)
        case Nested():
            raise AssertionError(field.name)


def _items(invoice: Invoice, own_facts: OwnFactsByName) -> Written:
    """The items of an invoice: in itself where it is all that the invoice has, else as instalments."""
    parts = [_instalment(each, invoice.currency, own_facts) for each in invoice.items]
    if len(parts) > 1 or "x" in parts[0] or parts[0]["id"] != invoice.id:
        return {"instalments": parts}
    del parts[0]["id"]
    return parts[0]


def _instalment(item: Item, currency: str, own_facts: OwnFactsByName) -> Written:
    written: Written = {"id": item.id, "due_on": str(item.due_on), "amount": str(Money(item.amount, currency))}
    if item.settled:
        written["settled"] = str(Money(item.settled, currency))
    if item.x:
        written["x"] = _value(PARTS["instalment"].field("x"), item.x, own_facts)
    return written


def _allocation(part: Allocation, currency: str) -> Written:
    return {"item": part.item, "amount": str(Money(part.amount, currency))}


def _rows(kind: RecordKind, written: Written) -> list[dict[str, str]]:
    """The rows of a record in CSV: one for each of its parts that have rows of their own."""
    part = part_with_rows(kind)
    nested = next((each.name for each in kind.fields if isinstance(each.kind, Nested)), "")
    parts = written.get(nested, []) if part else []
    record = {name: value for name, value in written.items() if not (part and name == nested)}
    cells = _cells(kind, record, str(record.get("step", "")))
    return [{**cells, **_cells(part, each, "")} for each in parts] if part and parts else [cells]


def _cells(kind: RecordKind, record: Written, step: str) -> dict[str, str]:
    columns = {each.name: each.in_csv for each in kind.fields}
    cells: dict[str, str] = {}
    for name, value in record.items():
        if name == "x":
            cells.update({f"{columns[name]}.{own}": _cell(value[own], step) for own in value})
        else:
            cells[columns[name]] = _cell(value, step)
    return cells


def _cell(value: Any, step: str) -> str:
    """A value in a cell; an item that a touch took to its own step stands there by its id alone."""
    match value:
        case bool():
            return "yes" if value else "no"
        case list():
            return "; ".join(_cell(each, step) for each in value)
        case {"item": item}:
            return str(item) if value.get("step", "") == step else f"{item}={value.get('step', '')}"
        case _:
            return str(value)


def _table(kind: RecordKind, rows: list[dict[str, str]]) -> bytes:
    """Rows under a header of all columns that one of them has, in the order of the format."""
    part = part_with_rows(kind)
    order = [each.in_csv for each in (*kind.fields[:-1], *(part.fields if part else ()), kind.fields[-1])]
    used = {name for row in rows for name in row}
    header = sorted(used, key=lambda name: (_position(name, order), name))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, header, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def _position(column: str, order: list[str]) -> int:
    """Where a column stands; own facts stand together where their field does."""
    if column in order:
        return order.index(column)
    return order.index("item.x" if column.startswith("item.x.") else "x")
