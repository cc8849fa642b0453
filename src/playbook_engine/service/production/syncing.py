"""State in: records that sources send, taken into the book version by version."""

from collections.abc import AsyncIterable, Iterable, Sequence

from sqlalchemy.exc import DBAPIError

from playbook_engine.ingest.synced_records import Given, Read
from playbook_engine.service.production.caller import Caller, Conflict
from playbook_engine.service.production.own_facts import Declared, declared
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.sync_report import Outcome, Report
from playbook_engine.service.production.syncing_chunk import NotLocked, take

CHUNK = 5000
"""So many records are taken in one transaction."""

_TRIES = 10
_MEANWHILE = frozenset(("23505", "40001", "40P01"))
"""What PostgreSQL calls it when another transaction was there first."""


async def known_facts(runtime: Runtime, caller: Caller) -> Declared:
    """What records are read with: the organisation's own facts, and the currencies that amounts are compared in."""
    async with runtime.work(caller, "read") as work:
        return await declared(runtime, work)


async def sync(runtime: Runtime, caller: Caller, reads: AsyncIterable[Read], source: str, known: Declared) -> Report:
    """Take records as they were read, some thousands in a transaction; what was taken stays if the rest never comes.

    Late and repeated records do no harm, and records may come in any order.
    """
    caller.must("sync")
    report = Report()
    async for read in reads:
        outcomes: list[Outcome] = []
        for some in _chunks(read.given):
            outcomes += await sync_some(runtime, caller, some, source, known)
        report = report.and_more(outcomes, read.complaints, read.refused)
    return report


async def sync_some(
    runtime: Runtime, caller: Caller, given: Sequence[Given], source: str, known: Declared
) -> list[Outcome]:
    """Take some records in one transaction, and begin it anew where others changed what it builds on."""
    caller.must("sync")
    also: frozenset[str] = frozenset()
    for _ in range(_TRIES):
        try:
            async with runtime.work(caller) as work:
                return await take(work, given, source, also, known.currencies)
        except NotLocked as missing:
            also |= missing.units
        except DBAPIError as wrong:
            if not _came_in_between(wrong):
                raise
    raise Conflict("the records are being changed by others again and again", "send them again")


def _chunks(given: Sequence[Given]) -> Iterable[Sequence[Given]]:
    return (given[start : start + CHUNK] for start in range(0, len(given), CHUNK))


def _came_in_between(wrong: DBAPIError) -> bool:
    """Whether another transaction wrote the same record, or waited for this one crosswise."""
    return getattr(wrong.orig, "sqlstate", None) in _MEANWHILE
