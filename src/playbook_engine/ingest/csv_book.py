"""A book as a folder of CSV files, one a kind of record: `accounts.csv`, `invoices.csv` and so on."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from playbook_engine.ingest.codes_book import CONTRADICTION, MISSPELT_FIELD, UNKNOWN_KIND, WRONG_VALUE
from playbook_engine.ingest.csv_columns import columns_of
from playbook_engine.ingest.csv_rows import rows_of
from playbook_engine.ingest.csv_table import BadTable, table_of
from playbook_engine.ingest.faults_book import closest
from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.kinds_book import ALLOCATION_ROWS, BY_COLLECTION
from playbook_engine.ingest.sources_book import Batch, Source, fast_or_raw, id_of
from playbook_engine.ingest.wire_book import Wire
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place
from playbook_engine.model.facts import Fact

_FILES = {**BY_COLLECTION, ALLOCATION_ROWS.collection: ALLOCATION_ROWS}


def read_csv_book(files: Mapping[str, bytes], folder: str, own_facts: Mapping[str, Fact]) -> Source:
    """All records of the files of a folder, by file name; files that are no CSV are not looked at."""
    source = Source([], [])
    allocations: list[Batch] = []
    for name in sorted(files):
        path = Path(folder, name)
        if path.suffix.lower() != ".csv":
            continue
        kind = _FILES.get(path.stem.lower())
        if kind is None:
            source.diagnostics.append(_unknown_file(path))
            continue
        batches = _read_file(kind, files[name], str(path), own_facts, source)
        (allocations if kind is ALLOCATION_ROWS else source.batches).extend(batches)
    for batch in allocations:
        _allocate(batch, source)
    return source


def _unknown_file(path: Path) -> Diagnostic:
    meant = closest(path.stem, list(_FILES))
    way_out = f"did you mean `{meant}.csv`?" if meant else f"a book has {', '.join(f'`{each}.csv`' for each in _FILES)}"
    return found(UNKNOWN_KIND, f"`{path.name}` is no file of a book", Place(str(path)), help=way_out)


def _read_file(kind: RecordKind, data: bytes, path: str, own_facts: Mapping[str, Fact], source: Source) -> list[Batch]:
    """The records of one file."""
    try:
        table = table_of(data)
    except BadTable as bad:
        source.diagnostics.append(found(bad.code, str(bad), Place(path, bad.line, 1), help=bad.help))
        return []
    columns, faults = columns_of(kind, table.header, own_facts)
    for fault in faults:
        message = f"`{fault.field}`: there is no such column"
        message += "; no record of this file is taken" if fault.code is MISSPELT_FIELD else "; it is not read"
        source.diagnostics.append(found(fault.code, message, Place(path, 1, 1), help=fault.help, field=fault.field))
    rows = rows_of(kind, table, columns, path)
    source.diagnostics += rows.diagnostics
    source.refused.update({(kind.name, each): place for each, place in rows.refused.items()})
    doubtful = any(fault.code is MISSPELT_FIELD for fault in faults)
    return [msgspec.structs.replace(batch, refused=doubtful) for batch in rows.gathered.batches()]


def _allocate(rows: Batch, source: Source) -> None:
    """Set what the file of allocations says against the payments and credits of the other files."""
    holders = {
        (batch.kind.name, id_of(raw)): (batch, index)
        for batch in source.batches
        if batch.kind.name in ("payment", "credit")
        for index, raw in enumerate(batch.raws)
    }
    for index, raw in enumerate(rows.raws):
        named = [(name, raw[name]) for name in ("payment", "credit") if name in raw]
        place = rows.place(index)
        if len(named) != 1:
            message = "an allocation names either a payment or a credit"
            source.diagnostics.append(found(CONTRADICTION, message, place, record="allocation"))
        elif named[0] in holders:
            _add_allocation(*holders[named[0]], {key: raw[key] for key in ("item", "amount") if key in raw})
        elif named[0] not in source.refused:
            message = f"there is no {named[0][0]} `{named[0][1]}` in the book"
            source.diagnostics.append(found(WRONG_VALUE, message, place, record="allocation", field=named[0][0]))


def _add_allocation(batch: Batch, index: int, part: dict[str, Any]) -> None:
    raw = batch.raws[index]
    values = (
        {name: value for name, value in msgspec.structs.asdict(raw).items() if value is not None}
        if isinstance(raw, Wire)
        else raw
    )
    parts = values.get("allocations", [])
    batch.raws[index] = fast_or_raw(batch.kind, {**values, "allocations": [*parts, part]})
