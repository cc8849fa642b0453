"""Lists of accounts, cases, actions and work: a page of rows, or all of them one after the other."""

import datetime as dt
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence

from playbook_engine.service.production.asking.past import past_page
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.asking import Asked, Fields, Listing, Page, Position, page
from playbook_engine.store.database import Work
from playbook_engine.store.worklists import (
    TO_DO,
    Load,
    exception_counts,
    exceptions,
    loads,
    worklist,
)

Reader = Callable[[Asked], Awaitable[Page]]

CHUNK = 1000
"""Rows that a whole list is read by: no transaction stays open while a slow reader takes them."""


async def rows_of(runtime: Runtime, caller: Caller, listing: Listing, asked: Asked) -> Page:
    """One page."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        return await page(work, listing, asked)


def reader(runtime: Runtime, caller: Caller, listing: Listing, at: dt.datetime | None = None) -> Reader:
    """What reads pages of a list, as it stands or as it stood at an instant."""
    if at is None:
        return lambda asked: rows_of(runtime, caller, listing, asked)
    return lambda asked: past_page(runtime, caller, listing, asked, at)


async def all_rows(read: Reader, asked: Asked) -> AsyncIterator[Sequence[Fields]]:
    """All rows of a list in pieces; each piece stands as it was when it was read."""
    after: Position | None = None
    while True:
        found = await read(asked._replace(after=after, limit=CHUNK))
        yield found.rows
        after = found.last
        if after is None:
            return


async def base_currency(runtime: Runtime, work: Work, at: dt.datetime | None = None) -> str:
    """The currency in which sums over currencies are told; empty while no release is in force."""
    releases = (await effective(work, at or work.at)).releases()
    if not releases:
        return ""
    return (await evaluator(runtime, work, releases[0])).rules.organisation.base_currency


async def currency_of(runtime: Runtime, caller: Caller, at: dt.datetime | None = None) -> str:
    """The organisation's base currency, now or at an instant."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        return await base_currency(runtime, work, at)


async def loads_of(runtime: Runtime, caller: Caller, asked: Asked) -> list[Load]:
    """How much work there is for each collector."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        return await loads(work, worklist(work.at), asked.narrowed)


async def exceptions_by_kind(runtime: Runtime, caller: Caller, asked: Asked) -> list[tuple[str, str, int]]:
    """Kinds of exceptions with what to do about them and how many there are, the most frequent first."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        counts = await exception_counts(work, exceptions(work.at), asked.narrowed)
    kinds = sorted(counts, key=lambda kind: (-counts[kind], kind))
    return [(kind, TO_DO.get(kind, "see the case"), counts[kind]) for kind in kinds]


def work_now(runtime: Runtime, *, snoozed: bool = False) -> Listing:
    """The work for people at this instant."""
    return worklist(runtime.now(), snoozed=snoozed)


def exceptions_now(runtime: Runtime) -> Listing:
    """What a person has to look at, at this instant."""
    return exceptions(runtime.now())
