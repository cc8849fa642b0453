"""Actions as they travel to the hands and the people, and what those say of them."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from playbook_engine.language.messages import Message
from playbook_engine.model.decision import Action
from playbook_engine.model.money import Money
from playbook_engine.server.conventions.problems import Fault as Wrong
from playbook_engine.server.conventions.problems import Faulty
from playbook_engine.server.wire.cases import money
from playbook_engine.server.wire.scalars import Instant
from playbook_engine.service.production.acting import Claim
from playbook_engine.service.production.acting_groups import Answer, Named
from playbook_engine.service.production.acting_people import Asked
from playbook_engine.service.production.actions_content import decided_in
from playbook_engine.store.action_moves import State
from playbook_engine.store.action_queries import Wanted
from playbook_engine.store.actions import ActionRow
from playbook_engine.store.stopping import Stop

_NO_NULS = r"^[^\u0000]*$"

LONGEST = 1024
"""Characters of a name at most."""

Name = Annotated[str, msgspec.Meta(min_length=1, max_length=LONGEST, pattern=_NO_NULS)]
Text = Annotated[str, msgspec.Meta(min_length=1, max_length=2000, pattern=_NO_NULS)]
Remark = Annotated[str, msgspec.Meta(max_length=2000, pattern=_NO_NULS)]
Names = Annotated[tuple[Name, ...], msgspec.Meta(max_length=100)]
Seconds = Annotated[int, msgspec.Meta(ge=5, le=86_400, description="after which it may be taken over")]
Fence = Annotated[int, msgspec.Meta(ge=0, le=2**63 - 1, description="the one that the claim gave")]
Outcome = Annotated[
    dict[str, Any], msgspec.Meta(max_length=50, description="what the channel said, such as the provider's id")
]

MANY = 1000
"""Actions that one request may name."""


class _Request(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What is sent to us holds nothing that we do not know."""


class Claiming(_Request, frozen=True, kw_only=True):
    """Which work is taken on: all of it where nothing is named."""

    kinds: Names = ()
    assignees: Names = ()
    accounts: Names = ()
    collectors: Annotated[Names, msgspec.Meta(description="of the accounts")] = ()
    limit: Annotated[int, msgspec.Meta(ge=1, le=MANY, description="actions at most")] = 1
    lease_seconds: Seconds | None = None

    def wanted(self) -> Wanted:
        """As the store asks."""
        return wanted(self.kinds, self.assignees, self.accounts, self.collectors)


class Held(_Request, frozen=True, kw_only=True):
    """What one has: a message is named by any of its actions."""

    id: Name
    fence: Fence


class Lease(Held, frozen=True, kw_only=True):
    """For how long it is kept from now on."""

    lease_seconds: Seconds | None = None


class Done(_Request, frozen=True, kw_only=True):
    """It was done. A person who did their own work has no claim, and so no fence."""

    id: Name
    fence: Fence | None = None
    outcome: Outcome = {}


class Undone(_Request, frozen=True, kw_only=True):
    """It certainly was not done, and why."""

    id: Name
    reason: Text
    fence: Fence | None = None
    outcome: Outcome = {}


class Back(Held, frozen=True, kw_only=True):
    """It is given back, and why."""

    reason: Text


class Leases(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: Annotated[tuple[Held, ...], msgspec.Meta(min_length=1, max_length=MANY)]
    lease_seconds: Seconds | None = None


class ManyDone(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: Annotated[tuple[Done, ...], msgspec.Meta(min_length=1, max_length=MANY)]


class ManyUndone(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: Annotated[tuple[Undone, ...], msgspec.Meta(min_length=1, max_length=MANY)]


class ManyBack(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: Annotated[tuple[Back, ...], msgspec.Meta(min_length=1, max_length=MANY)]


class Seen(_Request, frozen=True, kw_only=True):
    """An action that a person answers, and the revision they saw: another one is refused."""

    id: Name
    revision: Annotated[int | None, msgspec.Meta(description="left out, any that stands now")] = None


class Approved(Seen, frozen=True, kw_only=True):
    """Go on."""

    note: Remark = ""


class Refused(Seen, frozen=True, kw_only=True):
    """Do not, and why."""

    note: Text


class Snoozed(Seen, frozen=True, kw_only=True):
    """Not before."""

    until: Instant
    note: Remark = ""


class Cancelled(Seen, frozen=True, kw_only=True):
    """Not at all, and why."""

    reason: Text


SeenMany = Annotated[tuple[Seen, ...], msgspec.Meta(min_length=1, max_length=MANY)]


class ManyApproved(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: SeenMany
    note: Remark = ""


class ManyRefused(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: SeenMany
    note: Text


class ManySnoozed(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: SeenMany
    until: Instant
    note: Remark = ""


class ManyCancelled(_Request, frozen=True, kw_only=True):
    """Many at once."""

    actions: SeenMany
    reason: Text


class StopAsked(_Request, frozen=True, kw_only=True):
    """Stop sending, and why."""

    reason: Text


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


def named(held: Held | Done | Undone) -> Named:
    """As the use cases name it."""
    return Named(
        id=held.id,
        fence=held.fence,
        outcome={} if isinstance(held, Held) else held.outcome,
        reason=held.reason if isinstance(held, Back | Undone) else "",
    )


def wanted(
    kinds: Sequence[str], assignees: Sequence[str], accounts: Sequence[str], collectors: Sequence[str]
) -> Wanted:
    """As the store asks. Raises Faulty for a text that no name can have."""
    filters = {"kind": kinds, "assignee": assignees, "account": accounts, "collector": collectors}
    wrong = [name for name, values in filters.items() if any("\0" in each or len(each) > LONGEST for each in values)]
    if wrong:
        faults = tuple(Wrong(detail="no name looks like this", parameter=name) for name in wrong)
        raise Faulty("the query is not as it should be", faults, status=400)
    return Wanted(
        kinds=tuple(kinds), assignees=tuple(assignees), accounts=tuple(accounts), collectors=tuple(collectors)
    )


def asked(seen: Seen) -> Asked:
    """As the use cases name it."""
    return Asked(id=seen.id, revision=seen.revision)


def _fault(answer: Answer) -> Fault | None:
    fault = answer.fault
    return None if fault is None else Fault(status=fault.status, detail=fault.message, help=fault.help)
