"""Decisions meet the actions that stand open: new, kept, other revisions, ends with a reason, questions and answers."""

from collections.abc import AsyncIterator

import msgspec
import pytest

from playbook_engine.model.book import ManualHold
from playbook_engine.service.production.acting import claim, start
from playbook_engine.service.production.acting_groups import Named
from playbook_engine.service.production.acting_people import Asked, approve, cancel, reject
from playbook_engine.service.production.acting_reports import complete, fail, give_back
from playbook_engine.service.production.worker import Worker
from playbook_engine.store.action_queries import Wanted
from tests.production.acting_world import DAY, HOUR, LEASE, NOON, World, in_force, ladder, told
from tests.production.syncing import Synced, account
from tests.production.syncing import invoice as bill
from tests.reference.build import day, dispute, invoice, payment

pytestmark = pytest.mark.anyio


@pytest.fixture
async def world(database_url: str) -> AsyncIterator[World]:
    made = World(database_url)
    await made.begin()
    yield made
    await made.close()


async def test_what_is_decided_is_due_while_its_window_is_open(world: World) -> None:
    """Rule 31: the hours are those of the calendar."""
    world.clock.at = NOON - 5 * HOUR
    await world.sync("A", invoice("I", "2026-03-10"))
    await world.decide("A")
    (row,) = await world.open("A")
    assert (row.state, row.step, row.amount_minor, row.currency) == ("planned", "first", 10000, "EUR")
    assert (row.due_at, row.expires_at) == (NOON - 3 * HOUR, NOON + 5 * HOUR)
    world.clock.at = NOON
    await world.sync("B", invoice("J", "2026-03-10", account="B"))
    await world.decide("A", "B")
    assert [each.state for each in await world.open("B")] == ["due"]


async def test_the_same_again_is_kept(world: World) -> None:
    await world.sync("A", invoice("I", "2026-03-10"))
    for _ in range(3):
        await world.decide("A")
    assert await world.rows("A") == [("first", 1, "due", "")]


@pytest.mark.parametrize("change", ["amount", "items", "day", "recipient"])
async def test_other_content_is_another_revision(world: World, change: str) -> None:
    """Rule 16: the same id."""
    await world.sync("A", invoice("I", "2026-03-10"), invoice("J", "2026-03-12"))
    await world.decide("A")
    (before,) = await world.open("A")
    if change == "amount":
        await world.sync("A", payment("2026-03-16", "30 EUR", "I"))
    elif change == "items":
        await world.sync("A", payment("2026-03-16", "100 EUR", "J"))
    elif change == "recipient":
        (contact,) = (await world.unit("A")).contacts
        await world.sync("A", msgspec.structs.replace(contact, email="other@example.com"))
    else:
        world.clock.at += DAY
    await world.decide("A")
    (after,) = await world.open("A")
    assert (after.id, after.revision, after.state) == (before.id, 2, "due")
    assert after.digest != before.digest
    assert [each[2:] for each in await world.rows("A")] == [("superseded", "revision 2"), ("due", "")]


async def test_what_is_gone_says_why(world: World) -> None:
    for number, name in enumerate(("paid", "void", "disputed", "held", "other", "changed")):
        await world.sync(name, invoice(f"I{number}", "2026-03-10", account=name))
    names = ("paid", "void", "disputed", "held", "other", "changed")
    await world.decide(*names)
    await world.sync("paid", payment("2026-03-16", "100 EUR", "I0", account="paid"))
    await world.sync("void", invoice("I1", "2026-03-10", account="void", state="void"))
    await world.sync("disputed", dispute("2026-03-16", "I2", account="disputed"))
    await world.sync("held", ManualHold(id="H", account="held", set_on=day("2026-03-16")))
    await world.sync("other", invoice("I9", "2026-03-09", account="other"))
    await world.decide(*names)
    said = {name: (await world.rows(name))[0][2:] for name in names}
    assert said["paid"] == ("cancelled", "paid")
    assert said["void"] == ("cancelled", "void")
    assert said["held"] == ("cancelled", "held by manual")
    assert said["other"] == ("cancelled", "another item leads")
    assert said["changed"] == ("due", "")
    assert said["disputed"][0] == "due", "no hold says that disputes stop anything"


async def test_another_version_is_another_revision(world: World) -> None:
    await world.sync("A", invoice("I", "2026-03-10"))
    await world.decide("A")
    world.clock.at += HOUR
    await world.follow(in_force(ladder(version=2)))
    await world.decide("A")
    (row,) = await world.open("A")
    assert (row.version, row.revision, row.release) == (2, 2, 2)


async def test_nobody_is_chased_by_no_release(world: World) -> None:
    await world.sync("A", invoice("I", "2026-03-10"))
    await world.decide("A")
    async with world.work() as work:
        from playbook_engine.store.releases import end_activation  # noqa: PLC0415

        await end_activation(work, 1)
    world.clock.at += HOUR
    await world.decide("A")
    assert await world.rows("A") == [("first", 1, "cancelled", "no release is in force")]


async def test_what_somebody_has_is_left_alone(world: World) -> None:
    await world.sync("A", invoice("I", "2026-03-10"), invoice("J", "2026-03-12"))
    await world.decide("A")
    (claimed,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    await world.sync("A", payment("2026-03-16", "30 EUR", "I"))
    await world.decide("A")
    (row,) = await world.open("A")
    assert row == claimed.actions[0]
    await give_back(world.runtime, world.hands, told([Named(id=row.id, fence=row.fence)], reason="no paper"))
    await world.decide("A")
    (row,) = await world.open("A")
    assert (row.revision, row.state) == (2, "due")


async def test_what_is_being_sent_counts_as_a_touch(world: World) -> None:
    """Rule 12: nothing decided meanwhile repeats it."""
    await world.sync("A", invoice("I", "2026-03-10"))
    await world.decide("A")
    (claimed,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    await start(world.runtime, world.hands, [Named(id=claimed.message, fence=claimed.fence)], LEASE)
    (touch,) = (await world.unit("A")).touches
    assert (touch.outcome, touch.id, touch.step) == ("unknown", claimed.message, "first")
    world.clock.at += DAY
    await world.decide("A")
    assert await world.rows("A") == [("first", 1, "sending", "")]
    await complete(world.runtime, world.hands, told([Named(id=claimed.message, fence=claimed.fence)], {"id": "m-1"}))
    await world.decide("A")
    assert await world.rows("A") == [("first", 1, "done", "")]
    (touch,) = (await world.unit("A")).touches
    assert touch.outcome == "done"


async def test_what_failed_is_tried_otherwise(world: World) -> None:
    """Rule 21: the pair of channel and contact that failed is left out."""
    await world.sync("A", invoice("I", "2026-03-10"))
    await world.decide("A")
    (claimed,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    await start(world.runtime, world.hands, [Named(id=claimed.message, fence=claimed.fence)], LEASE)
    await fail(
        world.runtime, world.hands, told([Named(id=claimed.message, fence=claimed.fence)], reason="no such mailbox")
    )
    await world.decide("A")
    assert await world.rows("A") == [("first", 1, "failed", "no such mailbox")]


async def test_a_question_is_asked_and_answered(world: World) -> None:
    """Rule 32: what is approved goes, while tone, recipients, items and amount are covered by what was shown."""
    await world.sync("A", invoice("I", "2026-02-20"), invoice("J", "2026-03-01"))
    await world.decide("A")
    (row,) = await world.open("A")
    assert (row.state, row.approval_by, row.step) == ("awaiting approval", "head of credit", "final")
    (asked,) = (await world.unit("A")).approvals
    assert (asked.id, asked.answer, asked.items) == (row.id, None, ("I", "J"))
    assert not await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    world.clock.at += HOUR
    (answer,) = await approve(world.runtime, world.person, [Asked(id=row.id, revision=1)], "go on")
    assert answer.fault is None
    await world.decide("A")
    (row,) = await world.open("A")
    assert (row.state, row.revision, row.answered_by) == ("due", 1, "ann")
    (asked,) = (await world.unit("A")).approvals
    assert (asked.answer, asked.answered_on) == ("approved", day("2026-03-16"))
    await world.sync("A", payment("2026-03-16", "100 EUR", "J"))
    await world.decide("A")
    assert [(each.state, each.revision) for each in await world.open("A")] == [("due", 2)]
    await world.sync("A", invoice("K", "2026-03-05", "900 EUR"))
    await world.decide("A")
    assert [(each.state, each.revision) for each in await world.open("A")] == [("awaiting approval", 3)]


async def test_a_refusal_ends_the_step(world: World) -> None:
    """Rule 32c: on the day answered."""
    await world.sync("A", invoice("I", "2026-02-20"))
    await world.decide("A")
    (row,) = await world.open("A")
    await reject(world.runtime, world.person, [Asked(id=row.id)], "they will pay on Friday")
    await world.decide("A")
    assert await world.rows("A") == [("final", 1, "cancelled", "refused")]
    (asked,) = (await world.unit("A")).approvals
    assert asked.answer == "refused"


async def test_a_question_that_nobody_answers_expires(world: World) -> None:
    """Rule 32b: ten days are the last."""
    await world.sync("A", invoice("I", "2026-02-20"))
    for _ in range(12):
        await world.decide("A")
        world.clock.at += DAY
    rows = await world.rows("A")
    assert [each[1:] for each in rows[-2:]] == [
        (10, "superseded", "revision 11"),
        (11, "expired", "nobody answered in time"),
    ]
    assert {each[2] for each in rows[:-1]} == {"superseded"}


async def test_a_question_stays_after_hours(world: World) -> None:
    await world.sync("A", invoice("I", "2026-02-20"))
    await world.decide("A")
    world.clock.at = NOON + 7 * HOUR
    await world.decide("A")
    assert [each.state for each in await world.open("A")] == ["awaiting approval"]


async def test_what_a_person_cancelled_does_not_come_again(world: World) -> None:
    await world.sync("A", invoice("I", "2026-03-10"))
    await world.decide("A")
    (row,) = await world.open("A")
    await cancel(world.runtime, world.person, [Asked(id=row.id)], "agreed by phone")
    for _ in range(3):
        await world.decide("A")
        world.clock.at += DAY
    assert await world.rows("A") == [("first", 1, "cancelled", "cancelled by a person")]
    world.clock.at = NOON + 4 * DAY
    await world.decide("A")
    assert [each.step for each in await world.open("A")] == ["second", "second/also1"]


async def test_what_comes_with_a_step_waits_for_it(world: World) -> None:
    """Rule 16: work that a step does also is done when the step is."""
    await world.sync("A", invoice("I", "2026-03-05"))
    await world.decide("A")
    assert [each[::2] for each in await world.rows("A")] == [("second", "due"), ("second/also1", "planned")]
    (claimed,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    held = Named(id=claimed.message, fence=claimed.fence)
    await start(world.runtime, world.hands, [held], LEASE)
    await world.decide("A")
    assert [each[::2] for each in await world.rows("A")] == [("second", "sending"), ("second/also1", "planned")]
    await complete(world.runtime, world.hands, [held])
    await world.decide("A")
    assert [each[::2] for each in await world.rows("A")] == [("second", "done"), ("second/also1", "due")]
    world.clock.at += 2 * DAY
    await world.decide("A")
    (also,) = await claim(world.runtime, world.hands, Wanted(), 10, LEASE)
    assert also.actions[0].step == "second/also1"
    (going,) = await start(world.runtime, world.hands, [Named(id=also.message, fence=also.fence)], LEASE)
    assert going.fault is None
    await complete(world.runtime, world.hands, [Named(id=also.message, fence=also.fence)])
    assert {each.step: each.outcome for each in (await world.unit("A")).touches} == {
        "second": "done",
        "second/also1": "done",
    }


async def test_what_comes_with_a_step_ends_with_it(world: World) -> None:
    await world.sync("A", invoice("I", "2026-03-05"))
    await world.decide("A")
    await world.sync("A", payment("2026-03-16", "100 EUR", "I"))
    await world.decide("A")
    assert [each[2:] for each in await world.rows("A")] == [("cancelled", "paid"), ("cancelled", "paid")]


async def test_an_account_that_another_pays_for_takes_its_actions_along(world: World) -> None:
    """Rule 11: the unit is another one; what somebody has of the old one does not go."""
    source = Synced(str(world.runtime.settings.database_url), organisation=world.organisation)
    contacts = [{"record": "contact", "id": f"c{name}", "account": name, "email": "a@b.example"} for name in "AB"]
    bills = [bill(f"I{name}", name, issued_on="2026-01-01", due_on="2026-03-10") for name in "AB"]
    await source.send(account("A"), account("B"), account("P"), *contacts, *bills)
    worker = Worker(world.runtime)
    await worker.once()
    first, second = await claim(world.runtime, world.hands, Wanted(), 1, LEASE), await world.open("A", "B")
    assert [row.state for row in second] == ["claimed", "due"]
    await source.send(account("A", payer="P"), account("B", payer="P"))
    await worker.once()
    assert sorted((row.unit, row.account, row.state) for row in await world.open("A", "B", "P")) == [
        ("A", "A", "claimed"),
        ("P", "B", "due"),
    ]
    held = Named(id=first[0].message, fence=first[0].fence)
    (answer,) = await start(world.runtime, world.hands, [held], LEASE)
    assert answer.fault is not None
    assert answer.fault.message.endswith("must not go: cancelled, no longer in the book")
    await world.decide("P")
    assert sorted((row.unit, row.account, row.state) for row in await world.open("A", "B", "P")) == [
        ("P", "A", "due"),
        ("P", "B", "due"),
    ]
    await source.runtime.database.close()
