"""What production itself adds to the book: touches, memberships, approvals. It is no reason to decide a unit again."""

import datetime as dt
from collections.abc import Mapping, Sequence

from playbook_engine.model.book import AccountRecord
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.store.database import Work
from playbook_engine.store.records import Change, standing, write_versions
from playbook_engine.store.units import UnitRow, learning_at, note_learnt

OWN_SOURCE = "playbook"
"""The source of what production itself adds."""


async def remember(work: Work, records: Sequence[AccountRecord], units: Mapping[str, UnitRow]) -> dt.datetime:
    """Add records, or other versions of them, to units that are locked; gives the instant at which they were learnt.

    A record that stands with the same content stays as it is.
    """
    learnt_at = learning_at(work, units.values())
    by_kind: dict[str, dict[str, Change]] = {}
    for record in records:
        change = _change(record)
        by_kind.setdefault(change.kind, {})[change.id] = change
    before = {
        (kind, each.id): each
        for kind, changes in by_kind.items()
        for each in (await standing(work, kind, changes)).values()
    }
    changes = [each for some in by_kind.values() for each in some.values()]
    new = [each for each in changes if (last := before.get((each.kind, each.id))) is None or last.digest != each.digest]
    if new:
        await write_versions(work, learnt_at, new, before)
        await note_learnt(work, units, learnt_at)
    return learnt_at


def _change(record: AccountRecord) -> Change:
    body = canonical(record)
    kind: str = record.__struct_config__.tag  # type: ignore[assignment]
    return Change(kind=kind, id=record.id, account=record.account, digest=digest(body), body=body, source=OWN_SOURCE)
