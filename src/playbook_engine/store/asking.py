"""Pages of rows: filters and orders are data, and a page begins after the last row of the one before.

A page is found by the values of that row and not by counting, so that rows that come and go move no other row.
"""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any, Literal, NamedTuple, cast

import msgspec
from sqlalchemy import ColumnElement, FromClause, Select, and_, literal, or_, select, tuple_

from playbook_engine.store.column_types import Instant
from playbook_engine.store.database import Work

Kind = Literal["text", "day", "instant", "money", "yes/no", "number"]

Test = Literal["is", "at least", "at most", "has"]

Fields = Mapping[str, Any]
"""A row by the names of its fields."""


class Filter(msgspec.Struct, frozen=True, kw_only=True):
    """One way to narrow a list. Several values of `is` mean any of them; `has` looks for text in any of the fields.

    `money`: the value has a currency, and `currency` names the field that must be the same.
    """

    name: str
    sentence: str
    fields: tuple[str, ...]
    kind: Kind = "text"
    test: Test = "is"
    values: tuple[str, ...] = ()
    currency: str = ""


class Sort(msgspec.Struct, frozen=True):
    """Fields to sort by; the first alone may be `empty` in some rows, which then come last in either direction."""

    fields: tuple[str, ...]
    empty: bool = False


class Listing(NamedTuple):
    """What can be listed: where rows come from, their fields, and how they may be narrowed and sorted.

    `key` is what no two rows share; `base` holds for all of them.
    """

    name: str
    source: FromClause
    organisation: ColumnElement[str]
    columns: Mapping[str, ColumnElement[Any]]
    key: tuple[str, ...]
    filters: tuple[Filter, ...]
    sorts: Mapping[str, Sort]
    first: str
    base: tuple[ColumnElement[bool], ...] = ()


Narrowed = tuple[tuple[Filter, tuple[Any, ...]], ...]
"""Filters with the values they were given; all of them hold."""


class Position(msgspec.Struct, frozen=True):
    """The last row of a page: its values of the order's fields; `empty` where the first of them is."""

    values: tuple[Any, ...]
    empty: bool = False


class Asked(NamedTuple):
    """A page that is asked for."""

    narrowed: Narrowed = ()
    sort: str = ""
    descending: bool = False
    after: Position | None = None
    limit: int = 100


class Page(NamedTuple):
    """Rows, and where the next page begins if there is one."""

    rows: list[Fields]
    last: Position | None


async def page(work: Work, listing: Listing, asked: Asked) -> Page:
    """A page of rows; rows with an empty first field of the order are a second part, after all others."""
    order = listing.sorts[asked.sort or listing.first]
    rows: list[Fields] = []
    if not (asked.after and asked.after.empty):
        rows = await _rows(work, part(work.organisation, listing, order, asked, empty=False), asked.limit + 1)
    if order.empty and len(rows) <= asked.limit:
        rest = part(work.organisation, listing, order, asked, empty=True)
        rows = [*rows, *await _rows(work, rest, asked.limit + 1 - len(rows))]
    shown = list(rows[: asked.limit])
    return Page(shown, _position(listing, order, shown[-1]) if len(rows) > asked.limit else None)


def statement(organisation: str, listing: Listing, narrowed: Narrowed) -> Select[Any]:
    """All rows of an organisation that the filters leave, in no order."""
    return (
        select(*(column.label(name) for name, column in listing.columns.items()))
        .select_from(listing.source)
        .where(listing.organisation == organisation, *listing.base)
        .where(*(_holds(listing, each, values) for each, values in narrowed))
    )


def order_fields(listing: Listing, order: Sort) -> tuple[str, ...]:
    """The fields of an order, ended by the key so that no two rows are equal in it."""
    return (*order.fields, *(each for each in listing.key if each not in order.fields))


def types_of(listing: Listing, order: Sort) -> list[Any]:
    """The types of the values of a position."""
    columns = [listing.columns[each].type for each in order_fields(listing, order)]
    return [dt.datetime if isinstance(each, Instant) else each.python_type for each in columns]


def part(organisation: str, listing: Listing, order: Sort, asked: Asked, *, empty: bool) -> Select[Any]:
    """The rows with the first field filled, or those where it is empty, from the position on."""
    fields = order_fields(listing, order)
    first = listing.columns[fields[0]]
    found = statement(organisation, listing, asked.narrowed)
    if order.empty:
        found = found.where(first.is_(None) if empty else first.is_not(None))
    columns = [listing.columns[each] for each in (fields[1:] if empty else fields)]
    after = asked.after if asked.after is not None and asked.after.empty == empty else None
    if after is not None:
        values = after.values[1:] if empty else after.values
        found = found.where(_beyond(columns, values, descending=asked.descending))
    return found.order_by(*(each.desc() if asked.descending else each.asc() for each in columns))


def _beyond(columns: Sequence[ColumnElement[Any]], values: Sequence[Any], *, descending: bool) -> ColumnElement[bool]:
    given = [literal(value, column.type) for column, value in zip(columns, values, strict=True)]
    if len(columns) == 1:
        return columns[0] < given[0] if descending else columns[0] > given[0]
    here, there = tuple_(*columns), tuple_(*given)
    return here < there if descending else here > there


async def _rows(work: Work, found: Select[Any], limit: int) -> list[Fields]:
    return cast(list[Fields], (await work.connection.execute(found.limit(limit))).mappings().all())


def _position(listing: Listing, order: Sort, row: Fields) -> Position:
    values = tuple(row[each] for each in order_fields(listing, order))
    return Position(values, order.empty and values[0] is None)


def _holds(listing: Listing, narrowing: Filter, values: tuple[Any, ...]) -> ColumnElement[bool]:
    columns = [listing.columns[each] for each in narrowing.fields]
    if narrowing.kind == "money":
        money = values[0]
        same = [listing.columns[narrowing.currency] == money.currency] if narrowing.currency else []
        return and_(_compared(columns[0], narrowing.test, (money.minor,)), *same)
    return or_(*(_compared(column, narrowing.test, values) for column in columns))


def _compared(column: ColumnElement[Any], test: Test, values: tuple[Any, ...]) -> ColumnElement[bool]:
    match test:
        case "is":
            return column == values[0] if len(values) == 1 else column.in_(values)
        case "at least":
            return column.__ge__(values[0])
        case "at most":
            return column.__le__(values[0])
        case "has":
            return or_(*(column.icontains(value, autoescape=True) for value in values))


def meets(row: Fields, narrowed: Narrowed) -> bool:
    """Whether a row that stands in no table would be left by the filters."""
    return all(any(_meets(row[field], each, values, row) for field in each.fields) for each, values in narrowed)


def _meets(value: Any, narrowing: Filter, values: tuple[Any, ...], row: Fields) -> bool:
    if value is None:
        return False
    if narrowing.kind == "money":
        money = values[0]
        if narrowing.currency and row[narrowing.currency] != money.currency:
            return False
        values = (money.minor,)
    match narrowing.test:
        case "is":
            return value in values
        case "at least":
            return bool(value >= values[0])
        case "at most":
            return bool(value <= values[0])
        case "has":
            return any(each.lower() in value.lower() for each in values)
