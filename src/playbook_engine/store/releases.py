"""Releases as they were published, who approved them, and the activations that say which one is followed when."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import msgspec
from sqlalchemy import func, insert, select, update

from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACTIVATIONS, ORGANISATIONS, RELEASES, UNITS


class ReleaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A release without its body; `fingerprint` is of its meaning, `digest` of its bytes."""

    number: int
    fingerprint: str
    digest: str
    title: str
    git_revision: str | None
    author: str
    published_at: dt.datetime
    approver: str | None
    approved_at: dt.datetime | None
    self_approved: bool


class ActivationRow(msgspec.Struct, frozen=True, kw_only=True):
    """From when on a release is followed, or decided in the shadow, by how many of 10,000 units."""

    number: int
    release: int
    mode: str
    from_at: dt.datetime
    share: int
    salt: str
    activated_by: str
    activated_at: dt.datetime
    ended_at: dt.datetime | None
    note: str


MOST = 2**31 - 1
"""The largest number that a release can have."""

_RELEASE = tuple(RELEASES.c[name] for name in ReleaseRow.__struct_fields__)
_ACTIVATION = tuple(ACTIVATIONS.c[name] for name in ActivationRow.__struct_fields__)


async def lock_organisation(work: Work) -> bool | None:
    """Take turns with others who change releases; whether authors may approve their own, None where it is not there."""
    columns = ORGANISATIONS.c
    statement = select(columns.allow_self_approval).where(columns.organisation == work.organisation).with_for_update()
    allowed: bool | None = await work.connection.scalar(statement)
    return allowed


async def list_releases(work: Work, before: int | None = None, limit: int = 1000) -> list[ReleaseRow]:
    """The newest first; those with a smaller number than `before`."""
    statement = select(*_RELEASE).where(RELEASES.c.organisation == work.organisation)
    if before is not None:
        statement = statement.where(RELEASES.c.number < max(0, min(before, MOST)))
    rows = await work.connection.execute(statement.order_by(RELEASES.c.number.desc()).limit(limit))
    return [ReleaseRow(**row) for row in rows.mappings()]


async def find_release(work: Work, number: int) -> ReleaseRow | None:
    """One release without its body."""
    return await _find(work, RELEASES.c.number == number) if _can_be(number) else None


async def find_digest(work: Work, digest: str) -> ReleaseRow | None:
    """The release that has just these bytes."""
    return await _find(work, RELEASES.c.digest == digest)


async def read_body(work: Work, number: int) -> bytes | None:
    """A release as canonical JSON."""
    return await _column(work, RELEASES.c.body, number) if _can_be(number) else None


async def read_checks(work: Work, number: int) -> bytes | None:
    """What check and tests said of a release when it was published."""
    return await _column(work, RELEASES.c.checks, number)


async def add_release(work: Work, values: Mapping[str, Any]) -> int:
    """Store a release under the next number. The organisation is locked."""
    number = 1 + (await _highest(work, RELEASES))
    await work.connection.execute(insert(RELEASES).values(organisation=work.organisation, number=number, **values))
    return number


async def set_approval(work: Work, number: int, approver: str, *, self_approved: bool) -> None:
    """Say who approved a release. Raises SQLAlchemy's IntegrityError where the author does and it is not said."""
    await work.connection.execute(
        update(RELEASES)
        .where(RELEASES.c.organisation == work.organisation, RELEASES.c.number == number)
        .values(approver=approver, approved_at=work.at, self_approved=self_approved)
    )


async def list_activations(work: Work, *, ended: bool = True) -> list[ActivationRow]:
    """In their order; with `ended=False` those alone that still count or will."""
    statement = select(*_ACTIVATION).where(ACTIVATIONS.c.organisation == work.organisation)
    if not ended:
        statement = statement.where(ACTIVATIONS.c.ended_at.is_(None))
    rows = await work.connection.execute(statement.order_by(ACTIVATIONS.c.number))
    return [ActivationRow(**row) for row in rows.mappings()]


async def add_activation(work: Work, values: Mapping[str, Any]) -> int:
    """Store an activation under the next number. The organisation is locked."""
    number = 1 + (await _highest(work, ACTIVATIONS))
    await work.connection.execute(insert(ACTIVATIONS).values(organisation=work.organisation, number=number, **values))
    return number


async def end_activation(work: Work, number: int) -> None:
    """Say that an activation counts no more."""
    await work.connection.execute(
        update(ACTIVATIONS)
        .where(ACTIVATIONS.c.organisation == work.organisation, ACTIVATIONS.c.number == number)
        .values(ended_at=work.at)
    )


async def make_units_due(work: Work, at: dt.datetime) -> None:
    """All units are decided at an instant at the latest, and those being decided meanwhile are decided again."""
    columns = UNITS.c
    mine = columns.organisation == work.organisation, columns.unit != ""
    await work.connection.execute(select(columns.unit).where(*mine).order_by(columns.unit).with_for_update())
    await work.connection.execute(update(UNITS).where(*mine).values(changes=columns.changes + 1, attempts=0))
    later = columns.due_at.is_(None) | (columns.due_at > at)
    await work.connection.execute(update(UNITS).where(*mine, later).values(due_at=at, cause="release"))


def _can_be(number: int) -> bool:
    """Whether the column can hold it: what is larger is no release's number."""
    return 0 < number <= MOST


async def _find(work: Work, condition: Any) -> ReleaseRow | None:
    statement = select(*_RELEASE).where(RELEASES.c.organisation == work.organisation, condition)
    row = (await work.connection.execute(statement)).mappings().one_or_none()
    return None if row is None else ReleaseRow(**row)


async def _column(work: Work, column: Any, number: int) -> bytes | None:
    found: bytes | None = await work.connection.scalar(
        select(column).where(RELEASES.c.organisation == work.organisation, RELEASES.c.number == number)
    )
    return found


async def _highest(work: Work, table: Any) -> int:
    return int(
        await work.connection.scalar(
            select(func.coalesce(func.max(table.c.number), 0)).where(table.c.organisation == work.organisation)
        )
        or 0
    )
