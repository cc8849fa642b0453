"""Many rows at once: whole columns as arrays in PostgreSQL, one prepared statement in SQLite."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from sqlalchemy import Dialect, Table, insert
from sqlalchemy.ext.asyncio import AsyncConnection

Row = Mapping[str, Any]

FEW = 8
"""Up to so many rows a plain insert is as fast."""


async def insert_rows(connection: AsyncConnection, table: Table, rows: Sequence[Row]) -> None:
    """Insert rows that all name the same columns. Raises SQLAlchemy's IntegrityError."""
    if not rows:
        return
    if connection.dialect.name != "postgresql" or len(rows) <= FEW:
        await connection.execute(insert(table), list(rows))
        return
    names = tuple(rows[0])
    statement = _from_arrays(table, names, connection.dialect)
    await connection.exec_driver_sql(statement, tuple([row[name] for row in rows] for name in names))


@cache
def _from_arrays(table: Table, names: tuple[str, ...], dialect: Dialect) -> str:
    """COPY would be as fast, but PostgreSQL refuses it where row security holds."""
    quote = dialect.identifier_preparer.quote
    types = [table.c[name].type.compile(dialect) for name in names]
    columns = ", ".join(quote(name) for name in names)
    arrays = ", ".join(f"${place}::{kind.partition('(')[0]}[]" for place, kind in enumerate(types, 1))
    return f"INSERT INTO {quote(table.name)} ({columns}) SELECT * FROM unnest({arrays})"  # noqa: S608 - names of our own
