"""The book: everything known about one organisation at one moment, as records and as units."""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.model.money import Money, Rate

Own = dict[str, str | int | bool | Money | list[str]]
"""An organisation's own facts by name without the prefix, checked against their declared type when they were read.

A day is ISO text (`2026-03-01`), a number or share that is not whole is decimal text (`0.125`): so a value can be told
apart in the encoding of a unit by itself, and the declared type says how to read it.
"""


class Record(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What every record carries: the source's id, and the instant at which it was learnt where that is known."""

    id: str
    known_at: dt.datetime | None = None


class Entity(Record, frozen=True, kw_only=True, tag="entity"):
    """One of our legal entities."""

    name: str = ""
    country: str | None = None
    currency: str | None = None


class Account(Record, frozen=True, kw_only=True, tag="account"):
    """A customer we bill. `payer` is the account that pays for it, itself where empty."""

    name: str = ""
    parent: str | None = None
    payer: str | None = None
    tier: str | None = None
    country: str | None = None
    language: str | None = None
    time_zone: str | None = None
    status: str | None = None
    owner: str | None = None
    collector: str | None = None
    renewal_date: dt.date | None = None
    customer_since: dt.date | None = None
    terms_days: int | None = None
    arr: Money | None = None
    credit_limit: Money | None = None
    postal_address: str | None = None
    tags: tuple[str, ...] = ()
    x: Own = {}


Channel = Literal["email", "letter", "sms", "call"]


class Contact(Record, frozen=True, kw_only=True, tag="contact"):
    """A person at the customer; `opted_out` and `bounced` name the channels that must not be used."""

    account: str
    name: str = ""
    role: str = ""
    primary: bool = False
    language: str | None = None
    email: str | None = None
    phone: str | None = None
    postal_address: str | None = None
    opted_out: tuple[Channel, ...] = ()
    bounced: tuple[Channel, ...] = ()
    x: Own = {}


class Item(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What falls due on one date of one invoice. `settled`: paid or credited without a record of its own here."""

    id: str
    due_on: dt.date
    amount: int
    settled: int = 0
    x: Own = {}


InvoiceState = Literal["open", "draft", "void", "written off"]


class Invoice(Record, frozen=True, kw_only=True, tag="invoice"):
    """An invoice and its instalments; amounts are minor units of `currency`. Whether it is paid is computed, never
    stored.
    """

    account: str
    issued_on: dt.date
    currency: str
    items: tuple[Item, ...]
    entity: str = ""
    state: InvoiceState = "open"
    kind: str | None = None
    payment_method: str | None = None
    purchase_order: str | None = None
    tags: tuple[str, ...] = ()
    x: Own = {}


class Allocation(msgspec.Struct, frozen=True, kw_only=True):
    """Part of a payment or credit set against an item, in minor units of its currency."""

    item: str
    amount: int


class Payment(Record, frozen=True, kw_only=True, tag="payment"):
    """Money received. What is not allocated is unapplied. A reversal undoes it from `reversed_on`."""

    account: str
    on: dt.date
    amount: Money
    allocations: tuple[Allocation, ...] = ()
    entity: str = ""
    method: str | None = None
    reversed_on: dt.date | None = None


class Credit(Record, frozen=True, kw_only=True, tag="credit"):
    """A credit note. What is not allocated is unapplied."""

    account: str
    on: dt.date
    amount: Money
    allocations: tuple[Allocation, ...] = ()
    entity: str = ""


class Promise(Record, frozen=True, kw_only=True, tag="promise"):
    """A promise to pay by `on`; of one item, or of all where `item` is empty. Whether it is kept is computed."""

    account: str
    made_on: dt.date
    on: dt.date
    item: str | None = None
    amount: Money | None = None
    withdrawn_on: dt.date | None = None


class Dispute(Record, frozen=True, kw_only=True, tag="dispute"):
    """A dispute of one item, or of all where `item` is empty; the whole of it where `amount` is empty."""

    account: str
    opened_on: dt.date
    item: str | None = None
    amount: Money | None = None
    reason: str | None = None
    resolved_on: dt.date | None = None


class ManualHold(Record, frozen=True, kw_only=True, tag="hold"):
    """A manual stop by a person: of an item, or of the whole account; `until` is its last day."""

    account: str
    set_on: dt.date
    item: str | None = None
    reason: str = ""
    until: dt.date | None = None
    lifted_on: dt.date | None = None


Outcome = Literal["done", "refused", "expired", "failed", "unknown"]


class TouchedItem(msgspec.Struct, frozen=True, omit_defaults=True):
    """An item that an action listed, and the ladder step it was taken to by it (empty: to none)."""

    item: str
    step: str = ""


class Touch(Record, frozen=True, kw_only=True, tag="touch"):
    """An ended action: what was really done, or how it ended instead (rule 12). Its id is the action's."""

    account: str
    on: dt.date
    kind: str
    outcome: Outcome = "done"
    playbook: str = ""
    version: int = 0
    step: str = ""
    anchor: str | None = None
    items: tuple[TouchedItem, ...] = ()
    occurrence: int = 1
    in_place_of: str = ""
    recipients: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    tone: str = ""
    pay_by: dt.date | None = None
    message: str = ""
    episode: dt.date | None = None


class Membership(Record, frozen=True, kw_only=True, tag="membership"):
    """An item was taken by a playbook on a day (rule 12)."""

    account: str
    item: str
    playbook: str
    version: int
    since: dt.date


class Reply(Record, frozen=True, kw_only=True, tag="reply"):
    """The customer answered."""

    account: str
    on: dt.date
    kind: str = "reply"
    contact: str | None = None
    item: str | None = None


class FailedPayment(Record, frozen=True, kw_only=True, tag="failed payment"):
    """An attempt to collect (card, direct debit) failed; of one item, or of the account where empty."""

    account: str
    on: dt.date
    item: str | None = None
    reason: str | None = None


class Approval(Record, frozen=True, kw_only=True, tag="approval"):
    """A person was asked about an action (its id is the action's), what was shown, and the answer if there is one."""

    account: str
    asked_on: dt.date
    playbook: str
    step: str
    anchor: str
    occurrence: int = 1
    tone: str = ""
    recipients: tuple[str, ...] = ()
    items: tuple[str, ...] = ()
    amount: Money | None = None
    role: str = ""
    answer: Literal["approved", "refused"] | None = None
    answered_on: dt.date | None = None


class Freshness(Record, frozen=True, kw_only=True, tag="freshness"):
    """A source (its id) was last synced on a day."""

    on: dt.date


class Unit(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """All records of a payer and the accounts that pay through it: what `decide` looks at in one call (rule 11).

    `accounts` has the payer first. Records are in any order: nothing depends on it (rule 36).
    """

    id: str
    accounts: tuple[Account, ...]
    contacts: tuple[Contact, ...] = ()
    invoices: tuple[Invoice, ...] = ()
    payments: tuple[Payment, ...] = ()
    credits: tuple[Credit, ...] = ()
    promises: tuple[Promise, ...] = ()
    disputes: tuple[Dispute, ...] = ()
    holds: tuple[ManualHold, ...] = ()
    touches: tuple[Touch, ...] = ()
    memberships: tuple[Membership, ...] = ()
    replies: tuple[Reply, ...] = ()
    failed_payments: tuple[FailedPayment, ...] = ()
    approvals: tuple[Approval, ...] = ()


class Setting(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The small part that all units share: exchange rates by date, freshness by source, our legal entities."""

    rates: tuple[Rate, ...] = ()
    freshness: tuple[Freshness, ...] = ()
    entities: tuple[Entity, ...] = ()


class Book(msgspec.Struct, frozen=True, kw_only=True):
    """Everything known about one organisation at one moment: the setting and the units, sorted by id."""

    setting: Setting = Setting()
    units: tuple[Unit, ...] = ()


AccountRecord = (
    Contact
    | Invoice
    | Payment
    | Credit
    | Promise
    | Dispute
    | ManualHold
    | Touch
    | Membership
    | Reply
    | FailedPayment
    | Approval
)
AnyRecord = Entity | Account | AccountRecord | Freshness

FIELD_OF: dict[type[AccountRecord], str] = {
    Contact: "contacts", Invoice: "invoices", Payment: "payments", Credit: "credits", Promise: "promises", Dispute:
    "disputes",
    ManualHold: "holds", Touch: "touches", Membership: "memberships", Reply: "replies", FailedPayment:
    "failed_payments",
    Approval: "approvals",
}  # fmt: skip
"""In which field of its unit a record of an account stands."""
