"""Rows as a spreadsheet, CSV or XLSX, in little memory however many there are; no text ever becomes a formula."""

import asyncio
import csv
import datetime as dt
import io
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from playbook_engine.model.money import decimal_text, digits_of

Rows = Sequence[Mapping[str, Any]]

MOST_IN_XLSX = 1_048_575
"""Rows of a sheet of that format, without its header."""


class Column(NamedTuple):
    """A column: its header, the field of the row, and for an amount the field of its currency."""

    header: str
    field: str
    currency: str = ""


def columns(*names: str, money: Mapping[str, str] | None = None) -> tuple[Column, ...]:
    """Columns named as their fields; `money`: amounts in minor units by the field of their currency."""
    amounts = money or {}
    return tuple(
        Column(name.removesuffix("_minor") if name in amounts else name, name, amounts.get(name, "")) for name in names
    )


async def csv_of(shown: Sequence[Column], pieces: AsyncIterator[Rows]) -> AsyncIterator[bytes]:
    """CSV with a header (RFC 4180), in UTF-8, piece by piece."""
    yield _csv([[each.header for each in shown]])
    async for rows in pieces:
        if rows:
            yield _csv([[_text(row, each) for each in shown] for row in rows])


async def xlsx_of(shown: Sequence[Column], pieces: AsyncIterator[Rows]) -> AsyncIterator[bytes]:
    """A workbook; rows go to a file as they come, and the file is gone when it has been read."""
    with tempfile.TemporaryDirectory(prefix="playbook-") as folder:
        path = Path(folder) / "list.xlsx"
        sheet = _Sheet(path, folder, shown)
        async for rows in pieces:
            await asyncio.to_thread(sheet.add, rows)
        await asyncio.to_thread(sheet.book.close)
        with path.open("rb") as file:
            while part := await asyncio.to_thread(file.read, 1 << 16):
                yield part


_OPENS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r")


def guarded(text: str) -> str:
    """Text that a spreadsheet shows and does not run: an apostrophe stands before what would begin a formula."""
    return f"'{text}" if text.startswith(_OPENS_A_FORMULA) else text


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return text.getvalue().encode()


def _text(row: Mapping[str, Any], column: Column) -> str:
    value = row[column.field]
    if column.currency and value is not None:
        return decimal_text(value, row[column.currency])
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case dt.datetime():
            return value.isoformat(timespec="seconds").replace("+00:00", "Z")
        case str():
            return guarded(value)
        case tuple():
            return guarded(", ".join(value))
    return str(value)


class _Sheet:
    """A workbook that is written row by row."""

    def __init__(self, path: Path, folder: str, shown: Sequence[Column]) -> None:
        options = {
            "constant_memory": True, "tmpdir": folder, "strings_to_formulas": False, "strings_to_urls": False,
            "strings_to_numbers": False, "default_date_format": "yyyy-mm-dd", "remove_timezone": True,
        }  # fmt: skip
        self.book = xlsxwriter.Workbook(str(path), options)
        self.shown = shown
        self.moment = self.book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        self.amounts: dict[int, Format] = {}
        self.bold = self.book.add_format({"bold": True})
        self._begin()

    def add(self, rows: Rows) -> None:
        """Rows beyond what one sheet holds stand in the next one."""
        for row in rows:
            if self.row >= MOST_IN_XLSX:
                self._begin()
            self.row += 1
            for place, each in enumerate(self.shown):
                self._cell(place, row, each)

    def _begin(self) -> None:
        self.sheet: Worksheet = self.book.add_worksheet()
        self.row = 0
        self.sheet.freeze_panes(1, 0)
        for place, each in enumerate(self.shown):
            self.sheet.write_string(0, place, each.header, self.bold)

    def _cell(self, place: int, row: Mapping[str, Any], column: Column) -> None:
        value = row[column.field]
        if value is None or value == "":
            return
        if column.currency:
            currency = row[column.currency]
            self.sheet.write_number(self.row, place, float(decimal_text(value, currency)), self._amount(currency))
        elif isinstance(value, dt.datetime):
            self.sheet.write_datetime(self.row, place, value, self.moment)
        elif isinstance(value, dt.date):
            self.sheet.write_datetime(self.row, place, value)
        elif isinstance(value, int) and not isinstance(value, bool):
            self.sheet.write_number(self.row, place, value)
        else:
            self.sheet.write_string(self.row, place, _unguarded(value)[:32767])

    def _amount(self, currency: str) -> Format:
        digits = digits_of(currency)
        if digits not in self.amounts:
            self.amounts[digits] = self.book.add_format(
                {"num_format": "#,##0" + ("." + "0" * digits if digits else "")}
            )
        return self.amounts[digits]


def _unguarded(value: Any) -> str:
    """A cell of text is text in this format, whatever it begins with."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return ", ".join(value) if isinstance(value, tuple) else str(value)
