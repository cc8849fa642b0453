"""Numbers about the whole database, for whoever watches the server."""

import datetime as dt

from sqlalchemy import func, select, text
from sqlalchemy.ext.asyncio import AsyncConnection

from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACTIONS, OPEN_STATES, UNITS


async def waiting_units(work: Work) -> tuple[int, dt.datetime | None]:
    """Units that are due to be decided, of all organisations, and since when the oldest is."""
    query = select(func.count(), func.min(UNITS.c.due_at)).where(UNITS.c.due_at <= work.at)
    count, oldest = (await work.connection.execute(query)).one()
    return count, oldest


async def undecidable_units(work: Work) -> int:
    """Units that could not be decided and wait for a person."""
    query = select(func.count()).select_from(UNITS).where(UNITS.c.failure.is_not(None))
    return int((await work.connection.execute(query)).scalar_one())


async def decided_units(work: Work) -> int:
    """How often any unit was decided."""
    return int((await work.connection.execute(select(func.coalesce(func.sum(UNITS.c.decision), 0)))).scalar_one())


async def open_actions(work: Work) -> dict[str, int]:
    """Open actions by state."""
    query = select(ACTIONS.c.state, func.count()).where(ACTIONS.c.state.in_(OPEN_STATES)).group_by(ACTIONS.c.state)
    return {row[0]: row[1] for row in await work.connection.execute(query)}


async def sees_through_row_security(connection: AsyncConnection) -> bool:
    """Whether PostgreSQL's second wall does not hold for the role of this connection."""
    if connection.dialect.name != "postgresql":
        return False
    found = await connection.execute(text("SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"))
    return bool(found.scalar_one())
