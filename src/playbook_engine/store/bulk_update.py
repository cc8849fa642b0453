"""Many rows changed at once, each in its own way: one statement over arrays in PostgreSQL, one prepared in SQLite."""

from collections.abc import Sequence
from functools import cache

from sqlalchemy import Dialect, Table, bindparam, update

from playbook_engine.store.bulk import Row
from playbook_engine.store.database import Work


async def update_rows(work: Work, table: Table, key: str, rows: Sequence[Row]) -> None:
    """Change rows of the organisation, found by one text column; each names the key and the same columns."""
    if not rows:
        return
    names = tuple(name for name in rows[0] if name != key)
    if work.connection.dialect.name != "postgresql":
        statement = (
            update(table)
            .where(table.c.organisation == work.organisation, table.c[key] == bindparam("of_key"))
            .values({name: bindparam(f"new_{name}") for name in names})
        )
        given = [{"of_key": row[key], **{f"new_{name}": row[name] for name in names}} for row in rows]
        await work.connection.execute(statement, given)
        return
    statement_text = _from_arrays(table, key, names, work.connection.dialect)
    arrays = tuple([row[name] for row in rows] for name in (key, *names))
    await work.connection.exec_driver_sql(statement_text, (*arrays, work.organisation))


@cache
def _from_arrays(table: Table, key: str, names: tuple[str, ...], dialect: Dialect) -> str:
    quote = dialect.identifier_preparer.quote
    types = [table.c[name].type.compile(dialect).partition("(")[0] for name in (key, *names)]
    arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(types, 1))
    columns = ", ".join(quote(name) for name in (key, *names))
    changes = ", ".join(f"{quote(name)} = given.{quote(name)}" for name in names)
    return (
        f"UPDATE {quote(table.name)} AS old SET {changes} FROM unnest({arrays}) AS given({columns}) "  # noqa: S608 - names of our own
        f"WHERE old.organisation = ${len(types) + 1} AND old.{quote(key)} = given.{quote(key)}"
    )
