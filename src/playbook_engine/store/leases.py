"""Who decides which unit: taken by lease and fence, so that several processes share the work and never a unit."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import and_, func, or_, select, update

from playbook_engine.store.among import among
from playbook_engine.store.bulk_update import update_rows
from playbook_engine.store.database import Work
from playbook_engine.store.tables import UNITS
from playbook_engine.store.units import SHARED, UnitRow


class Lease(msgspec.Struct, frozen=True, kw_only=True):
    """A unit taken to be decided, as it stood then. Whoever comes with an older fence is too late."""

    organisation: str
    unit: str
    fence: int
    changes: int
    decision: int
    attempts: int
    learnt_at: dt.datetime | None
    decided_at: dt.datetime | None
    cause: str


class Next(msgspec.Struct, frozen=True, kw_only=True):
    """How a unit goes on: what was decided of it, when it is due again, or why it could not be decided."""

    unit: str
    due_at: dt.datetime | None
    decision: int
    decided_at: dt.datetime | None
    attempts: int = 0
    failure: str | None = None


_LEASE = tuple(UNITS.c[name] for name in Lease.__struct_fields__)


async def take(work: Work, owner: str, until: dt.datetime, limit: int) -> list[Lease]:
    """Take units that are due, of all organisations, those due longest first; those of others are passed over."""
    columns = UNITS.c
    free = or_(columns.lease_until.is_(None), columns.lease_until <= work.at)
    chosen = (
        select(columns.organisation, columns.unit)
        .where(columns.due_at <= work.at, free, columns.unit != SHARED)
        .order_by(columns.due_at, columns.organisation, columns.unit)
        .limit(limit)
        .with_for_update(skip_locked=True)
        .cte("chosen")
    )
    statement = (
        update(UNITS)
        .where(columns.organisation == chosen.c.organisation, columns.unit == chosen.c.unit)
        .values(lease_owner=owner, lease_until=until, fence=columns.fence + 1)
        .returning(*_LEASE)
    )
    rows = (await work.connection.execute(statement)).all()
    return sorted((Lease(**dict(zip(Lease.__struct_fields__, row, strict=True))) for row in rows), key=_place)


def _place(lease: Lease) -> tuple[str, str]:
    return lease.organisation, lease.unit


async def give_back(work: Work, owner: str, leases: Iterable[Lease]) -> None:
    """Let others take units that were not decided; they are due as before."""
    columns = UNITS.c
    await work.connection.execute(
        update(UNITS)
        .where(
            columns.organisation == work.organisation,
            among(work.connection, columns.unit, [each.unit for each in leases]),
            columns.lease_owner == owner,
        )
        .values(lease_owner=None, lease_until=None)
    )


def still_held(owner: str, leases: Iterable[Lease], locked: Mapping[str, UnitRow]) -> dict[str, Lease]:
    """The leases that nobody took over meanwhile, by unit."""
    return {
        each.unit: each
        for each in leases
        if (row := locked.get(each.unit)) is not None and row.fence == each.fence and row.lease_owner == owner
    }


async def go_on(work: Work, units: Sequence[Next]) -> None:
    """Store how units go on, and give their leases back. They are locked."""
    rows = [
        {
            **msgspec.structs.asdict(each), "cause": "state" if each.failure else "day",
            "lease_owner": None, "lease_until": None,
        }
        for each in units
    ]  # fmt: skip
    await update_rows(work, UNITS, "unit", rows)


async def ask(work: Work, units: Iterable[str] | None) -> int:
    """Make units due now, all where none are named; how many they were. Those being decided are decided again."""
    columns = UNITS.c
    mine = [columns.organisation == work.organisation, columns.unit != SHARED]
    if units is not None:
        mine.append(among(work.connection, columns.unit, units))
    locked = (
        await work.connection.scalars(select(columns.unit).where(*mine).order_by(columns.unit).with_for_update())
    ).all()
    await work.connection.execute(
        update(UNITS).where(*mine).values(due_at=work.at, changes=columns.changes + 1, attempts=0, cause="asked")
    )
    return len(locked)


async def next_due(work: Work) -> dt.datetime | None:
    """When the first unit of any organisation is due or can be taken over."""
    columns = UNITS.c
    free_at = func.coalesce(columns.lease_until, columns.due_at)
    later = and_(columns.due_at.is_not(None), columns.unit != SHARED)
    found: dt.datetime | None = await work.connection.scalar(select(func.min(free_at)).where(later))
    return found
