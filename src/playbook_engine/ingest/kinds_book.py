"""Every kind of record in a book and every field of it, once.

Readers, CSV headers, the schema and the reference of the format are made from these tables.
"""

from typing import Any, get_args

from playbook_engine.ingest.fields_book import Field, Nested, RecordKind, may, own_facts, required
from playbook_engine.ingest.value_kinds_book import (
    CHANNELS,
    COUNTRY,
    CURRENCY,
    DAY,
    EMAIL,
    INSTANT,
    LANGUAGE,
    MONEY,
    NAME,
    NAMES,
    RATE,
    TAGS,
    TEXT,
    WHOLE,
    YES_NO,
    ZONE,
    choice,
)
from playbook_engine.model.book import (
    Account,
    Approval,
    Contact,
    Credit,
    Dispute,
    Entity,
    FailedPayment,
    Freshness,
    Invoice,
    InvoiceState,
    ManualHold,
    Membership,
    Outcome,
    Payment,
    Promise,
    Reply,
    Touch,
)
from playbook_engine.model.money import Rate
from playbook_engine.model.playbook import ACTION_KINDS

FORMAT = 1
"""The number of the book format; raised when a field goes or changes its meaning."""

_ID = required("id", NAME, "its id in the source; unique among records of its kind")
_KNOWN_AT = may(
    "known_at", INSTANT, "when it was learnt, where that is known; the book is cut by it before its own day"
)
_ACCOUNT = required("account", NAME, "id of the account", refers="account")
_ENTITY = may("entity", NAME, "id of our legal entity", refers="entity")
_ITEM = may("item", NAME, "id of the item it concerns; all items of the account where left out", refers="item")
_TAGS = may("tags", TAGS, "labels")


def _record(
    name: str, collection: str, noun: Any, sentence: str, *fields: Field, either: tuple[tuple[str, ...], ...] = ()
) -> RecordKind:
    return RecordKind(name=name, collection=collection, noun=noun, sentence=sentence, fields=fields, either=either)


_ENTITIES = _record(
    "entity", "entities", Entity, "One of our legal entities.",
    _ID,
    may("name", NAME, "its name"),
    may("country", COUNTRY, "its country"),
    may("currency", CURRENCY, "the currency of its accounts"),
    _KNOWN_AT,
)  # fmt: skip

_ACCOUNTS = _record(
    "account", "accounts", Account, "A customer we bill.",
    _ID,
    may("name", NAME, "its name"),
    may("parent", NAME, "id of the parent account", refers="parent"),
    may("payer", NAME, "id of the account that pays for it; itself where left out", refers="account"),
    may("tier", NAME, "how much the account matters, as the CRM says"),
    may("country", COUNTRY, "its country"),
    may("language", LANGUAGE, "the language to write in"),
    may("time_zone", ZONE, "its time zone; the organisation's where left out"),
    may("status", NAME, "its status in the source, such as `active`"),
    may("owner", NAME, "who owns the relationship"),
    may("collector", NAME, "who collects from it"),
    may("renewal_date", DAY, "day on which the contract renews"),
    may("customer_since", DAY, "first day as a customer"),
    may("terms_days", WHOLE, "agreed days to pay"),
    may("arr", MONEY, "annual recurring revenue"),
    may("credit_limit", MONEY, "credit limit"),
    may("postal_address", TEXT, "where letters go"),
    _TAGS,
    own_facts("account"),
    _KNOWN_AT,
)  # fmt: skip

_CONTACTS = _record(
    "contact", "contacts", Contact, "A person at the customer.",
    _ID,
    _ACCOUNT,
    may("name", NAME, "the person's name"),
    may("role", NAME, "what the person does there, such as `billing`"),
    may("primary", YES_NO, "comes before others of the same role"),
    may("language", LANGUAGE, "the language to write in; the account's where left out"),
    may("email", EMAIL, "address for email"),
    may("phone", NAME, "number for calls and text messages"),
    may("postal_address", TEXT, "where letters go; the account's where left out"),
    may("opted_out", CHANNELS, "channels that the person does not want"),
    may("bounced", CHANNELS, "channels on which nothing arrives"),
    own_facts("contact"),
    _KNOWN_AT,
)  # fmt: skip

_INSTALMENT = _record(
    "instalment", "instalments", None, "What falls due on one date of an invoice.",
    may("id", NAME, "the item's id; the invoice's with `/1`, `/2` by due date where left out", column="item"),
    required("due_on", DAY, "day on which it falls due"),
    required("amount", MONEY, "what was billed"),
    may("balance", MONEY, "what is still open, as the source says"),
    may("settled", MONEY, "what was paid or credited without a record in the book; instead of `balance`"),
    own_facts("item", column="item.x"),
)  # fmt: skip

_INVOICES = _record(
    "invoice", "invoices", Invoice,
    "An invoice; either `due_on` and `amount`, or `instalments`. In CSV one row an instalment.",
    _ID,
    _ACCOUNT,
    required("issued_on", DAY, "day of issue"),
    may("due_on", DAY, "day on which all of it falls due"),
    may("amount", MONEY, "what was billed"),
    may("balance", MONEY, "what is still open, as the source says"),
    may("settled", MONEY, "what was paid or credited without a record in the book; instead of `balance`"),
    may("instalments", Nested("instalment", rows=True), "what falls due on several dates"),
    _ENTITY,
    may("state", choice(*get_args(InvoiceState)), "whether it counts; `open` where left out, also once it is paid"),
    may("kind", NAME, "kind of invoice in the source, such as `subscription`"),
    may("payment_method", NAME, "how it is paid, such as `card` or `transfer`"),
    may("purchase_order", NAME, "the customer's order number"),
    _TAGS,
    own_facts("invoice"),
    _KNOWN_AT,
    either=(("due_on", "amount"), ("instalments",)),
)  # fmt: skip

_ALLOCATION = _record(
    "allocation", "allocations", None, "Part of a payment or credit that is set against an item.",
    required("item", NAME, "id of the item", refers="money for item"),
    required("amount", MONEY, "how much of it", column="allocated"),
)  # fmt: skip

_ALLOCATED = (
    may("item", NAME, "id of the one item that it is set against; instead of `allocations`", refers="money for item"),
    may("allocated", MONEY, "how much of it is set against `item`; all of it where left out"),
    may("allocations", Nested("allocation", rows=True), "the items that it is set against; the rest is unapplied"),
)

_PAYMENTS = _record(
    "payment", "payments", Payment, "Money received. In CSV one row an allocation, or a file of allocations beside it.",
    _ID,
    _ACCOUNT,
    required("on", DAY, "day of the payment"),
    required("amount", MONEY, "all of it"),
    *_ALLOCATED,
    _ENTITY,
    may("method", NAME, "how it was paid"),
    may("reversed_on", DAY, "day from which it is undone"),
    _KNOWN_AT,
)  # fmt: skip

_CREDITS = _record(
    "credit", "credits", Credit, "A credit note. In CSV one row an allocation, or a file of allocations beside it.",
    _ID,
    _ACCOUNT,
    required("on", DAY, "day of the credit note"),
    required("amount", MONEY, "all of it"),
    *_ALLOCATED,
    _ENTITY,
    _KNOWN_AT,
)  # fmt: skip

_PROMISES = _record(
    "promise", "promises", Promise, "A promise to pay; whether it is kept is computed.",
    _ID,
    _ACCOUNT,
    required("made_on", DAY, "day on which it was given"),
    required("on", DAY, "day by which money is promised"),
    _ITEM,
    may("amount", MONEY, "how much; everything where left out"),
    may("withdrawn_on", DAY, "day from which it no longer stands"),
    _KNOWN_AT,
)  # fmt: skip

_DISPUTES = _record(
    "dispute", "disputes", Dispute, "A dispute about an item or the whole account.",
    _ID,
    _ACCOUNT,
    required("opened_on", DAY, "day on which it was opened"),
    _ITEM,
    may("amount", MONEY, "the disputed part; the whole where left out"),
    may("reason", NAME, "what it is about"),
    may("resolved_on", DAY, "day from which it is settled"),
    _KNOWN_AT,
)  # fmt: skip

_HOLDS = _record(
    "hold", "holds", ManualHold, "A manual stop by a person, of an item or the whole account.",
    _ID,
    _ACCOUNT,
    required("set_on", DAY, "its first day"),
    _ITEM,
    may("reason", NAME, "why"),
    may("until", DAY, "its last day"),
    may("lifted_on", DAY, "day from which it no longer stands"),
    _KNOWN_AT,
)  # fmt: skip

_TOUCHED_ITEM = _record(
    "touched item", "items", None, "An item that a touch listed.",
    required("item", NAME, "id of the item"),
    may("step", NAME, "ladder step that it was taken to; none where empty, the touch's own where left out"),
)  # fmt: skip

_TOUCHES = _record(
    "touch", "touches", Touch, "An ended action: what was really done, or how it ended instead.",
    required("id", NAME, "id of the action"),
    _ACCOUNT,
    required("on", DAY, "day on which it ended"),
    required("kind", choice(*ACTION_KINDS), "what was done"),
    may("outcome", choice(*get_args(Outcome)), "how it ended; `done` where left out"),
    may("playbook", NAME, "name of the playbook"),
    may("version", WHOLE, "its version"),
    may("step", NAME, "name of the step or rule"),
    may("anchor", NAME, "id of the item that it was counted from"),
    may("items", Nested("touched item"), "the items that it listed; in CSV `INV-1; INV-2=first-notice`"),
    may("occurrence", WHOLE, "the how-manieth of this step for this anchor; 1 where left out"),
    may("in_place_of", NAME, "the step that it stood in for"),
    may("recipients", NAMES, "ids of the contacts that it went to"),
    may("addresses", NAMES, "addresses that it went to"),
    may("tone", NAME, "its tone"),
    may("pay_by", DAY, "new date that it asked for"),
    may("message", NAME, "id shared by all actions that went out as one message"),
    may("episode", DAY, "first day of the episode that it belongs to"),
    _KNOWN_AT,
)  # fmt: skip

_MEMBERSHIPS = _record(
    "membership", "memberships", Membership, "An item was taken by a playbook.",
    _ID,
    _ACCOUNT,
    required("item", NAME, "id of the item"),
    required("playbook", NAME, "name of the playbook"),
    required("version", WHOLE, "its version"),
    required("since", DAY, "first day"),
    _KNOWN_AT,
)  # fmt: skip

_REPLIES = _record(
    "reply", "replies", Reply, "The customer answered.",
    _ID,
    _ACCOUNT,
    required("on", DAY, "day of the reply"),
    may("kind", NAME, "what kind of reply, such as `out of office`; `reply` where left out"),
    may("contact", NAME, "id of the contact", refers="contact"),
    _ITEM,
    _KNOWN_AT,
)  # fmt: skip

_FAILED_PAYMENTS = _record(
    "failed payment", "failed_payments", FailedPayment, "An attempt to collect (card, direct debit) failed.",
    _ID,
    _ACCOUNT,
    required("on", DAY, "day of the attempt"),
    _ITEM,
    may("reason", NAME, "why, as the bank says"),
    _KNOWN_AT,
)  # fmt: skip

_APPROVALS = _record(
    "approval", "approvals", Approval, "A person was asked about an action: what was shown, and the answer.",
    required("id", NAME, "id of the action"),
    _ACCOUNT,
    required("asked_on", DAY, "day of the question"),
    required("playbook", NAME, "name of the playbook"),
    required("step", NAME, "name of the step"),
    required("anchor", NAME, "id of the item that it is counted from"),
    may("occurrence", WHOLE, "the how-manieth of this step for this anchor; 1 where left out"),
    may("tone", NAME, "the tone that was shown"),
    may("recipients", NAMES, "ids of the contacts that were shown"),
    may("items", NAMES, "ids of the items that were shown"),
    may("amount", MONEY, "the sum that was shown"),
    may("role", NAME, "role of the person asked"),
    may("answer", choice("approved", "refused"), "the answer"),
    may("answered_on", DAY, "day of the answer"),
    _KNOWN_AT,
)  # fmt: skip

_RATES = _record(
    "rate", "rates", Rate, "An exchange rate: from its day on, one unit of `source` is worth `rate` units of `target`.",
    required("on", DAY, "first day"),
    required("source", CURRENCY, "currency that is converted"),
    required("target", CURRENCY, "currency that it is converted into"),
    required("rate", RATE, "units of `target` for one unit of `source`"),
)  # fmt: skip

_FRESHNESS = _record(
    "freshness", "freshness", Freshness, "A day on which a source was last read.",
    required("source", NAME, "name of the source, such as `erp`", into="id"),
    required("on", DAY, "day on which it was read"),
    _KNOWN_AT,
)  # fmt: skip

ALLOCATION_ROWS = _record(
    "allocation", "allocations", None, "In CSV alone: part of a payment or credit that is set against an item.",
    may("payment", NAME, "id of the payment"),
    may("credit", NAME, "id of the credit; instead of `payment`"),
    required("item", NAME, "id of the item"),
    required("amount", MONEY, "how much of it"),
)  # fmt: skip
"""A file of its own for what stands as `allocations` inside payments and credits elsewhere."""

KINDS: tuple[RecordKind, ...] = (
    _ENTITIES, _RATES, _FRESHNESS, _ACCOUNTS, _CONTACTS, _PAYMENTS, _CREDITS, _INVOICES, _PROMISES, _DISPUTES, _HOLDS,
    _TOUCHES, _MEMBERSHIPS, _REPLIES, _FAILED_PAYMENTS, _APPROVALS,
)  # fmt: skip
"""All kinds of record, in the order in which they are read: what explains a balance before the invoices."""

PARTS: dict[str, RecordKind] = {each.name: each for each in (_INSTALMENT, _ALLOCATION, _TOUCHED_ITEM)}
"""The smaller records inside others, by name."""

BY_NAME: dict[str, RecordKind] = {each.name: each for each in KINDS}
BY_COLLECTION: dict[str, RecordKind] = {each.collection: each for each in KINDS}

ENDS: dict[str, tuple[tuple[str, str], ...]] = {
    "payment": (("on", "reversed_on"),),
    "promise": (("made_on", "on"), ("made_on", "withdrawn_on")),
    "dispute": (("opened_on", "resolved_on"),),
    "hold": (("set_on", "until"), ("set_on", "lifted_on")),
    "approval": (("asked_on", "answered_on"),),
}
"""Of some kinds, pairs of days of which the second is not before the first."""
