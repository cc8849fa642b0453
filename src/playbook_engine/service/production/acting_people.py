"""What persons say to actions: approve, reject with a note, snooze, cancel with a reason."""

import datetime as dt
from collections.abc import Awaitable, Callable, Sequence
from typing import Literal

import msgspec

from playbook_engine.model.book import Approval, Unit
from playbook_engine.model.taking import approval_of
from playbook_engine.service.production.acting_groups import Answer, Grasp, grasp, in_state, row_of
from playbook_engine.service.production.acting_touches import touch
from playbook_engine.service.production.actions_content import decided_in
from playbook_engine.service.production.caller import Caller, Conflict
from playbook_engine.service.production.reconciling import zone_of
from playbook_engine.service.production.releases import evaluator
from playbook_engine.service.production.remembering import remember
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_units
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.action_moves import WAITING, State
from playbook_engine.store.actions import ActionRow, Transition, opens_at, transition
from playbook_engine.store.database import Work
from playbook_engine.store.units import touch_units

LONGEST = dt.timedelta(days=366)
"""For which an action may be snoozed."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """An action as a person names it: `revision` is the one they saw, where they say so."""

    id: str
    revision: int | None = None


async def approve(runtime: Runtime, caller: Caller, asked: Sequence[Asked], note: str) -> tuple[Answer, ...]:
    """Agree to what was shown; it is due once its window is open. Raises Forbidden."""

    async def do(work: Work, rows: Sequence[ActionRow], grasped: Grasp) -> Sequence[ActionRow]:
        await _answered(runtime, work, rows, grasped, "approved")
        said = {"answered_by": work.actor, "note": note or None}
        return await transition(
            work, "work", [Transition(row=row, to=_opened(work, row), reason="approved", changes=said) for row in rows]
        )

    return await _said(runtime, caller, asked, ("awaiting approval",), "approved", do)


async def reject(runtime: Runtime, caller: Caller, asked: Sequence[Asked], note: str) -> tuple[Answer, ...]:
    """Do not agree: the step has ended so, unless its playbook asks again. Raises Forbidden, WrongUse."""
    _must_say(note, "a note says why it is rejected")

    async def do(work: Work, rows: Sequence[ActionRow], grasped: Grasp) -> Sequence[ActionRow]:
        await _answered(runtime, work, rows, grasped, "refused")
        said = {"answered_by": work.actor, "note": note}
        return await transition(
            work, "work", [Transition(row=row, to="cancelled", reason="refused", changes=said) for row in rows]
        )

    return await _said(runtime, caller, asked, ("awaiting approval",), "rejected", do)


async def snooze(
    runtime: Runtime, caller: Caller, asked: Sequence[Asked], until: dt.datetime, note: str
) -> tuple[Answer, ...]:
    """Not before an instant; on a later day it is decided anew, and still waits. Raises Forbidden, WrongUse."""
    if until <= runtime.now():
        raise WrongUse(f"{until.isoformat()} is over", "give an instant that is to come", 422)
    if until - runtime.now() > LONGEST:
        raise WrongUse(f"{until.isoformat()} is more than a year away", "cancel it, and say why", 422)
    until = until.astimezone(dt.UTC)

    async def do(work: Work, rows: Sequence[ActionRow], _grasped: Grasp) -> Sequence[ActionRow]:
        said = {"snoozed_until": until, "answered_by": work.actor, "note": note or None}
        return await transition(
            work, "work", [Transition(row=row, to="planned", reason="snoozed", changes=said) for row in rows]
        )

    return await _said(runtime, caller, asked, ("planned", "due"), "snoozed", do)


async def cancel(runtime: Runtime, caller: Caller, asked: Sequence[Asked], reason: str) -> tuple[Answer, ...]:
    """Put an end to actions: their steps count as refused, and are not asked for again. Raises Forbidden, WrongUse."""
    _must_say(reason, "a reason says why it is cancelled")

    async def do(work: Work, rows: Sequence[ActionRow], grasped: Grasp) -> Sequence[ActionRow]:
        said = {"answered_by": work.actor, "note": reason}
        ended = await transition(
            work,
            "work",
            [Transition(row=row, to="cancelled", reason="cancelled by a person", changes=said) for row in rows],
        )
        await touch(work, ended, "refused", grasped.units)
        await _free_the_rest(work, rows, grasped)
        return ended

    return await _said(runtime, caller, asked, (*WAITING, "claimed"), "cancelled", do)


async def _free_the_rest(work: Work, cancelled: Sequence[ActionRow], grasped: Grasp) -> None:
    """A message that was claimed tells of all its parts: without one of them it must not go as it was written."""
    gone = {row.id for row in cancelled}
    rest = {each.id: each for row in cancelled if row.state == "claimed" for each in grasped.group(row)}
    moves = [Transition(row=row, to="due", reason="its message changed") for row in rest.values() if row.id not in gone]
    await transition(work, "work", moves)


def _must_say(text: str, what: str) -> None:
    if not text.strip():
        raise WrongUse(f"{what}, and none is given", "people who look at the case later want to know", 422)


def _opened(work: Work, row: ActionRow) -> State:
    return "due" if opens_at(row) <= work.at else "planned"


async def _answered(
    runtime: Runtime,
    work: Work,
    rows: Sequence[ActionRow],
    grasped: Grasp,
    answer: Literal["approved", "refused"],
) -> None:
    """The answers into the book (rule 32): the units are due, since another decision may follow."""
    if not rows:
        return
    mine = sorted({row.unit for row in rows})
    units = {each.id: each for each in await load_units(work, mine)}
    answers = []
    for row in rows:
        if row.unit not in units:
            raise Conflict(
                f"whose account `{row.id}` is of is not known any more", "sync the account, or who pays for it"
            )
        release = (await evaluator(runtime, work, row.release)).release
        zone = zone_of(units[row.unit], row.account, release.organisation.time_zone)
        answers.append(_answer(units[row.unit], row, answer, work.at.astimezone(zone).date()))
    await touch_units(work, mine, await remember(work, answers, grasped.units))


def _answer(unit: Unit, row: ActionRow, answer: Literal["approved", "refused"], today: dt.date) -> Approval:
    """To the question that was asked first if it was the same, else to what is shown now."""
    decision, action = decided_in(row)
    approval_by = msgspec.structs.replace(action, approval_by=row.approval_by)
    shown = msgspec.structs.replace(approval_of(decision, approval_by, answer), answered_on=today)
    asked = next((each for each in unit.approvals if each.id == row.id and each.answer is None), None)
    same = asked and msgspec.structs.replace(shown, asked_on=asked.asked_on)
    if same and msgspec.structs.replace(same, answer=None, answered_on=None) == asked:
        return same
    return shown


async def _said(
    runtime: Runtime,
    caller: Caller,
    asked: Sequence[Asked],
    states: Sequence[State],
    what: str,
    do: Callable[[Work, Sequence[ActionRow], Grasp], Awaitable[Sequence[ActionRow]]],
) -> tuple[Answer, ...]:
    """All that can be done in one transaction; the others with why they cannot. A question is for the role it names."""
    caller.must("work")
    async with runtime.work(caller) as work:
        grasped = await grasp(work, [each.id for each in asked])
        rows: dict[str, ActionRow] = {}
        faults: dict[str, WrongUse] = {}
        for each in asked:
            try:
                row = _as_seen(in_state(row_of(grasped, each.id), states, what), each)
                caller.must_answer_for(row.approval_by if row.state == "awaiting approval" else "")
                rows[each.id] = row
            except WrongUse as fault:
                faults[each.id] = fault
        after = {row.id: row for row in await do(work, list(rows.values()), grasped)}
    return tuple(
        Answer(id=each.id, rows=(after[each.id],) if each.id in after else (), fault=faults.get(each.id))
        for each in asked
    )


def _as_seen(row: ActionRow, asked: Asked) -> ActionRow:
    if asked.revision is not None and asked.revision != row.revision:
        raise Conflict(
            f"`{row.id}` has changed: revision {asked.revision} was superseded by {row.revision}",
            "look at what it says now, and answer that",
        )
    return row
