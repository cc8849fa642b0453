"""What lists would have shown at a moment of the past: from versions of records, stored decisions, the audit log."""

import datetime as dt
from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import and_, func, select

from playbook_engine.store.actions import ActionRow
from playbook_engine.store.among import among
from playbook_engine.store.database import Work
from playbook_engine.store.decisions import DecisionRow
from playbook_engine.store.records import BODY, Body, there
from playbook_engine.store.tables import ACTIONS, AUDIT, AUDIT_DETAILS, DECISIONS, RECORDS

MADE = "action made"
_MOVED = " > "


class Stood(msgspec.Struct, frozen=True):
    """Where an action stood, and since when."""

    state: str
    since: dt.datetime


async def states_at(work: Work, revisions: Iterable[tuple[str, int]], at: dt.datetime) -> dict[tuple[str, int], Stood]:
    """Where revisions of actions stood at an instant; those made later are left out."""
    names = {f"{id}#{revision}": (id, revision) for id, revision in revisions}
    columns = AUDIT.c
    rows = await work.connection.execute(
        select(columns.subject_id, columns.act, columns.at, columns.number)
        .where(
            columns.organisation == work.organisation,
            columns.subject == "action",
            among(work.connection, columns.subject_id, names),
            columns.at <= at,
        )
        .order_by(columns.number)
    )
    last = {row.subject_id: row for row in rows}
    begun = await _begun(work, [row.number for row in last.values() if row.act == MADE])
    return {
        names[name]: Stood(begun[row.number] if row.act == MADE else row.act.rpartition(_MOVED)[2], row.at)
        for name, row in last.items()
    }


async def actions_of(work: Work, account: str) -> list[ActionRow]:
    """All revisions of all actions of an account, ended ones too."""
    columns = ACTIONS.c
    rows = await work.connection.execute(
        select(*(columns[name] for name in ActionRow.__struct_fields__))
        .where(columns.organisation == work.organisation, columns.account == account)
        .order_by(columns.due_at, columns.id, columns.revision)
    )
    return [ActionRow(**row) for row in rows.mappings()]


async def account_records(work: Work, at: dt.datetime, after: str, limit: int) -> list[Body]:
    """The records of accounts as they stood at an instant, by id from one on."""
    columns = RECORDS.c
    rows = await work.connection.execute(
        select(*BODY)
        .where(*there(work, at, columns.kind == "account", columns.id > after))
        .order_by(columns.id)
        .limit(limit)
    )
    return [Body(*row) for row in rows]


async def records_of_accounts(work: Work, accounts: Iterable[str], at: dt.datetime) -> list[Body]:
    """The records of these accounts as they stood at an instant."""
    wanted = among(work.connection, RECORDS.c.id, accounts)
    rows = await work.connection.execute(select(*BODY).where(*there(work, at, RECORDS.c.kind == "account", wanted)))
    return [Body(*row) for row in rows]


async def decisions_at(work: Work, at: dt.datetime, after: str, limit: int) -> list[DecisionRow]:
    """The latest decisions of each unit at an instant, by unit from one on, itself included."""
    columns = DECISIONS.c
    latest = (
        select(columns.unit, func.max(columns.number).label("number"))
        .where(columns.organisation == work.organisation, columns.decided_at <= at, columns.unit >= after)
        .group_by(columns.unit)
        .order_by(columns.unit)
        .limit(limit)
        .subquery()
    )
    rows = await work.connection.execute(
        select(*(columns[name] for name in DecisionRow.__struct_fields__))
        .join(latest, and_(columns.unit == latest.c.unit, columns.number == latest.c.number))
        .where(columns.organisation == work.organisation)
        .order_by(columns.unit)
    )
    return [DecisionRow(**row) for row in rows.mappings()]


async def _begun(work: Work, numbers: Sequence[int]) -> dict[int, str]:
    """What revisions began as, by the number of the audit row; `planned` where that detail was erased."""
    if not numbers:
        return {}
    columns = AUDIT_DETAILS.c
    rows = await work.connection.execute(
        select(columns.number, columns.body).where(
            columns.organisation == work.organisation, columns.number.in_(numbers)
        )
    )
    found = {number: str(msgspec.json.decode(body).get("state", "planned")) for number, body in rows}
    return {number: found.get(number, "planned") for number in numbers}
