"""A database, and the unit of work in it: one transaction of one organisation, with its audit rows."""

import contextlib
import datetime as dt
import sqlite3
from collections.abc import AsyncIterator, Mapping
from typing import Any, Literal

from sqlalchemy import URL, event, make_url, text
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from playbook_engine.store.audit import Entry, append

EVERY = "*"
"""In the place of an organisation: work that looks after all of them, such as handing out leases."""

Mode = Literal["read", "write"]


class Database:
    """Opened once a process. `url` is SQLAlchemy's; `sqlite:///FILE` and `postgresql://…` get their async drivers."""

    def __init__(self, url: str, *, pool: int = 10) -> None:
        self.url = async_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.engine = _engine(self.url, pool)

    async def close(self) -> None:
        """Give all connections back."""
        await self.engine.dispose()

    @contextlib.asynccontextmanager
    async def work(
        self, organisation: str, at: dt.datetime, actor: str = "", *, mode: Mode = "write"
    ) -> AsyncIterator["Work"]:
        """A transaction: all of it happens with its audit rows, or nothing. One that reads sees one moment throughout.

        `at` is the instant at which it happens, from the service. SQLite has one writer at a time: a transaction that
        writes waits here, and not in its middle.
        """
        async with self.engine.connect() as connection:
            await self._begin(connection, organisation, mode)
            work = Work(connection, organisation, at, actor)
            try:
                yield work
                if work.entries:
                    await append(connection, organisation, at, actor, work.entries)
                await connection.commit()
            except BaseException:
                await connection.rollback()
                raise
            finally:
                if self.is_sqlite and mode == "read":
                    await connection.exec_driver_sql("PRAGMA query_only=OFF")
                    await connection.rollback()

    async def _begin(self, connection: AsyncConnection, organisation: str, mode: Mode) -> None:
        """In a transaction that reads, the database itself refuses to write."""
        if self.is_sqlite:
            if mode == "read":
                await connection.exec_driver_sql("PRAGMA query_only=ON")
            await connection.exec_driver_sql("BEGIN IMMEDIATE" if mode == "write" else "BEGIN")
            return
        if mode == "read":
            await connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        await connection.execute(_SET_ORGANISATION, {"organisation": organisation})


_SET_ORGANISATION = text("SELECT set_config('playbook_engine.organisation', :organisation, true)")
"""For this transaction alone: row security reads it."""


class Work:
    """What happens in one transaction; its audit rows are written at the end, so that the chain is locked briefly."""

    def __init__(self, connection: AsyncConnection, organisation: str, at: dt.datetime, actor: str) -> None:
        self.connection = connection
        self.organisation = organisation
        self.at = at
        self.actor = actor
        self.entries: list[Entry] = []

    def audit(self, entry: Entry) -> None:
        """Say what was done."""
        assert self.organisation != EVERY, "an audit row belongs to an organisation"
        self.entries.append(entry)


def async_url(url: str) -> URL:
    """The address of a database with the driver that we use. Raises ValueError for another kind of database."""
    made = make_url(url)
    drivers: Mapping[str, str] = {"sqlite": "sqlite+aiosqlite", "postgresql": "postgresql+asyncpg"}
    backend = made.get_backend_name()
    if backend not in drivers:
        raise ValueError(f"`{backend}` is no database that is known: give `sqlite:///FILE` or `postgresql://HOST/NAME`")
    return made.set(drivername=drivers[backend])


def _engine(url: URL, pool: int) -> AsyncEngine:
    if url.get_backend_name() != "sqlite":
        return create_async_engine(url, pool_size=pool, max_overflow=pool, pool_pre_ping=True)
    engine = create_async_engine(url, pool_size=pool, max_overflow=0, connect_args={"timeout": 60})
    event.listen(engine.sync_engine, "connect", _on_sqlite_connect)
    return engine


def _on_sqlite_connect(connection: Any, _record: Any) -> None:
    """We begin transactions ourselves; readers do not wait for the writer; what is committed survives a power cut."""
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=60000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


assert sqlite3.sqlite_version_info >= (3, 35), "SQLite is older than 3.35"
