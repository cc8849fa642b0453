"""A copy of an SQLite database, whole and as of one moment, while others read and write it."""

from pathlib import Path

from playbook_engine.store.database import Database


async def copy_sqlite(database: Database, path: Path) -> None:
    """Into a file that must not be there. Raises SQLAlchemy's OperationalError."""
    async with database.engine.connect() as connection:
        await connection.exec_driver_sql("VACUUM INTO ?", (str(path),))
