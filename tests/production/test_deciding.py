"""Deciding in production: what is stored, what is decided again, and what stops nobody else."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import msgspec
import pytest
from sqlalchemy import select

from playbook_engine.model.book import Account, Allocation, Contact, Freshness, Invoice, Item, Payment, Unit
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.money import Money
from playbook_engine.service.production import deciding, deciding_units
from playbook_engine.service.production.caller import Caller, Forbidden, NotFound
from playbook_engine.service.production.deciding_asking import decide_now
from playbook_engine.service.production.deciding_verifying import decisions_of, verify
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.worker import Worker
from playbook_engine.store.decisions import decision_at, list_decisions, list_shadows
from playbook_engine.store.records import Change, standing, write_versions
from playbook_engine.store.tables import ACCOUNTS, ACTIONS, CASES, RECORDS, UNITS
from playbook_engine.store.units import SHARED, learning_at, lock_units, note_learnt
from tests.production.filling import BEN, NOON, Hand, follow, put, runtime_of

pytestmark = pytest.mark.anyio

DAY = dt.timedelta(days=1)

FILES = {
    "organisation.yaml": """\
organisation: acme
base_currency: EUR
time_zone: Europe/Berlin
playbooks: [standard]
roles: {collector: account.collector}
work_calendar: {hours: 09:00 to 17:00}
""",
    "standard.yaml": """\
playbook: standard
version: 1
follow: account
cadence:
  - {step: look, at: 5 days after due, do: task, title: Look at it, assign: collector}
  - {step: call, at: 10 days after previous, do: task, title: Call, assign: collector}
""",
}


def files(**texts: str) -> dict[str, bytes]:
    return {path: text.encode() for path, text in {**FILES, **texts}.items()}


def unit(name: str, days: int = 5, amount: int = 10_000, **fields: Any) -> Unit:
    """An account with one invoice that has been due for some days at noon of the first day."""
    due = NOON.date() - dt.timedelta(days)
    item = Item(id=f"I-{name}", due_on=due, amount=amount)
    return Unit(
        id=name,
        accounts=(Account(id=name, name=f"Customer {name}", collector="Cora", time_zone="Europe/Berlin"),),
        contacts=(Contact(id=f"C-{name}", account=name, email="a@b.example"),),
        invoices=(Invoice(id=item.id, account=name, issued_on=due, currency="EUR", items=(item,)),),
        **fields,
    )


def payment(name: str, amount: int = 10_000) -> Payment:
    part = Allocation(item=f"I-{name}", amount=amount)
    return Payment(id=f"P-{name}", account=name, on=NOON.date(), amount=Money(amount, "EUR"), allocations=(part,))


@pytest.fixture
async def runtime(database_url: str) -> AsyncIterator[Runtime]:
    made = await runtime_of(database_url)
    yield made
    await made.database.close()


async def came_in(runtime: Runtime, *units: Unit) -> None:
    async with runtime.work(BEN) as work:
        await put(work, units)


async def rows(runtime: Runtime, table: Any, *order: Any) -> list[Any]:
    async with runtime.work(BEN, "read") as work:
        found = await work.connection.execute(select(table).order_by(*order))
        return list(found.mappings())


async def row_of(runtime: Runtime, name: str) -> Any:
    return next(row for row in await rows(runtime, UNITS) if row["unit"] == name)


def set_clock(runtime: Runtime, at: dt.datetime) -> None:
    assert isinstance(runtime.clock, Hand)
    runtime.clock.at = at


class TestStoring:
    """What is kept of a deciding."""

    async def test_decisions_cases_amounts_memberships_and_actions(self, runtime: Runtime) -> None:
        release = await follow(runtime, files())
        await came_in(runtime, unit("A"), unit("B", days=1))
        assert await Worker(runtime).once() == 2
        async with runtime.work(BEN, "read") as work:
            decided = await decision_at(work, "A")
        assert decided is not None
        assert (decided.number, decided.release, decided.cases, decided.cause) == (1, release, 1, "state")
        cases = await rows(runtime, CASES, CASES.c.account)
        assert [(row["account"], row["open_minor"], row["overdue_minor"], row["reason"]) for row in cases] == [
            ("A", 10_000, 10_000, ""), ("B", 10_000, 10_000, "not yet due"),
        ]  # fmt: skip
        accounts = await rows(runtime, ACCOUNTS, ACCOUNTS.c.account)
        assert [row["open_minor"] for row in accounts] == [10_000, 10_000]
        memberships = [row for row in await rows(runtime, RECORDS) if row["kind"] == "membership"]
        assert {(row["account"], row["source"]) for row in memberships} == {("A", "playbook"), ("B", "playbook")}
        actions = await rows(runtime, ACTIONS)
        assert [(row["unit"], row["step"], row["state"], row["decision"]) for row in actions] == [
            ("A", "look", "due", 1)
        ]

    async def test_what_was_stored_makes_nothing_due(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A"), unit("B", days=1))
        worker = Worker(runtime)
        assert await worker.once() == 2
        assert await worker.once() == 0
        # A acts, so it is decided anew tomorrow; B has its first step four days from now: midnight in Berlin
        assert (await row_of(runtime, "A"))["due_at"] == dt.datetime(2026, 3, 16, 23, tzinfo=dt.UTC)
        assert (await row_of(runtime, "B"))["due_at"] == dt.datetime(2026, 3, 19, 23, tzinfo=dt.UTC)

    async def test_nothing_open_is_decided_once(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A", amount=0))
        assert await Worker(runtime).once() == 1
        assert (await row_of(runtime, "A"))["due_at"] is None

    async def test_without_a_release_nothing_is_decided(self, runtime: Runtime) -> None:
        await came_in(runtime, unit("A"))
        await Worker(runtime).once()
        assert await rows(runtime, CASES) == []
        assert (await row_of(runtime, "A"))["due_at"] is None
        await follow(runtime, files())
        assert await Worker(runtime).once() == 1
        assert len(await rows(runtime, CASES)) == 1


class TestAgain:
    """On change of state, on the day's turn, and on demand; those alone that can have changed."""

    async def test_a_payment_ends_what_was_asked_for(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A"), unit("B"))
        await Worker(runtime).once()
        await came_in(runtime, unit("A", payments=(payment("A"),)))
        assert await Worker(runtime).once() == 1
        actions = await rows(runtime, ACTIONS, ACTIONS.c.unit)
        assert [(row["unit"], row["state"], row["reason"]) for row in actions] == [
            ("A", "cancelled", "paid"), ("B", "due", ""),
        ]  # fmt: skip
        assert [row["account"] for row in await rows(runtime, CASES)] == ["B"]
        assert [row["open_minor"] for row in await rows(runtime, ACCOUNTS, ACCOUNTS.c.account)] == [0, 10_000]

    async def test_on_the_days_turn_in_the_accounts_zone(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        west = unit("W", days=4)
        west = msgspec.structs.replace(
            west, accounts=(msgspec.structs.replace(west.accounts[0], time_zone="America/Los_Angeles"),)
        )
        await came_in(runtime, unit("A", days=4), west)
        worker = Worker(runtime)
        await worker.once()
        set_clock(runtime, dt.datetime(2026, 3, 16, 22, 59, tzinfo=dt.UTC))
        assert await worker.once() == 0
        set_clock(runtime, dt.datetime(2026, 3, 16, 23, 0, tzinfo=dt.UTC))
        assert await worker.once() == 1
        set_clock(runtime, dt.datetime(2026, 3, 17, 7, 0, tzinfo=dt.UTC))
        assert await worker.once() == 1
        async with runtime.work(BEN, "read") as work:
            found = await decision_at(work, "W")
        assert found is not None
        assert found.cause == "day"
        assert {row["unit"] for row in await rows(runtime, ACTIONS)} == {"A", "W"}

    async def test_a_family_around_the_world_turns_with_each_of_its_zones(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        east, west = unit("E", days=30), unit("W", days=30)
        family = msgspec.structs.replace(
            west,
            accounts=(
                msgspec.structs.replace(west.accounts[0], time_zone="America/Los_Angeles"),
                msgspec.structs.replace(east.accounts[0], time_zone="Pacific/Auckland", payer="W"),
            ),
            invoices=(*west.invoices, *east.invoices),
        )
        await came_in(runtime, family)
        worker = Worker(runtime)
        assert await worker.once() == 1  # 16 March in Los Angeles, 17 March in Auckland
        for turn in (dt.datetime(2026, 3, 17, hour, tzinfo=dt.UTC) for hour in (7, 11)):
            assert (await row_of(runtime, "W"))["due_at"] == turn
            set_clock(runtime, turn)
            assert await worker.once() == 1

    async def test_a_clock_that_jumps_ahead_and_back(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A"))
        worker = Worker(runtime)
        await worker.once()
        for at in (NOON + 40 * DAY, NOON + DAY):
            set_clock(runtime, at)
            await came_in(runtime, unit("A", amount=10_000 + at.day))
            assert await worker.once() == 1
        async with runtime.work(BEN, "read") as work:
            found = await list_decisions(work, "A")
        assert [each.number for each in found] == [3, 2, 1]
        assert found[0].as_of == NOON + DAY
        assert found[0].decided_at > found[1].decided_at > found[2].decided_at

    async def test_a_new_release_decides_all_again(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A"), unit("B"))
        await Worker(runtime).once()
        second = FILES["standard.yaml"].replace("version: 1", "version: 2").replace("5 days", "9 days")
        number = await follow(runtime, files(**{"standard.yaml": second}))
        assert await Worker(runtime).once() == 2
        async with runtime.work(BEN, "read") as work:
            found = await decision_at(work, "A")
        assert found is not None
        assert (found.release, found.cause) == (number, "release")
        assert {row["state"] for row in await rows(runtime, ACTIONS)} == {"cancelled"}

    async def test_a_release_from_tomorrow_on_decides_all_then(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A", days=1))
        worker = Worker(runtime)
        await worker.once()
        second = FILES["standard.yaml"].replace("version: 1", "version: 2").replace("5 days", "9 days")
        number = await follow(runtime, files(**{"standard.yaml": second}), from_at=NOON + DAY)
        await worker.once()
        assert (await row_of(runtime, "A"))["due_at"] == NOON + DAY
        set_clock(runtime, NOON + DAY)
        assert await worker.once() == 1
        async with runtime.work(BEN, "read") as work:
            found = await decision_at(work, "A")
        assert found is not None
        assert found.release == number


class TestShadow:
    """A release in the shadow is decided and compared, and never acted on."""

    async def test_where_it_differs(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        second = FILES["standard.yaml"].replace("version: 1", "version: 2").replace("5 days", "9 days")
        await follow(runtime, files(**{"standard.yaml": second}), mode="shadow")
        await came_in(runtime, unit("A", days=5), unit("B", days=30))
        await Worker(runtime).once()
        async with runtime.work(BEN, "read") as work:
            found = await list_shadows(work, 2)
        assert [(each.unit, each.same, bool(each.body)) for each in found] == [("A", False, True), ("B", True, False)]
        assert {row["release"] for row in await rows(runtime, ACTIONS)} == {1}


class TestTrouble:
    """What cannot be decided is for a person, and stops nobody else."""

    async def test_a_record_that_cannot_be_read(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, *(unit(f"U{number}") for number in range(9)))
        async with runtime.work(BEN) as work:
            await work.connection.execute(
                RECORDS.update().where(RECORDS.c.id == "I-U4").values(body=b'{"type": "nonsense"}')
            )
        worker = Worker(runtime)
        await worker.once()
        assert len(await rows(runtime, CASES)) == 8
        row = await row_of(runtime, "U4")
        assert row["failure"]
        assert (row["attempts"], row["lease_owner"], row["due_at"]) == (1, None, NOON + dt.timedelta(minutes=1))
        set_clock(runtime, NOON + dt.timedelta(minutes=1))
        await worker.once()
        assert (await row_of(runtime, "U4"))["due_at"] == NOON + dt.timedelta(minutes=5)
        await came_in(runtime, unit("U4", amount=77))
        await worker.once()
        row = await row_of(runtime, "U4")
        assert (row["failure"], row["attempts"]) == (None, 0)
        assert len(await rows(runtime, CASES)) == 9

    async def test_rules_that_cannot_be_worked_out(self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch) -> None:
        decided = deciding_units._decided

        def fails_for_one(evaluator: Any, job: Any, unit: Unit) -> Any:
            if unit.id == "U1":
                raise ArithmeticError("a share of nothing")
            return decided(evaluator, job, unit)

        monkeypatch.setattr(deciding_units, "_decided", fails_for_one)
        await follow(runtime, files())
        await came_in(runtime, *(unit(f"U{number}") for number in range(3)))
        await Worker(runtime).once()
        assert [row["account"] for row in await rows(runtime, CASES, CASES.c.account)] == ["U0", "U2"]
        assert "a share of nothing" in (await row_of(runtime, "U1"))["failure"]


class TestThePast:
    """What was decided at any moment is there, and comes out again bit for bit."""

    async def test_all_that_was_decided_holds(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        worker = Worker(runtime)
        await came_in(runtime, unit("A"), unit("B", days=1))
        await worker.once()
        for number in range(1, 8):
            set_clock(runtime, NOON + number * DAY)
            if number == 3:
                await came_in(runtime, unit("A", payments=(payment("A", 4_000),)))
            if number == 4:  # the clock is set back
                set_clock(runtime, NOON)
                await came_in(runtime, unit("A", amount=12_000))
            await decide_now(runtime, CARA, ["A", "B"])
            await worker.once()
        for name in ("A", "B"):
            for decided in await decisions_of(runtime, CARA, name, limit=100):
                found = await verify(runtime, CARA, name, decided.number)
                assert found.differences == (), decided

    async def test_what_was_tampered_with_is_found(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A"))
        await Worker(runtime).once()
        async with runtime.work(BEN) as work:
            body = await work.connection.scalar(select(RECORDS.c.body).where(RECORDS.c.id == "I-A"))
            assert body is not None
            await work.connection.execute(
                RECORDS.update().where(RECORDS.c.id == "I-A").values(body=body.replace(b"10000", b"20000"))
            )
        found = await verify(runtime, CARA, "A")
        assert [each.part for each in found.differences] == ["state", "decisions"]

    async def test_the_latest_before_an_instant(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A"))
        await Worker(runtime).once()
        set_clock(runtime, NOON + DAY)
        await came_in(runtime, unit("A", amount=5))
        await Worker(runtime).once()
        for at, numbers in ((NOON - DAY, []), (NOON, [1]), (NOON + DAY / 2, [1]), (NOON + DAY * 2, [2])):
            assert [each.number for each in await decisions_of(runtime, CARA, "A", at=at)] == numbers
        with pytest.raises(NotFound):
            await decisions_of(runtime, CARA, "Z")

    async def test_on_demand_all_or_some(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        await came_in(runtime, unit("A"), unit("B"), unit("C"))
        worker = Worker(runtime)
        await worker.once()
        assert await decide_now(runtime, CARA, ["A", "C"]) == 2
        assert await worker.once() == 2
        assert await decide_now(runtime, CARA) == 3
        assert await worker.once() == 3
        assert (await decisions_of(runtime, CARA, "B"))[0].cause == "asked"
        with pytest.raises(NotFound):
            await decide_now(runtime, CARA, ["A", "Z"])
        with pytest.raises(Forbidden):
            await decide_now(runtime, BEN)


CARA = Caller(organisation="acme", subject="cara", roles=("operator",))


class TestWhatIsKnown:
    """Rule 2: what has been told counts, whatever day it is dated by."""

    async def test_a_payment_dated_tomorrow_ends_the_chase_today(self, runtime: Runtime) -> None:
        await follow(runtime, files())
        paid = msgspec.structs.replace(payment("A"), on=NOON.date() + DAY)
        await came_in(runtime, unit("A", payments=(paid,)))
        await Worker(runtime).once()
        assert await rows(runtime, ACTIONS) == []
        assert (await verify(runtime, CARA, "A")).differences == ()


STALE = FILES["organisation.yaml"] + "freshness: {erp: 2 days}\n"


async def synced(runtime: Runtime, day: dt.date) -> None:
    """A source says that it was read on a day."""
    record = Freshness(id="erp", on=day)
    async with runtime.work(BEN) as work:
        locked = await lock_units(work, [SHARED])
        learnt_at = learning_at(work, locked.values())
        before = {("freshness", name): each for name, each in (await standing(work, "freshness", ["erp"])).items()}
        body = canonical(record)
        change = Change(kind="freshness", id="erp", account="", digest=digest(body), body=body)
        await write_versions(work, learnt_at, [change], before)
        await note_learnt(work, [SHARED], learnt_at)


class TestWhatAllShare:
    """The setting of a decision is the one it was made with, whatever came in at the same moment."""

    async def test_a_source_that_is_read_while_it_is_decided(
        self, runtime: Runtime, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await follow(runtime, files(**{"organisation.yaml": STALE}))
        await synced(runtime, NOON.date() - 9 * DAY)
        await came_in(runtime, unit("A"))
        think = deciding._think

        async def meanwhile(*given: Any) -> Any:
            await synced(runtime, NOON.date())
            return await think(*given)

        monkeypatch.setattr(deciding, "_think", meanwhile)
        await Worker(runtime).once()
        (decided,) = await decisions_of(runtime, CARA, "A")
        assert b"stale data" in decided.body
        assert (await verify(runtime, CARA, "A")).differences == ()
        monkeypatch.setattr(deciding, "_think", think)
        await decide_now(runtime, CARA)
        await Worker(runtime).once()
        (decided,) = await decisions_of(runtime, CARA, "A")
        assert b"stale data" not in decided.body
        for number in (1, 2):
            assert (await verify(runtime, CARA, "A", number)).differences == ()
