"""State in: records that sources send, taken into the book version by version."""

import asyncio
from collections.abc import AsyncIterable, Iterable, Sequence

from sqlalchemy.exc import DBAPIError

from playbook_engine.ingest.synced_records import Given, Read
from playbook_engine.service.production.caller import Caller, Conflict
from playbook_engine.service.production.own_facts import Declared, declared
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.sync_report import Outcome, Report
from playbook_engine.service.production.syncing_chunk import NotLocked, Seen, take
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.statistics import note_written

CHUNK = 5000
"""So many records are taken in one transaction."""

_LONGEST = 64
_TRIES = 10
_MEANWHILE = frozenset(("23505", "40001", "40P01"))
"""What PostgreSQL calls it when another transaction was there first."""


async def known_facts(runtime: Runtime, caller: Caller) -> Declared:
    """What records are read with: the organisation's own facts, and the currencies that amounts are compared in."""
    async with runtime.work(caller, "read") as work:
        return await declared(runtime, work)


async def sync(runtime: Runtime, caller: Caller, reads: AsyncIterable[Read], source: str, known: Declared) -> Report:
    """Take records as they were read, some thousands in a transaction; what was taken stays if the rest never comes.

    Late and repeated records do no harm, and records may come in any order. While some are taken the next are read.
    """
    _check(caller, source)
    report = Report()
    ahead = _Ahead(reads, pause=runtime.database.is_sqlite)
    try:
        while (read := await ahead.next()) is not None:
            outcomes: list[Outcome] = []
            for some in _chunks(read.given):
                outcomes += await sync_some(runtime, caller, some, source, known)
            await note_written(runtime.database, len(outcomes) - outcomes.count("unchanged") - outcomes.count("late"))
            report = report.and_more(outcomes, read.complaints, read.refused)
    finally:
        await ahead.close()
    return report


async def sync_some(
    runtime: Runtime, caller: Caller, given: Sequence[Given], source: str, known: Declared, seen: Seen | None = None
) -> list[Outcome]:
    """Take some records in one transaction, and begin it anew where others changed what it builds on.

    `seen` is told the state in which the first of them stands.
    """
    _check(caller, source)
    also: frozenset[str] = frozenset()
    for _ in range(_TRIES):
        try:
            async with runtime.work(caller) as work:
                return await take(work, given, source, also, known.currencies, seen)
        except NotLocked as missing:
            also |= missing.units
        except DBAPIError as wrong:
            if not _came_in_between(wrong):
                raise
    raise Conflict("the records are being changed by others again and again", "send them again")


class _Ahead:
    """Reads one step ahead of what is asked for; `pause`: not while the database works in a thread of this process."""

    def __init__(self, reads: AsyncIterable[Read], *, pause: bool) -> None:
        self._reads = aiter(reads)
        self._pause = pause
        self._task: asyncio.Task[Read | None] | None = None

    async def next(self) -> Read | None:
        """What was read, or None at the end."""
        read = await (self._task or self._begin())
        self._task = None
        if read is not None and not self._pause:
            self._begin()
        return read

    async def close(self) -> None:
        """Read no more."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def _begin(self) -> "asyncio.Task[Read | None]":
        self._task = asyncio.ensure_future(self._read())
        return self._task

    async def _read(self) -> Read | None:
        return await anext(self._reads, None)


def _check(caller: Caller, source: str) -> None:
    """Raises Forbidden, WrongUse."""
    caller.must("sync")
    if len(source) > _LONGEST or (source and not source.isprintable()):
        raise WrongUse(
            "the source has no name that can be one", f"at most {_LONGEST} printable characters, such as `erp`"
        )


def _chunks(given: Sequence[Given]) -> Iterable[Sequence[Given]]:
    return (given[start : start + CHUNK] for start in range(0, len(given), CHUNK))


def _came_in_between(wrong: DBAPIError) -> bool:
    """Whether another transaction wrote the same record, or waited for this one crosswise."""
    return getattr(wrong.orig, "sqlstate", None) in _MEANWHILE
