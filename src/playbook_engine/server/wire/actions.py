"""Actions as they travel to the hands and the people."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import msgspec

from playbook_engine.language.messages import Message
from playbook_engine.model.decision import Action
from playbook_engine.model.money import Money
from playbook_engine.server.wire.cases import money
from playbook_engine.service.production.acting import Claim
from playbook_engine.service.production.acting_groups import Answer
from playbook_engine.service.production.actions_content import decided_in
from playbook_engine.store.action_moves import State
from playbook_engine.store.actions import ActionRow
from playbook_engine.store.stopping import Stop


class ActionState(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of an action, and where it stands."""

    id: str
    revision: int
    state: State
    since: dt.datetime
    reason: str
    account: str
    case: str
    playbook: str
    version: int
    step: str
    kind: str
    tone: str
    message: Annotated[str, msgspec.Meta(description="actions with the same one go out as one")]
    day: dt.date
    due_at: dt.datetime
    expires_at: dt.datetime
    assignee: str
    priority: str
    amount: Money | None
    fence: int
    lease_owner: str | None
    lease_until: dt.datetime | None
    attempts: int
    approval_by: str
    answered_by: str | None
    note: str | None
    snoozed_until: dt.datetime | None


class Part(msgspec.Struct, frozen=True, kw_only=True):
    """One action of a message, with all that is to be done."""

    state: ActionState
    action: Action


class Claimed(msgspec.Struct, frozen=True, kw_only=True):
    """One message to carry out: start it before it is sent, and report what became of it."""

    message: Annotated[str, msgspec.Meta(description="names it in every report, as any of its actions does")]
    fence: Annotated[int, msgspec.Meta(description="goes with every report")]
    lease_until: dt.datetime
    actions: tuple[Part, ...]
    text: Annotated[Message | None, msgspec.Meta(description="subject and body, in the reader's language")]
    problem: Annotated[str, msgspec.Meta(description="why it could not be written: fail it, or give it back")]


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """Why one of many did not move, as the problem of a single request says it."""

    status: int
    detail: str
    help: str


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one that was named."""

    id: str
    actions: tuple[ActionState, ...]
    problem: Fault | None


class StopState(msgspec.Struct, frozen=True, kw_only=True):
    """Whether anything may be claimed or started now."""

    stopped: bool
    of: Annotated[str, msgspec.Meta(description="organisation, or installation: that one is lifted on the machine")] = (
        ""
    )
    at: dt.datetime | None = None
    by: str = ""
    reason: str = ""


_PLAIN = tuple(name for name in ActionState.__struct_fields__ if name != "amount")


def state_out(row: ActionRow) -> ActionState:
    """A row without its content."""
    plain = {name: getattr(row, name) for name in _PLAIN}
    return ActionState(**plain, amount=money(row.amount_minor, row.currency))


def claim_out(claim: Claim) -> Claimed:
    """A claim with all that is to be done."""
    return Claimed(
        message=claim.message,
        fence=claim.fence,
        lease_until=claim.lease_until,
        actions=tuple(Part(state=state_out(row), action=decided_in(row)[1]) for row in claim.actions),
        text=claim.text,
        problem=claim.problem,
    )


def one_out(answer: Answer) -> list[ActionState]:
    """The actions that moved."""
    return [state_out(row) for row in answer.rows]


def many_out(answers: Sequence[Answer]) -> list[Result]:
    """In the order in which they were named."""
    return [Result(id=each.id, actions=tuple(one_out(each)), problem=_fault(each)) for each in answers]


def stop_out(stop: Stop | None) -> StopState:
    """The stop that stands."""
    if stop is None:
        return StopState(stopped=False)
    return StopState(stopped=True, of=stop.of, at=stop.at, by=stop.by, reason=stop.reason)


def _fault(answer: Answer) -> Fault | None:
    fault = answer.fault
    return None if fault is None else Fault(status=fault.status, detail=fault.message, help=fault.help)
