"""The rows of a CSV file joined to records: an invoice may have a row an instalment, a payment a row an allocation."""

from collections import Counter
from collections.abc import Iterator
from typing import Any

import msgspec

from playbook_engine.ingest.codes_book import NOT_FORMED, SAME_TWICE
from playbook_engine.ingest.csv_columns import Columns, part_with_rows
from playbook_engine.ingest.csv_table import Table
from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.sources_book import Gathered, fast_or_raw
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related

Split = tuple[int, dict[str, Any], dict[str, Any]]
"""The line of a row, the record in it, and the part of the record."""


class Rows(msgspec.Struct):
    """What the rows of a file gave; `refused` are ids of records whose rows are not all whole."""

    gathered: Gathered
    diagnostics: list[Diagnostic]
    refused: dict[str, Place]


def rows_of(kind: RecordKind, table: Table, columns: Columns, path: str) -> Rows:
    """All records of a file."""
    rows = Rows(Gathered(path), [], {})
    repeated = _repeated(table, columns) if part_with_rows(kind) else set()
    groups: dict[str, list[Split]] = {}
    for line, cells, problem in table.rows():
        if problem:
            way_out = "look for a separator or a quotation mark inside a value: such a value stands in quotation marks"
            rows.diagnostics.append(found(NOT_FORMED, problem, Place(path, line, 1), help=way_out))
            rows.refused.update(dict.fromkeys(_id_of(cells, columns), Place(path, line, 1)))
            continue
        record, part = columns.taken_apart(cells)
        key = record.get("id", "")
        if key in repeated:
            groups.setdefault(key, []).append((line, record, part))
        else:
            rows.gathered.add(kind, _shaped(kind, record, [part]), line)
    for key, group in groups.items():
        if key not in rows.refused:
            _join(kind, group, rows, path)
    return rows


def _repeated(table: Table, columns: Columns) -> set[str]:
    """The ids that stand in more rows than one."""
    counts = Counter(each for _, cells, _ in table.rows() for each in _id_of(cells, columns))
    return {each for each, count in counts.items() if count > 1}


def _id_of(cells: list[str], columns: Columns) -> Iterator[str]:
    if 0 <= columns.id_column < len(cells) and cells[columns.id_column]:
        yield cells[columns.id_column]


def _join(kind: RecordKind, group: list[Split], rows: Rows, path: str) -> None:
    """Rows with one id: the parts of one record, else records by themselves."""
    distinct: list[Split] = []
    for line, record, part in group:
        same = next((each for each in distinct if each[1:] == (record, part)), None)
        if same is None:
            distinct.append((line, record, part))
            continue
        first = (Related(Place(path, same[0], 1), "the first"),)
        message = f"{kind.name} `{record['id']}` stands here a second time"
        rows.diagnostics.append(
            found(SAME_TWICE, message, Place(path, line, 1), related=first, record=_name(kind, record))
        )
    if _are_parts(distinct):
        line, record, _ = distinct[0]
        rows.gathered.add(kind, _shaped(kind, record, [part for _, _, part in distinct]), line)
    else:
        for line, record, part in distinct:
            rows.gathered.add(kind, _shaped(kind, record, [part]), line)


def _are_parts(rows: list[Split]) -> bool:
    """Whether rows agree in all but their part, and the parts differ in what tells them apart."""
    keys = [part.get("id") or part.get("due_on") or part.get("item") for _, _, part in rows]
    return all(keys) and len(set(keys)) == len(keys) and all(record == rows[0][1] for _, record, _ in rows)


def _shaped(kind: RecordKind, record: dict[str, Any], parts: list[dict[str, Any]]) -> Any:
    """A record with its parts, as it would stand in JSON."""
    given = [each for each in parts if each]
    if kind.name == "invoice":
        alone = len(given) == 1 and "id" not in given[0] and "x" not in given[0]
        return fast_or_raw(kind, {**record, **given[0]} if alone else {**record, "instalments": given})
    if given:
        whole = {"amount": record["amount"]} if "amount" in record else {}
        return fast_or_raw(kind, {**record, "allocations": [{**whole, **each} for each in given]})
    return fast_or_raw(kind, record)


def _name(kind: RecordKind, record: dict[str, Any]) -> str:
    return f"{kind.name} {record['id']}"
