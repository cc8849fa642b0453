"""A plan as one HTML file that needs nothing else: no network, no scripts."""

import datetime as dt
from collections.abc import Sequence

import msgspec
from jinja2 import Environment, PackageLoader, StrictUndefined

from playbook_engine.model.money import Money
from playbook_engine.service.plan_page import Page
from playbook_engine.service.plan_tables import Cell, Table
from playbook_engine.service.plan_words import amount

MOST_ROWS = 5_000
"""Rows of one table; with more a browser takes long, and a spreadsheet is the better place."""


class Picture(msgspec.Struct, frozen=True, kw_only=True):
    """A plot as an SVG document of our own making, and what it shows in a sentence for those who cannot see it."""

    title: str
    said: str
    svg: str


def to_html(page: Page, pictures: Sequence[Picture] = ()) -> str:
    """The file."""
    pages = Environment(
        loader=PackageLoader("playbook_engine.service", "pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages.filters["shown"] = _shown
    pages.tests["a_number"] = lambda value: isinstance(value, int | Money)
    template = pages.get_template("plan.html.jinja")
    return template.render(page=page, pictures=pictures, most=MOST_ROWS, right=_right)


def _shown(value: Cell) -> str:
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
            return value


def _right(table: Table) -> list[bool]:
    """Columns that hold numbers."""
    return [any(isinstance(row[number], int | Money) for row in table.rows) for number in range(len(table.columns))]
