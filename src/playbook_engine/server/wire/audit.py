"""Rows of the audit log as they travel."""

import datetime as dt
from typing import Annotated, Any

import msgspec

from playbook_engine.server.wire.scalars import Instant
from playbook_engine.store.audit_reading import AuditRow, Wanted


class AuditEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done, with the link of the chain that holds it."""

    number: int
    at: dt.datetime
    actor: str
    act: str
    subject: str
    subject_id: str
    unit: str
    before: Annotated[str, msgspec.Meta(description="digest or state of the thing before")]
    after: str
    detail_digest: Annotated[str, msgspec.Meta(description="of the detail; stays when that is erased")]
    detail: Annotated[Any, msgspec.Meta(description="what else was said; null where there is none, or it was erased")]
    previous: Annotated[str, msgspec.Meta(description="hash of the row before")]
    chain: Annotated[str, msgspec.Meta(description="hash of this row and the one before")]


class Erasure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Whose details are to be erased: rows by number, by filters, or by both."""

    numbers: Annotated[tuple[Annotated[int, msgspec.Meta(ge=1, le=2**62)], ...], msgspec.Meta(max_length=10_000)] = ()
    actor: str = ""
    subject: str = ""
    subject_id: str = ""
    unit: str = ""
    until: Instant | None = None


class Erased(msgspec.Struct, frozen=True, kw_only=True):
    """How many details are gone."""

    erased: int


def entry_out(row: AuditRow) -> AuditEntry:
    """With its detail as JSON where it is that."""
    return AuditEntry(
        number=row.number, at=row.at, actor=row.actor, act=row.act, subject=row.subject, subject_id=row.subject_id,
        unit=row.unit, before=row.before, after=row.after, detail_digest=row.detail, detail=_detail(row.body),
        previous=row.previous, chain=row.chain,
    )  # fmt: skip


def erasure_in(data: Erasure) -> Wanted:
    """The filters of it."""
    return Wanted(actor=data.actor, subject=data.subject, subject_id=data.subject_id, unit=data.unit, until=data.until)


def _detail(body: bytes | None) -> Any:
    if body is None:
        return None
    try:
        return msgspec.json.decode(body)
    except msgspec.DecodeError:
        return body.decode(errors="replace")
