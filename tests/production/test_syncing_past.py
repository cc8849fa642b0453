"""The book of any past moment is what was there then, whatever was written since and however the clock went."""

import asyncio
import datetime as dt
import itertools
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from playbook_engine.model.book import Book, Touch, Unit
from playbook_engine.service.production.remembering import remember
from playbook_engine.service.production.state import load_units
from playbook_engine.store.units import lock_units
from tests.production.syncing import HOUR, NOON, Line, Synced, account, content, deleted, invoice, payment

_organisations = itertools.count(1)
ACCOUNTS = st.sampled_from(["A", "B", "C"])


@st.composite
def lines(draw: st.DrawFn, *, items: bool) -> Line:
    """A record, or the deletion of one, in some version or none; with `items` money may be another unit's."""
    kind = draw(st.sampled_from(["account", "invoice", "payment", "rate", "deleted"]))
    version = {"source_version": draw(st.integers(0, 5))} if draw(st.booleans()) else {}
    number = draw(st.integers(1, 99))
    match kind:
        case "account":
            payer = draw(st.none() | ACCOUNTS)
            return account(draw(ACCOUNTS), tier=f"{number}", **version, **({"payer": payer} if payer else {}))
        case "invoice":
            balance = {"balance": "1.00 EUR"} if draw(st.booleans()) else {}
            amounts = {"amount": f"{number} EUR", **balance}
            return invoice(draw(st.sampled_from(["I-1", "I-2"])), draw(ACCOUNTS), **amounts, **version)
        case "payment":
            item = {"item": draw(st.sampled_from(["I-1", "I-2"]))} if items else {}
            amounts = {"amount": f"{number} EUR", **item}
            return payment(draw(st.sampled_from(["P-1", "P-2"])), draw(ACCOUNTS), **amounts, **version)
        case "rate":
            pair = {"source": "USD", "target": "EUR"}
            return {"record": "rate", "on": "2026-03-01", "rate": f"0.{number}", **pair, **version}
        case _:
            of, name = draw(st.sampled_from([("account", "A"), ("invoice", "I-1"), ("payment", "P-1")]))
            return deleted(of, name, **version)


Write = tuple[list[Line], int]
"""Records sent together, and by how many minutes the clock goes before that."""


def writes(*, items: bool, least: int) -> st.SearchStrategy[list[Write]]:
    some = st.lists(lines(items=items), min_size=1, max_size=4)
    return st.lists(st.tuples(some, st.integers(least, 90)), min_size=1, max_size=6)


@pytest.fixture
def runner() -> Iterator[asyncio.Runner]:
    """One loop for all examples, so that they may share connections."""
    with asyncio.Runner() as made:
        yield made


SHARED_DATABASE = settings(suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def test_every_past_moment_is_as_it_was(database_url: str, runner: asyncio.Runner) -> None:
    synced = Synced(database_url)

    @SHARED_DATABASE
    @given(history=writes(items=True, least=1))
    def check(history: list[Write]) -> None:
        runner.run(whole(synced.of(f"o{next(_organisations)}"), history))

    check()
    runner.run(synced.runtime.database.close())


def test_every_unit_is_as_it_was_though_the_clock_is_set_back(database_url: str, runner: asyncio.Runner) -> None:
    synced = Synced(database_url)

    @SHARED_DATABASE
    @given(history=writes(items=False, least=-90))
    def check(history: list[Write]) -> None:
        runner.run(unit_by_unit(synced.of(f"o{next(_organisations)}"), history))

    check()
    runner.run(synced.runtime.database.close())


async def whole(synced: Synced, history: list[Write]) -> None:
    """After each write note what the book is, and in the end ask for each of these moments."""
    seen: list[tuple[dt.datetime, Book]] = []
    for some, minutes in history:
        synced.clock.at += dt.timedelta(minutes=minutes)
        await synced.send(*some)
        seen.append((synced.clock.at + dt.timedelta(seconds=1), await synced.book()))
    for at, book in seen:
        assert content(await synced.book(at)) == content(book)
        assert content(await synced.book_by_units(at, some=9)) == content(await synced.book_by_units(at))


async def unit_by_unit(synced: Synced, history: list[Write]) -> None:
    """After each write note what each unit is and when it learnt that, and in the end ask for each of these moments."""
    seen: list[tuple[dt.datetime, Unit]] = []
    for some, minutes in history:
        synced.clock.at += dt.timedelta(minutes=minutes)
        await synced.send(*some)
        seen += [(await learnt_at(synced, unit.id), unit) for unit in (await synced.book()).units]
    for at, unit in seen:
        async with synced.runtime.work(synced.caller, "read") as work:
            assert await load_units(work, [unit.id], at) == [unit]


async def learnt_at(synced: Synced, unit: str) -> dt.datetime:
    async with synced.runtime.work(synced.caller) as work:
        at = (await lock_units(work, [unit]))[unit].learnt_at
    assert at is not None
    return at


@pytest.mark.anyio
async def test_a_clock_that_is_set_back_reorders_nothing(synced: Synced) -> None:
    await synced.send(account(), invoice(amount="1.00 EUR"))
    synced.clock.at -= 5 * HOUR
    await synced.send(invoice(amount="2.00 EUR"))
    await synced.send(invoice(amount="3.00 EUR"))
    amounts = [[each.items[0].amount for each in (await synced.book(at)).units[0].invoices] for at in _ticks(NOON)]
    assert amounts == [[100], [200], [300]]
    assert (await synced.book(NOON - HOUR)).units == ()
    assert await synced.due() == {"A-1"}


def _ticks(at: dt.datetime) -> Iterator[dt.datetime]:
    return (at + dt.timedelta(microseconds=number) for number in range(3))


@pytest.mark.anyio
async def test_what_production_adds_itself_makes_nobody_due(synced: Synced) -> None:
    await synced.send(account(), invoice())
    await synced.due()
    touch = Touch(id="one/playbook/step/1", account="A-1", on=NOON.date(), kind="email", outcome="unknown")
    for outcome in ("unknown", "unknown", "done"):
        async with synced.runtime.work(synced.caller) as work:
            units = await lock_units(work, ["A-1"])
            await remember(
                work, [Touch(id=touch.id, account="A-1", on=NOON.date(), kind="email", outcome=outcome)], units
            )
    assert await synced.due() == set()
    assert [each.outcome for each in (await synced.book()).units[0].touches] == ["done"]
    assert [each.outcome for each in (await synced.book(NOON + dt.timedelta(microseconds=1))).units[0].touches] == [
        "unknown"
    ]
