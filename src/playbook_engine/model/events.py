"""What can happen to a book: one vocabulary for timeline tests, model check, scenarios and sync.

Every event brings the ids it needs; none is made up. How each changes a unit or a book: `model/applying.py`.
"""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.model.book import (
    Account,
    AccountRecord,
    Approval,
    Channel,
    Contact,
    Credit,
    Dispute,
    FailedPayment,
    Invoice,
    InvoiceState,
    ManualHold,
    Membership,
    Payment,
    Promise,
    Reply,
    Touch,
)
from playbook_engine.model.money import Money, Rate


class _Event(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True, tag_field="event"):
    """Something that happened."""


class PaymentReceived(_Event, frozen=True, kw_only=True, tag="payment"):
    """Money came in. With `for_item` and no allocations of its own it pays that item as far as it is open."""

    record: Payment
    for_item: str | None = None


class PaymentApplied(_Event, frozen=True, kw_only=True, tag="payment applied"):
    """Part of a payment, in minor units, now stands against an item; it replaces what stood against that item."""

    account: str
    payment: str
    item: str
    amount: int


class PaymentReversed(_Event, frozen=True, kw_only=True, tag="reversal"):
    """A payment was undone."""

    account: str
    payment: str
    on: dt.date


class PaymentFailed(_Event, frozen=True, kw_only=True, tag="failed payment"):
    """An attempt to collect failed."""

    record: FailedPayment


class CreditGiven(_Event, frozen=True, kw_only=True, tag="credit"):
    """A credit note was issued."""

    record: Credit


class CreditApplied(_Event, frozen=True, kw_only=True, tag="credit applied"):
    """Part of a credit, in minor units, now stands against an item; it replaces what stood against that item."""

    account: str
    credit: str
    item: str
    amount: int


class Promised(_Event, frozen=True, kw_only=True, tag="promise"):
    """The customer promised to pay."""

    record: Promise


class PromiseWithdrawn(_Event, frozen=True, kw_only=True, tag="promise withdrawn"):
    """A promise no longer stands, and was neither kept nor broken."""

    account: str
    promise: str
    on: dt.date


class Disputed(_Event, frozen=True, kw_only=True, tag="dispute"):
    """The customer disputes something."""

    record: Dispute


class DisputeResolved(_Event, frozen=True, kw_only=True, tag="dispute resolved"):
    """A dispute came to its end."""

    account: str
    dispute: str
    on: dt.date


class HoldSet(_Event, frozen=True, kw_only=True, tag="hold"):
    """A person stopped everything for an item or an account."""

    record: ManualHold


class HoldLifted(_Event, frozen=True, kw_only=True, tag="hold lifted"):
    """A person took a manual stop away."""

    account: str
    hold: str
    on: dt.date


class Replied(_Event, frozen=True, kw_only=True, tag="reply"):
    """The customer answered."""

    record: Reply


class Bounced(_Event, frozen=True, kw_only=True, tag="bounce"):
    """A contact can no longer be reached on a channel."""

    account: str
    contact: str
    channel: Channel


class OptedOut(_Event, frozen=True, kw_only=True, tag="opt-out"):
    """A contact does not want to be reached on a channel."""

    account: str
    contact: str
    channel: Channel


class ContactAdded(_Event, frozen=True, kw_only=True, tag="contact"):
    """A contact became known."""

    record: Contact


class Invoiced(_Event, frozen=True, kw_only=True, tag="invoice"):
    """An invoice was issued."""

    record: Invoice


class InvoiceStateChanged(_Event, frozen=True, kw_only=True, tag="invoice state"):
    """An invoice was opened, voided or written off."""

    account: str
    invoice: str
    state: InvoiceState


class DueDateMoved(_Event, frozen=True, kw_only=True, tag="due date moved"):
    """An item falls due on another day than was agreed first."""

    account: str
    item: str
    due_on: dt.date


class AccountAdded(_Event, frozen=True, kw_only=True, tag="account"):
    """A customer became known."""

    record: Account


class AccountChanged(_Event, frozen=True, kw_only=True, tag="account changed"):
    """A field of an account (`tier`, `renewal_date`, `x.partner_managed`) has another value; None takes it away.

    Days are ISO text, as in own facts.
    """

    account: str
    field: str
    value: str | int | bool | Money | list[str] | None = None


class Touched(_Event, frozen=True, kw_only=True, tag="touch"):
    """An action ended: done, refused, expired, failed or unknown."""

    record: Touch


class Joined(_Event, frozen=True, kw_only=True, tag="membership"):
    """An item was taken by a playbook."""

    record: Membership


class ApprovalAsked(_Event, frozen=True, kw_only=True, tag="approval asked"):
    """A person was asked about an action; asking with other content takes the place of the earlier question."""

    record: Approval


class ApprovalAnswered(_Event, frozen=True, kw_only=True, tag="approval answered"):
    """A person answered."""

    account: str
    approval: str
    answer: Literal["approved", "refused"]
    on: dt.date


class Corrected(_Event, frozen=True, kw_only=True, tag="correction"):
    """A source sent a record again: it takes the place of the one with its id, or is added."""

    record: Account | AccountRecord


class Synced(_Event, frozen=True, kw_only=True, tag="sync"):
    """A source was read."""

    source: str
    on: dt.date
    known_at: dt.datetime | None = None


class RateGiven(_Event, frozen=True, kw_only=True, tag="rate"):
    """An exchange rate became known."""

    rate: Rate


Arrival = (
    PaymentFailed | CreditGiven | Promised | Disputed | HoldSet | Replied | ContactAdded | Invoiced | Touched | Joined
)
"""Events that bring a record and nothing else."""

Ending = PaymentReversed | PromiseWithdrawn | DisputeResolved | HoldLifted | ApprovalAnswered | InvoiceStateChanged
"""Events that say how something that is there went on."""

Change = PaymentApplied | CreditApplied | Bounced | OptedOut | DueDateMoved | AccountChanged | Ending
"""Events that change a record that is there."""

UnitEvent = Arrival | Change | PaymentReceived | ApprovalAsked | AccountAdded | Corrected

SettingEvent = Synced | RateGiven

Event = UnitEvent | SettingEvent


def account_of(event: UnitEvent) -> str:
    """The account that an event concerns."""
    if isinstance(event, Change):
        return event.account
    return event.record.id if isinstance(event.record, Account) else event.record.account
