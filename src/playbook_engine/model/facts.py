"""The catalogue of facts: what a condition may read, with type, unit, where it comes from and one sentence."""

from typing import Literal

import msgspec

Kind = Literal["text", "tags", "number", "money", "percent", "date", "yes/no"]
Scope = Literal["account", "family", "case", "invoice", "item", "anchor", "contact", "today", "record"]


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that conditions may read.

    `optional`: may be missing. `values`: all that it can be, for enumerated texts. `moves`: may change from one day
    to the
    next although nothing happens. `source`: the field of a record it is copied from, or empty where it is computed.
    """

    name: str
    kind: Kind
    sentence: str
    unit: str = ""
    optional: bool = False
    values: tuple[str, ...] = ()
    moves: bool = False
    source: str = ""

    @property
    def scope(self) -> str:
        """What must be at hand to know it: the part of its name before the first point."""
        return self.name.partition(".")[0]


def _fact(name: str, kind: Kind, sentence: str, **more: object) -> Fact:
    return msgspec.convert({"name": name, "kind": kind, "sentence": sentence, **more}, Fact)


PROMISE_STATES = ("open", "kept", "broken")
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = {"unit": "days"}

_ACCOUNT = (
    _fact("account.id", "text", "the account's id in the source", source="id"),
    _fact("account.name", "text", "the account's name", source="name"),
    _fact("account.tier", "text", "how much the account matters, as the CRM says", optional=True, source="tier"),
    _fact("account.country", "text", "country of the account (ISO 3166 alpha-2)", optional=True, source="country"),
    _fact("account.language", "text", "language to write in (BCP 47)", optional=True, source="language"),
    _fact("account.status", "text", "status in the source, such as `active`", optional=True, source="status"),
    _fact("account.owner", "text", "who owns the relationship", optional=True, source="owner"),
    _fact("account.collector", "text", "who collects from the account", optional=True, source="collector"),
    _fact("account.parent", "text", "id of the parent account", optional=True, source="parent"),
    _fact("account.renewal_date", "date", "day on which the contract renews", optional=True, source="renewal_date"),
    _fact("account.customer_since", "date", "first day as a customer", optional=True, source="customer_since"),
    _fact("account.terms_days", "number", "agreed days to pay", optional=True, source="terms_days", **DAYS),
    _fact("account.arr", "money", "annual recurring revenue", optional=True, source="arr"),
    _fact("account.credit_limit", "money", "credit limit", optional=True, source="credit_limit"),
    _fact("account.tags", "tags", "labels of the account", source="tags"),
    _fact("account.on_hold", "yes/no", "a manual stop covers the whole account today", moves=True),
    _fact("account.open_balance", "money", "sum of all open items"),
    _fact("account.overdue_balance", "money", "sum of all overdue items", moves=True),
    _fact("account.disputed_balance", "money", "sum of the disputed part of all open items", moves=True),
    _fact("account.unapplied_credit", "money", "credits and payments not set against anything yet"),
    _fact("account.open_items", "number", "how many items are open"),
    _fact("account.overdue_items", "number", "how many items are overdue", moves=True),
    _fact("account.oldest_due", "date", "earliest due date of an open item", optional=True),
    _fact("account.days_overdue", "number", "days that the oldest open item is past due", moves=True, **DAYS),
    _fact("account.average_days_late", "number", "mean days paid after due, of the last 365 days; early counts as 0",
          optional=True, moves=True, **DAYS),
    _fact("account.paid_late_share", "percent", "share of the items paid in the last 365 days that were paid after due",
          optional=True, moves=True),
    _fact("account.open_promises", "number", "promises to pay that are open", moves=True),
    _fact("account.kept_promises", "number", "promises kept whose date lies in the last 365 days", moves=True),
    _fact("account.broken_promises", "number", "promises broken whose date lies in the last 365 days", moves=True),
    _fact("account.open_disputes", "number", "disputes that are open", moves=True),
    _fact("account.contacts_30_days", "number", "contacts in the last 30 days, today included", moves=True),
    _fact("account.last_contact_on", "date", "day of the last contact", optional=True),
    _fact("account.days_since_contact", "number", "days since the last contact", optional=True, moves=True, **DAYS),
    _fact("account.last_reply_on", "date", "day of the customer's last reply", optional=True),
    _fact("account.days_since_reply", "number", "days since the last reply", optional=True, moves=True, **DAYS),
    _fact("account.last_payment_on", "date", "day of the last payment that was not reversed", optional=True),
    _fact("account.failed_payments", "number", "failed payments in the last 30 days, today included", moves=True),
)  # fmt: skip

_FAMILY = (
    _fact("family.accounts", "number", "how many accounts the payer pays for, itself included"),
    _fact("family.open_balance", "money", "sum of all open items of the family"),
    _fact("family.overdue_balance", "money", "sum of all overdue items of the family", moves=True),
    _fact("family.overdue_items", "number", "how many items of the family are overdue", moves=True),
)

_CASE = (
    _fact("case.currency", "text", "currency of the case; the base currency where currencies are together"),
    _fact("case.entity", "text", "id of our legal entity"),
    _fact("case.balance", "money", "sum of the open items of the case that are not held out"),
    _fact("case.overdue_balance", "money", "sum of its overdue items", moves=True),
    _fact(
        "case.overdue_share",
        "percent",
        "overdue balance as a share of the balance; missing where nothing is open",
        optional=True,
        moves=True,
    ),
    _fact("case.items", "number", "how many items are open and not held out"),
    _fact("case.overdue_items", "number", "how many of them are overdue", moves=True),
    _fact("case.oldest_due", "date", "earliest due date among them", optional=True),
    _fact("case.contacts", "number", "contacts in this episode by this playbook", moves=True),
)

_INVOICE = (
    _fact("invoice.id", "text", "the invoice's number", source="id"),
    _fact("invoice.entity", "text", "id of our legal entity", source="entity"),
    _fact("invoice.currency", "text", "currency of the invoice", source="currency"),
    _fact("invoice.issued_on", "date", "day of issue", source="issued_on"),
    _fact("invoice.amount", "money", "what was billed, all instalments"),
    _fact(
        "invoice.kind",
        "text",
        "kind of invoice in the source, such as `subscription`",
        optional=True,
        source="kind",
    ),
    _fact(
        "invoice.payment_method",
        "text",
        "how it is paid, such as `card` or `transfer`",
        optional=True,
        source="payment_method",
    ),
    _fact(
        "invoice.purchase_order",
        "text",
        "the customer's order number",
        optional=True,
        source="purchase_order",
    ),
    _fact("invoice.tags", "tags", "labels of the invoice", source="tags"),
)

_ITEM = (
    _fact("item.id", "text", "the item's id", source="id"),
    _fact("item.due_on", "date", "day on which it falls due", source="due_on"),
    _fact("item.days_overdue", "number", "days past due; negative before", moves=True, **DAYS),
    _fact("item.overdue", "yes/no", "past due and past the grace days", moves=True),
    _fact("item.amount", "money", "what was billed"),
    _fact("item.balance", "money", "what is still open, net of credits where the playbook says so"),
    _fact("item.disputed", "yes/no", "an open dispute concerns it", moves=True),
    _fact("item.dispute_reason", "text", "reason of the latest open dispute", optional=True, moves=True),
    _fact(
        "item.promise",
        "text",
        "state of the latest promise that concerns it",
        optional=True,
        values=PROMISE_STATES,
        moves=True,
    ),
    _fact("item.promised_on", "date", "day named by the latest promise", optional=True),
    _fact("item.on_hold", "yes/no", "a manual stop covers it today", moves=True),
    _fact("item.failed_payments", "number", "failed payments for it or its invoice", moves=True),
    _fact("item.reopened", "number", "how often a payment on it was reversed"),
    _fact("item.contacts", "number", "contacts that listed it"),
    _fact("item.last_step", "text", "last ladder step of its playbook that it was taken to", optional=True),
    _fact("item.last_tone", "text", "tone of the last contact that listed it", optional=True),
)

_CONTACT = (
    _fact("contact.role", "text", "role of the recipient, such as `billing`", optional=True, source="role"),
    _fact("contact.language", "text", "language of the recipient", optional=True, source="language"),
)

_TODAY = (
    _fact("today.date", "date", "the account's day", moves=True),
    _fact("today.weekday", "text", "day of the week", values=WEEKDAYS, moves=True),
    _fact("today.day_of_month", "number", "day of the month, from 1", moves=True),
    _fact("today.days_to_month_end", "number", "days to the last day of the month", moves=True, **DAYS),
)


def _as_anchor(fact: Fact) -> Fact:
    field = fact.name.partition(".")[2]
    return msgspec.structs.replace(fact, name=f"anchor.{field}", sentence=f"of the case's anchor: {fact.sentence}")


_ANCHOR = tuple(_as_anchor(each) for each in (*_ITEM, *_INVOICE) if each.name not in ("invoice.id", "invoice.amount"))

CATALOGUE: dict[str, Fact] = {
    each.name: each for each in (*_ACCOUNT, *_FAMILY, *_CASE, *_INVOICE, *_ITEM, *_ANCHOR, *_CONTACT, *_TODAY)
}
"""Every fact that all organisations have, by name; an organisation adds its own and derived ones."""

_RECORD = (
    _fact("payment.on", "date", "day of the payment"), _fact("payment.amount", "money", "amount"),
    _fact("payment.reversed", "yes/no", "was reversed"), _fact("payment.method", "text", "method", optional=True),
    _fact("promise.on", "date", "day named by the promise"), _fact("promise.amount", "money", "amount", optional=True),
    _fact("promise.state", "text", "state", values=PROMISE_STATES),
    _fact("dispute.on", "date", "day it was opened"), _fact("dispute.amount", "money", "amount", optional=True),
    _fact("dispute.open", "yes/no", "is open"), _fact("dispute.reason", "text", "reason", optional=True),
    _fact("touch.on", "date", "day"),
    _fact("touch.kind", "text", "kind"), _fact("touch.tone", "text", "tone", optional=True),
    _fact("touch.step", "text", "step"),
    _fact("touch.playbook", "text", "playbook"), _fact("touch.outcome", "text", "how it ended"),
    _fact("reply.on", "date", "day"), _fact("reply.kind", "text", "kind"),
    _fact("failure.on", "date", "day of the failed payment"), _fact("failure.reason", "text", "reason", optional=True),
    _fact("entry.on", "date", "due date of the item"), _fact("entry.issued_on", "date", "issue date"),
    _fact("entry.amount", "money", "billed amount"), _fact("entry.balance", "money", "open balance"),
    _fact("entry.open", "yes/no", "is open"), _fact("entry.overdue", "yes/no", "is overdue"),
    _fact("entry.days_overdue", "number", "days past due", unit="days"), _fact("entry.currency", "text", "currency"),
)  # fmt: skip

RECORD_FACTS: dict[str, Fact] = {each.name: each for each in _RECORD}
"""What the `where` of a derived fact may read of each record it counts; `entry` is an item of the account, open or
paid.
"""

COLLECTIONS: dict[str, str] = {
    "payments": "payment", "promises": "promise", "disputes": "dispute", "touches": "touch", "replies": "reply",
    "failed payments": "failure", "items": "entry",
}  # fmt: skip
"""Collections that a derived fact may aggregate, with the prefix of their record facts."""
