"""The audit log: what was done, by whom, when; exported, recomputed, rid of personal details."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Annotated

import msgspec
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery, JSONBody, Parameter
from litestar.response import Stream

from playbook_engine.server.conventions.pages import LIMIT, MOST, Page, read_cursor, write_cursor
from playbook_engine.server.wire.audit import AuditEntry, Erased, Erasure, entry_out, erasure_in
from playbook_engine.service.production.audit import (
    ChainVerified,
    erase_audit_details,
    export_head,
    exported,
    read_audit,
    verify_audit,
)
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.audit_reading import Wanted


@get("/v1/audit")
async def audit(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    *,
    actor: FromQuery[str] = "",
    act: FromQuery[str] = "",
    subject: FromQuery[str] = "",
    subject_id: FromQuery[str] = "",
    unit: FromQuery[str] = "",
    since: FromQuery[dt.datetime | None] = None,
    until: FromQuery[dt.datetime | None] = None,
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, Parameter(ge=1, le=MOST)] = LIMIT,
) -> Page[AuditEntry]:
    """What was done, the newest first."""
    wanted = Wanted(
        actor=actor, act=act, subject=subject, subject_id=subject_id, unit=unit, since=_zoned(since),
        until=_zoned(until),
    )  # fmt: skip
    about = ("audit", msgspec.to_builtins(wanted))
    place = read_cursor(cursor, about, tuple[int])
    rows = await read_audit(runtime, caller, wanted, place[0] if place else None, limit + 1)
    more = len(rows) > limit
    after = write_cursor(about, (rows[limit - 1].number,)) if more else None
    return Page(items=[entry_out(row) for row in rows[:limit]], next=after)


@get("/v1/audit/export", media_type="application/x-ndjson")
async def export(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> Stream:
    """The whole log as lines of JSON: first its head (with `allow_self_approval`), then every row in its order."""
    head = await export_head(runtime, caller)

    async def lines() -> AsyncIterator[bytes]:
        yield msgspec.json.encode(head) + b"\n"
        async for rows in exported(runtime, caller, head):
            yield b"".join(msgspec.json.encode(entry_out(row)) + b"\n" for row in rows)

    named = {"Content-Disposition": f'attachment; filename="audit-{caller.organisation}.ndjson"'}
    return Stream(lines(), media_type="application/x-ndjson", headers=named)


@get("/v1/audit/verification")
async def verification(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> ChainVerified:
    """Recompute the chain of hashes from its first row."""
    return await verify_audit(runtime, caller)


@post("/v1/audit/erasures", status_code=200)
async def erase(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[Erasure]) -> Erased:
    """Erase personal details of rows; the chain holds their digests, and stays whole."""
    return Erased(erased=await erase_audit_details(runtime, caller, erasure_in(data), data.numbers))


def _zoned(instant: dt.datetime | None) -> dt.datetime | None:
    """Raises WrongUse for an instant without a zone."""
    if instant is not None and instant.tzinfo is None:
        raise WrongUse(f"`{instant.isoformat()}` has no offset", "write it as `2026-03-16T09:00:00Z`")
    return instant


ROUTES = [audit, export, verification, erase]
