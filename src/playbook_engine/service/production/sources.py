"""How fresh each source is: when it was last read, and whether that is too long ago for the release in force."""

import datetime as dt

import msgspec

from playbook_engine.ingest.stored_book import decode_record
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.database import Work
from playbook_engine.store.records import standing_of_kind


class SourceState(msgspec.Struct, frozen=True, kw_only=True):
    """A source: the day it was last read and when that was learnt; how many days old it may be, where a release says.

    `stale`: cases are held until it is read again.
    """

    source: str
    on: dt.date | None
    learnt_at: dt.datetime | None
    days: int | None
    stale: bool


async def sources(runtime: Runtime, caller: Caller) -> list[SourceState]:
    """All sources that were ever read or are asked for, by name. Raises Forbidden."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        read = {each.id: each for each in await standing_of_kind(work, "freshness") if each.body is not None}
        allowed, today = await _allowed(runtime, work)
    days = {name: decode_record("freshness", each.body).on for name, each in read.items() if each.body is not None}
    return [
        SourceState(
            source=name, on=days.get(name), learnt_at=read[name].learnt_at if name in read else None,
            days=allowed.get(name), stale=_is_stale(days.get(name), allowed.get(name), today),
        )
        for name in sorted({*read, *allowed})
    ]  # fmt: skip


async def _allowed(runtime: Runtime, work: Work) -> tuple[dict[str, int], dt.date]:
    """The days that each source may be old, and today where the organisation is."""
    for number in (await effective(work, work.at)).releases():
        ready = await evaluator(runtime, work, number)
        organisation = ready.release.organisation
        return dict(organisation.freshness), work.at.astimezone(ready.zone(None)).date()
    return {}, work.at.date()


def _is_stale(on: dt.date | None, days: int | None, today: dt.date) -> bool:
    return days is not None and (on is None or (today - on).days > days)
