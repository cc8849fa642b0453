"""The database brought to the tables that this version needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text

from playbook_engine.store.database import Database

_LOCK = 7_216_033_157
"""Of PostgreSQL's advisory locks: two that upgrade at once wait for each other."""


def scripts() -> Path:
    """Where the migrations are: in the wheel beside the rooms, in a checkout at the top."""
    inside = Path(__file__).parent.parent / "migrations"
    return inside if inside.is_dir() else Path(__file__).parents[3] / "migrations"


def newest() -> str:
    """The revision that this version needs."""
    head = ScriptDirectory(str(scripts())).get_current_head()
    assert head is not None
    return head


async def current(database: Database) -> str | None:
    """The revision that the database has; None where it is empty."""
    async with database.engine.connect() as connection:
        return await connection.run_sync(lambda inner: MigrationContext.configure(inner).get_current_revision())


async def upgrade(database: Database, revision: str = "head") -> None:
    """Bring the database up to a revision; all steps in one transaction, which waits for others that do the same."""
    await _run(database, command.upgrade, revision)


async def downgrade(database: Database, revision: str) -> None:
    """Bring the database back to a revision; what only newer tables hold is lost."""
    await _run(database, command.downgrade, revision)


async def _run(database: Database, migrate: object, revision: str) -> None:
    async with database.engine.connect() as connection:
        if database.is_sqlite:
            await connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
            await connection.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            await connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        await connection.run_sync(_migrate, migrate, revision)
        await connection.commit()
        if database.is_sqlite:
            await connection.exec_driver_sql("PRAGMA foreign_keys=ON")


def _migrate(connection: Connection, migrate: object, revision: str) -> None:
    assert callable(migrate)
    config = Config()
    config.set_main_option("script_location", str(scripts()))
    config.attributes["connection"] = connection
    migrate(config, revision)
