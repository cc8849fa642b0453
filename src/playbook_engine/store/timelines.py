"""The timeline of an account: versions of its records, decisions of its unit, and what the audit log has of both."""

import datetime as dt
from typing import Any, Literal, NamedTuple

from sqlalchemy import ColumnElement, Select, Text, and_, cast, exists, literal, or_, select, tuple_

from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACTIONS, AUDIT, AUDIT_DETAILS, DECISIONS, RECORDS

Sort = Literal["learnt", "decided", "done"]

SORTS: tuple[Sort, ...] = ("learnt", "decided", "done")
"""In this order where they happened at one instant: what is decided follows what is learnt, and is done after."""

Place = tuple[dt.datetime, int, tuple[Any, ...]]
"""Where an entry stands: its instant, the place of its sort, and what no other of its sort has."""


class Entry(NamedTuple):
    """One row of a timeline with its place."""

    place: Place
    sort: Sort
    row: Any


class Span(NamedTuple):
    """Whose timeline, up to when, from which place on, and which way round; `alone`: no other account in the unit."""

    account: str
    unit: str
    until: dt.datetime
    after: Place | None = None
    newest_first: bool = False
    alone: bool = True
    sorts: tuple[Sort, ...] = SORTS


async def entries(work: Work, span: Span, limit: int) -> list[Entry]:
    """The first entries of a timeline from a place on, in order."""
    found: list[Entry] = []
    for sort in span.sorts:
        statement, keys = _SOURCES[sort](work, span)
        at = statement.selected_columns["at"]
        columns = [statement.selected_columns[name] for name in keys]
        ordered = [at, *columns]
        rows = await work.connection.execute(
            statement.where(at <= span.until, *_beyond(span, sort, at, columns))
            .order_by(*(each.desc() if span.newest_first else each.asc() for each in ordered))
            .limit(limit)
        )
        for row in rows.mappings():
            place = (row["at"], SORTS.index(sort), tuple(row[name] for name in keys))
            found.append(Entry(place, sort, row))
    return sorted(found, key=lambda each: each.place, reverse=span.newest_first)[:limit]


def _beyond(
    span: Span, sort: Sort, at: ColumnElement[Any], columns: list[ColumnElement[Any]]
) -> list[ColumnElement[bool]]:
    """From the place on: entries of one instant stand in the order of their sorts."""
    if span.after is None:
        return []
    instant, place, values = span.after
    own, when = SORTS.index(sort), literal(instant, at.type)
    later = at < when if span.newest_first else at > when
    if own == place:
        here, there = tuple_(*columns), tuple_(*(literal(v, c.type) for v, c in zip(values, columns, strict=True)))
        return [or_(later, and_(at == when, here < there if span.newest_first else here > there))]
    behind = own < place if span.newest_first else own > place
    return [or_(later, at == when)] if behind else [later]


def _learnt(work: Work, span: Span) -> tuple[Select[Any], tuple[str, ...]]:
    columns = RECORDS.c
    statement = select(
        columns.learnt_at.label("at"), columns.kind, columns.id, columns.revision, columns.source, columns.version,
        columns.body,
    ).where(columns.organisation == work.organisation, columns.account == span.account)  # fmt: skip
    return statement, ("kind", "id", "revision")


def _decided(work: Work, span: Span) -> tuple[Select[Any], tuple[str, ...]]:
    columns = DECISIONS.c
    statement = select(
        columns.decided_at.label("at"), columns.number, columns.as_of, columns.release, columns.cause, columns.digest,
        columns.engine, columns.semantics, columns.body,
    ).where(columns.organisation == work.organisation, columns.unit == span.unit)  # fmt: skip
    return statement, ("number",)


def _done(work: Work, span: Span) -> tuple[Select[Any], tuple[str, ...]]:
    """Audit rows of the unit; of actions those of the account's own, which another of a family need not see."""
    columns = AUDIT.c
    details = and_(AUDIT_DETAILS.c.organisation == columns.organisation, AUDIT_DETAILS.c.number == columns.number)
    own = exists().where(
        ACTIONS.c.organisation == columns.organisation,
        columns.subject_id == ACTIONS.c.id + "#" + cast(ACTIONS.c.revision, Text),
        ACTIONS.c.unit == span.unit,
        ACTIONS.c.account == span.account,
    )
    statement = (
        select(
            columns.at, columns.number, columns.actor, columns.act, columns.subject, columns.subject_id,
            AUDIT_DETAILS.c.body.label("detail"),
        )
        .select_from(AUDIT.outerjoin(AUDIT_DETAILS, details))
        .where(columns.organisation == work.organisation, columns.unit == span.unit)
    )  # fmt: skip
    return statement if span.alone else statement.where(or_(columns.subject != "action", own)), ("number",)


_SOURCES = {"learnt": _learnt, "decided": _decided, "done": _done}
