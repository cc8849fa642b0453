"""The unit of work: all of it with its audit rows, or nothing; one organisation cannot see another."""

import datetime as dt

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import DBAPIError

from playbook_engine.store.audit import Entry
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import EVERY, Database
from playbook_engine.store.tables import AUDIT, AUDIT_HEADS, ORGANISATIONS, UNITS

pytestmark = pytest.mark.anyio

NOON = dt.datetime(2026, 3, 16, 12, 0, 0, 123456, tzinfo=dt.UTC)


def unit(organisation: str, number: int) -> dict[str, object]:
    return {"organisation": organisation, "unit": f"U-{number}", "due_at": NOON, "failure": None}


@pytest.mark.parametrize("count", [1, 5000])
async def test_rows_come_back_as_they_were_given(database_url: str, count: int) -> None:
    database = Database(database_url)
    async with database.work("one", NOON) as work:
        await insert_rows(work.connection, UNITS, [unit("one", number) for number in range(count)])
    async with database.work("one", NOON, mode="read") as work:
        rows = (await work.connection.execute(select(UNITS.c.unit, UNITS.c.due_at, UNITS.c.fence))).all()
    assert len(rows) == count
    assert set(rows) == {(f"U-{number}", NOON, 0) for number in range(count)}
    await database.close()


async def test_what_fails_leaves_nothing(database_url: str) -> None:
    database = Database(database_url)

    async def fail() -> None:
        async with database.work("one", NOON, "ann") as work:
            await insert_rows(work.connection, UNITS, [unit("one", 1)])
            work.audit(Entry(act="unit made", subject="unit", subject_id="U-1"))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await fail()
    async with database.work(EVERY, NOON, mode="read") as work:
        assert (await work.connection.execute(select(UNITS.c.unit))).all() == []
        assert (await work.connection.execute(select(AUDIT.c.number))).all() == []
        assert (await work.connection.execute(select(AUDIT_HEADS.c.number))).all() == []
    await database.close()


async def test_row_security_hides_other_organisations(postgresql_url: str) -> None:
    database = Database(postgresql_url)
    for organisation in ("one", "two"):
        async with database.work(organisation, NOON) as work:
            await work.connection.execute(
                insert(ORGANISATIONS).values(organisation=organisation, name=organisation, created_at=NOON)
            )
    async with database.work("one", NOON, mode="read") as work:
        assert (await work.connection.execute(select(ORGANISATIONS.c.organisation))).all() == [("one",)]
    async with database.work(EVERY, NOON, mode="read") as work:
        assert len((await work.connection.execute(select(ORGANISATIONS.c.organisation))).all()) == 2
    async with database.engine.connect() as connection:
        assert (await connection.execute(select(ORGANISATIONS.c.organisation))).all() == []
    await database.close()


async def test_what_only_reads_cannot_write(database_url: str) -> None:
    database = Database(database_url)

    async def write() -> None:
        async with database.work("one", NOON, mode="read") as work:
            await insert_rows(work.connection, UNITS, [unit("one", 1)])

    with pytest.raises(DBAPIError, match=r"read-?only"):
        await write()
    async with database.work("one", NOON) as work:
        await insert_rows(work.connection, UNITS, [unit("one", 1)])
    await database.close()


async def test_what_reads_sees_one_moment(database_url: str) -> None:
    database = Database(database_url)
    async with database.work("one", NOON, mode="read") as reading:
        assert (await reading.connection.execute(select(UNITS.c.unit))).all() == []
        async with database.work("one", NOON) as work:
            await insert_rows(work.connection, UNITS, [unit("one", 1)])
        assert (await reading.connection.execute(select(UNITS.c.unit))).all() == []
    async with database.work("one", NOON, mode="read") as reading:
        assert (await reading.connection.execute(select(UNITS.c.unit))).all() == [("U-1",)]
    await database.close()
