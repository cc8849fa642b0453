"""State in: each record by itself, in any order, any number of times; and the book that they make."""

import msgspec
import pytest
from sqlalchemy import insert, select

from playbook_engine.service.production.caller import Caller, Forbidden
from playbook_engine.store.tables import AUDIT, CASES, ORGANISATIONS
from tests.production.syncing import (
    NOON,
    Synced,
    account,
    accounts_of,
    content,
    counts,
    deleted,
    invoice,
    payment,
    settled,
)

pytestmark = pytest.mark.anyio


async def test_records_may_come_before_their_account(synced: Synced) -> None:
    report = await synced.send(payment(item="INV-1"), invoice())
    assert counts(report) == {"received": 2, "new": 2}
    assert (await synced.book()).units == ()
    await synced.send(account())
    (unit,) = (await synced.book()).units
    assert [len(unit.invoices), len(unit.payments)] == [1, 1]
    assert await synced.due() == {"A-1"}


async def test_the_newest_version_stands_whatever_comes_late_or_twice(synced: Synced) -> None:
    versions = [account(name=f"name {number}", source_version=number) for number in range(4)]
    versions = [{**each, "id": "A-1", "name": each["id"]} for each in versions]
    report = await synced.send(versions[2], versions[0], versions[2], versions[1], versions[3], versions[3])
    assert counts(report) == {"received": 6, "new": 1, "changed": 1, "unchanged": 2, "late": 2}
    assert [unit.accounts[0].name for unit in (await synced.book()).units] == ["name 3"]


async def test_moments_are_versions_too(synced: Synced) -> None:
    await synced.send({**account(), "tier": "new", "source_version": "2026-03-16T10:00:00+01:00"})
    report = await synced.send({**account(), "tier": "old", "source_version": "2026-03-16T08:30:00Z"})
    assert counts(report) == {"received": 1, "late": 1}


async def test_same_content_in_a_newer_version_keeps_older_ones_out(synced: Synced) -> None:
    await synced.send(account(tier="a", source_version=1))
    await synced.send(account(tier="a", source_version=3))
    assert counts(await synced.send(account(tier="b", source_version=2))) == {"received": 1, "late": 1}


async def test_a_deletion_is_explicit_and_stays(synced: Synced) -> None:
    await synced.send(account(), invoice(source_version=5), invoice("INV-2", source_version=5))
    await synced.due()
    report = await synced.send(deleted("invoice", "INV-1", source_version=6))
    assert counts(report) == {"received": 1, "deleted": 1}
    assert await synced.due() == {"A-1"}
    assert list(settled(await synced.book())) == ["INV-2"]
    again = await synced.send(invoice(source_version=5), deleted("invoice", "INV-1"), invoice(source_version=6))
    assert counts(again) == {"received": 3, "late": 2, "unchanged": 1}
    assert counts(await synced.send(invoice(source_version=7))) == {"received": 1, "new": 1}


async def test_a_deletion_that_comes_first_keeps_its_record_out(synced: Synced) -> None:
    report = await synced.send(account(), deleted("invoice", "INV-1", source_version=6), invoice(source_version=5))
    assert counts(report) == {"received": 3, "new": 1, "deleted": 1, "late": 1}
    assert settled(await synced.book()) == {}


async def test_good_ones_are_kept_and_bad_ones_listed(synced: Synced) -> None:
    wrong = {**invoice("INV-2", instalments=[{"due_on": "2026-02-30", "amount": "1 EUR"}]), "source_version": 1}
    report = await synced.send(account(), wrong, invoice(), {"record": "invoyce"})
    assert counts(report) == {"received": 4, "new": 2, "refused": 2}
    first, second = report.complaints
    assert (first.place, first.record, first.pointer, first.code) == (
        2,
        "invoice INV-2",
        "/instalments/0/due_on",
        "PB407",
    )
    assert (second.place, second.code, second.help) == (4, "PB404", "did you mean `invoice`?")


async def test_one_who_may_not_sync_changes_nothing(synced: Synced) -> None:
    with pytest.raises(Forbidden):
        await synced.send(account(), caller=Caller(organisation="one", subject="vi", roles=("viewer",)))
    assert (await synced.book()).units == ()


async def test_what_changes_nothing_makes_nobody_due(synced: Synced) -> None:
    lines = [account(), invoice(source_version=3), payment(source_version=3)]
    await synced.send(*lines)
    assert await synced.due() == {"A-1"}
    await synced.send(*lines, invoice(amount="7.00 EUR", source_version=2))
    assert await synced.due() == set()


async def test_a_new_payer_moves_an_account_and_what_pays_through_it(synced: Synced) -> None:
    await synced.send(account("A"), account("B", payer="A"), account("C", payer="B"), account("D"), invoice(of="C"))
    assert accounts_of(await synced.book()) == {"A": ["A", "B", "C"], "D": ["D"]}
    await synced.due()
    await synced.send(account("B", payer="D"))
    assert await synced.due() == {"A", "D"}
    book = await synced.book()
    assert accounts_of(book) == {"A": ["A"], "D": ["D", "B", "C"]}
    assert content(await synced.book_by_units()) == content(book)


async def test_nobody_is_in_the_book_before_who_pays_is_known(synced: Synced) -> None:
    await synced.send(account("B", payer="A"), invoice(of="B"))
    assert (await synced.book()).units == ()
    await synced.send(account("A"))
    assert accounts_of(await synced.book()) == {"A": ["A", "B"]}
    await synced.send(deleted("account", "A"))
    assert (await synced.book()).units == ()


async def test_payers_in_a_circle_stop_nobody_else(synced: Synced) -> None:
    await synced.send(account("A", payer="B"), account("B", payer="A"), account("C"), invoice(of="C"))
    assert accounts_of(await synced.book()) == {"C": ["C"]}
    await synced.send(account("B"))
    assert accounts_of(await synced.book_by_units()) == {"B": ["B", "A"], "C": ["C"]}


async def test_a_balance_counts_what_the_book_does_not_explain(synced: Synced) -> None:
    await synced.send(account(), invoice(balance="30.00 EUR"), payment(item="INV-1"))
    assert settled(await synced.book_by_units()) == {"INV-1": 3000}
    await synced.send(deleted("payment", "P-1"))
    assert settled(await synced.book_by_units()) == {"INV-1": 7000}


async def test_money_of_another_unit_settles_and_makes_its_unit_due(synced: Synced) -> None:
    await synced.send(
        account("A-1"),
        account("A-2"),
        invoice(instalments=[{"id": "I-1", "due_on": "2026-02-01", "amount": "100.00 EUR"}]),
    )
    await synced.due()
    await synced.send(payment(of="A-2", item="I-1"))
    assert await synced.due() == {"A-1", "A-2"}
    assert settled(await synced.book_by_units()) == {"I-1": 4000}
    await synced.send(payment(of="A-2"))
    assert await synced.due() == {"A-1", "A-2"}
    assert settled(await synced.book_by_units()) == {"I-1": 0}


async def test_a_record_that_changes_its_account_concerns_both(synced: Synced) -> None:
    await synced.send(account("A-1"), account("A-2"), payment(of="A-1"))
    await synced.due()
    await synced.send(payment(of="A-2"))
    assert await synced.due() == {"A-1", "A-2"}
    assert [len(each.payments) for each in (await synced.book()).units] == [0, 1]


async def test_a_rate_makes_units_due_that_have_its_currencies(synced: Synced) -> None:
    rate = {"record": "rate", "on": "2026-03-01", "source": "USD", "target": "EUR", "rate": "0.9"}
    await synced.send(account("E"), invoice("I-E", of="E"), account("U"), invoice("I-U", of="U", amount="5.00 USD"))
    await synced.send(account("G"), invoice("I-G", of="G", amount="5.00 GBP"))
    await synced.due()
    await synced.send(rate)
    assert await synced.due() == {"E", "U"}
    synced.known = msgspec.structs.replace(synced.known, currencies=frozenset({"EUR"}))
    await synced.send({**rate, "rate": "0.8"})
    assert await synced.due() == {"U"}
    assert [each.rate for each in (await synced.book()).setting.rates] == ["0.8"]


async def test_the_latest_day_of_a_source_stands(synced: Synced) -> None:
    days = ["2026-03-14", "2026-03-16", "2026-03-15"]
    await synced.send(account(), *({"record": "freshness", "source": "erp", "on": day} for day in days))
    assert [(each.id, str(each.on)) for each in (await synced.book()).setting.freshness] == [("erp", "2026-03-16")]


async def put_case(synced: Synced, unit: str, reason: str, by: str) -> None:
    """A case as deciding leaves it behind."""
    texts = dict.fromkeys(("playbook", "entity", "stage", "last_done", "exceptions", "alarms"), "")
    row = {"organisation": "one", "case": f"{unit}/case", "unit": unit, "account": unit, "reason": reason, "by": by}
    numbers = {"version": 1, "items": 1, "held": True, "currency": "EUR", "day": NOON.date()}
    async with synced.runtime.work(synced.caller) as work:
        await work.connection.execute(insert(CASES).values(**texts, **row, **numbers))


async def test_a_source_that_is_fresh_again_makes_due_those_who_wait_for_it(synced: Synced) -> None:
    fresh = {"record": "freshness", "source": "erp"}
    await synced.send(*(account(f"A-{number}") for number in range(1, 5)), {**fresh, "on": "2026-03-10"})
    for unit, reason, by in (
        ("A-1", "stale data", "erp"), ("A-2", "stale data", "crm"), ("A-3", "covered by credit", ""),
        ("A-4", "hold", "dispute"),
    ):  # fmt: skip
        await put_case(synced, unit, reason, by)
    await synced.due()
    await synced.send({**fresh, "on": "2026-03-16"})
    assert await synced.due() == {"A-1", "A-3"}
    await synced.send({**fresh, "on": "2026-03-15"}, {**fresh, "on": "2026-03-16"})
    assert await synced.due() == set()
    await synced.send({**fresh, "deleted": True})
    assert await synced.due() == {"A-1", "A-2", "A-3", "A-4"}


async def test_invoices_of_an_entity_are_in_the_book_while_it_is_there(synced: Synced) -> None:
    entity = {"record": "entity", "id": "DE", "name": "one"}
    await synced.send({"record": "entity", "id": "AT"}, account(), invoice(entity="DE"))
    assert [len(each.invoices) for each in (await synced.book_by_units()).units] == [0]
    await synced.due()
    await synced.send(entity)
    assert await synced.due() == {"A-1"}
    assert [len(each.invoices) for each in (await synced.book_by_units()).units] == [1]
    await synced.send({**entity, "name": "other"})
    assert await synced.due() == set()


async def test_what_all_units_share_is_counted_when_it_changes(synced: Synced) -> None:
    async with synced.runtime.work(synced.caller) as work:
        await work.connection.execute(insert(ORGANISATIONS).values(organisation="one", name="One", created_at=NOON))
    for on in ("2026-03-15", "2026-03-16", "2026-03-16", "2026-03-14"):
        await synced.send(account(), {"record": "freshness", "source": "erp", "on": on})
    async with synced.runtime.work(synced.caller, "read") as work:
        assert await work.connection.scalar(select(ORGANISATIONS.c.setting_changes)) == 2


async def test_one_row_of_the_audit_log_for_what_is_taken_at_once(synced: Synced) -> None:
    await synced.send(account(), invoice(), payment())
    await synced.send(account())
    await synced.send(deleted("invoice", "INV-1"))
    columns = (AUDIT.c.act, AUDIT.c.subject, AUDIT.c.subject_id, AUDIT.c.actor)
    async with synced.runtime.work(synced.caller, "read") as work:
        rows = (await work.connection.execute(select(*columns).order_by(AUDIT.c.number))).all()
    assert rows == [
        ("records synced", "records", "3 from erp", "erp-sync"),
        ("record deleted", "record", "invoice INV-1", "erp-sync"),
    ]
