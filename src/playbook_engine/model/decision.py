"""What the evaluator says: decisions with actions, or with one reason for silence."""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.model.playbook import ActionKind

Reason = Literal[
    "not yet due",        # no step has been reached yet
    "waiting",            # the next step (or repeat) waits for its day
    "condition",          # a step is reached, and its `when` is false
    "exhausted",          # the ladder is at its end
    "held",               # a hold of a playbook, of the organisation, or a manual one
    "covered by credit",
    "not chased",         # a playbook says that nobody is chased
    "uncovered",          # no playbook takes the item
    "stale data",
    "missing fact",       # a required fact is missing
    "missing rate",
    "no contact",         # nobody can be reached
    "guarantee",          # the action would break a guarantee; an alarm is raised
    "closed day",
    "outside hours",      # today's window is over
    "limit",
]  # fmt: skip

REASONS: tuple[Reason, ...] = Reason.__args__  # type: ignore[attr-defined]

EXCEPTIONS: tuple[Reason, ...] = (
    "missing fact",
    "missing rate",
    "no contact",
    "guarantee",
    "uncovered",
    "stale data",
)
"""Reasons that a person has to look at."""


class Silence(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Why nothing of the ladder goes out today: the first thing that stopped it (rule 27).

    `by` names the hold, limit, guarantee, fact, rate or playbook; `step` the step that was stopped; `until` the
    first day on
    which this may end by itself.
    """

    reason: Reason
    by: str = ""
    step: str = ""
    because: str = ""
    until: dt.date | None = None


class Line(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """An item as an action lists it: what is asked for, and the ladder step this takes the item to (empty: to none)."""

    item: str
    amount: Money
    step: str = ""


class Action(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of work for one day. `id` is its identity (rule 16); `message` joins actions that go out as one
    (rule 29).

    `window`: minutes of the account's day. `state`: `ready` may go; `needs approval` waits for `approval_by`.
    """

    id: str
    message: str
    kind: ActionKind
    step: str
    on: dt.date
    anchor: str
    occurrence: int = 1
    in_place_of: str = ""
    window: tuple[int, int] = (0, 1440)
    tone: str = ""
    template: str = ""
    language: str = ""
    sender: str = ""
    recipients: tuple[str, ...] = ()
    addresses: tuple[str, ...] = ()
    cc: tuple[str, ...] = ()
    lines: tuple[Line, ...] = ()
    totals: tuple[Money, ...] = ()
    attach: tuple[str, ...] = ()
    pay_by: dt.date | None = None
    assign: str = ""
    priority: str = "normal"
    title: str = ""
    set: str = ""
    state: Literal["ready", "needs approval"] = "ready"
    approval_by: str = ""


class Decision(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happens for one case on one day.

    `silence` says why the ladder has no action today and is empty only where it has one; rules alongside may act
    all the same.
    `stage`: the most advanced step reached (rule 26); `held`: while a hold stops the case. `items`: the items of
    the case,
    `held_out` those of them that a hold leaves out, `entered` those that this playbook takes from today.
    `exceptions` are
    for a person. `next_change_on`: no other decision can follow before that day if nothing happens.
    """

    case: str
    account: str
    day: dt.date
    playbook: str = ""
    version: int = 0
    entity: str = ""
    currency: str = ""
    anchor: str = ""
    items: tuple[str, ...] = ()
    held_out: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    episode: dt.date | None = None
    stage: str = ""
    held: bool = False
    last_done: str = ""
    last_done_on: dt.date | None = None
    actions: tuple[Action, ...] = ()
    silence: Silence | None = None
    exceptions: tuple[str, ...] = ()
    alarms: tuple[str, ...] = ()
    next_change_on: dt.date | None = None
