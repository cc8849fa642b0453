"""A plan as a workbook: an overview, and a sheet for each list; text is never taken for a formula."""

import datetime as dt
import io

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from playbook_engine.model.money import Money, digits_of
from playbook_engine.service.plan_page import Page
from playbook_engine.service.plan_tables import CHANGE_COLUMNS, Cell, Table, change_rows
from playbook_engine.service.planning import Plan

_WIDEST = 60
_NARROWEST = 8
_MOST = 1_048_000
"""Rows that a sheet can hold, with something left."""


def to_workbook(plan: Plan, page: Page) -> bytes:
    """The workbook, the same bytes for the same plan."""
    data = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(data, options) as book:
        book.set_properties({"title": page.title, "created": dt.datetime.combine(plan.first, dt.time(), dt.UTC)})
        _Sheets(book).write(plan, page)
    return data.getvalue()


class _Sheets:
    """Writes sheets into one workbook, with the formats that they share."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self._title = book.add_format({"bold": True, "font_size": 14})
        self._bold = book.add_format({"bold": True})
        self._wrapped = book.add_format({"text_wrap": True, "valign": "top"})
        self._whole = book.add_format({"num_format": "#,##0", "valign": "top"})
        self._day = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", "valign": "top"})
        self._money: dict[str, Format] = {}

    def write(self, plan: Plan, page: Page) -> None:
        """All sheets."""
        figures, *others = page.tables
        self._overview(page, figures)
        for table in others:
            if table.key != "changes":
                self._list(table.title, table.columns, table.rows)
        if plan.comparison.changes:
            self._list("Every change", CHANGE_COLUMNS, change_rows(plan.comparison.changes, plan.names)[:_MOST])

    def _overview(self, page: Page, figures: Table) -> None:
        sheet = self._book.add_worksheet("Overview")
        sheet.hide_gridlines(2)
        sheet.set_column(0, 0, _WIDEST)
        sheet.set_column(1, 3, 22)
        sheet.write_string(0, 0, page.title, self._title)
        row = 2
        if page.verdict:
            sheet.write_string(row, 0, f"Merge gate: {page.verdict}", self._bold)
            row = self._lines(sheet, row + 1, page.gate)
        row = self._lines(sheet, row, page.lead)
        for number, name in enumerate(figures.columns if figures.rows else ()):
            sheet.write_string(row, number, name, self._head)
        for values in figures.rows:
            row += 1
            for number, value in enumerate(values):
                self._cell(sheet, row, number, value)
        self._lines(sheet, row + 2, (figures.note, page.basis))

    def _lines(self, sheet: Worksheet, row: int, lines: tuple[str, ...]) -> int:
        """Sentences one below the other, each over the width of the page; the first free row with one left out."""
        for each in lines:
            sheet.merge_range(row, 0, row, 3, "", self._wrapped)
            sheet.write_string(row, 0, each, self._wrapped)
            sheet.set_row(row, 15 * (1 + len(each) // 120))
            row += 1
        return row + 1

    def _list(self, title: str, columns: tuple[str, ...], rows: tuple[tuple[Cell, ...], ...]) -> None:
        sheet = self._book.add_worksheet(title[:31])
        sheet.freeze_panes(1, 0)
        for number, name in enumerate(_apart(columns)):
            sheet.write_string(0, number, name, self._head)
            longest = max((len(line) for row in rows for line in str(row[number]).split("\n")), default=0)
            sheet.set_column(number, number, min(_WIDEST, max(_NARROWEST, len(name), longest) + 2))
        for place, row in enumerate(rows, 1):
            for number, value in enumerate(row):
                self._cell(sheet, place, number, value)
        sheet.autofilter(0, 0, len(rows), len(columns) - 1)

    def _cell(self, sheet: Worksheet, row: int, column: int, value: Cell) -> None:
        match value:
            case None:
                return
            case int():
                sheet.write_number(row, column, value, self._whole)
            case Money():
                major = value.minor / 10 ** digits_of(value.currency)
                sheet.write_number(row, column, major, self._in(value.currency))
            case dt.date():
                sheet.write_datetime(row, column, dt.datetime.combine(value, dt.time()), self._day)
            case _:
                sheet.write_string(row, column, value, self._wrapped)

    def _in(self, currency: str) -> Format:
        """The number format of a currency: the cell stays a number that may be added up."""
        if currency not in self._money:
            places = digits_of(currency)
            decimals = f".{'0' * places}" if places else ""
            self._money[currency] = self._book.add_format(
                {"num_format": f'#,##0{decimals} "{currency}"', "valign": "top"}
            )
        return self._money[currency]


def _apart(columns: tuple[str, ...]) -> list[str]:
    """Names that stand by themselves: `after` is of the column before it."""
    found: list[str] = []
    for name in columns:
        before = found[-1].removesuffix(" before") if found else ""
        found.append(f"{before} after" if name == "after" and before and before != "before" else name)
    return found
