"""Claim what is due, and start to carry it out: each time the account is decided again on what is known now."""

import asyncio
import datetime as dt
from collections.abc import Mapping, Sequence

import msgspec

from playbook_engine.language.messages import CannotRender, Message, render_message
from playbook_engine.service.production.acting_groups import Answer, Grasp, Named, grasp, hands, held
from playbook_engine.service.production.acting_stop import must_not_be_stopped
from playbook_engine.service.production.acting_touches import touch
from playbook_engine.service.production.actions_content import decided_in
from playbook_engine.service.production.caller import Caller, Conflict
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.truth import Judged, judge
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.action_moves import By
from playbook_engine.store.action_queries import Wanted, due_now, latest_of, lock_due, of_messages
from playbook_engine.store.actions import ActionRow, Transition, transition
from playbook_engine.store.database import Work
from playbook_engine.store.units import lock_units


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One message to carry out: its actions, the fence to name in every report, and what it says.

    `problem`: why it could not be written; such a claim is to be failed, or given back once the template is right.
    """

    message: str
    fence: int
    lease_until: dt.datetime
    actions: tuple[ActionRow, ...]
    text: Message | None = None
    problem: str = ""


async def list_due(runtime: Runtime, caller: Caller, wanted: Wanted, limit: int) -> list[ActionRow]:
    """What may be claimed now, the longest due first. Raises Forbidden."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        return await due_now(work, wanted, limit)


async def claim(runtime: Runtime, caller: Caller, wanted: Wanted, limit: int, lease: dt.timedelta) -> tuple[Claim, ...]:
    """Take up to so many actions on for a while, with what goes out with them. Raises Forbidden, Stopped."""
    by = hands(caller)
    async with runtime.work(caller) as work:
        await must_not_be_stopped(work)
        units = await lock_units(work, await lock_due(work, wanted, limit))
        if not units:
            return ()
        judged = await judge(runtime, work, units)
        able = [name for name, each in judged.items() if not each.failure]
        chosen = await due_now(work, wanted, limit, able)
        messages = _by_message(await _whole(work, chosen))
        await must_not_be_stopped(work)
        claimed = await _claimed(work, by, messages, work.at + lease)
    return await asyncio.to_thread(_written, claimed, judged)


async def start(runtime: Runtime, caller: Caller, named: Sequence[Named], lease: dt.timedelta) -> tuple[Answer, ...]:
    """Begin to send: from here on each counts as a touch. A fault of 409 says why one must not go.

    Raises Forbidden, Stopped.
    """
    by = hands(caller)
    async with runtime.work(caller) as work:
        grasped = await grasp(work, [each.id for each in named])
        groups = {each.id: _holding(grasped, each) for each in named}
        taken = {row.id: row for group in groups.values() if not isinstance(group, WrongUse) for row in group}
        units = {row.unit: grasped.units[row.unit] for row in taken.values()}
        judged = await judge(runtime, work, units, list(taken.values())) if taken else {}
        await must_not_be_stopped(work)
        now = await latest_of(work, taken)
        answers = {name: _verdict(name, group, now, judged) for name, group in groups.items()}
        await _begin(work, by, answers, lease, grasped)
        await _give_back_rest(work, by, taken, now, answers)
        return await _as_they_are(work, answers, named)


def _holding(grasped: Grasp, named: Named) -> tuple[ActionRow, ...] | WrongUse:
    try:
        return held(grasped, named, ("claimed",))
    except WrongUse as fault:
        return fault


def _verdict(
    name: str, group: tuple[ActionRow, ...] | WrongUse, now: Mapping[str, ActionRow], judged: Mapping[str, Judged]
) -> Answer:
    """A message goes whole, as it was claimed, or not at all: its text tells of all its parts."""
    if isinstance(group, WrongUse):
        return Answer(id=name, fault=group)
    for row in group:
        stands, failure = now[row.id], judged[row.unit].failure
        if failure:
            return Answer(id=name, fault=Conflict(f"`{row.id}` must not go: {failure}", _HELP))
        if (stands.revision, stands.state) != (row.revision, "claimed"):
            return Answer(id=name, fault=Conflict(f"`{row.id}` must not go: {_why(row, stands)}", _HELP))
    return Answer(id=name, rows=tuple(now[row.id] for row in group))


_HELP = "do not send it; claim again for what is due now"


def _why(row: ActionRow, stands: ActionRow) -> str:
    if stands.revision != row.revision:
        return f"it has changed, and revision {stands.revision} is {stands.state}"
    return f"{stands.state}, {stands.reason}"


async def _begin(work: Work, by: By, answers: Mapping[str, Answer], lease: dt.timedelta, grasped: Grasp) -> None:
    going = {row.id: row for answer in answers.values() for row in answer.rows}
    leased = {"lease_owner": work.actor, "lease_until": work.at + lease}
    await transition(work, by, [Transition(row=row, to="sending", changes=leased) for row in going.values()])
    await touch(work, list(going.values()), "unknown", grasped.units)


async def _give_back_rest(
    work: Work, by: By, taken: Mapping[str, ActionRow], now: Mapping[str, ActionRow], answers: Mapping[str, Answer]
) -> None:
    """Parts of a message that must not go as it was written may go in another."""
    going = {row.id for answer in answers.values() for row in answer.rows}
    rest = [now[each] for each in taken if each not in going and now[each].state == "claimed"]
    await transition(work, by, [Transition(row=row, to="due", reason="its message changed") for row in rest])


async def _as_they_are(work: Work, answers: Mapping[str, Answer], named: Sequence[Named]) -> tuple[Answer, ...]:
    latest = await latest_of(work, [row.id for answer in answers.values() for row in answer.rows])
    return tuple(
        msgspec.structs.replace(answers[each.id], rows=tuple(latest[row.id] for row in answers[each.id].rows))
        for each in named
    )


async def _whole(work: Work, chosen: Sequence[ActionRow]) -> list[ActionRow]:
    """With what goes out with them."""
    if not chosen:
        return []
    found = await of_messages(work, {row.unit for row in chosen}, {row.message for row in chosen})
    return [row for row in found if row.state == "due" and row.due_at <= work.at < row.expires_at]


def _by_message(rows: Sequence[ActionRow]) -> list[list[ActionRow]]:
    messages: dict[tuple[str, str], list[ActionRow]] = {}
    for row in rows:
        messages.setdefault((row.unit, row.message), []).append(row)
    return list(messages.values())


async def _claimed(
    work: Work, by: By, messages: Sequence[Sequence[ActionRow]], until: dt.datetime
) -> list[list[ActionRow]]:
    """All parts of a message under one fence, which none of them had before."""
    moves = []
    for rows in messages:
        fence = max(row.fence for row in rows) + 1
        for row in rows:
            leased = {"lease_owner": work.actor, "lease_until": until, "fence": fence, "attempts": row.attempts + 1}
            moves.append(Transition(row=row, to="claimed", changes=leased))
    return _by_message(await transition(work, by, moves))


def _written(claimed: Sequence[Sequence[ActionRow]], judged: Mapping[str, Judged]) -> tuple[Claim, ...]:
    return tuple(_claim_of(rows, judged[rows[0].unit]) for rows in claimed)


def _claim_of(rows: Sequence[ActionRow], judged: Judged) -> Claim:
    first = rows[0]
    assert first.lease_until is not None
    made = Claim(message=first.message, fence=first.fence, lease_until=first.lease_until, actions=tuple(rows))
    pairs = {row.id: decided_in(row) for row in rows}
    lead = pairs.get(first.message) or pairs[first.id]
    try:
        assert judged.evaluator is not None
        text = render_message(
            judged.evaluator.release,
            judged.decided.unit,
            lead[0],
            [action for _, action in pairs.values()],
            setting=judged.setting,
        )
    except CannotRender as wrong:
        return msgspec.structs.replace(made, problem=str(wrong))
    return msgspec.structs.replace(made, text=text)
