"""The one row about the database itself: what it is, how far it has come, and the stop switch for all organisations."""

import datetime as dt

import msgspec
from sqlalchemy import insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from playbook_engine.store.tables import INSTALLATION


class Installation(msgspec.Struct, frozen=True, kw_only=True):
    """`identity`: of the database that it was made in. `beats`: grows with every start, and each minute of a server."""

    identity: str
    beats: int
    stopped_at: dt.datetime | None = None
    stopped_by: str | None = None
    stop_reason: str | None = None


async def identity_of(connection: AsyncConnection) -> str:
    """What tells a PostgreSQL database from a copy elsewhere; nothing for SQLite, where a file is what it is called."""
    if connection.dialect.name != "postgresql":
        return ""
    found = await connection.execute(
        text(
            "SELECT system_identifier::text || '/' || d.oid::text FROM pg_control_system(), pg_database d"
            " WHERE d.datname = current_database()"
        )
    )
    return str(found.scalar_one())


async def read_installation(connection: AsyncConnection, *, lock: bool = False) -> Installation | None:
    """The row, locked until the transaction ends if wanted; None before the first start."""
    columns = INSTALLATION.c
    query = select(columns.identity, columns.beats, columns.stopped_at, columns.stopped_by, columns.stop_reason).where(
        columns.id == 1
    )
    row = (await connection.execute(query.with_for_update() if lock else query)).mappings().one_or_none()
    return None if row is None else Installation(**row)


async def make_installation(connection: AsyncConnection, identity: str) -> Installation:
    """The row of a new database."""
    await connection.execute(insert(INSTALLATION).values(id=1, identity=identity, beats=0))
    return Installation(identity=identity, beats=0)


async def write_beat(connection: AsyncConnection, identity: str) -> int:
    """One more beat; gives their number."""
    columns = INSTALLATION.c
    statement = update(INSTALLATION).where(columns.id == 1).values(beats=columns.beats + 1, identity=identity)
    return int((await connection.execute(statement.returning(columns.beats))).scalar_one())


async def stop_all(connection: AsyncConnection, at: dt.datetime, by: str, reason: str) -> None:
    """Nothing is claimed or sent in any organisation until it is lifted."""
    values = {"stopped_at": at, "stopped_by": by, "stop_reason": reason}
    await connection.execute(update(INSTALLATION).where(INSTALLATION.c.id == 1).values(**values))


async def resume_all(connection: AsyncConnection) -> None:
    """Lift the stop for all; those of single organisations stay."""
    values = {"stopped_at": None, "stopped_by": None, "stop_reason": None}
    await connection.execute(update(INSTALLATION).where(INSTALLATION.c.id == 1).values(**values))
