"""Migrations lead to the tables that the code has, up and down, on both databases."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Connection, inspect, text

from playbook_engine.store.database import Database
from playbook_engine.store.migrating import current, downgrade, newest, upgrade
from playbook_engine.store.tables import METADATA, TENANT_TABLES

pytestmark = pytest.mark.anyio


def differences(connection: Connection) -> list[object]:
    context = MigrationContext.configure(connection, opts={"compare_type": True, "target_metadata": METADATA})
    return list(compare_metadata(context, METADATA))


def tables(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


async def test_migrations_make_the_tables(database_url: str) -> None:
    database = Database(database_url)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(tables) == {*METADATA.tables, "alembic_version"}
    assert await current(database) == newest()
    await database.close()


async def test_down_to_nothing_and_up_again(database_url: str) -> None:
    database = Database(database_url)
    await downgrade(database, "base")
    async with database.engine.connect() as connection:
        assert await connection.run_sync(tables) == {"alembic_version"}
    assert await current(database) is None
    await upgrade(database)
    async with database.engine.connect() as connection:
        assert await connection.run_sync(differences) == []
    await database.close()


async def test_postgresql_guards_every_table_of_an_organisation(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    async with database.engine.connect() as connection:
        found = await connection.execute(
            text("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity AND relkind = 'r'")
        )
        assert {name for (name,) in found} == {table.name for table in TENANT_TABLES}
    await database.close()
