"""The moment of truth: a payment and a send are one before the other, and nobody is chased after paying."""

import asyncio
import hashlib
import multiprocessing
from collections.abc import AsyncIterator, Sequence
from concurrent.futures import ProcessPoolExecutor

import pytest
from sqlalchemy import select

from playbook_engine.model.book import ManualHold
from playbook_engine.service.production.acting import Claim, claim, start
from playbook_engine.service.production.acting_groups import Named
from playbook_engine.service.production.acting_reports import complete, fail, give_back
from playbook_engine.service.production.sweeping import sweep
from playbook_engine.service.production.worker import Worker
from playbook_engine.store.action_queries import Wanted
from playbook_engine.store.tables import RECORDS
from tests.production.acting_world import HOUR, LEASE, World, in_force, ladder, told
from tests.production.syncing import Synced
from tests.reference.build import day, invoice, payment, playbook, step, work

pytestmark = pytest.mark.anyio

RACES = 500
AT_ONCE = 8


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    made = World(database_url)
    await made.begin()
    yield made
    await made.close()


def names(count: int) -> list[str]:
    return [f"U{number:03}" for number in range(count)]


def wait(name: str, who: str) -> float:
    """Up to 12 ms, another for each race, the same on each run."""
    return hashlib.sha256(f"{name}/{who}".encode()).digest()[0] / 20_000


async def ready(world: World, units: Sequence[str]) -> dict[str, Claim]:
    """A first letter to each is claimed."""
    for name in units:
        await world.sync(name, invoice(f"I-{name}", "2026-03-10", account=name))
    await world.decide(*units)
    claims = await claim(world.runtime, world.hands, Wanted(), len(units), LEASE)
    return {each.actions[0].unit: each for each in claims}


def erp(world: World) -> Synced:
    """What sends records as a source does, over connections of its own."""
    return Synced(str(world.runtime.settings.database_url), organisation=world.organisation)


async def pay(source: Synced, name: str) -> None:
    """Acknowledged when this returns."""
    paid = [{"item": f"I-{name}", "amount": "100.00 EUR"}]
    line = {"record": "payment", "id": f"P-{name}", "account": name, "on": "2026-03-16", "amount": "100.00 EUR"}
    report = await source.send({**line, "allocations": paid})
    assert report.new == 1


async def send(world: World, held: Claim) -> str:
    """`go`, or why not."""
    (answer,) = await start(world.runtime, world.hands, [Named(id=held.message, fence=held.fence)], LEASE)
    return answer.fault.message if answer.fault else "go"


async def race(world: World, source: Synced, name: str, held: Claim) -> tuple[bool, str]:
    """Whether the payment was acknowledged before the send was asked for, and what was answered to that."""
    paid = asyncio.Event()

    async def payer() -> None:
        await asyncio.sleep(wait(name, "payer"))
        await pay(source, name)
        paid.set()

    async def sender() -> tuple[bool, str]:
        await asyncio.sleep(wait(name, "sender"))
        before = paid.is_set()
        return before, await send(world, held)

    _, answer = await asyncio.gather(payer(), sender())
    return answer


async def went_after_paying(world: World, units: Sequence[str]) -> list[str]:
    """Units whose touch was written though the payment was known already: by the order in which both were learnt."""
    columns = RECORDS.c
    async with world.work() as work_:
        rows = await work_.connection.execute(
            select(columns.kind, columns.account, columns.learnt_at).where(
                columns.organisation == world.organisation, columns.kind.in_(("payment", "touch"))
            )
        )
        learnt = {(row.kind, row.account): row.learnt_at for row in rows}
    assert all(("payment", name) in learnt for name in units)
    return [name for name in units if ("touch", name) in learnt and learnt["payment", name] < learnt["touch", name]]


async def test_500_races_of_a_payment_with_a_send(world: World) -> None:
    """0 chased after paying."""
    units = names(RACES)
    held = await ready(world, units)
    answers: dict[str, tuple[bool, str]] = {}
    queue = iter(units)
    source = erp(world)

    async def racer() -> None:
        for name in queue:
            answers[name] = await race(world, source, name, held[name])

    await asyncio.gather(*(racer() for _ in range(AT_ONCE)))
    await source.runtime.database.close()
    assert await went_after_paying(world, units) == []
    assert [name for name, (paid, said) in answers.items() if paid and said == "go"] == []
    said = [said for _, said in answers.values()]
    refused = [each for each in said if each != "go"]
    assert all(each.endswith("must not go: cancelled, paid") for each in refused)
    assert 0 < len(refused) < RACES, "both orders happened"
    touched = {name for name in units if (await world.unit(name)).touches}
    assert touched == {name for name, (_, said) in answers.items() if said == "go"}


async def test_races_with_a_payer_in_another_process(world: World) -> None:
    units = names(100)
    held = await ready(world, units)
    url = str(world.runtime.settings.database_url)
    loop = asyncio.get_running_loop()
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        await loop.run_in_executor(process, int)  # it has started
        paying = loop.run_in_executor(process, pay_elsewhere, url, units)
        said = []
        for name in units:
            await asyncio.sleep(wait(name, "sender") / 3)
            said.append(await send(world, held[name]))
        await paying
    assert await went_after_paying(world, units) == []
    assert said.count("go") == sum([bool((await world.unit(name)).touches) for name in units])


def pay_elsewhere(url: str, units: Sequence[str]) -> None:
    """Everybody pays, one after the other."""

    async def all_of_them() -> None:
        world = World(url)
        source = erp(world)
        for name in units:
            await pay(source, name)
        await source.runtime.database.close()
        await world.close()

    asyncio.run(all_of_them())


async def test_a_claim_is_decided_again_too(world: World) -> None:
    units = names(3)
    for name in units:
        await world.sync(name, invoice(f"I-{name}", "2026-03-10", account=name))
    await world.decide(*units)
    await world.sync("U000", payment("2026-03-16", "100 EUR", "I-U000", account="U000"))
    await world.sync("U001", ManualHold(id="H", account="U001", set_on=day("2026-03-16"), reason="lawyer"))
    claims = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    assert [each.actions[0].unit for each in claims] == ["U002"]
    assert await world.rows("U000") == [("first", 1, "cancelled", "paid")]
    assert await world.rows("U001") == [("first", 1, "cancelled", "held by manual")]


async def test_what_changed_since_the_claim_does_not_go(world: World) -> None:
    """Rule 16: another amount is another revision."""
    held = (await ready(world, ["A"]))["A"]
    await world.sync("A", payment("2026-03-16", "40 EUR", "I-A"))
    assert await send(world, held) == f"`{held.message}` must not go: it has changed, and revision 2 is due"
    (again,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    assert again.actions[0].amount_minor == 6000
    assert await send(world, again) == "go"


async def test_a_payment_that_is_here_counts_though_its_day_has_not_begun_there(world: World) -> None:
    """Rule 2a: nothing that is given is cut by time where somebody would be chased."""
    held = (await ready(world, ["A"]))["A"]
    await world.sync("A", payment("2026-03-17", "100 EUR", "I-A"))
    assert await send(world, held) == f"`{held.message}` must not go: cancelled, paid"


async def test_after_hours_nothing_starts(world: World) -> None:
    """Rule 31: at closing it is too late."""
    held = (await ready(world, ["A"]))["A"]
    world.clock.at += 5 * HOUR
    assert await send(world, held) == f"`{held.message}` must not go: expired, outside hours"


async def test_another_release_is_followed_at_once(world: World) -> None:
    held = (await ready(world, ["A"]))["A"]
    world.clock.at += HOUR
    await world.follow(in_force(ladder(chase=False, because="leased")))
    assert await send(world, held) == f"`{held.message}` must not go: cancelled, not chased: standard"


async def test_a_text_that_comes_with_a_letter_does_not_go_after_paying(world: World) -> None:
    """Rule 16: what a step does also is done when the step is, and is no excuse to chase."""
    both = step("first", "3 days after due", work("email"), also=(work("sms"), work("status", set="hold")))
    world.clock.at += HOUR
    await world.follow(in_force(playbook(both)))
    await world.sync("A", invoice("I", "2026-03-10"))
    (known,) = (await world.unit("A")).contacts
    await world.sync("A", type(known)(id=known.id, account="A", email="a@example.com", phone="+49 30 1"))
    await world.decide("A")
    (letter,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    assert await send(world, letter) == "go"
    await complete(world.runtime, world.hands, [Named(id=letter.message, fence=letter.fence)])
    text, status = sorted(
        await claim(world.runtime, world.hands, Wanted(), 10, LEASE), key=lambda each: each.actions[0].kind
    )
    await world.sync("A", payment("2026-03-16", "100 EUR", "I"))
    assert await send(world, text) == f"`{text.message}` must not go: cancelled, paid"
    assert await send(world, status) == "go"


async def test_hands_workers_and_payers_all_at_once(world: World) -> None:
    """Whatever comes in between: nothing begins to be sent after the payment was known, and nobody is in a deadlock."""
    units = names(60)
    for name in units:
        await world.sync(name, invoice(f"I-{name}", "2026-03-10", account=name))
    source, over = erp(world), asyncio.Event()
    workers = [Worker(world.runtime), Worker(world.runtime)]
    await workers[0].once()
    reported = asyncio.Event()
    hands = [asyncio.create_task(_hands(world, over, number, reported)) for number in range(3)]
    deciding = [asyncio.create_task(_deciding(world, over, worker)) for worker in workers]
    await asyncio.wait_for(reported.wait(), 60)
    for name in units:
        await pay(source, name)
    over.set()
    await asyncio.gather(*hands, *deciding)
    await source.runtime.database.close()
    assert await _began_after_paying(world) == []


async def _hands(world: World, over: asyncio.Event, number: int, reported: asyncio.Event) -> None:
    """Claims, starts and reports until it is over; says when the first report was taken."""
    while not over.is_set():
        claims = await claim(world.runtime, world.hands, Wanted(), 1 + number * 2, LEASE)
        named = [Named(id=each.message, fence=each.fence) for each in claims]
        started = await start(world.runtime, world.hands, named, LEASE)
        for each in (one for one, answer in zip(named, started, strict=True) if answer.fault is None):
            report = (complete, fail, give_back)[int(wait(each.id, str(each.fence)) * 20_000) % 3]
            (answer,) = await report(world.runtime, world.hands, told([each], reason="so"))
            assert answer.fault is None
            reported.set()
        await asyncio.sleep(0.005)


async def _deciding(world: World, over: asyncio.Event, worker: Worker) -> None:
    while not over.is_set():
        await worker.once()
        await sweep(world.runtime)
        await asyncio.sleep(0.005)


async def _began_after_paying(world: World) -> list[str]:
    """Accounts with a version of a touch that says `unknown`, which a start writes, learnt after the payment."""
    columns = RECORDS.c
    async with world.work() as work_:
        rows = (
            await work_.connection.execute(
                select(columns.kind, columns.account, columns.learnt_at, columns.body).where(
                    columns.organisation == world.organisation, columns.kind.in_(("payment", "touch"))
                )
            )
        ).all()
    paid = {row.account: row.learnt_at for row in rows if row.kind == "payment"}
    began = [row for row in rows if row.kind == "touch" and row.body and b'"outcome":"unknown"' in row.body]
    assert began
    return [row.account for row in began if row.learnt_at > paid[row.account]]
