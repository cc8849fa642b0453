"""Versions of records: each change a row with the instant it was learnt, so that the book of any past moment is there.

Whoever writes holds the lock on the units of the accounts concerned (`store/units.py`).
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from sqlalchemy import ColumnElement, bindparam, or_, select, update

from playbook_engine.store.among import among
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import Work
from playbook_engine.store.tables import RECORDS

Key = tuple[str, str]
"""Kind and id of a record."""


class Standing(msgspec.Struct, frozen=True, gc=False):
    """The revision of a record that stands, without its content; one that the source deleted stands as deleted."""

    kind: str
    id: str
    revision: int
    learnt_at: dt.datetime
    version: int | None
    source: str
    account: str
    digest: str
    deleted: bool


class Change(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A new revision of a record; without a body the source deleted it."""

    kind: str
    id: str
    account: str
    digest: str
    body: bytes | None
    version: int | None = None
    source: str = ""
    stated: str | None = None


class Version(msgspec.Struct, frozen=True, gc=False):
    """One revision of a record with its content."""

    kind: str
    id: str
    revision: int
    learnt_at: dt.datetime
    until_at: dt.datetime | None
    version: int | None
    source: str
    account: str
    digest: str
    body: bytes | None


class Body(msgspec.Struct, frozen=True, gc=False):
    """The content of a record, with the account it belongs to."""

    kind: str
    account: str
    body: bytes
    stated: str | None


_STANDING = tuple(
    (RECORDS.c.body.is_(None)).label("deleted") if name == "deleted" else RECORDS.c[name]
    for name in Standing.__struct_fields__
)
_VERSION = tuple(RECORDS.c[name] for name in Version.__struct_fields__)
BODY = tuple(RECORDS.c[name] for name in Body.__struct_fields__)


async def standing(work: Work, kind: str, ids: Iterable[str]) -> dict[str, Standing]:
    """What stands of records of a kind, by id."""
    columns = RECORDS.c
    rows = await work.connection.execute(
        select(*_STANDING).where(
            columns.organisation == work.organisation,
            columns.kind == kind,
            columns.until_at.is_(None),
            among(work.connection, columns.id, ids),
        )
    )
    return {row.id: Standing(*row) for row in rows}


async def write_versions(
    work: Work, learnt_at: dt.datetime, changes: Sequence[Change], before: Mapping[Key, Standing]
) -> None:
    """Add a revision for each change; the one that stands of each, which `before` has, ends at that instant."""
    columns = RECORDS.c
    ended: dict[str, list[str]] = {}
    rows = []
    for each in changes:
        last = before.get((each.kind, each.id))
        if last is not None:
            ended.setdefault(each.kind, []).append(each.id)
        rows.append(_row(work, learnt_at, each, last.revision + 1 if last else 1))
    for kind, ids in ended.items():
        await work.connection.execute(
            update(RECORDS)
            .where(
                columns.organisation == work.organisation,
                columns.kind == kind,
                columns.until_at.is_(None),
                among(work.connection, columns.id, ids),
            )
            .values(until_at=learnt_at)
        )
    await insert_rows(work.connection, RECORDS, rows)


async def standing_of_kind(work: Work, kind: str) -> list[Version]:
    """What stands of all records of a kind, deleted ones too; for kinds that are few."""
    rows = await work.connection.execute(
        select(*_VERSION).where(
            RECORDS.c.organisation == work.organisation, RECORDS.c.kind == kind, RECORDS.c.until_at.is_(None)
        )
    )
    return [Version(*row) for row in rows]


def state_of(record: Standing | Version) -> str:
    """What tells the state of a record from any other state of it."""
    return f"{record.revision}.{record.digest[:16]}"


async def raise_versions(work: Work, kind: str, versions: Mapping[str, int]) -> None:
    """Note that what stands is what a newer version of the source says too."""
    columns = RECORDS.c
    statement = (
        update(RECORDS)
        .where(
            columns.organisation == work.organisation,
            columns.kind == kind,
            columns.id == bindparam("of_id"),
            columns.until_at.is_(None),
        )
        .values(version=bindparam("newer"))
    )
    await work.connection.execute(statement, [{"of_id": name, "newer": each} for name, each in versions.items()])


async def bodies_by_id(work: Work, kind: str, ids: Iterable[str]) -> list[bytes]:
    """The content of records of a kind as it stands."""
    rows = await work.connection.execute(
        select(RECORDS.c.body).where(
            *there(work, None, RECORDS.c.kind == kind, among(work.connection, RECORDS.c.id, ids))
        )
    )
    return [row.body for row in rows]


async def bodies(work: Work, accounts: Iterable[str] | None, at: dt.datetime | None = None) -> list[Body]:
    """The content of the records of accounts, or of all and none, as it stands or as it stood at an instant."""
    whose = [] if accounts is None else [among(work.connection, RECORDS.c.account, accounts)]
    rows = await work.connection.execute(select(*BODY).where(*there(work, at, *whose)))
    return [Body(*row) for row in rows]


async def bodies_of_kind(work: Work, kind: str, at: dt.datetime | None = None) -> list[Body]:
    """The content of all records of a kind, as it stands or as it stood at an instant."""
    rows = await work.connection.execute(select(*BODY).where(*there(work, at, RECORDS.c.kind == kind)))
    return [Body(*row) for row in rows]


async def version_at(work: Work, kind: str, record_id: str, at: dt.datetime | None = None) -> Version | None:
    """The revision of a record that stands, or stood at an instant."""
    columns = RECORDS.c
    row = (
        await work.connection.execute(
            select(*_VERSION).where(
                columns.organisation == work.organisation, columns.kind == kind, columns.id == record_id, stood(at)
            )
        )
    ).one_or_none()
    return Version(*row) if row else None


async def versions_of(work: Work, kind: str, record_id: str) -> list[Version]:
    """All revisions of a record, the first one first."""
    columns = RECORDS.c
    rows = await work.connection.execute(
        select(*_VERSION)
        .where(columns.organisation == work.organisation, columns.kind == kind, columns.id == record_id)
        .order_by(columns.revision)
    )
    return [Version(*row) for row in rows]


def there(work: Work, at: dt.datetime | None, *conditions: ColumnElement[bool]) -> tuple[ColumnElement[bool], ...]:
    """That a row of the organisation stands, or stood at an instant, and the record was not deleted."""
    columns = RECORDS.c
    return columns.organisation == work.organisation, stood(at), columns.body.is_not(None), *conditions


def stood(at: dt.datetime | None) -> ColumnElement[bool]:
    """That a row stands, or stood at an instant."""
    columns = RECORDS.c
    if at is None:
        return columns.until_at.is_(None)
    return (columns.learnt_at <= at) & or_(columns.until_at.is_(None), columns.until_at > at)


def _row(work: Work, learnt_at: dt.datetime, change: Change, revision: int) -> dict[str, object]:
    return {
        "organisation": work.organisation, "kind": change.kind, "id": change.id, "revision": revision,
        "learnt_at": learnt_at, "until_at": None, "version": change.version, "source": change.source,
        "account": change.account, "digest": change.digest, "body": change.body, "stated": change.stated,
    }  # fmt: skip
