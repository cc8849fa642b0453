"""What the hands report of what they have: more time, done, failed, given back."""

import datetime as dt
from collections.abc import Awaitable, Callable, Mapping, Sequence

from playbook_engine.model.canonical import canonical
from playbook_engine.service.production.acting_groups import (
    Answer,
    Grasp,
    Named,
    grasp,
    hands,
    held,
    in_state,
    row_of,
)
from playbook_engine.service.production.acting_touches import follow, forget, touch
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store import actions
from playbook_engine.store.action_moves import IN_DOUBT, TAKEN, By
from playbook_engine.store.actions import ActionRow, Transition, transition
from playbook_engine.store.database import Work

_Said = Mapping[str, Named]
"""What is reported, by the id of each row that it is reported of."""

_Choose = Callable[[Grasp, Named, By, Caller], tuple[ActionRow, ...]]
_Do = Callable[[Work, By, Sequence[ActionRow], Grasp, _Said], Awaitable[Sequence[ActionRow]]]


async def renew(runtime: Runtime, caller: Caller, named: Sequence[Named], lease: dt.timedelta) -> tuple[Answer, ...]:
    """Keep for longer what one has. Raises Forbidden."""

    async def do(work: Work, _by: By, rows: Sequence[ActionRow], _grasped: Grasp, _said: _Said) -> Sequence[ActionRow]:
        return await actions.renew(work, rows, work.at + lease)

    return await _reported(runtime, caller, named, _taken, do)


async def complete(runtime: Runtime, caller: Caller, named: Sequence[Named]) -> tuple[Answer, ...]:
    """It was done; a person may say so of their own work without a claim. Raises Forbidden."""

    async def do(work: Work, by: By, rows: Sequence[ActionRow], grasped: Grasp, said: _Said) -> Sequence[ActionRow]:
        moves = [
            Transition(
                row=row,
                to="done",
                changes={"outcome": canonical(dict(said[row.id].outcome)), "answered_by": work.actor},
            )
            for row in rows
        ]
        done = await transition(work, by, moves)
        await touch(work, done, "done", grasped.units)
        await follow(work, done)
        return done

    return await _reported(runtime, caller, named, _to_complete, do)


async def fail(runtime: Runtime, caller: Caller, named: Sequence[Named]) -> tuple[Answer, ...]:
    """It was tried, and certainly did not go: the step has not ended by it. Raises Forbidden, WrongUse."""
    _must_say(named, "why it failed")

    async def do(work: Work, by: By, rows: Sequence[ActionRow], grasped: Grasp, said: _Said) -> Sequence[ActionRow]:
        moves = [
            Transition(
                row=row,
                to="failed",
                reason=said[row.id].reason,
                changes={"outcome": canonical(dict(said[row.id].outcome))},
            )
            for row in rows
        ]
        failed = await transition(work, by, moves)
        await touch(work, failed, "failed", grasped.units)
        return failed

    return await _reported(runtime, caller, named, _to_fail, do)


async def give_back(runtime: Runtime, caller: Caller, named: Sequence[Named]) -> tuple[Answer, ...]:
    """It certainly did not go, and somebody may claim it again. Raises Forbidden, WrongUse."""
    _must_say(named, "why it is given back")

    async def do(work: Work, by: By, rows: Sequence[ActionRow], grasped: Grasp, said: _Said) -> Sequence[ActionRow]:
        back = await transition(work, by, [Transition(row=row, to="due", reason=said[row.id].reason) for row in rows])
        await forget(work, rows, grasped.units)
        return back

    return await _reported(runtime, caller, named, _taken, do)


def _must_say(named: Sequence[Named], what: str) -> None:
    if not all(each.reason.strip() for each in named):
        raise WrongUse(f"no reason says {what}", "give the channel's own words", 422)


def _taken(grasped: Grasp, named: Named, _by: By, _caller: Caller) -> tuple[ActionRow, ...]:
    return held(grasped, named, TAKEN)


def _to_complete(grasped: Grasp, named: Named, by: By, caller: Caller) -> tuple[ActionRow, ...]:
    if by == "work" and named.fence is None:
        row = row_of(grasped, named.id)
        own = row.state == "claimed" and row.lease_owner == caller.subject
        return (in_state(row, ("planned", "due", "unknown", *(("claimed",) if own else ())), "completed"),)
    return held(grasped, named, (*IN_DOUBT, "claimed") if by == "work" else IN_DOUBT)


def _to_fail(grasped: Grasp, named: Named, by: By, _caller: Caller) -> tuple[ActionRow, ...]:
    if by == "work" and named.fence is None:
        return (in_state(row_of(grasped, named.id), ("unknown",), "failed"),)
    return held(grasped, named, (*IN_DOUBT, "claimed"))


async def _reported(
    runtime: Runtime, caller: Caller, named: Sequence[Named], choose: _Choose, do: _Do
) -> tuple[Answer, ...]:
    """All that can be recorded in one transaction; the others with why they cannot."""
    by = hands(caller)
    async with runtime.work(caller) as work:
        grasped = await grasp(work, [each.id for each in named])
        chosen: dict[str, tuple[ActionRow, ...]] = {}
        faults: dict[str, WrongUse] = {}
        for each in named:
            try:
                chosen[each.id] = choose(grasped, each, by, caller)
            except WrongUse as fault:
                faults[each.id] = fault
        rows = {row.id: row for group in chosen.values() for row in group}
        said = {row.id: each for each in named for row in chosen.get(each.id, ())}
        after = {row.id: row for row in await do(work, by, list(rows.values()), grasped, said)}
    return tuple(
        Answer(
            id=each.id,
            rows=tuple(after[row.id] for row in chosen.get(each.id, ())),
            fault=faults.get(each.id),
        )
        for each in named
    )
