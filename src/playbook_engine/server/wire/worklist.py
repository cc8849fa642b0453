"""Actions in lists, work for people, and exceptions as they travel."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.money import Money
from playbook_engine.server.wire.cases import money
from playbook_engine.store.worklists import Load


class ActionListed(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of an action: where it stands, and what is to be done."""

    id: str
    revision: int
    state: str
    since: Annotated[dt.datetime, msgspec.Meta(description="in this state")]
    reason: Annotated[str, msgspec.Meta(description="why it is in this state, where there is something to say")]
    account: str
    account_name: str
    unit: str
    case: str
    playbook: str
    version: int
    step: str
    kind: str
    tone: str
    message: Annotated[str, msgspec.Meta(description="actions with the same one go out as one")]
    day: dt.date
    due_at: Annotated[dt.datetime, msgspec.Meta(description="when its window opens")]
    expires_at: Annotated[dt.datetime, msgspec.Meta(description="when its window closes")]
    assignee: str
    priority: str
    amount: Money | None
    approval_by: Annotated[str, msgspec.Meta(description="the role that has to agree; empty where none has to")]
    asked_at: dt.datetime | None
    answered_by: str | None
    note: str | None
    snoozed_until: dt.datetime | None
    lease_owner: str | None
    lease_until: dt.datetime | None
    attempts: int
    release: int
    tier: str | None
    country: str | None
    owner: str | None
    collector: str | None
    action: Annotated[Action | None, msgspec.Meta(description="what is to be done, in full")]


_PLAIN = tuple(
    name for name in ActionListed.__struct_fields__ if name not in {"account_name", "amount", "action"}
)  # fmt: skip
_DECISION = msgspec.json.Decoder(Decision)


def action_listed(row: Mapping[str, Any]) -> ActionListed:
    """A row of the list."""
    actions = _DECISION.decode(row["body"]).actions if row["body"] else ()
    return ActionListed(
        **{name: row[name] for name in _PLAIN},
        account_name=row["account_name"] or "",
        amount=money(row["amount_minor"], row["currency"]),
        action=actions[0] if actions else None,
    )


class Workload(msgspec.Struct, frozen=True, kw_only=True):
    """The work of one collector; null: of accounts without one."""

    collector: str | None
    approvals: int
    calls: int
    tasks: int
    high: Annotated[int, msgspec.Meta(description="how many of them are urgent")]
    oldest: Annotated[dt.date, msgspec.Meta(description="the day that the oldest is for")]


def workload_out(load: Load) -> Workload:
    """On the wire."""
    return Workload(**load._asdict())


class ExceptionRow(msgspec.Struct, frozen=True, kw_only=True):
    """Something that a person has to look at."""

    subject: Annotated[str, msgspec.Meta(description="`case`, `unit` or `action`")]
    id: str
    kind: str
    what: Annotated[str, msgspec.Meta(description="what is named: a fact, a rate, a guarantee, the failure")]
    to_do: str
    account: str
    account_name: str
    unit: str
    playbook: str
    amount: Money | None
    tier: str | None
    country: str | None
    owner: str | None
    collector: str | None


class ExceptionKind(msgspec.Struct, frozen=True, kw_only=True):
    """How many exceptions of a kind there are, and what to do about them."""

    kind: str
    to_do: str
    count: int


_EXCEPTION = ("subject", "id", "kind", "account", "unit", "playbook", "tier", "country", "owner", "collector")


def exception_out(row: Mapping[str, Any], to_do: Mapping[str, str]) -> ExceptionRow:
    """A row of the list."""
    return ExceptionRow(
        **{name: row[name] for name in _EXCEPTION},
        what=row["what"] or "",
        to_do=to_do.get(row["kind"], ""),
        account_name=row["account_name"] or "",
        amount=money(row["open_minor"], row["currency"]),
    )
