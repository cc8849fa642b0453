"""The audit log: read, exported, its chain recomputed, personal details erased."""

import datetime as dt
from collections.abc import AsyncIterator, Collection, Sequence

import msgspec

from playbook_engine.model.canonical import digest
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import Unusable
from playbook_engine.store.audit import FIRST, Entry, Link, chain_of, instant_text
from playbook_engine.store.audit_reading import (
    AuditRow,
    Wanted,
    allows_self_approval,
    end_of_chain,
    erase_details,
    newest_rows,
    rows_after,
)
from playbook_engine.store.database import Work

PIECE = 2000
"""Rows that are looked at between two breaths of the server."""

TOLD = 20
"""Faults of a chain that are told."""


class ExportHead(msgspec.Struct, frozen=True, kw_only=True):
    """What an export begins with."""

    organisation: str
    exported_at: dt.datetime
    allow_self_approval: bool
    rows: int
    chain: str


class ChainVerified(msgspec.Struct, frozen=True, kw_only=True):
    """Whether the chain is whole, and what is wrong with it where it is not."""

    organisation: str
    rows: int
    chain: str
    good: bool
    faults: tuple[str, ...]


async def read_audit(
    runtime: Runtime, caller: Caller, wanted: Wanted, before: int | None, limit: int
) -> Sequence[AuditRow]:
    """The newest first. Raises Forbidden."""
    caller.must("audit")
    async with runtime.work(caller, "read") as work:
        return await newest_rows(work, wanted, before, limit)


async def export_head(runtime: Runtime, caller: Caller) -> ExportHead:
    """What an export begins with. Raises Forbidden."""
    caller.must("audit")
    async with runtime.work(caller, "read") as work:
        number, chain = await end_of_chain(work) or (0, FIRST)
        return ExportHead(
            organisation=caller.organisation, exported_at=work.at, rows=number, chain=chain,
            allow_self_approval=await allows_self_approval(work),
        )  # fmt: skip


async def exported(runtime: Runtime, caller: Caller, head: ExportHead) -> AsyncIterator[Sequence[AuditRow]]:
    """All rows up to the head, in pieces."""
    number = 0
    while number < head.rows:
        async with runtime.work(caller, "read") as work:
            rows = [row for row in await rows_after(work, number, PIECE) if row.number <= head.rows]
        if not rows:
            return
        yield rows
        number = rows[-1].number


async def verify_audit(runtime: Runtime, caller: Caller) -> ChainVerified:
    """Recompute the chain of the caller's organisation. Raises Forbidden."""
    caller.must("audit")
    head = await _end(runtime, caller)
    number, previous, count = 0, FIRST, 0
    faults: list[str] = []
    while len(faults) < TOLD:
        async with runtime.work(caller, "read") as work:
            rows = await rows_after(work, number, PIECE)
        for row in rows:
            if row.number > head[0]:
                break
            faults += _faults(caller.organisation, row, number, previous)
            number, previous, count = row.number, row.chain, count + 1
        if len(rows) < PIECE or number >= head[0]:
            break
    if not faults and (number, previous) != head:
        faults.append(f"the chain ends at row {number}, and its head says {head[0]}")
    return ChainVerified(
        organisation=caller.organisation, rows=count, chain=previous, good=not faults, faults=tuple(faults[:TOLD])
    )


async def erase_audit_details(runtime: Runtime, caller: Caller, wanted: Wanted, numbers: Collection[int] = ()) -> int:
    """Erase what is personal in rows; the chain has its digests and stays whole. Raises Forbidden, Unusable."""
    caller.must("administer")
    if wanted == Wanted() and not numbers:
        raise Unusable("it is not said whose details are to be erased", "give `numbers`, or a filter such as `unit`")
    async with runtime.work(caller) as work:
        count = await erase_details(work, wanted, numbers)
        work.audit(Entry(act="details erased", subject="audit", subject_id=str(count)))
        return count


async def _end(runtime: Runtime, caller: Caller) -> tuple[int, str]:
    async with runtime.work(caller, "read") as work:
        return await _end_of(work)


async def _end_of(work: Work) -> tuple[int, str]:
    return await end_of_chain(work) or (0, FIRST)


def _faults(organisation: str, row: AuditRow, last: int, previous: str) -> list[str]:
    """What is wrong with one row, given the one before."""
    found: list[str] = []
    if row.number != last + 1:
        found.append(f"row {last + 1} is missing")
    elif row.previous != previous:
        found.append(f"row {row.number} does not follow from row {last}")
    link = Link(
        organisation=organisation, number=row.number, at=instant_text(row.at), actor=row.actor, act=row.act,
        subject=row.subject, subject_id=row.subject_id, unit=row.unit, before=row.before, after=row.after,
        detail=row.detail, previous=row.previous,
    )  # fmt: skip
    if chain_of(link) != row.chain:
        found.append(f"row {row.number} was changed")
    if row.body is not None and digest(row.body) != row.detail:
        found.append(f"the detail of row {row.number} was changed")
    return found
