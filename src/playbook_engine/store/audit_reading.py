"""The audit log read: rows by filters, details beside them, the end of the chain; and details erased."""

import datetime as dt
from collections.abc import Collection, Sequence

import msgspec
from sqlalchemy import ColumnElement, delete, select

from playbook_engine.store.database import Work
from playbook_engine.store.tables import AUDIT, AUDIT_DETAILS, AUDIT_HEADS, ORGANISATIONS


class AuditRow(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was done. `body`: its detail, None where it has none or that was erased."""

    number: int
    at: dt.datetime
    actor: str
    act: str
    subject: str
    subject_id: str
    unit: str
    before: str
    after: str
    detail: str
    previous: str
    chain: str
    body: bytes | None


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which rows; what is empty is not looked at."""

    actor: str = ""
    act: str = ""
    subject: str = ""
    subject_id: str = ""
    unit: str = ""
    since: dt.datetime | None = None
    until: dt.datetime | None = None


_ROW = AUDIT.c
_COLUMNS = (
    *(_ROW[name] for name in AuditRow.__struct_fields__ if name != "body"),
    AUDIT_DETAILS.c.body,
)
_WITH_DETAIL = AUDIT.outerjoin(
    AUDIT_DETAILS,
    (AUDIT_DETAILS.c.organisation == _ROW.organisation) & (AUDIT_DETAILS.c.number == _ROW.number),
)


async def newest_rows(work: Work, wanted: Wanted, before: int | None, limit: int) -> list[AuditRow]:
    """The newest first; those with a smaller number than `before`."""
    query = select(*_COLUMNS).select_from(_WITH_DETAIL).where(*_filters(work, wanted))
    if before is not None:
        query = query.where(_ROW.number < before)
    return _rows(await _all(work, query.order_by(_ROW.number.desc()).limit(limit)))


async def rows_after(work: Work, number: int, limit: int) -> list[AuditRow]:
    """In their order, those behind a number."""
    query = select(*_COLUMNS).select_from(_WITH_DETAIL)
    query = query.where(_ROW.organisation == work.organisation, _ROW.number > number)
    return _rows(await _all(work, query.order_by(_ROW.number).limit(limit)))


async def end_of_chain(work: Work) -> tuple[int, str] | None:
    """Number and hash of the last row; None before the first."""
    heads = AUDIT_HEADS.c
    query = select(heads.number, heads.chain).where(heads.organisation == work.organisation)
    found = (await work.connection.execute(query)).one_or_none()
    return None if found is None else (found.number, found.chain)


async def allows_self_approval(work: Work) -> bool:
    """Whether an author may approve what is his own."""
    columns = ORGANISATIONS.c
    query = select(columns.allow_self_approval).where(columns.organisation == work.organisation)
    return bool(await work.connection.scalar(query))


async def erase_details(work: Work, wanted: Wanted, numbers: Collection[int]) -> int:
    """Drop the details of rows, by number or by filters; how many there were."""
    details = AUDIT_DETAILS.c
    erased = delete(AUDIT_DETAILS).where(details.organisation == work.organisation)
    if numbers:
        erased = erased.where(details.number.in_(numbers))
    if wanted != Wanted():
        erased = erased.where(details.number.in_(select(_ROW.number).where(*_filters(work, wanted))))
    return int((await work.connection.execute(erased)).rowcount)


def _filters(work: Work, wanted: Wanted) -> list[ColumnElement[bool]]:
    made: list[ColumnElement[bool]] = [_ROW.organisation == work.organisation]
    for name in ("actor", "act", "subject", "subject_id", "unit"):
        if value := getattr(wanted, name):
            made.append(_ROW[name] == value)
    if wanted.since is not None:
        made.append(_ROW.at >= wanted.since)
    if wanted.until is not None:
        made.append(_ROW.at < wanted.until)
    return made


async def _all(work: Work, query: object) -> Sequence[object]:
    return (await work.connection.execute(query)).mappings().all()  # type: ignore[call-overload, no-any-return]


def _rows(found: Sequence[object]) -> list[AuditRow]:
    return [AuditRow(**row) for row in found]  # type: ignore[arg-type]
