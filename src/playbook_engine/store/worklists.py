"""Work for people: what to do next, what could not be decided or went wrong, and what is held and until when."""

import datetime as dt
from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Text, and_, case, func, literal, null, or_, select, union_all

from playbook_engine.model.decision import EXCEPTIONS
from playbook_engine.store.asking import Filter, Listing, Narrowed, Sort, statement
from playbook_engine.store.asking_lists import (
    ABOUT_ACCOUNT,
    ACTION_COLUMNS,
    ACTION_FILTERS,
    CASE_LIST,
    OF_ACCOUNT,
    columns_of,
    with_account,
)
from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACCOUNTS, ACTIONS, CASES, UNITS

BY_HAND = ("call", "task")
"""What people do themselves."""

IN_HAND = ("due", "claimed")

_RANK = case({"high": 0, "normal": 1, "low": 2}, value=ACTIONS.c.priority, else_=1)
_WEIGHT = func.coalesce(-ACCOUNTS.c.overdue_minor, 0)

WORK_COLUMNS: Mapping[str, ColumnElement[Any]] = {
    **ACTION_COLUMNS,
    "rank": _RANK,
    "weight": _WEIGHT,
    "overdue_minor": ACCOUNTS.c.overdue_minor,
    "ask": ACTIONS.c.state == "awaiting approval",
}


def worklist(at: dt.datetime, *, snoozed: bool = False) -> Listing:
    """Approvals to give, calls and tasks to do at an instant; `snoozed`: those put off are listed too.

    The most urgent first; then by what the whole account has overdue in the base currency, the most first; then by the
    day that the work is for, the oldest first.
    """
    by_hand = ACTIONS.c.kind.in_(BY_HAND)
    work = or_(ACTIONS.c.state == "awaiting approval", and_(ACTIONS.c.state.in_(IN_HAND), by_hand))
    if snoozed:
        asleep = and_(ACTIONS.c.state == "planned", ACTIONS.c.snoozed_until > at, by_hand)
        base = (ACTIONS.c.state.in_(("awaiting approval", "planned", *IN_HAND)), or_(work, asleep))
    else:
        awake = or_(ACTIONS.c.snoozed_until.is_(None), ACTIONS.c.snoozed_until <= at)
        base = (ACTIONS.c.state.in_(("awaiting approval", *IN_HAND)), and_(work, awake))
    return Listing(
        name="worklist",
        source=with_account(ACTIONS),
        organisation=ACTIONS.c.organisation,
        columns=WORK_COLUMNS,
        key=("id", "revision"),
        filters=(
            *ACTION_FILTERS,
            Filter(name="ask", sentence="whether it is an approval to give", fields=("ask",), kind="yes/no"),
        ),
        sorts={"urgency": Sort(("rank", "weight", "day"))},
        first="urgency",
        base=base,
    )


WORKLIST = worklist(dt.datetime.max.replace(tzinfo=dt.UTC))
"""Its filters and order; what is put off until later is the question of an instant."""


class Load(NamedTuple):
    """The work of one collector."""

    collector: str | None
    approvals: int
    calls: int
    tasks: int
    high: int
    oldest: dt.date


async def loads(work: Work, listing: Listing, narrowed: Narrowed) -> list[Load]:
    """How much work there is for each collector, by name; without a collector last."""
    rows = statement(work.organisation, listing, narrowed).subquery()
    columns = rows.c

    def counted(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.count(case((condition, 1)))

    by_hand = columns.state != "awaiting approval"
    found = await work.connection.execute(
        select(
            columns.collector,
            counted(columns.state == "awaiting approval"),
            counted(and_(by_hand, columns.kind == "call")),
            counted(and_(by_hand, columns.kind == "task")),
            counted(columns.priority == "high"),
            func.min(columns.day),
        ).group_by(columns.collector)
    )
    return sorted((Load(*row) for row in found), key=lambda each: (each.collector is None, each.collector or ""))


UNDECIDED = "could not be decided"
IN_DOUBT = "in doubt"
FAILED = "failed"
ALARM = "alarm"

TO_DO: Mapping[str, str] = {
    "missing fact": "have the fact that is named filled in where the record comes from",
    "missing rate": "sync the exchange rate that is named",
    "no contact": "add a contact who can be reached, or mend the address that bounced",
    "guarantee": "an action would have broken a promise of the playbooks: decide by hand what is right for the account",
    "uncovered": "no playbook takes it: widen a segment, or say in a playbook that nobody is chased and why",
    "stale data": "see why the source was not synced, and sync it",
    "refused": "the approval was refused: say what happens instead, or lift what led to it",
    "expired": "nobody answered in time: do the step by hand, or let the ladder go on",
    ALARM: "a guarantee withheld an action: see whether the playbook or the guarantee is wrong",
    UNDECIDED: "the account could not be decided: see the failure, mend the record or report the fault",
    IN_DOUBT: "nobody knows whether it went out: find out, then complete it or fail it",
    FAILED: "it could not be done: mend the cause, or do it by hand",
}
"""Every kind of exception, and what a person does about it."""

_LATELY = 14
"""Days for which a failed action is told."""


def exceptions(at: dt.datetime) -> Listing:
    """Whatever a person has to look at: cases, units that could not be decided, actions that went wrong."""
    rows = union_all(_cases(), _units(), _actions(at)).subquery("exceptions")
    columns = rows.c
    same = and_(ACCOUNTS.c.organisation == columns.organisation, ACCOUNTS.c.account == columns.account)
    return Listing(
        name="exceptions",
        source=rows.outerjoin(ACCOUNTS, same),
        organisation=columns.organisation,
        columns={
            **{name: columns[name] for name in ("subject", "id", "kind", "what", "account", "unit", "playbook")},
            **{name: columns[name] for name in ("currency", "open_minor")},
            **OF_ACCOUNT,
        },
        key=("subject", "id"),
        filters=(
            Filter(name="kind", sentence="kind of exception", fields=("kind",), values=tuple(TO_DO)),
            Filter(name="q", sentence="text in the account's id or name", fields=("account", "account_name"),
                   test="has"),
            Filter(name="account", sentence="id of the account", fields=("account",)),
            Filter(name="playbook", sentence="the playbook concerned", fields=("playbook",)),
            *ABOUT_ACCOUNT,
        ),
        sorts={"kind": Sort(("kind",)), "account": Sort(("account",))},
        first="kind",
    )  # fmt: skip


async def exception_counts(work: Work, listing: Listing, narrowed: Narrowed) -> dict[str, int]:
    """How many exceptions there are of each kind."""
    kind = statement(work.organisation, listing, narrowed).subquery().c.kind
    rows = await work.connection.execute(select(kind, func.count()).group_by(kind))
    return {str(each): count for each, count in rows}


def _exception(**columns: ColumnElement[Any]) -> Any:
    names = ("organisation", "subject", "id", "kind", "what", "account", "unit", "playbook", "currency", "open_minor")
    return select(*(columns[name].label(name) for name in names))


def _cases() -> Any:
    columns = CASES.c
    first = func.substr(columns.exceptions, 1, 12)
    kind = case(
        (columns.reason.in_(EXCEPTIONS), columns.reason),
        (columns.alarms != "", literal(ALARM, Text)),
        (first.like("refused:%"), literal("refused", Text)),
        (first.like("expired:%"), literal("expired", Text)),
        (first.like("no contact%"), literal("no contact", Text)),
        else_=columns.exceptions,
    )
    return _exception(
        **columns_of(CASES, "organisation", "account", "unit", "playbook", "currency", "open_minor"),
        subject=literal("case", Text),
        id=columns.case,
        kind=kind,
        what=case((columns.alarms != "", columns.alarms), (columns.by != "", columns.by), else_=columns.exceptions),
    ).where(or_(columns.reason.in_(EXCEPTIONS), columns.exceptions != "", columns.alarms != ""))


def _units() -> Any:
    nothing = literal("", Text)
    return _exception(
        **columns_of(UNITS, "organisation", "unit"),
        subject=literal("unit", Text),
        id=UNITS.c.unit,
        kind=literal(UNDECIDED, Text),
        what=UNITS.c.failure,
        account=UNITS.c.unit,
        playbook=nothing,
        currency=nothing,
        open_minor=null(),
    ).where(UNITS.c.failure.is_not(None))


def _actions(at: dt.datetime) -> Any:
    columns = ACTIONS.c
    lately = and_(columns.state == "failed", columns.since >= at - dt.timedelta(days=_LATELY))
    return _exception(
        **columns_of(ACTIONS, "organisation", "account", "unit", "playbook", "currency"),
        subject=literal("action", Text),
        id=columns.id,
        kind=case((columns.state == "unknown", literal(IN_DOUBT, Text)), else_=literal(FAILED, Text)),
        what=columns.reason,
        open_minor=columns.amount_minor,
    ).where(columns.state.in_(("unknown", "failed")), or_(columns.state == "unknown", lately))


EXCEPTION_LIST = exceptions(dt.datetime.max.replace(tzinfo=dt.UTC))
"""Its filters and order; what failed lately is the question of an instant."""

HELD_LIST = CASE_LIST._replace(
    name="held",
    sorts={"until": Sort(("until",), empty=True), **CASE_LIST.sorts},
    first="until",
    base=(CASES.c.held,),
)
"""Cases that a hold stops, those that end first at the top; those without an end come last."""
