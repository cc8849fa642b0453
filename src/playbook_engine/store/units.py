"""Units as the queue for deciding, and the lock that whoever changes a unit's state or actions holds."""

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import case, literal, select, true, update
from sqlalchemy.dialects import postgresql, sqlite

from playbook_engine.store.among import among, listed
from playbook_engine.store.column_types import Instant
from playbook_engine.store.database import Work
from playbook_engine.store.tables import CASES, UNITS

SHARED = ""
"""The unit that stands for what all units share: it is locked and never decided."""

_TICK = dt.timedelta(microseconds=1)


class UnitRow(msgspec.Struct, frozen=True):
    """A unit in the queue; what each field means stands at its column."""

    unit: str
    due_at: dt.datetime | None = None
    changes: int = 0
    learnt_at: dt.datetime | None = None
    decision: int = 0
    decided_at: dt.datetime | None = None
    fence: int = 0
    lease_owner: str | None = None
    lease_until: dt.datetime | None = None
    attempts: int = 0
    failure: str | None = None


_FIELDS = tuple(UNITS.c[name] for name in UnitRow.__struct_fields__)


async def lock_units(work: Work, units: Iterable[str]) -> dict[str, UnitRow]:
    """Lock units until the transaction is over, always in the same order; those that were not there are made.

    They are made before any is locked, or else two transactions could wait for each other.
    """
    wanted = sorted(set(units))
    await _make(work, wanted)
    columns = UNITS.c
    statement = (
        select(*_FIELDS)
        .where(columns.organisation == work.organisation, among(work.connection, columns.unit, wanted))
        .order_by(columns.unit)
        .with_for_update()
    )
    rows = (await work.connection.execute(statement)).all()
    return {row.unit: UnitRow(*row) for row in rows}


async def touch_units(work: Work, units: Iterable[str], at: dt.datetime) -> None:
    """Say that the state of units changed, which was learnt `at`: they are due, those due already not later."""
    columns = UNITS.c
    due = case((columns.due_at < work.at, columns.due_at), else_=literal(work.at, Instant()))
    await work.connection.execute(
        update(UNITS)
        .where(columns.organisation == work.organisation, among(work.connection, columns.unit, sorted(set(units))))
        .values(due_at=due, changes=columns.changes + 1, learnt_at=at, attempts=0, cause="state")
    )


async def note_learnt(work: Work, units: Iterable[str], at: dt.datetime) -> None:
    """Say when something of units was learnt that is no reason to decide them again."""
    columns = UNITS.c
    await work.connection.execute(
        update(UNITS)
        .where(columns.organisation == work.organisation, among(work.connection, columns.unit, sorted(set(units))))
        .values(learnt_at=at)
    )


def learning_at(work: Work, rows: Iterable[UnitRow]) -> dt.datetime:
    """The instant at which locked units learn something: after all that they learnt and were decided on before.

    A clock that was set back does not put it in the past, where a decision did not know it.
    """
    known = (each for row in rows for each in (row.learnt_at, row.decided_at) if each is not None)
    return max((work.at, *(each + _TICK for each in known)))


async def _make(work: Work, units: Sequence[str]) -> None:
    """Rows that another transaction makes at the same time are waited for."""
    columns = UNITS.c
    there = await work.connection.scalars(
        select(columns.unit).where(
            columns.organisation == work.organisation, among(work.connection, columns.unit, units)
        )
    )
    known = set(there)
    missing = listed(work.connection, [unit for unit in units if unit not in known])
    dialect = postgresql if work.connection.dialect.name == "postgresql" else sqlite
    rows = select(literal(work.organisation), missing.c.value).where(true())
    if len(known) < len(units):
        await work.connection.execute(
            dialect.insert(UNITS).from_select(["organisation", "unit"], rows).on_conflict_do_nothing()
        )


async def all_units(work: Work) -> list[str]:
    """Every unit of the organisation."""
    columns = UNITS.c
    found = await work.connection.scalars(
        select(columns.unit).where(columns.organisation == work.organisation, columns.unit != SHARED)
    )
    return list(found)


async def units_waiting_for(work: Work, source: str) -> list[str]:
    """Units of which a case is held because a source was stale, or whose credits would then be held."""
    columns = CASES.c
    held = ((columns.reason == "stale data") & (columns.by == source)) | (columns.reason == "covered by credit")
    found = await work.connection.scalars(
        select(columns.unit).where(columns.organisation == work.organisation, held).distinct()
    )
    return list(found)
