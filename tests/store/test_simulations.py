"""A simulation as a job: one runner at a time, a lost one is taken up again, a cancelled one keeps no result."""

import datetime as dt

import pytest
from sqlalchemy import func, select

from playbook_engine.store.database import EVERY, Database
from playbook_engine.store.simulations import (
    cancel,
    count_at_work,
    drop_expired,
    finish,
    insert_simulation,
    note_progress,
    page_of,
    result_of,
    simulation,
    take_next,
)
from playbook_engine.store.tables import SIMULATION_PAGES

pytestmark = pytest.mark.anyio

NOON = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
DAY = dt.timedelta(days=1)


async def asked(database: Database, *ids: str) -> None:
    for number, id in enumerate(ids):
        async with database.work("one", NOON + number * MINUTE, "ann") as work:
            await insert_simulation(work, id, b"{}", NOON + DAY)


async def taken(database: Database, owner: str, at: dt.datetime) -> str:
    async with database.work(EVERY, at) as work:
        row = await take_next(work, owner, at + MINUTE)
    return row.id if row else ""


async def test_the_oldest_comes_first_and_each_is_taken_once(database_url: str) -> None:
    database = Database(database_url)
    await asked(database, "b", "a")
    assert [
        await taken(database, "r1", NOON),
        await taken(database, "r2", NOON),
        await taken(database, "r3", NOON),
    ] == [
        "b",
        "a",
        "",
    ]
    await database.close()


async def test_one_whose_runner_is_gone_is_taken_up_by_another(database_url: str) -> None:
    database = Database(database_url)
    await asked(database, "a")
    await taken(database, "gone", NOON)
    assert await taken(database, "next", NOON + MINUTE) == ""
    assert await taken(database, "next", NOON + 2 * MINUTE) == "a"
    async with database.work("one", NOON + 2 * MINUTE) as work:
        assert not await note_progress(work, "a", "gone", NOON + DAY, 1, 2)
        assert not await finish(work, "a", "gone", b"late", [("acts", [b"[]"])], 2)
        assert await note_progress(work, "a", "next", NOON + DAY, 1, 2)
    await database.close()


async def test_a_result_is_read_page_by_page_and_dropped_when_it_expires(database_url: str) -> None:
    database = Database(database_url)
    await asked(database, "a")
    await taken(database, "r", NOON)
    async with database.work("one", NOON + MINUTE) as work:
        assert await count_at_work(work) == 1
        assert await finish(work, "a", "r", b'{"units":2}', [("acts", [b"[1]", b"[2]"])], 2)
        assert await count_at_work(work) == 0
    async with database.work("one", NOON, mode="read") as work:
        assert await result_of(work, "a") == b'{"units":2}'
        assert [await page_of(work, "a", "acts", number) for number in (0, 1, 2)] == [
            (b"[1]", 2),
            (b"[2]", 2),
            (None, 2),
        ]
    async with database.work("two", NOON, mode="read") as work:
        assert await simulation(work, "a") is None
        assert await page_of(work, "a", "acts", 0) == (None, 0)
    async with database.work(EVERY, NOON + DAY) as work:
        assert await drop_expired(work) == 0
    async with database.work(EVERY, NOON + 2 * DAY) as work:
        assert await drop_expired(work) == 1
        assert (await work.connection.execute(select(func.count()).select_from(SIMULATION_PAGES))).scalar_one() == 0
    await database.close()


async def test_a_cancelled_one_keeps_no_result(database_url: str) -> None:
    database = Database(database_url)
    await asked(database, "a")
    await taken(database, "r", NOON)
    async with database.work("one", NOON) as work:
        assert await cancel(work, "a")
        assert not await cancel(work, "a")
        assert not await note_progress(work, "a", "r", NOON + DAY, 1, 2)
        assert not await finish(work, "a", "r", b"{}", [("acts", [b"[]"])], 2)
        row = await simulation(work, "a")
        assert row is not None
        assert (row.state, row.ended_at) == ("cancelled", NOON)
    await database.close()
