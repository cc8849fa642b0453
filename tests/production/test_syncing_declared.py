"""What the release in force says of records: facts of the organisation, currencies, how old a source may be."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.own_facts import declared
from playbook_engine.service.production.records import put_record, show_record
from playbook_engine.service.production.sources import SourceState, sources
from tests.production.filling import NOON, follow, runtime_of

pytestmark = pytest.mark.anyio

SYNC = Caller(organisation="acme", subject="erp-sync", roles=("service",))


def playbooks(top: Path) -> dict[str, bytes]:
    folder = top / "playbooks"
    return {str(each.relative_to(folder)): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


async def test_own_facts_are_read_as_the_release_declares_them(database_url: str, top: Path) -> None:
    runtime = await runtime_of(database_url)
    body = msgspec.json.encode({"name": "Ace", "x": {"partner_managed": "yes"}})
    before = await put_record(runtime, SYNC, "account", "A-1", body)
    assert [(each.code, each.pointer) for each in before.complaints] == [("PB423", "/x/partner_managed")]
    await follow(runtime, playbooks(top))
    after = await put_record(runtime, SYNC, "account", "A-1", body)
    assert (after.outcome, after.complaints) == ("changed", ())
    shown = await show_record(runtime, SYNC, "account", "A-1")
    assert shown.record == {"id": "A-1", "name": "Ace", "x": {"partner_managed": True}}
    async with runtime.work(SYNC, "read") as work:
        assert "EUR" in ((await declared(runtime, work)).currencies or ())
    await runtime.database.close()


async def test_a_source_is_stale_as_the_release_says(database_url: str, top: Path) -> None:
    runtime = await runtime_of(database_url)
    await follow(runtime, playbooks(top))
    await put_record(runtime, SYNC, "freshness", "erp", b'{"on": "2026-03-16"}')
    async with runtime.work(SYNC, "read") as work:
        numbers = await declared(runtime, work)
    assert numbers.own_facts
    found = {each.source: each for each in await sources(runtime, SYNC)}
    days = found["erp"].days
    assert days is not None
    assert found["erp"] == SourceState(source="erp", on=NOON.date(), learnt_at=NOON, days=days, stale=False)
    runtime.clock.at += dt.timedelta(days=days + 1)  # type: ignore[attr-defined]
    assert {each.source for each in await sources(runtime, SYNC) if each.stale} >= {"erp"}
    await runtime.database.close()
