"""One account in full, and its timeline, as they travel."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from playbook_engine.model.book import (
    Account,
    Approval,
    Contact,
    Credit,
    Dispute,
    FailedPayment,
    Invoice,
    ManualHold,
    Payment,
    Promise,
    Reply,
    Touch,
)
from playbook_engine.model.decision import Decision
from playbook_engine.server.wire.worklist import ActionListed, action_listed
from playbook_engine.service.production.asking.account import HeldBy, OpenItem, Whole
from playbook_engine.service.production.asking.timeline import Told


class DecidedWhen(msgspec.Struct, frozen=True, kw_only=True):
    """When and by what the cases were decided."""

    number: int
    as_of: dt.datetime
    decided_at: dt.datetime
    release: int
    cause: str
    digest: str


class AccountShown(msgspec.Struct, frozen=True, kw_only=True):
    """An account with its records, what is open of it, its cases, the open actions, and what it is held by."""

    account: str
    payer: Annotated[str, msgspec.Meta(description="the account with which it is decided")]
    known: Annotated[bool, msgspec.Meta(description="false while only other records speak of it")]
    record: Account | None
    items: Annotated[tuple[OpenItem, ...], msgspec.Meta(description="what is open, oldest first")]
    decided: DecidedWhen | None
    decisions: Annotated[tuple[Decision, ...], msgspec.Meta(description="of each case that concerns the account")]
    actions: Annotated[tuple[ActionListed, ...], msgspec.Meta(description="those that are open")]
    held: Annotated[tuple[HeldBy, ...], msgspec.Meta(description="what stops them, and the first day after it")]
    contacts: tuple[Contact, ...]
    invoices: tuple[Invoice, ...]
    payments: tuple[Payment, ...]
    credits: tuple[Credit, ...]
    promises: tuple[Promise, ...]
    disputes: tuple[Dispute, ...]
    holds: Annotated[tuple[ManualHold, ...], msgspec.Meta(description="manual stops")]
    replies: tuple[Reply, ...]
    failed_payments: tuple[FailedPayment, ...]
    touches: tuple[Touch, ...]
    approvals: tuple[Approval, ...]


_RECORDS = (
    "contacts", "invoices", "payments", "credits", "promises", "disputes", "holds", "replies", "failed_payments",
    "touches", "approvals",
)  # fmt: skip


def account_shown(whole: Whole) -> AccountShown:
    """On the wire."""
    record = whole.unit.accounts[0] if whole.unit.accounts else None
    decided = whole.decided
    about = {name: getattr(record, name, None) for name in ("tier", "country", "owner", "collector")}
    shared: Mapping[str, Any] = {**about, "account_name": record.name if record else ""}
    return AccountShown(
        account=whole.account, payer=whole.payer, known=whole.known, record=record, items=whole.items,
        decided=DecidedWhen(**{name: getattr(decided, name) for name in DecidedWhen.__struct_fields__})
        if decided else None,
        decisions=whole.decisions, held=whole.held,
        actions=tuple(action_listed({**msgspec.structs.asdict(each), **shared}) for each in whole.actions),
        **{name: getattr(whole.unit, name) for name in _RECORDS},
    )  # fmt: skip


class Timeline(msgspec.Struct, frozen=True, kw_only=True):
    """Some entries of a timeline; `next` is the cursor of those behind, null at its end."""

    items: tuple[Told, ...]
    next: str | None
