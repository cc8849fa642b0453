"""Several who send the same at once, and connections that are lost: one after the other, or not at all."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from playbook_engine.service.production import syncing_chunk
from playbook_engine.service.production.records import delete_record, show_versions
from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACCOUNTS, AUDIT, MENTIONS, RECORDS, UNITS
from tests.production.syncing import Line, Synced, account, accounts_of, counts, deleted, invoice, payment

pytestmark = pytest.mark.anyio


async def test_one_new_record_sent_by_many_at_once(synced: Synced) -> None:
    reports = await asyncio.gather(*(synced.send(account(), invoice(source_version=each)) for each in range(8)))
    assert sum(each.new for each in reports) == 2
    assert sum(each.received for each in reports) == 16
    versions = await show_versions(synced.runtime, synced.caller, "invoice", "INV-1")
    assert [each.version.revision for each in versions] == list(range(1, len(versions) + 1))
    assert versions[-1].version.version == 7
    assert [each.version.until_at for each in versions[:-1]] == [each.version.learnt_at for each in versions[1:]]


async def test_one_record_under_many_accounts_at_once(synced: Synced) -> None:
    owners = [f"A-{number}" for number in range(6)]
    await synced.send(*(account(each) for each in owners))
    await asyncio.gather(*(synced.send(payment(of=each, source_version=at)) for at, each in enumerate(owners)))
    held = {unit.id: len(unit.payments) for unit in (await synced.book()).units}
    assert held == {each: int(each == "A-5") for each in owners}


async def test_payers_changed_at_once_leave_every_account_in_one_unit(synced: Synced) -> None:
    names = [f"A-{number}" for number in range(5)]
    await synced.send(*(account(each) for each in names))
    await asyncio.gather(*(synced.send(account(each, payer=names[at])) for at, each in enumerate(names[1:])))
    assert accounts_of(await synced.book()) == {"A-0": names}
    assert accounts_of(await synced.book_by_units()) == {"A-0": names}
    async with synced.runtime.work(synced.caller, "read") as work:
        assert set(await work.connection.scalars(select(ACCOUNTS.c.unit))) == {"A-0"}


async def test_a_person_deletes_while_a_source_updates(synced: Synced) -> None:
    await synced.send(account(), invoice(source_version=1))

    async def delete() -> None:
        await delete_record(synced.runtime, synced.caller, "invoice", "INV-1")

    await asyncio.gather(synced.send(invoice(amount="5 EUR", source_version=2)), delete())
    versions = [each.record for each in await show_versions(synced.runtime, synced.caller, "invoice", "INV-1")]
    deletions = [each is None for each in versions]
    assert deletions in ([False, False, True], [False, True, False]), "one came after the other"
    assert len((await synced.book()).units[0].invoices) == (not deletions[-1])


async def test_many_who_cross_each_other_end_and_nothing_is_lost(synced: Synced) -> None:
    async def send(sender: int) -> None:
        names = [f"A-{(sender * step) % 7}" for step in range(1, 7)]
        lines: list[Line] = [account(each) for each in names]
        lines += [payment(f"P-{sender}-{each}", each, item=f"INV-{names[-1]}") for each in names]
        lines += [invoice(f"INV-{each}", each, source_version=sender) for each in reversed(names)]
        await synced.send(*lines, chunk=5)

    await asyncio.gather(*(send(sender) for sender in range(1, 9)))
    book = await synced.book()
    sent = {f"P-{sender}-A-{(sender * step) % 7}" for sender in range(1, 9) for step in range(1, 7)}
    assert {each.id for unit in book.units for each in unit.payments} == sent


async def rows_of(synced: Synced) -> list[int]:
    """How many rows there are in each table that syncing writes."""
    async with synced.runtime.work(synced.caller, "read") as work:
        tables = (RECORDS, ACCOUNTS, UNITS, MENTIONS, AUDIT)
        return [len((await work.connection.execute(select(each))).all()) for each in tables]


async def test_what_breaks_in_the_middle_leaves_nothing(synced: Synced, monkeypatch: pytest.MonkeyPatch) -> None:
    await synced.send(account("A-9"))
    before = await rows_of(synced)

    async def broken(*_: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(syncing_chunk, "touch_units", broken)
    with pytest.raises(ConnectionError):
        await synced.send(account(), invoice(), payment(item="INV-1"), deleted("account", "A-9"))
    assert await rows_of(synced) == before
    monkeypatch.undo()
    assert counts(await synced.send(account(), invoice())) == {"received": 2, "new": 2}


async def test_a_lost_connection_in_the_middle_leaves_nothing(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    synced, other = Synced(postgresql_url), Synced(postgresql_url)
    await synced.send(account("A-9"))
    before = await rows_of(synced)

    async def cut(work: Work, *_: object) -> None:
        pid = await work.connection.scalar(text("SELECT pg_backend_pid()"))
        async with other.runtime.database.engine.connect() as connection:
            await connection.execute(text("SELECT pg_terminate_backend(:pid)"), {"pid": pid})

    monkeypatch.setattr(syncing_chunk, "note_mentions", cut)
    with pytest.raises(DBAPIError):
        await synced.send(account(), invoice(), payment(item="INV-1"))
    monkeypatch.undo()
    assert await rows_of(synced) == before
    assert counts(await synced.send(account(), invoice())) == {"received": 2, "new": 2}
    await synced.runtime.database.close()
    await other.runtime.database.close()
