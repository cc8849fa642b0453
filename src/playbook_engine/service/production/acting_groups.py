"""Actions that somebody names, with what goes out with them as one message; and why they cannot be taken as named."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import msgspec

from playbook_engine.service.production.caller import Caller, Conflict, NotFound
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.action_moves import TAKEN, By, State
from playbook_engine.store.action_queries import latest_of, of_messages
from playbook_engine.store.actions import ActionRow
from playbook_engine.store.database import Work
from playbook_engine.store.units import UnitRow, lock_units


class Named(msgspec.Struct, frozen=True, kw_only=True):
    """An action as its holder names it: `fence` is the one that its claim gave; a person without a claim has none.

    `outcome` and `reason` are what is reported of it.
    """

    id: str
    fence: int | None = None
    outcome: Mapping[str, Any] = {}
    reason: str = ""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one that was named: the revisions that moved, or why none did."""

    id: str
    rows: tuple[ActionRow, ...] = ()
    fault: WrongUse | None = None


class Grasp(msgspec.Struct, frozen=True):
    """Rows that were named, by id, with those of the same messages; their units are locked."""

    units: Mapping[str, UnitRow]
    latest: Mapping[str, ActionRow]
    together: Sequence[ActionRow]

    def group(self, row: ActionRow) -> tuple[ActionRow, ...]:
        """All that was claimed with a row as one message."""
        same = (row.unit, row.message, row.state, row.fence)
        return tuple(each for each in self.together if (each.unit, each.message, each.state, each.fence) == same)


def hands(caller: Caller) -> By:
    """As what a caller carries actions out: a system, or a person. Raises Forbidden."""
    if caller.may("work"):
        return "work"
    caller.must("deliver")
    return "deliver"


async def grasp(work: Work, ids: Iterable[str]) -> Grasp:
    """Lock the units of actions, and read what stands once nobody else can change it."""
    wanted = list(ids)
    found = await latest_of(work, wanted)
    units = await lock_units(work, {row.unit for row in found.values()})
    latest = {each: row for each, row in (await latest_of(work, wanted)).items() if row.unit in units}
    messages = {row.message for row in latest.values()}
    return Grasp(units, latest, await of_messages(work, units, messages) if units else [])


def row_of(grasped: Grasp, action: str) -> ActionRow:
    """The latest revision of an action. Raises NotFound."""
    row = grasped.latest.get(action)
    if row is None:
        raise NotFound(f"there is no action `{action}`", "`GET /v1/actions` lists them")
    return row


def held(grasped: Grasp, named: Named, states: Sequence[State]) -> tuple[ActionRow, ...]:
    """The message that a holder has under a fence. Raises NotFound, Conflict."""
    row = row_of(grasped, named.id)
    if named.fence is None:
        raise Conflict(f"no fence is given for `{named.id}`", "the claim gave one: send it with every report")
    if row.fence != named.fence:
        raise Conflict(
            f"the claim of `{named.id}` under fence {named.fence} is over: it was claimed again since",
            "what you did with it cannot be recorded as its outcome; look at who holds it now",
        )
    if row.state not in states:
        raise Conflict(f"`{named.id}` is {_told(row)}", _way_out(row))
    return grasped.group(row)


def _told(row: ActionRow) -> str:
    return f"{row.state}: {row.reason}" if row.reason else row.state


def _way_out(row: ActionRow) -> str:
    if row.state == "due":
        return "the lease is over or it was given back: claim it again"
    if row.state in TAKEN:
        return "start it before you report what became of it" if row.state == "claimed" else "report what became of it"
    return "nothing more is to be done with it"


def in_state(row: ActionRow, states: Sequence[State], what: str) -> ActionRow:
    """Raises Conflict where a person cannot do this to it now."""
    if row.state in states:
        return row
    if row.state in TAKEN and row.lease_owner:
        until = row.lease_until.isoformat(timespec="seconds") if row.lease_until else ""
        raise Conflict(f"`{row.id}` cannot be {what}: `{row.lease_owner}` has it until {until}", "try again then")
    raise Conflict(f"`{row.id}` cannot be {what}: it is {_told(row)}")


def single(answers: Sequence[Answer]) -> Answer:
    """The answer to one alone. Raises its fault."""
    (answer,) = answers
    if answer.fault is not None:
        raise answer.fault
    return answer
