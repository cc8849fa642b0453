"""Actions as rows: a revision is made once, and then moves from state to state, each move with its audit row."""

import datetime as dt
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
from sqlalchemy import Dialect, bindparam, update

from playbook_engine.model.canonical import canonical
from playbook_engine.store.action_moves import NEW, TAKEN, By, State, may_move
from playbook_engine.store.audit import Entry
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACTIONS


class ActionRow(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of an action; what each field means stands at its column."""

    id: str
    revision: int
    unit: str
    account: str
    case: str
    playbook: str
    version: int
    step: str
    kind: str
    tone: str
    message: str
    day: dt.date
    due_at: dt.datetime
    expires_at: dt.datetime
    assignee: str
    priority: str
    currency: str
    amount_minor: int | None
    release: int
    decision: int
    digest: str
    body: bytes
    state: State
    since: dt.datetime
    reason: str = ""
    approval_by: str = ""
    asked_at: dt.datetime | None = None
    answered_by: str | None = None
    note: str | None = None
    snoozed_until: dt.datetime | None = None
    lease_owner: str | None = None
    lease_until: dt.datetime | None = None
    fence: int = 0
    attempts: int = 0
    outcome: bytes | None = None
    moves_at: dt.datetime | None = None


class Transition(msgspec.Struct, frozen=True, kw_only=True):
    """One row into one state. `changes` are further columns of it; none of its content."""

    row: ActionRow
    to: State
    reason: str = ""
    changes: Mapping[str, Any] = {}


class NotAllowed(Exception):
    """The move is none of an action's, or not of this doer."""


class Gone(Exception):
    """A row was not as it had been read: its unit was not locked."""


CHANGEABLE = (
    "state", "since", "reason", "due_at", "expires_at", "approval_by", "asked_at", "answered_by", "note",
    "snoozed_until", "lease_owner", "lease_until", "fence", "attempts", "outcome", "moves_at",
)  # fmt: skip
"""All that ever changes of a revision."""

COMES_WITH = "/also"
"""In the name of a step: work that comes with the step before it (rule 16)."""

_CONTENT = tuple(name for name in ActionRow.__struct_fields__ if name not in CHANGEABLE)

_UNLEASED: Mapping[str, Any] = {"lease_owner": None, "lease_until": None}


async def make(work: Work, rows: Sequence[ActionRow], replaced: Mapping[str, ActionRow]) -> None:
    """New revisions, each the only open one of its id; `replaced` are the ones that they supersede, by id.

    Raises SQLAlchemy's IntegrityError where one was there already, NotAllowed for a state that none begins as.
    """
    for row in rows:
        if row.state not in NEW:
            raise NotAllowed(f"an action does not begin as `{row.state}`")
        before = replaced.get(row.id)
        work.audit(_entry(row, "action made", before.digest if before else "", {"state": row.state}))
    await insert_rows(
        work.connection,
        ACTIONS,
        [{"organisation": work.organisation, **msgspec.structs.asdict(_with_moment(row))} for row in rows],
    )


async def transition(work: Work, by: By, moves: Sequence[Transition]) -> list[ActionRow]:
    """Move rows, each with its audit row; their units are locked. Raises NotAllowed, Gone, and then nothing moves."""
    after = [_moved(work, by, each) for each in moves]
    await _write(work, [each.row for each in moves], after)
    for each, row in zip(moves, after, strict=True):
        work.audit(_entry(row, f"action: {each.row.state} > {row.state}", each.row.digest, _said(each, row)))
    return after


async def renew(work: Work, rows: Sequence[ActionRow], until: dt.datetime) -> list[ActionRow]:
    """Longer leases: no move, and no audit row. Raises Gone."""
    after = [_with_moment(msgspec.structs.replace(row, lease_until=until)) for row in rows]
    await _write(work, rows, after)
    return after


def _moved(work: Work, by: By, move: Transition) -> ActionRow:
    row = move.row
    if not may_move(row.state, move.to, by):
        raise NotAllowed(f"an action that is {row.state} does not become {move.to}")
    assert not set(move.changes).intersection(_CONTENT), "the content of a revision never changes"
    lease = {} if move.to in {"claimed", "sending"} else _UNLEASED
    changes = {"state": move.to, "since": max(work.at, row.since), "reason": move.reason, **lease, **move.changes}
    return _with_moment(msgspec.structs.replace(row, **changes))


def opens_at(row: ActionRow) -> dt.datetime:
    """When it may be due: not before its window, and not while it is snoozed."""
    return max(row.due_at, row.snoozed_until or row.due_at)


def _with_moment(row: ActionRow) -> ActionRow:
    """With the moment at which time moves it; a question waits for people and decisions alone."""
    moment = None
    if row.state in TAKEN:
        moment = row.lease_until
    elif row.state == "due":
        moment = row.expires_at
    elif row.state == "planned":
        waits = COMES_WITH in row.step
        moment = row.expires_at if waits else min(opens_at(row), row.expires_at)
    return msgspec.structs.replace(row, moves_at=moment)


def _said(move: Transition, row: ActionRow) -> dict[str, Any]:
    """What the audit log keeps apart: it may name persons."""
    said = {name: value for name, value in move.changes.items() if name != "outcome" and value is not None}
    if row.outcome is not None and "outcome" in move.changes:
        said["outcome"] = msgspec.Raw(row.outcome)
    return {**said, "reason": move.reason} if move.reason else said


def _entry(row: ActionRow, act: str, before: str, said: Mapping[str, Any]) -> Entry:
    return Entry(
        act=act,
        subject="action",
        subject_id=f"{row.id}#{row.revision}",
        unit=row.unit,
        before=before,
        after=row.digest,
        detail=canonical(dict(said)) if said else b"",
    )


async def _write(work: Work, before: Sequence[ActionRow], after: Sequence[ActionRow]) -> None:
    """Only while each row is in the state, and under the fence, in which it was read."""
    if not before:
        return
    values = [_values(work, old, new) for old, new in zip(before, after, strict=True)]
    if work.connection.dialect.name == "postgresql":
        names = tuple(values[0])
        statement = _from_arrays(names, work.connection.dialect)
        given = tuple([value[name] for value in values] for name in names)
        count = (await work.connection.exec_driver_sql(statement, given)).rowcount
    else:
        count = (await work.connection.execute(_ROW_BY_ROW, values)).rowcount
    if count != len(before):
        raise Gone(f"{len(before) - count} of {len(before)} actions had moved on")


def _values(work: Work, old: ActionRow, new: ActionRow) -> dict[str, Any]:
    keys = {"of_organisation": work.organisation, "of_id": old.id, "of_revision": old.revision}
    found = {"was_state": old.state, "was_fence": old.fence}
    return {**keys, **found, **{f"new_{name}": getattr(new, name) for name in CHANGEABLE}}


_AS_READ = {
    "of_organisation": "organisation", "of_id": "id", "of_revision": "revision",
    "was_state": "state", "was_fence": "fence",
}  # fmt: skip

_ROW_BY_ROW = (
    update(ACTIONS)
    .where(*(ACTIONS.c[column] == bindparam(name) for name, column in _AS_READ.items()))
    .values({name: bindparam(f"new_{name}") for name in CHANGEABLE})
)


@cache
def _from_arrays(names: tuple[str, ...], dialect: Dialect) -> str:
    """All rows at once, which says how many there were."""
    quote = dialect.identifier_preparer.quote
    columns = [_AS_READ.get(name, name.removeprefix("new_")) for name in names]
    types = [ACTIONS.c[column].type.compile(dialect).partition("(")[0] for column in columns]
    arrays = ", ".join(f"${place}::{kind}[]" for place, kind in enumerate(types, 1))
    changed = ", ".join(f"{quote(name)} = given.new_{name}" for name in CHANGEABLE)
    same = " AND ".join(f"actions.{quote(column)} = given.{name}" for name, column in _AS_READ.items())
    return f"UPDATE actions SET {changed} FROM unnest({arrays}) AS given ({', '.join(names)}) WHERE {same}"  # noqa: S608 - names of our own
