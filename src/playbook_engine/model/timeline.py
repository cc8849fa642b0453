"""A timeline test as a value: a book, what happens on which day, and what must come of it."""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.model.book import Account, Book, Channel, Contact, Invoice, Membership, Touch
from playbook_engine.model.condition import Condition
from playbook_engine.model.decision import Reason
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.money import Money, Rate
from playbook_engine.model.playbook import Stops


class Happening(msgspec.Struct, frozen=True, kw_only=True):
    """What is told on a day `on`; its record is of the day `dated`. `items` are ids, empty: the whole account."""

    on: dt.date
    dated: dt.date
    account: str = ""
    items: tuple[str, ...] = ()
    place: Place = Place("")


class MoneyCame(Happening, frozen=True, kw_only=True, tag="money"):
    """A payment or credit note.

    Laid over `items` in due order; `shares` lays it as they say instead. No `amount`: the balance of the items.
    """

    amount: Money | None = None
    shares: tuple[tuple[str, int], ...] = ()
    credit: bool = False
    method: str | None = None
    entity: str = ""
    id: str = ""


class Applied(Happening, frozen=True, kw_only=True, tag="applied"):
    """Unapplied money of a payment or credit is set against items; of no `amount`: all that is left."""

    source: str
    amount: Money | None = None


class Reversed(Happening, frozen=True, kw_only=True, tag="reversed"):
    """One payment, or all that were set against the items, are undone."""

    payment: str = ""


class PromiseMade(Happening, frozen=True, kw_only=True, tag="promised"):
    """The customer promised to pay by a day."""

    by: dt.date
    amount: Money | None = None


class DisputeOpened(Happening, frozen=True, kw_only=True, tag="disputed"):
    """The customer disputes."""

    amount: Money | None = None
    reason: str | None = None


class Stopped(Happening, frozen=True, kw_only=True, tag="stopped"):
    """A person put the items, or the account, on hold."""

    until: dt.date | None = None
    reason: str = ""


class Ended(Happening, frozen=True, kw_only=True, tag="ended"):
    """A promise is withdrawn, a dispute resolved, a hold lifted: those of the items, or of the whole account."""

    what: Literal["promise", "dispute", "hold"]


class ReplyCame(Happening, frozen=True, kw_only=True, tag="replied"):
    """The customer answered."""

    kind: str = "reply"
    contact: str | None = None


class ChannelChanged(Happening, frozen=True, kw_only=True, tag="channel"):
    """A channel of a contact bounced, or the contact opted out of it or in again."""

    contact: str
    channel: Channel
    change: Literal["bounced", "opted out", "opted in"]


class Billed(Happening, frozen=True, kw_only=True, tag="billed"):
    """A new invoice."""

    invoice: Invoice


class DueMoved(Happening, frozen=True, kw_only=True, tag="due moved"):
    """The items fall due on another day."""

    to: dt.date


class StateChanged(Happening, frozen=True, kw_only=True, tag="state"):
    """An invoice was made void or written off."""

    invoice: str
    state: Literal["void", "written off", "open", "draft"]


class AccountChanged(Happening, frozen=True, kw_only=True, tag="account"):
    """Fields of an account change: those that are named, to what `record` has; own facts one by one."""

    record: Account
    fields: tuple[str, ...]


class ContactChanged(Happening, frozen=True, kw_only=True, tag="contact"):
    """A contact is new, or those of its fields change that are named."""

    record: Contact
    fields: tuple[str, ...]


class CollectionFailed(Happening, frozen=True, kw_only=True, tag="payment failed"):
    """An attempt to collect failed."""

    reason: str | None = None


class SourceSynced(Happening, frozen=True, kw_only=True, tag="synced"):
    """A source was synced."""

    source: str


class RateChanged(Happening, frozen=True, kw_only=True, tag="rate"):
    """A new exchange rate."""

    rate: Rate


class Answered(Happening, frozen=True, kw_only=True, tag="answered"):
    """A person answered what an action of a step had been asked for earlier; `items`: of these anchors only."""

    step: str
    answer: Literal["approved", "refused"]


class TouchTold(Happening, frozen=True, kw_only=True, tag="touched"):
    """Something was done outside the test."""

    touch: Touch


class EnteredPlaybook(Happening, frozen=True, kw_only=True, tag="entered"):
    """Items have been in a playbook since a day."""

    memberships: tuple[Membership, ...]


AnyHappening = (
    MoneyCame
    | Applied
    | Reversed
    | PromiseMade
    | DisputeOpened
    | Stopped
    | Ended
    | ReplyCame
    | ChannelChanged
    | Billed
    | DueMoved
    | StateChanged
    | AccountChanged
    | ContactChanged
    | CollectionFailed
    | SourceSynced
    | RateChanged
    | Answered
    | TouchTold
    | EnteredPlaybook
)


class Only(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Which cases are meant: those that fit all that is said; nothing said: every case."""

    account: str = ""
    playbook: str = ""
    version: int = 0
    items: tuple[str, ...] = ()
    currency: str = ""
    entity: str = ""


class Nothing(msgspec.Struct, frozen=True, kw_only=True, tag="nothing"):
    """No action at all."""

    place: Place


class NoCase(msgspec.Struct, frozen=True, kw_only=True, tag="no case"):
    """No decision: nothing is open."""

    place: Place


class Silent(msgspec.Struct, frozen=True, kw_only=True, tag="silent"):
    """The ladder is silent for this reason; None is not compared."""

    place: Place
    only: Only = Only()
    reason: Reason
    by: str | None = None
    step: str | None = None
    because: str | None = None
    until: dt.date | None = None


Outcome = Literal["done", "failed", "unknown", "refused", "unanswered", "not done"]
"""What a test makes of a decided action; `unanswered`: asked for approval, without an answer."""


class Acts(msgspec.Struct, frozen=True, kw_only=True, tag="acts"):
    """An action; what is None is not compared, an empty text or tuple stands for `none`."""

    place: Place
    only: Only = Only()
    step: str
    do: str | None = None
    tone: str | None = None
    template: str | None = None
    language: str | None = None
    title: str | None = None
    set: str | None = None
    priority: str | None = None
    assign: str | None = None
    sender: str | None = None
    attach: tuple[str, ...] | None = None
    to: tuple[str, ...] | None = None
    cc: tuple[str, ...] | None = None
    items: tuple[str, ...] | None = None
    amount: tuple[Money, ...] | None = None
    takes: tuple[tuple[str, str], ...] | None = None
    pay_by: dt.date | Literal["none"] | None = None
    hours: tuple[int, int] | None = None
    occurrence: int | None = None
    in_place_of: str | None = None
    anchor: str | None = None
    approval: str | None = None
    also: tuple["Acts", ...] | None = None
    outcome: Outcome = "done"


class Mentions(msgspec.Struct, frozen=True, kw_only=True, tag="mentions"):
    """An exception or alarm whose text contains this."""

    place: Place
    only: Only = Only()
    what: Literal["exception", "alarm"]
    text: str


Expectation = Nothing | NoCase | Silent | Acts | Mentions


class Clock(msgspec.Struct, frozen=True):
    """A time of day in minutes, in the account's zone or in UTC."""

    minutes: int
    utc: bool = False


class State(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What a decision says of its case besides actions; None is not compared, an empty text stands for `none`."""

    stage: str | None = None
    last_done: str | None = None
    held: bool | None = None
    next_change: dt.date | Literal["none"] | None = None


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """What must be so on each day from `first` to `last`, of the cases that are meant."""

    place: Place
    first: dt.date
    last: dt.date
    at: Clock | None = None
    only: Only = Only()
    expects: tuple[Expectation, ...] = ()
    state: State = State()
    messages: int | None = None
    never: Stops | None = None
    facts: Condition | None = None
    downtime: bool = False
    unchecked: bool = False

    def covers(self, day: dt.date) -> bool:
        """Whether it says something of a day."""
        return self.first <= day <= self.last


Way = Literal["as written", "twice a day", "shuffled", "named days", "mondays"]
"""How a test is run; all but the first are variations that must not change what it proves."""

WAYS: tuple[Way, ...] = Way.__args__  # type: ignore[attr-defined]


class TimelineTest(msgspec.Struct, frozen=True, kw_only=True):
    """One test: the book before the first day, what happens, and what must come.

    `happenings` are in the order in which they are told, those of the history first; `fresh` are the sources that count
    as synced every day; `time_zone` is the organisation's; `leave_out` are ways in which it is not run.
    """

    name: str
    place: Place
    about: str = ""
    book: Book
    happenings: tuple[AnyHappening, ...] = ()
    entries: tuple[Entry, ...]
    first: dt.date
    last: dt.date
    evaluate: Literal["daily", "mondays", "listed days"] = "daily"
    at: Clock | None = None
    unchecked: bool = False
    fresh: tuple[str, ...] = ()
    time_zone: str = "UTC"
    leave_out: tuple[Way, ...] = ()
