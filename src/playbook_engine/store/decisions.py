"""Decisions as they were made: one row a unit and run, and what other releases would have decided beside it."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import msgspec
from sqlalchemy import Subquery, case, func, select

from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import Work
from playbook_engine.store.tables import DECISIONS, RECORDS, SHADOWS


class DecisionRow(msgspec.Struct, frozen=True, kw_only=True):
    """The decisions of a unit. `as_of`: the instant decided for; `decided_at`: what was known then was looked at.

    `setting_at`: what all units share, as it stood when the last of it was learnt before.
    `body`: one decision a line, as canonical JSON; `digest` is of it, `state` and `setting` of what it was made from.
    """

    unit: str
    number: int
    as_of: dt.datetime
    decided_at: dt.datetime
    release: int
    engine: str
    semantics: int
    setting: str
    setting_at: dt.datetime | None
    state: str
    digest: str
    cases: int
    cause: str
    body: bytes


class ShadowRow(msgspec.Struct, frozen=True, kw_only=True):
    """What a release in the shadow decided, beside the decisions of this number; no body where it is the same."""

    activation: int
    unit: str
    number: int
    as_of: dt.datetime
    same: bool
    digest: str
    body: bytes


MOST = 2**63 - 1
"""The largest number that decisions can have."""

_DECISION = tuple(DECISIONS.c[name] for name in DecisionRow.__struct_fields__)
_SHADOW = tuple(SHADOWS.c[name] for name in ShadowRow.__struct_fields__)


async def add_decisions(work: Work, rows: Sequence[DecisionRow]) -> None:
    """Store decisions."""
    await insert_rows(work.connection, DECISIONS, [_row(work, each) for each in rows])


async def last_learnt(work: Work, kinds: Sequence[str]) -> dt.datetime | None:
    """When the last of the records of some kinds was learnt, changed or deleted."""
    columns = RECORDS.c
    found: dt.datetime | None = await work.connection.scalar(
        select(func.max(columns.learnt_at)).where(
            columns.organisation == work.organisation, columns.kind.in_(list(kinds))
        )
    )
    return found


async def add_shadows(work: Work, rows: Sequence[ShadowRow]) -> None:
    """Store what was decided in the shadow."""
    await insert_rows(work.connection, SHADOWS, [_row(work, each) for each in rows])


async def decision_of(work: Work, unit: str, number: int) -> DecisionRow | None:
    """The decisions of a unit by their number."""
    if not 0 < number <= MOST:
        return None
    return await _first(work, DECISIONS.c.unit == unit, DECISIONS.c.number == number)


async def decision_at(work: Work, unit: str, at: dt.datetime | None = None) -> DecisionRow | None:
    """The latest decisions of a unit, or the latest at an instant."""
    conditions = [DECISIONS.c.unit == unit]
    if at is not None:
        conditions.append(DECISIONS.c.decided_at <= at)
    return await _first(work, *conditions)


async def list_decisions(work: Work, unit: str, before: int | None = None, limit: int = 100) -> list[DecisionRow]:
    """The decisions of a unit, the latest first."""
    statement = select(*_DECISION).where(DECISIONS.c.organisation == work.organisation, DECISIONS.c.unit == unit)
    if before is not None:
        statement = statement.where(DECISIONS.c.number < before)
    rows = await work.connection.execute(statement.order_by(DECISIONS.c.number.desc()).limit(limit))
    return [DecisionRow(**row) for row in rows.mappings()]


async def list_shadows(work: Work, activation: int, *, same: bool | None = None, limit: int = 1000) -> list[ShadowRow]:
    """What an activation in the shadow decided; with `same=False` only where it decided otherwise."""
    statement = select(*_SHADOW).where(SHADOWS.c.organisation == work.organisation, SHADOWS.c.activation == activation)
    if same is not None:
        statement = statement.where(SHADOWS.c.same.is_(same))
    rows = await work.connection.execute(statement.order_by(SHADOWS.c.unit, SHADOWS.c.number).limit(limit))
    return [ShadowRow(**row) for row in rows.mappings()]


async def count_shadows(work: Work, activation: int) -> tuple[int, int]:
    """Of how many units an activation in the shadow decided, and of how many the same, by the latest of each."""
    latest = _latest(work, activation)
    same = func.sum(case((latest.c.same, 1), else_=0))
    row = (await work.connection.execute(select(func.count(), func.coalesce(same, 0)).select_from(latest))).one()
    return int(row[0]), int(row[1])


async def latest_shadows(work: Work, activation: int, limit: int) -> list[ShadowRow]:
    """The units of which it decided otherwise, by the latest of each."""
    latest = _latest(work, activation)
    columns = tuple(latest.c[name] for name in ShadowRow.__struct_fields__)
    rows = await work.connection.execute(
        select(*columns).where(latest.c.same.is_(False)).order_by(latest.c.unit).limit(limit)
    )
    return [ShadowRow(**row) for row in rows.mappings()]


def _latest(work: Work, activation: int) -> Subquery:
    mine = SHADOWS.c.organisation == work.organisation, SHADOWS.c.activation == activation
    last = select(SHADOWS.c.unit, func.max(SHADOWS.c.number).label("number")).where(*mine).group_by(SHADOWS.c.unit)
    newest = last.subquery()
    joined = (SHADOWS.c.unit == newest.c.unit) & (SHADOWS.c.number == newest.c.number)
    return select(*_SHADOW).join(newest, joined).where(*mine).subquery()


async def _first(work: Work, *conditions: Any) -> DecisionRow | None:
    statement = select(*_DECISION).where(DECISIONS.c.organisation == work.organisation, *conditions)
    rows = await work.connection.execute(statement.order_by(DECISIONS.c.number.desc()).limit(1))
    row = rows.mappings().one_or_none()
    return None if row is None else DecisionRow(**row)


def _row(work: Work, value: DecisionRow | ShadowRow) -> dict[str, object]:
    return {"organisation": work.organisation, **msgspec.structs.asdict(value)}
