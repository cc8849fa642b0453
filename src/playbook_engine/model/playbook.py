"""The playbook as the evaluator knows it: names resolved, phrases typed, every default written out."""

from typing import Literal

import msgspec

from playbook_engine.model.condition import ALWAYS, Condition

ActionKind = Literal["email", "letter", "sms", "call", "task", "portal", "retry payment", "status", "notify"]

ACTION_KINDS: tuple[ActionKind, ...] = (
    "email",
    "letter",
    "sms",
    "call",
    "task",
    "portal",
    "retry payment",
    "status",
    "notify",
)
CONTACT_KINDS: tuple[ActionKind, ...] = ("email", "letter", "sms", "call")
"""What reaches a person at the customer (rule 28)."""

Base = Literal[
    "due",
    "issue",
    "previous",
    "step",
    "pay by",
    "promise",
    "dispute resolved",
    "reply",
    "failed payment",
    "reversal",
    "entry",
]


class Clause(msgspec.Struct, frozen=True, kw_only=True):
    """`3 business days after due`: months (clipped), then days, then the end of the month (rule 4).

    `step` names the step for the base `step`. `business`: `days` are open days of the customer's calendar.
    """

    base: Base
    step: str = ""
    months: int = 0
    days: int = 0
    business: bool = False
    before: bool = False
    end_of_month: bool = False
    text: str = ""


class Choice(msgspec.Struct, frozen=True, kw_only=True):
    """A fixed text, or what a decision table gives; exactly one of them is set."""

    value: str = ""
    table: str = ""


class Recipient(msgspec.Struct, frozen=True, kw_only=True):
    """Who a message goes to: contacts of a role (`any` role where empty), or an internal role of the organisation.

    `every`: all that match, not just the first.
    """

    role: str = ""
    internal: bool = False
    every: bool = False
    text: str = ""


class ItemsListed(msgspec.Struct, frozen=True, kw_only=True):
    """Which items a message lists: all overdue, all open, those due within days (overdue ones included), or by
    condition.
    """

    which: Literal["overdue", "open", "due within", "condition"] = "overdue"
    days: int = 0
    when: Condition = ALWAYS


class Work(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be done, by whom and to whom; `do` is an order of preference."""

    do: tuple[ActionKind, ...]
    tone: Choice | None = None
    template: Choice | None = None
    to: tuple[Recipient, ...] = ()
    cc: tuple[Recipient, ...] = ()
    items: ItemsListed = ItemsListed()
    attach: tuple[str, ...] = ()
    pay_by: int | None = None
    assign: Choice | None = None
    priority: Literal["low", "normal", "high"] = "normal"
    title: str = ""
    set: str = ""


class ApprovalRule(msgspec.Struct, frozen=True, kw_only=True):
    """A person has to agree first; unanswered it expires after working days of the organisation."""

    by: str
    expires: int | None = None
    if_refused: Literal["pass", "again"] = "pass"


class Repeat(msgspec.Struct, frozen=True, kw_only=True):
    """Again `every` days, `times` further ones; None is until paid."""

    every: int
    times: int | None = None


class Step(msgspec.Struct, frozen=True, kw_only=True):
    """One step of the ladder, or one rule alongside it.

    `at` empty: due as soon as `when` holds. `each_item` and `once_per` are for rules alongside.
    """

    name: str
    work: Work
    was: tuple[str, ...] = ()
    at: tuple[Clause, ...] = ()
    when: Condition = ALWAYS
    otherwise: Literal["skip", "wait", "previous step"] = "skip"
    approval: ApprovalRule | None = None
    also: tuple[Work, ...] = ()
    repeat: Repeat | None = None
    each_item: bool = False
    once_per: Literal["anchor", "episode"] = "anchor"


class Exhausted(msgspec.Struct, frozen=True, kw_only=True):
    """What happens `after` days when the ladder has come to its end (rule 23)."""

    name: str
    after: int
    work: Work
    when: Condition = ALWAYS


class Stops(msgspec.Struct, frozen=True, kw_only=True):
    """The part of the actions that a hold stops or a guarantee forbids: these kinds in these tones; empty means any."""

    kinds: tuple[ActionKind, ...] = ()
    tones: tuple[str, ...] = ()


class Hold(msgspec.Struct, frozen=True, kw_only=True):
    """While `when` holds, nothing (or only what `stops` leaves) goes out for what it covers."""

    name: str
    when: Condition
    covers: Literal["item", "case", "amount"]
    clock: Literal["runs", "stops"] = "runs"
    grace: int = 0
    stops: Stops | None = None
    instead: Work | None = None


class Limit(msgspec.Struct, frozen=True, kw_only=True):
    """At most `contacts` in any `days` days in a row, for each of what `per` names."""

    contacts: int
    days: int
    per: Literal["account", "family", "contact", "item", "playbook"]


class Guarantee(msgspec.Struct, frozen=True, kw_only=True):
    """What must never go out while `when` holds, unless a person of `unless_approved_by` approved it."""

    name: str
    never: Stops
    when: Condition
    unless_approved_by: str = ""


class Calendar(msgspec.Struct, frozen=True, kw_only=True):
    """When the customer may be contacted. `holidays`: a region's code, or `account.country`, or empty for none.

    Minutes of the day; `weekdays` are 0 (Monday) to 6.
    """

    opens: int = 0
    closes: int = 24 * 60
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    holidays: str = ""
    closed: Literal["next open day", "previous open day"] = "next open day"


class Playbook(msgspec.Struct, frozen=True, kw_only=True):
    """A segment of items and how they are followed up."""

    name: str
    version: int
    title: str = ""
    owner: str = ""
    effective_from: str = ""
    effective_until: str = ""
    when: Condition = ALWAYS
    stays: Literal["while it matches", "until paid"] = "while it matches"
    chase: bool = True
    because: str = ""
    follow: Literal["account", "invoice", "item", "family"] = "account"
    currencies: Literal["apart", "together"] = "apart"
    amount: Literal["net of credits", "gross"] = "net of credits"
    grace: int = 0
    when_anchor_changes: Literal["rejoin", "restart", "keep"] = "rejoin"
    reopened: Literal["continue", "again"] = "continue"
    catch_up: Literal["latest", "next", "shift", "never"] = "latest"
    combine: Literal["same step", "highest", "no"] = "same step"
    in_flight: Literal["keep", "move"] = "keep"
    calendar: Calendar | None = None
    sender: str = ""
    values: dict[str, str] = {}
    cadence: tuple[Step, ...] = ()
    exhausted: tuple[Exhausted, ...] = ()
    alongside: tuple[Step, ...] = ()
    holds: tuple[Hold, ...] = ()
    limits: tuple[Limit, ...] = ()
    guarantees: tuple[Guarantee, ...] = ()
