"""What PostgreSQL knows of how much is in the tables, kept right while they fill.

Its own housekeeping looks once a minute. Until then it takes a table that was just filled for an empty one, and goes
through all of it for each question.
"""

from weakref import WeakKeyDictionary

from sqlalchemy import text

from playbook_engine.store.database import Database

FIRST, LAST = 4_000, 1_000_000
"""It is told anew after so many rows that this process wrote, and each time these have doubled; in the end no more."""

TABLES = ("records", "accounts", "units", "mentions")

_written: WeakKeyDictionary[Database, tuple[int, int]] = WeakKeyDictionary()


async def note_written(database: Database, rows: int) -> None:
    """Count rows that were written and committed; now and then look what the tables hold."""
    if database.is_sqlite or not rows:
        return
    written, look_at = _written.get(database, (0, FIRST))
    written += rows
    due = look_at <= written and look_at <= LAST
    while look_at <= written:
        look_at *= 2
    _written[database] = written, look_at
    if due:
        async with database.engine.connect() as connection:
            await connection.execute(text(f"ANALYZE {', '.join(TABLES)}"))
            await connection.commit()
