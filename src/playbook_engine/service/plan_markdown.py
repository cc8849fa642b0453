"""A plan as a comment for a pull request: short, with the details folded, and never longer than a comment may be."""

import datetime as dt
import re
from collections.abc import Iterator

from playbook_engine.model.money import Money
from playbook_engine.service.plan_page import Page
from playbook_engine.service.plan_tables import Cell, Table
from playbook_engine.service.plan_words import amount

MARK = "<!-- playbook plan -->"
"""Stands first, so that a workflow finds its comment again and writes it anew."""

LONGEST = 60_000
"""Characters that a comment may have, with something left below the limit of those who show it."""

_ROWS = (200, 50, 20, 5)
"""Rows that a table shows at most: the first number with which the comment is not too long."""


def to_markdown(page: Page) -> str:
    """The comment; tables are cut, and say so, where it would be too long."""
    text = ""
    for rows in _ROWS:
        text = "\n".join(_lines(page, rows)) + "\n"
        if len(text) <= LONGEST:
            return text
    return text[:LONGEST].rpartition("\n")[0] + "\n\n… cut here; `--format html` and `xlsx` show all of it.\n"


def _lines(page: Page, rows: int) -> Iterator[str]:
    yield MARK
    yield f"### {_text(page.title)}"
    yield ""
    if page.verdict:
        yield "**Merge gate: passed.**" if page.verdict == "passed" else "**Merge gate: refused.**"
        yield ""
        yield from (f"- {_text(each)}" for each in page.gate)
        yield ""
        yield "**In short**"
        yield ""
    yield from (f"- {_text(each)}" for each in page.lead)
    for table in page.tables:
        yield ""
        yield from _folded(table, rows) if table.folded else _open(table, rows)
    yield ""
    yield f"<sub>{_text(page.basis)}</sub>"


def _open(table: Table, rows: int) -> Iterator[str]:
    yield f"#### {_text(table.title)}"
    yield ""
    yield from _table(table, rows)


def _folded(table: Table, rows: int) -> Iterator[str]:
    yield f"<details><summary>{_text(table.title)} ({len(table.rows):,})</summary>"
    yield ""
    yield from _table(table, rows)
    yield ""
    yield "</details>"


def _table(table: Table, rows: int) -> Iterator[str]:
    if table.rows:
        yield from _grid(table, rows)
    if table.note:
        if table.rows:
            yield ""
        yield f"<sub>{_text(table.note)}</sub>"


def _grid(table: Table, rows: int) -> Iterator[str]:
    right = [any(isinstance(row[number], int | Money) for row in table.rows) for number in range(len(table.columns))]
    yield f"| {' | '.join(_text(each) or ' ' for each in table.columns)} |"
    yield f"|{'|'.join('---:' if each else '---' for each in right)}|"
    for row in table.rows[:rows]:
        yield f"| {' | '.join(_cell(each) for each in row)} |"
    if len(table.rows) > rows:
        yield ""
        yield f"… and {len(table.rows) - rows:,} more; `--format html` and `xlsx` show all of them."


def _cell(value: Cell) -> str:
    match value:
        case None:
            return ""
        case int():
            return f"{value:,}"
        case Money():
            return amount(value)
        case dt.date():
            return value.isoformat()
        case _:
            return "<br>".join(_text(line) for line in value.split("\n"))


def _text(text: str) -> str:
    """Text as it is: names of customers are no Markdown, call nobody and link nowhere."""
    plain = re.sub(r"([\\`*\[\]|~])", r"\\\1", text)
    plain = re.sub(r"(?<!\w)_|_(?!\w)", r"\\_", plain)
    plain = plain.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return re.sub(r"@(?=\w)|#(?=\d)|(?<=http)s?(?=:)|(?<=www)(?=\.)", lambda found: f"{found[0]}<!-- -->", plain)
