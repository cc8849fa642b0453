"""Spreadsheets: every row, in cells of their kind, in pieces, and no text that a program would run."""

import csv
import datetime as dt
import io
from collections.abc import AsyncIterator, Sequence
from typing import Any

import openpyxl
import pytest

from playbook_engine.service.production.asking import sheets
from playbook_engine.service.production.asking.sheets import columns, csv_of, guarded, xlsx_of

pytestmark = pytest.mark.anyio

SHOWN = columns("name", "minor", "currency", "on", "at", "count", "yes", money={"minor": "currency"})


def row(number: int, **more: Any) -> dict[str, Any]:
    return {
        "name": f"row {number}", "minor": -number, "currency": "EUR", "on": dt.date(2026, 3, 16),
        "at": dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC), "count": number, "yes": True, **more,
    }  # fmt: skip


async def pieces(*some: Sequence[dict[str, Any]]) -> AsyncIterator[Sequence[dict[str, Any]]]:
    for each in some:
        yield each


async def whole(parts: AsyncIterator[bytes]) -> bytes:
    return b"".join([part async for part in parts])


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@A1", "\t=1", "\r=1"])
def test_what_would_begin_a_formula_is_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Acme = Co", "1+1", "'quoted'", "Ärger & Söhne"])
def test_other_text_stays_as_it_is(text: str) -> None:
    assert guarded(text) == text


async def test_csv_has_amounts_in_major_units_and_negative_ones_as_numbers() -> None:
    rows = [row(1), row(2, currency="JPY"), row(3, minor=None, on=None, yes=False), row(4, name='say "hi", =now')]
    text = (await whole(csv_of(SHOWN, pieces(rows[:2], [], rows[2:])))).decode()
    read = list(csv.reader(io.StringIO(text)))
    assert read[0] == ["name", "minor", "currency", "on", "at", "count", "yes"]
    assert read[1][1:] == ["-0.01", "EUR", "2026-03-16", "2026-03-16T09:30:00Z", "1", "yes"]
    assert read[2][1] == "-2"
    assert (read[3][1], read[3][3], read[3][6]) == ("", "", "no")
    assert read[4][0] == 'say "hi", =now'


async def test_a_workbook_has_cells_of_their_kind() -> None:
    rows = [row(1, name="=cmd()"), row(2, currency="KWD", minor=1234), row(3, minor=None, name="https://x.example")]
    book = openpyxl.load_workbook(io.BytesIO(await whole(xlsx_of(SHOWN, pieces(rows)))))
    read = [[cell.value for cell in cells] for cells in book.active.iter_rows()]
    assert [str(each) for each in read[1]] == [
        "=cmd()", "-0.01", "EUR", "2026-03-16 00:00:00", "2026-03-16 09:30:00", "1", "yes",
    ]  # fmt: skip
    assert (read[2][1], read[3][1], read[3][0]) == (1.234, None, "https://x.example")
    assert book.active["A2"].data_type == "s"
    assert book.active["B3"].number_format == "#,##0.000"


async def test_rows_beyond_one_sheet_stand_in_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sheets, "MOST_IN_XLSX", 3)
    rows = [row(number) for number in range(8)]
    book = openpyxl.load_workbook(io.BytesIO(await whole(xlsx_of(SHOWN, pieces(rows[:5], rows[5:])))))
    found = [[cells[0].value for cells in sheet.iter_rows()] for sheet in book.worksheets]
    assert [len(each) for each in found] == [4, 4, 3]
    assert {each[0] for each in found} == {"name"}
    assert [name for each in found for name in each[1:]] == [f"row {number}" for number in range(8)]


async def test_nothing_is_a_header_alone() -> None:
    assert (await whole(csv_of(SHOWN, pieces()))).decode().splitlines() == ["name,minor,currency,on,at,count,yes"]
    book = openpyxl.load_workbook(io.BytesIO(await whole(xlsx_of(SHOWN, pieces()))))
    assert book.active.max_row == 1
