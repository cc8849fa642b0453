"""From when on a release is followed, by how many, in force or in the shadow; back to an older one the same way."""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.service.production.caller import Caller, Conflict, NotFound
from playbook_engine.service.production.instants import in_utc
from playbook_engine.service.production.releases import WHOLE
from playbook_engine.service.production.releases_publishing import must_find
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import Unusable
from playbook_engine.store.audit import Entry
from playbook_engine.store.database import Work
from playbook_engine.store.releases import (
    ActivationRow,
    add_activation,
    end_activation,
    list_activations,
    lock_organisation,
    make_units_due,
)


class Activation(msgspec.Struct, frozen=True, kw_only=True):
    """What is wanted: `share` of 10,000 units, drawn by a hash with `salt`, which is the release's own where empty."""

    release: int
    mode: Literal["active", "shadow"] = "active"
    from_at: dt.datetime | None = None
    share: int = WHOLE
    salt: str = ""
    note: str = ""


async def activate(runtime: Runtime, caller: Caller, wanted: Activation) -> ActivationRow:
    """Let units follow a release from now or a later instant on. Raises Forbidden, NotFound, Conflict, Unusable.

    An older release takes the place of a newer one just so. A release that nobody approved may go in the shadow alone.
    """
    caller.must("activate")
    async with runtime.work(caller) as work:
        await lock_organisation(work)
        row = await must_find(work, wanted.release)
        if wanted.mode == "active" and row.approver is None:
            raise Conflict(
                f"release {wanted.release} is not approved",
                f"`POST /v1/releases/{wanted.release}/approval`, by another",
            )
        start = _start(work, wanted)
        number = await add_activation(work, {
            "release": wanted.release, "mode": wanted.mode, "from_at": start, "share": wanted.share,
            "salt": wanted.salt or row.fingerprint[:16], "activated_by": caller.subject, "activated_at": work.at,
            "note": wanted.note,
        })  # fmt: skip
        await make_units_due(work, start)
        detail = (
            f"activation {number} of release {wanted.release}, {wanted.mode}, {wanted.share} of {WHOLE}, from {start}"
        )
        work.audit(
            Entry(act="release activated", subject="activation", subject_id=str(number), after=row.digest,
                  detail=detail.encode())
        )  # fmt: skip
        return await _must_find(work, number)


async def end(runtime: Runtime, caller: Caller, number: int) -> ActivationRow:
    """Let an activation count no more: units follow what was activated before it. Raises NotFound, Conflict."""
    caller.must("activate")
    async with runtime.work(caller) as work:
        await lock_organisation(work)
        row = await _must_find(work, number)
        if row.ended_at is not None:
            raise Conflict(f"activation {number} has ended already")
        await end_activation(work, number)
        await make_units_due(work, work.at)
        work.audit(Entry(act="activation ended", subject="activation", subject_id=str(number)))
        return await _must_find(work, number)


async def all_activations(runtime: Runtime, caller: Caller) -> list[ActivationRow]:
    """In the order in which they were made."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        return await list_activations(work)


def _start(work: Work, wanted: Activation) -> dt.datetime:
    """What was decided stays true: nothing is activated for the past."""
    if not 1 <= wanted.share <= WHOLE:
        raise Unusable(f"a share of {wanted.share} is not possible", f"give 1 to {WHOLE}, of {WHOLE:,} units")
    if wanted.from_at is None:
        return work.at
    start = in_utc(wanted.from_at)
    if start < work.at:
        raise Unusable(f"`{wanted.from_at}` is over", "leave it out to activate now, or give a later instant")
    return start


async def _must_find(work: Work, number: int) -> ActivationRow:
    for each in await list_activations(work):
        if each.number == number:
            return each
    raise NotFound(f"there is no activation {number}", "`GET /v1/activations` lists them")
