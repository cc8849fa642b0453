"""What the columns of a CSV file mean, and the record that the cells of a row make."""

from collections.abc import Mapping
from typing import Any

import msgspec

from playbook_engine.ingest.faults_book import Fault, unknown_field
from playbook_engine.ingest.fields_book import Field, Nested, OwnFacts, RecordKind
from playbook_engine.ingest.kinds_book import PARTS
from playbook_engine.ingest.own_facts_book import own_facts_of
from playbook_engine.ingest.value_kinds_book import MONEY
from playbook_engine.model.facts import Fact

CURRENCY_COLUMN = "currency"
"""Beside amounts without a currency a column may say it for all of a row."""

Cells = tuple[tuple[int, str], ...]
"""Columns by number, with the field that their cells belong to."""


class Columns(msgspec.Struct, frozen=True, kw_only=True):
    """Where the cells of a row go: to fields and own facts of the record, or of its part that has a row of its own."""

    fields: Cells
    own: Cells
    part: Cells
    part_own: Cells
    money: frozenset[str]
    part_money: frozenset[str]
    id_column: int
    currency_column: int

    def taken_apart(self, cells: list[str]) -> tuple[dict[str, Any], dict[str, Any]]:
        """The record of a row, and the part of it that has this row; empty cells are left out."""
        record, part = _gathered(cells, self.fields, self.own), _gathered(cells, self.part, self.part_own)
        if self.currency_column >= 0 and (currency := cells[self.currency_column]):
            _with_currency(record, self.money, currency)
            _with_currency(part, self.part_money, currency)
        return record, part


def part_with_rows(kind: RecordKind) -> RecordKind | None:
    """The part of a kind of record that has rows of its own in CSV."""
    nested = [each.kind.of for each in kind.fields if isinstance(each.kind, Nested) and each.kind.rows]
    return PARTS[nested[0]] if nested else None


def column_names(kind: RecordKind) -> list[str]:
    """All columns that a file of a kind may have, own facts as `x.*`."""
    names = [_column_of(each) for each in _row_fields(kind, part_with_rows(kind))] + part_columns(kind)
    return [*names, CURRENCY_COLUMN] if _has_currency_column(kind) else names


def part_columns(kind: RecordKind) -> list[str]:
    """The columns that say something of the part of a record which has the row."""
    part = part_with_rows(kind)
    return [_column_of(each) for each in part.fields] if part else []


def _column_of(field: Field) -> str:
    return f"{field.in_csv}.*" if isinstance(field.kind, OwnFacts) else field.in_csv


def columns_of(kind: RecordKind, header: tuple[str, ...], own_facts: Mapping[str, Fact]) -> tuple[Columns, list[Fault]]:
    """What a header means, and the columns that are not known."""
    part = part_with_rows(kind)
    fields, own = _names(_row_fields(kind, part), own_facts)
    part_fields, part_own = _names(part.fields if part else (), own_facts)
    known = {*fields, *own, *part_fields, *part_own}
    at = {name: number for number, name in enumerate(header) if name}
    currency = at.get(CURRENCY_COLUMN, -1) if _has_currency_column(kind) else -1
    columns = Columns(
        fields=_cells(at, fields),
        own=_cells(at, own),
        part=_cells(at, part_fields),
        part_own=_cells(at, part_own),
        money=_money(kind),
        part_money=_money(part) if part else frozenset(),
        id_column=at.get("id", -1),
        currency_column=currency,
    )
    absent = sorted(name for name in known if name not in at)
    return columns, [unknown_field(name, absent) for name in at if name not in known and at[name] != currency]


def _row_fields(kind: RecordKind, part: RecordKind | None) -> list[Field]:
    """The fields that have a column of the record itself: those of its part stand for the same ones of the record."""
    of_part = {each.in_csv for each in part.fields} if part else set()
    return [
        each
        for each in kind.fields
        if each.in_csv not in of_part and not (isinstance(each.kind, Nested) and each.kind.rows)
    ]


def _names(
    fields: list[Field] | tuple[Field, ...], own_facts: Mapping[str, Fact]
) -> tuple[dict[str, str], dict[str, str]]:
    """Fields and own facts by their columns."""
    plain = {each.in_csv: each.name for each in fields if not isinstance(each.kind, OwnFacts)}
    own = {
        f"{each.in_csv}.{name}": name
        for each in fields
        if isinstance(each.kind, OwnFacts)
        for name in own_facts_of(each.kind.scope, own_facts)
    }
    return plain, own


def _cells(at: Mapping[str, int], names: Mapping[str, str]) -> Cells:
    return tuple((at[column], name) for column, name in names.items() if column in at)


def _money(kind: RecordKind) -> frozenset[str]:
    return frozenset(each.name for each in kind.fields if each.kind is MONEY)


def _has_currency_column(kind: RecordKind) -> bool:
    """Whether `currency` stands beside amounts, and is no field of its own."""
    part = part_with_rows(kind)
    amounts = _money(kind) | (_money(part) if part else frozenset())
    return bool(amounts) and all(each.name != CURRENCY_COLUMN for each in kind.fields)


def _gathered(cells: list[str], fields: Cells, own: Cells) -> dict[str, Any]:
    record: dict[str, Any] = {name: cell for at, name in fields if (cell := cells[at])}
    if own and (x := {name: cell for at, name in own if (cell := cells[at])}):
        record["x"] = x
    return record


def _with_currency(record: dict[str, Any], money: frozenset[str], currency: str) -> None:
    for name in money & record.keys():
        if " " not in record[name]:
            record[name] = f"{record[name]} {currency}"
