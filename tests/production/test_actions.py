"""The hands and the people: claim, renew, start, report, approve, snooze, cancel; fences, leases, windows, the stop."""

import asyncio
import datetime as dt
from collections.abc import AsyncIterator

import msgspec
import pytest
from sqlalchemy import func, select

from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Template
from playbook_engine.service.production.acting import Claim, claim, list_due, start
from playbook_engine.service.production.acting_groups import Answer, Named, single
from playbook_engine.service.production.acting_people import Asked, approve, cancel, reject, snooze
from playbook_engine.service.production.acting_reports import complete, fail, give_back, renew
from playbook_engine.service.production.acting_stop import Stopped, resume_sending, stop_sending, stop_state
from playbook_engine.service.production.caller import Conflict, Forbidden, NotFound
from playbook_engine.service.production.sweeping import Swept, sweep
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.action_queries import Wanted
from playbook_engine.store.database import EVERY
from playbook_engine.store.installation import make_installation, resume_all, stop_all
from playbook_engine.store.tables import AUDIT
from tests.production.acting_world import DAY, HOUR, LEASE, NOON, World, in_force, told
from tests.reference.build import invoice, payment, playbook, step, work

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    made = World(database_url)
    await made.begin()
    yield made
    await made.close()


async def due(world: World, *units: str) -> None:
    """A first letter is due to each of these."""
    for unit in units:
        await world.sync(unit, invoice(f"I-{unit}", "2026-03-10", account=unit))
    await world.decide(*units)


async def claimed(world: World) -> Claim:
    (only,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    return only


def named(held: Claim, fence: int | None = None) -> list[Named]:
    return [Named(id=held.message, fence=held.fence if fence is None else fence)]


def fault_of(answers: tuple[Answer, ...]) -> str:
    (answer,) = answers
    assert answer.fault is not None
    return answer.fault.message


async def test_from_due_to_done(world: World) -> None:
    await due(world, "A")
    (listed,) = await list_due(world.runtime, world.viewer, Wanted(), 10)
    held = await claimed(world)
    assert (held.actions[0].id, held.fence, held.actions[0].lease_owner) == (listed.id, 1, "mailer")
    assert held.text is not None
    assert held.text.recipients == ("c-A@example.com",)
    assert "I-A" in held.text.body
    started = single(await start(world.runtime, world.hands, named(held), LEASE))
    assert [row.state for row in started.rows] == ["sending"]
    done = single(await complete(world.runtime, world.hands, told(named(held), {"provider": "m-17"})))
    assert msgspec.json.decode(done.rows[0].outcome or b"") == {"provider": "m-17"}
    assert await world.rows("A") == [("first", 1, "done", "")]
    async with world.work() as work:
        acts = (await work.connection.execute(select(AUDIT.c.act).order_by(AUDIT.c.number))).scalars().all()
    assert acts == ["action made", "action: due > claimed", "action: claimed > sending", "action: sending > done"]


async def test_claims_take_what_is_wanted_and_no_more(world: World) -> None:
    await due(world, *(f"A{number}" for number in range(7)))
    assert await claim(world.runtime, world.hands, Wanted(kinds=("letter",)), 10, LEASE) == ()
    first = await claim(world.runtime, world.hands, Wanted(kinds=("email",)), 5, LEASE)
    second = await claim(world.runtime, world.hands, Wanted(), 5, LEASE)
    assert (len(first), len(second)) == (5, 2)
    assert {each.message for each in first}.isdisjoint(each.message for each in second)


async def test_two_that_claim_at_once_get_different_work(world: World) -> None:
    await due(world, *(f"A{number}" for number in range(12)))
    found = await asyncio.gather(*(claim(world.runtime, world.hands, Wanted(), 4, LEASE) for _ in range(4)))
    messages = [each.message for some in found for each in some]
    assert len(messages) == len(set(messages))
    while more := await claim(world.runtime, world.hands, Wanted(), 4, LEASE):
        messages += [each.message for each in more]
    assert len(messages) == len(set(messages)) == 12


async def test_actions_of_one_message_go_together(world: World) -> None:
    """Rule 29: one message for both invoices."""
    rules = in_force(playbook(step("first", "3 days after due", work("email")), follow="invoice"))
    world.clock.at += HOUR
    await world.follow(rules)
    await world.sync("A", invoice("I", "2026-03-10"), invoice("J", "2026-03-11"))
    await world.decide("A")
    held = await claimed(world)
    assert [row.state for row in held.actions] == ["claimed", "claimed"]
    assert {row.fence for row in held.actions} == {1}
    assert held.text is not None
    assert "I " in held.text.body
    assert "J " in held.text.body
    await world.sync("A", payment("2026-03-16", "100 EUR", "J"))
    said = fault_of(await start(world.runtime, world.hands, named(held), LEASE))
    assert "must not go: cancelled, paid" in said
    again = await claimed(world)
    assert [row.id for row in again.actions] == [row.id for row in held.actions if "/I/" in row.id]
    assert single(await start(world.runtime, world.hands, named(again), LEASE)).rows
    assert single(await complete(world.runtime, world.hands, named(again))).rows


async def test_a_message_does_not_go_without_a_part_that_a_person_cancelled(world: World) -> None:
    """Rule 29: its text tells of both."""
    rules = in_force(playbook(step("first", "3 days after due", work("email")), follow="invoice"))
    world.clock.at += HOUR
    await world.follow(rules)
    await world.sync("A", invoice("I", "2026-03-10"), invoice("J", "2026-03-11"))
    await world.decide("A")
    held = await claimed(world)
    other = next(row for row in held.actions if row.id != held.message)
    assert single(await cancel(world.runtime, world.person, [Asked(id=other.id)], "agreed")).rows
    assert fault_of(await start(world.runtime, world.hands, named(held), LEASE)) == (
        f"`{held.message}` is due: its message changed"
    )
    again = await claimed(world)
    assert [row.id for row in again.actions] == [held.message]
    assert single(await start(world.runtime, world.hands, named(again), LEASE)).rows


async def test_a_report_under_an_old_fence_is_refused(world: World) -> None:
    await due(world, "A")
    old = await claimed(world)
    world.clock.at += 2 * LEASE
    assert await sweep(world.runtime) == Swept(given_back=1)
    assert "is due" in fault_of(await start(world.runtime, world.hands, named(old), LEASE))
    new = await claimed(world)
    assert new.fence == old.fence + 1
    for late in (
        await start(world.runtime, world.hands, named(old), LEASE),
        await renew(world.runtime, world.hands, named(old), LEASE),
        await complete(world.runtime, world.hands, named(old)),
        await fail(world.runtime, world.hands, told(named(old), reason="no")),
        await give_back(world.runtime, world.hands, told(named(old), reason="no")),
    ):
        assert fault_of(late) == f"the claim of `{old.message}` under fence 1 is over: it was claimed again since"
        with pytest.raises(Conflict):
            single(late)
    assert single(await start(world.runtime, world.hands, named(new), LEASE)).rows
    assert single(await complete(world.runtime, world.hands, named(new))).rows


async def test_a_lease_that_is_renewed_holds(world: World) -> None:
    await due(world, "A")
    held = await claimed(world)
    world.clock.at += LEASE / 2
    (row,) = single(await renew(world.runtime, world.hands, named(held), LEASE)).rows
    assert row.lease_until == world.clock.at + LEASE
    world.clock.at += LEASE * 0.9
    assert await sweep(world.runtime) == Swept()


async def test_what_nobody_reports_is_in_doubt_and_is_found_out(world: World) -> None:
    """Rule 28: what may have gone counts as a contact."""
    await due(world, "A")
    held = await claimed(world)
    await start(world.runtime, world.hands, named(held), LEASE)
    world.clock.at += 2 * LEASE
    assert await sweep(world.runtime) == Swept(in_doubt=1)
    await world.decide("A")
    assert await world.rows("A") == [("first", 1, "unknown", "nobody reported what became of it")]
    (row,) = single(await complete(world.runtime, world.hands, named(held))).rows
    assert row.state == "done"
    assert "is done" in fault_of(await fail(world.runtime, world.hands, told(named(held), reason="no")))


async def test_given_back_while_sending_it_never_went(world: World) -> None:
    await due(world, "A")
    held = await claimed(world)
    await start(world.runtime, world.hands, named(held), LEASE)
    assert len((await world.unit("A")).touches) == 1
    await give_back(world.runtime, world.hands, told(named(held), reason="the mail server is down"))
    assert (await world.unit("A")).touches == ()
    await world.decide("A")
    again = await claimed(world)
    assert again.fence == 2
    assert single(await start(world.runtime, world.hands, named(again), LEASE)).rows


async def test_done_without_a_start_is_refused(world: World) -> None:
    await due(world, "A")
    held = await claimed(world)
    assert "is claimed" in fault_of(await complete(world.runtime, world.hands, named(held)))
    assert "no fence" in fault_of(await complete(world.runtime, world.hands, [Named(id=held.message)]))
    with pytest.raises(NotFound):
        single(await complete(world.runtime, world.hands, [Named(id="acme/x", fence=1)]))


async def test_a_person_completes_their_own_work_without_a_claim(world: World) -> None:
    task: Playbook = playbook(step("call", "3 days after due", work("call", assign="collector")))
    world.clock.at += HOUR
    await world.follow(in_force(task))
    await world.sync("A", invoice("I", "2026-03-10"))
    (contact,) = (await world.unit("A")).contacts
    await world.sync("A", msgspec.structs.replace(contact, phone="+49 30 1"))
    await world.decide("A")
    (row,) = await world.open("A")
    assert (row.assignee, row.state) == ("collector", "due")
    done = single(await complete(world.runtime, world.person, told([Named(id=row.id)], {"said": "pays on Friday"})))
    assert done.rows[0].state == "done"
    assert (await world.unit("A")).touches[0].outcome == "done"
    said = fault_of(await complete(world.runtime, world.person, [Named(id=row.id)]))
    assert said == f"`{row.id}` cannot be completed: it is done"


async def test_windows_open_and_close(world: World) -> None:
    """Rule 31: what did not go today is decided anew tomorrow."""
    world.clock.at = NOON - 5 * HOUR
    await due(world, "A")
    assert await claim(world.runtime, world.hands, Wanted(), 10, LEASE) == ()
    world.clock.at = NOON - 3 * HOUR
    assert await sweep(world.runtime) == Swept(opened=1)
    assert await sweep(world.runtime) == Swept()
    world.clock.at = NOON + 5 * HOUR
    assert await claim(world.runtime, world.hands, Wanted(), 10, LEASE) == ()
    assert await sweep(world.runtime) == Swept(closed=1)
    world.clock.at = NOON + DAY
    await world.decide("A")
    assert await world.rows("A") == [("first", 1, "expired", "its window closed"), ("first", 2, "due", "")]


async def test_what_is_snoozed_waits_on_later_days_too(world: World) -> None:
    await due(world, "A")
    (row,) = await world.open("A")
    until = NOON + DAY + HOUR
    await snooze(world.runtime, world.person, [Asked(id=row.id)], until, "they are on holiday")
    assert await claim(world.runtime, world.hands, Wanted(), 10, LEASE) == ()
    world.clock.at = NOON + DAY
    await sweep(world.runtime)
    await world.decide("A")
    assert [(each.state, each.revision) for each in await world.open("A")] == [("planned", 2)]
    world.clock.at = until
    assert await sweep(world.runtime) == Swept(opened=1)
    assert (await claimed(world)).actions[0].revision == 2
    with pytest.raises(WrongUse, match="is over"):
        await snooze(world.runtime, world.person, [Asked(id=row.id)], NOON, "")


async def test_people_answer_what_they_saw(world: World) -> None:
    await world.sync("A", invoice("I", "2026-02-20"), invoice("J", "2026-03-01"))
    await world.decide("A")
    (row,) = await world.open("A")
    await world.sync("A", payment("2026-03-16", "100 EUR", "J"))
    await world.decide("A")
    said = fault_of(await approve(world.runtime, world.person, [Asked(id=row.id, revision=1)], ""))
    assert said == f"`{row.id}` has changed: revision 1 was superseded by 2"
    with pytest.raises(WrongUse, match="a note says why"):
        await reject(world.runtime, world.person, [Asked(id=row.id)], " ")
    assert single(await approve(world.runtime, world.person, [Asked(id=row.id, revision=2)], "")).rows
    assert "cannot be rejected: it is due" in fault_of(
        await reject(world.runtime, world.person, [Asked(id=row.id)], "no")
    )


async def test_a_question_is_for_the_role_that_it_names(world: World) -> None:
    await world.sync("A", invoice("I", "2026-02-20"))
    await world.decide("A")
    (row,) = await world.open("A")
    collector = msgspec.structs.replace(world.person, answers_for=("collector",))
    for answers in (
        await approve(world.runtime, collector, [Asked(id=row.id)], ""),
        await reject(world.runtime, collector, [Asked(id=row.id)], "no"),
        await cancel(world.runtime, collector, [Asked(id=row.id)], "no"),
    ):
        assert fault_of(answers) == "the question is for the head of credit"
        assert answers[0].fault is not None
        assert answers[0].fault.status == 403
    head = msgspec.structs.replace(world.person, answers_for=("collector", "head of credit"))
    assert single(await approve(world.runtime, head, [Asked(id=row.id)], "")).rows[0].state == "due"


async def test_in_bulk_one_fault_stops_no_other(world: World) -> None:
    await due(world, "A", "B")
    held = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    refs = [Named(id=held[0].message, fence=1), Named(id=held[1].message, fence=9), Named(id="acme/none", fence=1)]
    answers = await start(world.runtime, world.hands, refs, LEASE)
    assert [len(each.rows) for each in answers] == [1, 0, 0]
    assert [each.fault.status if each.fault else 200 for each in answers] == [200, 409, 404]


async def test_who_may(world: World) -> None:
    await due(world, "A")
    (row,) = await world.open("A")
    with pytest.raises(Forbidden):
        await claim(world.runtime, world.viewer, Wanted(), 10, LEASE)
    with pytest.raises(Forbidden):
        await cancel(world.runtime, world.hands, [Asked(id=row.id)], "no")
    other = World(str(world.runtime.settings.database_url), "other")
    with pytest.raises(NotFound):
        single(await cancel(other.runtime, other.person, [Asked(id=row.id)], "no"))
    assert await claim(other.runtime, other.hands, Wanted(), 10, LEASE) == ()
    await other.close()


async def test_the_stop_switch_stops_claims_and_starts(world: World) -> None:
    await due(world, "A", "B")
    (held,) = await claim(world.runtime, world.hands, Wanted(), 1, LEASE)
    with pytest.raises(Forbidden):
        await stop_sending(world.runtime, world.hands, "no")
    with pytest.raises(WrongUse, match="no reason"):
        await stop_sending(world.runtime, world.person, "")
    await stop_sending(world.runtime, world.person, "wrong template")
    stop = await stop_state(world.runtime, world.viewer)
    assert stop is not None
    assert (stop.of, stop.by, stop.reason) == ("organisation", "ann", "wrong template")
    with pytest.raises(Stopped, match=r"sending is stopped for this organisation since .* by `ann`: wrong template"):
        await claim(world.runtime, world.hands, Wanted(), 1, LEASE)
    with pytest.raises(Stopped):
        await start(world.runtime, world.hands, named(held), LEASE)
    assert (await world.unit(held.actions[0].unit)).touches == ()
    assert await resume_sending(world.runtime, world.person) is None
    with pytest.raises(Conflict, match="is not stopped"):
        await resume_sending(world.runtime, world.person)
    assert single(await start(world.runtime, world.hands, named(held), LEASE)).rows
    async with world.work() as work:
        acts = select(func.count()).where(AUDIT.c.subject == "stop", AUDIT.c.actor == "ann")
        assert await work.connection.scalar(acts) == 2


async def test_a_stop_of_the_installation_stops_every_organisation(world: World) -> None:
    await due(world, "A")
    async with world.runtime.database.work(EVERY, NOON) as work:
        await make_installation(work.connection, "")
        await stop_all(work.connection, NOON, "playbook-engine", "restored from a backup")
    with pytest.raises(Stopped, match="everywhere"):
        await claim(world.runtime, world.hands, Wanted(), 1, LEASE)
    async with world.runtime.database.work(EVERY, NOON) as work:
        await resume_all(work.connection)
    assert await claim(world.runtime, world.hands, Wanted(), 1, LEASE)


async def test_a_template_that_cannot_be_filled_in_is_told(world: World) -> None:
    broken = Template(name="t", language="en", subject="S", body="{{ account.nothing | money }}", path="t/en.liquid")
    rules = in_force(playbook(step("first", "3 days after due", work("email", template="t"))))
    world.clock.at += HOUR
    await world.follow(msgspec.structs.replace(rules, templates=(broken,)))
    await due(world, "A")
    held = await claimed(world)
    assert held.text is None
    assert "cannot be filled in" in held.problem
    assert single(await fail(world.runtime, world.hands, told(named(held), reason=held.problem))).rows


async def test_a_unit_that_cannot_be_decided_keeps_its_own_actions_alone(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    await due(world, "A", "B")
    held = {each.actions[0].unit: each for each in await claim(world.runtime, world.hands, Wanted(), 10, LEASE)}
    decide = world.runtime.evaluators["acme", 1].decide

    def torn(setting: object, unit: object, at: dt.datetime) -> object:
        if unit.id == "A":  # type: ignore[attr-defined]
            raise ValueError("torn facts")
        return decide(setting, unit, at)  # type: ignore[arg-type]

    monkeypatch.setattr(world.runtime.evaluators["acme", 1], "decide", torn)
    refs = [Named(id=held[unit].message, fence=held[unit].fence) for unit in ("A", "B")]
    first, second = await start(world.runtime, world.hands, refs, LEASE)
    assert first.fault is not None
    assert "torn facts" in first.fault.message
    assert second.rows[0].state == "sending"
