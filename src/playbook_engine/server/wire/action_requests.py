"""What the hands and the people say of actions, as it travels to us: one at a time, or many."""

from collections.abc import Sequence
from typing import Annotated, Any

import msgspec

from playbook_engine.server.conventions.problems import Fault, Faulty
from playbook_engine.server.wire.scalars import Instant
from playbook_engine.service.production.acting_groups import Named
from playbook_engine.service.production.acting_people import Asked
from playbook_engine.store.action_queries import Wanted

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
    ids: Annotated[Names, msgspec.Meta(description="these actions, as far as they are due")] = ()
    limit: Annotated[int, msgspec.Meta(ge=1, le=MANY, description="actions at most")] = 1
    lease_seconds: Seconds | None = None

    def wanted(self) -> Wanted:
        """As the store asks."""
        named = wanted(self.kinds, self.assignees, self.accounts, self.collectors)
        return msgspec.structs.replace(named, ids=self.ids)


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
        faults = tuple(Fault(detail="no name looks like this", parameter=name) for name in wrong)
        raise Faulty("the query is not as it should be", faults, status=400)
    return Wanted(
        kinds=tuple(kinds), assignees=tuple(assignees), accounts=tuple(accounts), collectors=tuple(collectors)
    )


def asked(seen: Seen) -> Asked:
    """As the use cases name it."""
    return Asked(id=seen.id, revision=seen.revision)
