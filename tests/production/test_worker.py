"""Workers share the work through the database: nothing decided twice at once, nothing lost, the late one refused."""

import asyncio
import datetime as dt
import os
import signal
import sys
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, text

from playbook_engine.service.production import deciding, worker
from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.worker import Worker
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import EVERY, Database
from playbook_engine.store.decisions import list_decisions
from playbook_engine.store.leases import next_due, take
from playbook_engine.store.tables import CASES, DECISIONS, ORGANISATIONS, RECORDS, UNITS
from tests.production.filling import BEN, NOON, Hand, follow, runtime_of
from tests.production.test_deciding import came_in, files, row_of, rows, unit

pytestmark = pytest.mark.anyio

TOP = Path(__file__).parents[2]


@pytest.fixture
async def runtime(database_url: str) -> AsyncIterator[Runtime]:
    made = await runtime_of(database_url, decide_batch=7)
    yield made
    await made.database.close()


def another(runtime: Runtime) -> Runtime:
    """A process of its own as far as the database can tell."""
    return Runtime(Database(runtime.settings.database_url), runtime.clock, runtime.settings)


async def filled(runtime: Runtime, count: int) -> None:
    await follow(runtime, files())
    await came_in(runtime, *(unit(f"U{number:03}") for number in range(count)))


async def taken(runtime: Runtime, owner: str, limit: int = 100) -> list[Any]:
    async with runtime.database.work(EVERY, runtime.now()) as work:
        return await take(work, owner, runtime.now() + dt.timedelta(seconds=60), limit)


class TestSharing:
    """Several workers on one database."""

    async def test_each_unit_is_decided_once(self, runtime: Runtime) -> None:
        await filled(runtime, 100)
        others = [another(runtime) for _ in range(3)]
        counts = await asyncio.gather(*(Worker(each).once() for each in others))
        assert sum(counts) == 100
        decided = Counter(row["unit"] for row in await rows(runtime, DECISIONS))
        assert decided == Counter({f"U{number:03}": 1 for number in range(100)})
        assert {row["lease_owner"] for row in await rows(runtime, UNITS)} == {None}
        for each in others:
            await each.database.close()

    async def test_what_somebody_has_is_passed_over(self, runtime: Runtime) -> None:
        await filled(runtime, 10)
        first = await taken(runtime, "one", 6)
        second = await taken(runtime, "two")
        assert {each.unit for each in first}.isdisjoint(each.unit for each in second)
        assert len(first) + len(second) == 10
        assert await taken(runtime, "three") == []

    async def test_changes_that_keep_coming_are_all_decided(self, runtime: Runtime) -> None:
        await filled(runtime, 20)
        others = [another(runtime) for _ in range(2)]

        async def change() -> None:
            for amount in range(1, 9):
                await came_in(runtime, *(unit(f"U{number:03}", amount=amount) for number in range(0, 20, 3)))
                await asyncio.sleep(0.01)

        await asyncio.gather(change(), *(Worker(each).once() for each in others))
        await Worker(runtime).once()
        open_minor = {row["account"]: row["open_minor"] for row in await rows(runtime, CASES)}
        assert open_minor == {f"U{number:03}": 10_000 if number % 3 else 8 for number in range(20)}
        for each in others:
            await each.database.close()


class TestLeases:
    """A worker that is gone loses nothing; one that was taken for gone changes nothing."""

    async def test_when_a_lease_runs_out_another_takes_over(self, runtime: Runtime) -> None:
        await filled(runtime, 5)
        assert len(await taken(runtime, "gone")) == 5
        assert await Worker(runtime).once() == 0
        async with runtime.database.work(EVERY, runtime.now(), mode="read") as work:
            assert await next_due(work) == NOON + dt.timedelta(seconds=60)
        set_forward(runtime, 60)
        assert await Worker(runtime).once() == 5

    async def test_the_fence_refuses_the_late_one(self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
        await filled(runtime, 3)
        think = deciding._think

        async def slowly(*given: Any) -> Any:
            found = await think(*given)
            monkeypatch.setattr(deciding, "_think", think)
            set_forward(runtime, 61)
            assert await Worker(runtime).once() == 3
            return found

        monkeypatch.setattr(deciding, "_think", slowly)
        assert await Worker(runtime).once() == 0
        for row in await rows(runtime, UNITS):
            assert (row["decision"], row["lease_owner"], row["fence"]) == (1, None, 2)
        assert len(await rows(runtime, DECISIONS)) == 3

    async def test_what_changed_while_it_was_decided_is_decided_again(
        self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await filled(runtime, 3)
        think = deciding._think

        async def meanwhile(*given: Any) -> Any:
            found = await think(*given)
            monkeypatch.setattr(deciding, "_think", think)
            await came_in(runtime, unit("U001", amount=4_444))
            return found

        monkeypatch.setattr(deciding, "_think", meanwhile)
        assert await Worker(runtime).once() == 3
        async with runtime.work(BEN, "read") as work:
            assert [each.number for each in await list_decisions(work, "U001")] == [1]
            found = await work.connection.scalar(select(CASES.c.open_minor).where(CASES.c.account == "U001"))
        assert found == 4_444

    async def test_a_graceful_stop_gives_leases_back(self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
        await filled(runtime, 20)
        made = Worker(runtime)
        decide = deciding.decide_batch

        async def and_stop(*given: Any) -> int:
            made.stop()
            return await decide(*given)

        monkeypatch.setattr(worker, "decide_batch", and_stop)
        await made.run()
        assert len(await rows(runtime, DECISIONS)) == 7
        assert {row["lease_owner"] for row in await rows(runtime, UNITS)} == {None}

    async def test_trouble_with_the_database_gives_leases_back(
        self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await filled(runtime, 5)

        async def refused(*_given: Any) -> int:
            raise ConnectionRefusedError("the database is away")

        with monkeypatch.context() as patched:
            patched.setattr(deciding, "_attempt", refused)
            with pytest.raises(ConnectionRefusedError):
                await Worker(runtime).once()
        row = await row_of(runtime, "U001")
        assert (row["failure"], row["lease_owner"], row["attempts"]) == (None, None, 0)
        assert await Worker(runtime).once() == 5


class TestProcesses:
    """Real processes, killed and working side by side."""

    async def test_a_worker_killed_in_the_middle_loses_nothing(self, database_url: str) -> None:
        clock = MachineClock()
        made = Runtime(Database(database_url), clock, Settings(database_url=database_url, decide_batch=5))
        await prepared(made, 60)
        killed = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.production.killed_worker", database_url, cwd=TOP,
            stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        assert killed.stdout is not None
        assert (await killed.stdout.readline()) == b"in the middle\n"
        killed.send_signal(signal.SIGKILL)
        await killed.wait()
        held = [row for row in await rows(made, UNITS) if row["lease_owner"]]
        assert len(held) == 5
        made.clock = Hand(clock.now() + dt.timedelta(seconds=61))
        await Worker(made).once()
        decided = Counter(row["unit"] for row in await rows(made, DECISIONS))
        assert decided == Counter({f"U{number:03}": 1 for number in range(60)})
        memberships = [row for row in await rows(made, RECORDS) if row["kind"] == "membership"]
        assert len(memberships) == 60
        await made.database.close()

    async def test_processes_decide_the_same_as_the_thread(self, runtime: Runtime) -> None:
        await filled(runtime, 30)
        await Worker(runtime).once()
        by_thread = {row["unit"]: row["digest"] for row in await rows(runtime, DECISIONS)}
        settings = Settings(database_url=runtime.settings.database_url, decide_processes=2)
        made = Runtime(runtime.database, runtime.clock, settings)
        async with runtime.work(BEN) as work:
            await work.connection.execute(RECORDS.delete().where(RECORDS.c.kind == "membership"))
            await work.connection.execute(UNITS.update().values(due_at=NOON))
        beside = Worker(made)
        assert await beside.once() == 30
        beside.pool.close()
        again = {row["unit"]: row["digest"] for row in await rows(runtime, DECISIONS) if row["number"] == 2}
        assert again == by_thread

    async def test_the_loop_is_free_while_much_is_decided(self, runtime: Runtime) -> None:
        """How long it was busy at a time is measured by turns of the loop, so a slow machine does no harm."""
        await filled(runtime, 60)
        turns = 0
        working = asyncio.create_task(Worker(runtime).once())
        while not working.done():
            turns += 1
            await asyncio.sleep(0)
        assert await working == 60
        assert turns > 60


async def prepared(made: Runtime, count: int) -> None:
    """As `filled`, on the machine's clock."""
    async with made.database.work("acme", made.now()) as work:
        await work.connection.execute(
            insert(ORGANISATIONS).values(organisation="acme", name="Acme", created_at=made.now())
        )
    await filled(made, count)


def set_forward(runtime: Runtime, seconds: int) -> None:
    assert isinstance(runtime.clock, Hand)
    runtime.clock.at += dt.timedelta(seconds=seconds)


async def test_a_deciding_process_that_is_killed_is_replaced(runtime: Runtime) -> None:
    await filled(runtime, 10)
    settings = Settings(database_url=runtime.settings.database_url, decide_processes=1)
    beside = Worker(Runtime(runtime.database, runtime.clock, settings))
    assert await beside.once() == 10
    pool = beside.pool._pool
    assert pool is not None
    for process in list(pool._processes.values()):
        os.kill(process.pid or 0, signal.SIGKILL)
        process.join()
    await came_in(runtime, *(unit(f"U{number:03}", amount=7) for number in range(10)))
    assert await beside.once() == 10
    beside.pool.close()
    assert {row["open_minor"] for row in await rows(runtime, CASES)} == {7}


async def until(found: Any) -> None:
    """Look again and again until something is so."""
    for _ in range(6_000):
        if await found():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came to be so")


async def test_a_running_worker_decides_what_comes_in(runtime: Runtime) -> None:
    await filled(runtime, 3)
    made = Worker(runtime)
    running = asyncio.create_task(made.run())

    async def all_are_decided() -> bool:
        return all(row["decision"] for row in await rows(runtime, UNITS))

    await until(all_are_decided)
    await came_in(runtime, unit("LATE"))
    await until(all_are_decided)
    made.stop()
    await running
    assert {row["account"] for row in await rows(runtime, CASES)} == {"U000", "U001", "U002", "LATE"}


async def test_connections_that_are_lost_lose_nothing(postgresql_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker, "REST_AFTER_TROUBLE", 0.05)
    settings = Settings(database_url=postgresql_url, decide_batch=5, lease_seconds=5)
    made = Runtime(Database(postgresql_url), MachineClock(), settings)
    await prepared(made, 60)
    observer = Database(postgresql_url)
    working = Worker(made, lanes=2)
    running = asyncio.create_task(working.run())
    lost = 0
    while True:
        async with observer.work(EVERY, made.now()) as work:
            open_units = select(UNITS.c.unit).where((UNITS.c.decision == 0) | UNITS.c.lease_owner.is_not(None))
            left = (await work.connection.execute(open_units)).all()
            if not left:
                break
            if len(left) > 10:
                lost += await work.connection.scalar(TERMINATE) or 0
        await asyncio.sleep(0.03)
    working.stop()
    await running
    assert lost > 0
    decided = Counter(row["unit"] for row in await rows(made, DECISIONS))
    assert decided == Counter({f"U{number:03}": 1 for number in range(60)})
    assert {(row["failure"], row["attempts"]) for row in await rows(made, UNITS)} == {(None, 0)}
    await observer.close()
    await made.database.close()


TERMINATE = text(
    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
    " WHERE datname = current_database() AND usename = current_user AND pid <> pg_backend_pid()"
)
