"""The audit log: a row for each thing that was done, chained by hashes, so that none can be changed or lost unseen."""

import datetime as dt
from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from playbook_engine.model.canonical import canonical, digest
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.tables import AUDIT, AUDIT_DETAILS, AUDIT_HEADS

FIRST = "0" * 64
"""What the chain of an organisation begins with."""


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What was done to what. `detail` may hold personal fields: it stands apart, and the chain has its digest alone."""

    act: str
    subject: str
    subject_id: str
    unit: str = ""
    before: str = ""
    after: str = ""
    detail: bytes = b""


class Link(msgspec.Struct, frozen=True, kw_only=True, array_like=True):
    """What the hash of a row is taken of, in this order."""

    organisation: str
    number: int
    at: str
    actor: str
    act: str
    subject: str
    subject_id: str
    unit: str
    before: str
    after: str
    detail: str
    previous: str


def chain_of(link: Link) -> str:
    """The hash of a row, which holds the hash of the row before."""
    return digest(canonical(link))


def instant_text(at: dt.datetime) -> str:
    """One text for one instant, whatever its zone."""
    return at.astimezone(dt.UTC).isoformat(timespec="microseconds")


async def append(
    connection: AsyncConnection, organisation: str, at: dt.datetime, actor: str, entries: Sequence[Entry]
) -> None:
    """Add rows to the chain of an organisation; its end stays locked until the transaction is over."""
    heads = AUDIT_HEADS.c
    found = (
        await connection.execute(
            select(heads.number, heads.chain, heads.at).where(heads.organisation == organisation).with_for_update()
        )
    ).one_or_none()
    number, previous, last = found or (0, FIRST, at)
    at = max(at, last)
    rows: list[dict[str, object]] = []
    details: list[dict[str, object]] = []
    for entry in entries:
        number += 1
        detail = digest(entry.detail) if entry.detail else ""
        link = Link(
            organisation=organisation, number=number, at=instant_text(at), actor=actor, act=entry.act,
            subject=entry.subject, subject_id=entry.subject_id, unit=entry.unit, before=entry.before,
            after=entry.after, detail=detail, previous=previous,
        )  # fmt: skip
        chain = chain_of(link)
        rows.append({**msgspec.structs.asdict(link), "at": at, "chain": chain})
        if entry.detail:
            details.append({"organisation": organisation, "number": number, "body": entry.detail})
        previous = chain
    await insert_rows(connection, AUDIT, rows)
    await insert_rows(connection, AUDIT_DETAILS, details)
    end = {"number": number, "chain": previous, "at": at}
    if found is None:
        await connection.execute(insert(AUDIT_HEADS).values(organisation=organisation, **end))
    else:
        await connection.execute(update(AUDIT_HEADS).where(heads.organisation == organisation).values(**end))
