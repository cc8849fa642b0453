"""A CSV table of records of one kind that a source sends, with a version and a mark for deletion beside them."""

from collections.abc import Iterator, Mapping
from itertools import islice
from typing import Any

import msgspec

from playbook_engine.ingest.codes_book import MISSPELT_FIELD, NOT_FORMED
from playbook_engine.ingest.csv_columns import columns_of
from playbook_engine.ingest.csv_rows import Rows, rows_of
from playbook_engine.ingest.csv_table import Table, table_of
from playbook_engine.ingest.faults_book import Fault, Several
from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.synced_records import Complaint, Read, RecordsReader
from playbook_engine.ingest.synced_values import ENVELOPE
from playbook_engine.model.diagnostic import Diagnostic


def read_table(reader: RecordsReader, kind: RecordKind, data: bytes, size: int) -> Iterator[Read]:
    """Its records, `size` at a time; places are lines. Raises BadTable, or Several where a column is misspelt."""
    table = table_of(data)
    named = msgspec.structs.replace(table, header=tuple("" if name in ENVELOPE else name for name in table.header))
    columns, faults = columns_of(kind, named.header, reader.own_facts)
    if any(each.code is MISSPELT_FIELD for each in faults):
        raise Several(*(each for each in faults if each.code is MISSPELT_FIELD))
    rows = rows_of(kind, named, columns, "")
    broken = [each for each in rows.diagnostics if each.code == NOT_FORMED.code]
    complaints = [_of_column(each) for each in faults] + [_of_row(each) for each in rows.diagnostics]
    if complaints:
        yield Read([], complaints, max(len(broken), len(rows.refused)))
    around = _around(table)
    for records in _some(_entries(rows), size):
        yield reader.records(kind, records, around)


def _entries(rows: Rows) -> Iterator[tuple[int, Any]]:
    for batch in rows.gathered.batches():
        yield from zip(batch.lines, batch.raws, strict=True)


def _some(entries: Iterator[tuple[int, Any]], size: int) -> Iterator[list[tuple[int, Any]]]:
    while some := list(islice(entries, size)):
        yield some


def _around(table: Table) -> dict[int, Mapping[str, Any]]:
    """What stands in the columns around the record, by line."""
    places = [(name, table.header.index(name)) for name in ENVELOPE if name in table.header]
    if not places:
        return {}
    return {line: {name: cells[at] for name, at in places} for line, cells, wrong in table.rows() if not wrong}


def _of_column(fault: Fault) -> Complaint:
    message = f"`{fault.field}`: there is no such column; it is not read"
    return Complaint(
        place=1, record="", pointer="", code=fault.code.code, severity=fault.code.severity, message=message,
        help=fault.help,
    )  # fmt: skip


def _of_row(found: Diagnostic) -> Complaint:
    return Complaint(
        place=found.place.line, record=found.record, pointer="", code=found.code, severity=found.severity,
        message=found.message, help=found.help,
    )  # fmt: skip
