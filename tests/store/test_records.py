"""Versions of records: what stands, what stood, and the lock and clock of the units that they belong to."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import pytest

from playbook_engine.model.canonical import digest
from playbook_engine.store.database import Database, Work
from playbook_engine.store.records import Change, bodies, standing, version_at, versions_of, write_versions
from playbook_engine.store.units import learning_at, lock_units, touch_units

pytestmark = pytest.mark.anyio

NOON = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
HOUR = dt.timedelta(hours=1)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    opened = Database(database_url)
    yield opened
    await opened.close()


def change(body: bytes | None, record_id: str = "P-1", account: str = "A-1") -> Change:
    return Change(kind="payment", id=record_id, account=account, digest=digest(body or b""), body=body)


async def write(work: Work, *changes: Change) -> None:
    before = await standing(work, "payment", [each.id for each in changes])
    await write_versions(work, work.at, changes, {("payment", name): each for name, each in before.items()})


async def test_each_change_is_a_row_and_the_past_stays(database: Database) -> None:
    for number, body in enumerate((b"one", b"two", None, b"three")):
        async with database.work("one", NOON + number * HOUR) as work:
            await write(work, change(body))
    async with database.work("one", NOON, mode="read") as work:
        versions = await versions_of(work, "payment", "P-1")
        assert [(each.revision, each.body) for each in versions] == [(1, b"one"), (2, b"two"), (3, None), (4, b"three")]
        assert [each.until_at for each in versions] == [NOON + HOUR, NOON + 2 * HOUR, NOON + 3 * HOUR, None]
        for hours, expected in ((0, [b"one"]), (1.5, [b"two"]), (2, []), (9, [b"three"]), (-1, [])):
            found = await bodies(work, ["A-1"], NOON + hours * HOUR)
            assert [each.body for each in found] == expected
        assert [each.body for each in await bodies(work, ["A-1"])] == [b"three"]
        deleted = await version_at(work, "payment", "P-1", NOON + 2.5 * HOUR)
        assert deleted is not None
        assert deleted.body is None


async def test_many_records_of_many_accounts(database: Database) -> None:
    many = [change(b"first", f"P-{number}", f"A-{number % 100}") for number in range(3000)]
    async with database.work("one", NOON) as work:
        await write(work, *many)
    async with database.work("one", NOON + HOUR) as work:
        await write(work, *(change(b"second", each.id, each.account) for each in many[:1500]))
    async with database.work("one", NOON, mode="read") as work:
        assert len(await bodies(work, [f"A-{number}" for number in range(50)])) == 1500
        found = await standing(work, "payment", [each.id for each in many])
        assert {each.revision for each in found.values()} == {1, 2}
        assert len(found) == 3000
    async with database.work("two", NOON, mode="read") as work:
        assert await bodies(work, None) == []


async def test_what_is_learnt_comes_after_what_was_decided(database: Database) -> None:
    async with database.work("one", NOON) as work:
        units = await lock_units(work, ["U-1", "U-2"])
        assert learning_at(work, units.values()) == NOON
        await touch_units(work, units, NOON)
    async with database.work("one", NOON - HOUR) as work:
        units = await lock_units(work, ["U-2"])
        learnt = learning_at(work, units.values())
        assert learnt == NOON + dt.timedelta(microseconds=1)
        await touch_units(work, units, learnt)
    async with database.work("one", NOON) as work:
        units = await lock_units(work, ["U-1", "U-2", "U-3"])
        assert [(each.changes, each.due_at) for each in units.values()] == [(1, NOON), (2, NOON - HOUR), (0, None)]
        assert units["U-2"].learnt_at == learnt


async def test_locks_of_the_same_units_wait_and_never_cross(database: Database) -> None:

    async def count(names: list[str]) -> None:
        for _ in range(5):
            async with database.work("one", NOON) as work:
                units = await lock_units(work, names)
                await asyncio.sleep(0)
                await touch_units(work, units, NOON)

    await asyncio.gather(*(count(names) for names in (["C", "A", "B"], ["B", "A"], ["A", "C"], ["B", "D", "A"])))
    async with database.work("one", NOON) as work:
        units = await lock_units(work, "ABCD")
    assert {name: each.changes for name, each in units.items()} == {"A": 20, "B": 15, "C": 10, "D": 5}
