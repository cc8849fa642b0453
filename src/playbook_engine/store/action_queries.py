"""What is read of actions: the open ones of units, the latest revision of ids, what may be claimed, what time ends."""

from collections.abc import Iterable
from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Select, and_, select

from playbook_engine.store.action_moves import OPEN
from playbook_engine.store.actions import ActionRow
from playbook_engine.store.among import among
from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACCOUNTS, ACTIONS, UNITS

_COLUMNS = tuple(ACTIONS.c[name] for name in ActionRow.__struct_fields__)
_A = ACTIONS.c


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """Which actions somebody can take on: all where nothing is named. `collectors` are those of the accounts."""

    kinds: tuple[str, ...] = ()
    assignees: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    collectors: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()


async def open_of_units(work: Work, units: Iterable[str]) -> list[ActionRow]:
    """The open revisions of units."""
    return await _rows(work, among(work.connection, _A.unit, sorted(set(units))), _A.state.in_(OPEN))


async def latest_of(work: Work, ids: Iterable[str]) -> dict[str, ActionRow]:
    """The latest revision of each id that there is."""
    found: dict[str, ActionRow] = {}
    wanted = sorted(set(ids))
    if wanted:
        for row in await _rows(work, among(work.connection, _A.id, wanted)):
            if row.id not in found or row.revision > found[row.id].revision:
                found[row.id] = row
    return found


async def of_messages(work: Work, units: Iterable[str], messages: Iterable[str]) -> list[ActionRow]:
    """The open revisions, and those in doubt, that go out as one of these messages."""
    states = (*OPEN, "unknown")
    return await _rows(
        work,
        among(work.connection, _A.unit, sorted(set(units))),
        among(work.connection, _A.message, sorted(set(messages))),
        _A.state.in_(states),
    )


async def due_now(work: Work, wanted: Wanted, limit: int, units: Iterable[str] | None = None) -> list[ActionRow]:
    """What may be claimed, of these units or of all, the longest due first."""
    chosen = _chosen(work, wanted)
    if units is not None:
        chosen = chosen.where(among(work.connection, _A.unit, sorted(set(units))))
    statement = chosen.order_by(_A.due_at, _A.id).limit(limit)
    return [ActionRow(**row) for row in (await work.connection.execute(statement)).mappings()]


async def lock_due(work: Work, wanted: Wanted, limit: int) -> list[str]:
    """Lock the units of what may be claimed, without those that somebody else works on; then read again."""
    join = and_(UNITS.c.organisation == _A.organisation, UNITS.c.unit == _A.unit)
    chosen = _chosen(work, wanted).with_only_columns(_A.unit).join(UNITS, join).order_by(_A.due_at, _A.id)
    statement = chosen.limit(limit).with_for_update(of=UNITS, skip_locked=True)
    return sorted({row.unit for row in await work.connection.execute(statement)})


async def to_move(work: Work, limit: int) -> list[tuple[str, str]]:
    """Organisation and unit of actions that time moves: the window opens or closes, or a lease is over."""
    found = select(_A.organisation, _A.unit).where(_A.moves_at <= work.at).order_by(_A.moves_at).limit(limit)
    return sorted({(row.organisation, row.unit) for row in await work.connection.execute(found)})


def _chosen(work: Work, wanted: Wanted) -> Select[Any]:
    parts: list[ColumnElement[bool]] = [_mine(work), _A.state == "due", _A.due_at <= work.at, _A.expires_at > work.at]
    named = (
        (_A.kind, wanted.kinds), (_A.assignee, wanted.assignees), (_A.account, wanted.accounts), (_A.id, wanted.ids),
    )  # fmt: skip
    for column, values in named:
        if values:
            parts.append(among(work.connection, column, values))
    if wanted.collectors:
        theirs = among(work.connection, ACCOUNTS.c.collector, wanted.collectors)
        parts.append(
            _A.account.in_(select(ACCOUNTS.c.account).where(ACCOUNTS.c.organisation == _A.organisation, theirs))
        )
    return select(*_COLUMNS).where(*parts)


async def _rows(work: Work, *conditions: ColumnElement[bool]) -> list[ActionRow]:
    statement = select(*_COLUMNS).where(_mine(work), *conditions).order_by(_A.id, _A.revision)
    return [ActionRow(**row) for row in (await work.connection.execute(statement)).mappings()]


def _mine(work: Work) -> ColumnElement[bool]:
    return _A.organisation == work.organisation
