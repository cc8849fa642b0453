"""The life of an action, as data: its states, and which move is made by whom.

`engine`: what is decided and what time brings; `deliver`: the hands, a system that carries actions out; `work`: a
person.
"""

from typing import Literal

import msgspec

State = Literal[
    "planned",            # its window has not opened, or it waits: snoozed, or for the step that it comes with
    "awaiting approval",  # a person has been asked
    "due",                # may be claimed
    "claimed",            # somebody has it for a while
    "sending",            # it may have gone already: counts as a touch
    "done",
    "failed",             # it was tried, and certainly did not go
    "unknown",            # nobody knows whether it went: counts as a touch, and is not repeated
    "cancelled",          # it is not wanted any more
    "superseded",         # by the next revision
    "expired",            # its window closed, or nobody answered in time
]  # fmt: skip

STATES: tuple[State, ...] = State.__args__  # type: ignore[attr-defined]

OPEN: tuple[State, ...] = STATES[:5]

WAITING: tuple[State, ...] = STATES[:3]
"""Nobody has it: a new decision may change it."""

TAKEN: tuple[State, ...] = ("claimed", "sending")
"""Somebody has it for a while: they name its fence with all they say of it."""

IN_DOUBT: tuple[State, ...] = ("sending", "unknown")

By = Literal["engine", "deliver", "work"]

BY: tuple[By, ...] = By.__args__  # type: ignore[attr-defined]

NEW: tuple[State, ...] = WAITING
"""What a revision begins as; only the engine makes one."""


class Move(msgspec.Struct, frozen=True):
    """From a state to a state, by any of these."""

    before: State
    after: State
    by: tuple[By, ...]


_HANDS: tuple[By, ...] = ("deliver", "work")

MOVES: tuple[Move, ...] = (
    Move("planned", "due", ("engine",)),                        # the window opens
    Move("planned", "planned", ("work",)),                      # snoozed further
    Move("planned", "awaiting approval", ("engine",)),          # its approval no longer stands
    Move("planned", "done", ("work",)),                         # a person did it early
    Move("planned", "cancelled", ("engine", "work")),
    Move("planned", "superseded", ("engine",)),
    Move("planned", "expired", ("engine",)),
    Move("awaiting approval", "planned", ("engine", "work")),   # approved before its window
    Move("awaiting approval", "due", ("engine", "work")),       # approved
    Move("awaiting approval", "cancelled", ("engine", "work")),  # refused, or not wanted any more
    Move("awaiting approval", "superseded", ("engine",)),
    Move("awaiting approval", "expired", ("engine",)),
    Move("due", "claimed", _HANDS),
    Move("due", "planned", ("work",)),                          # snoozed
    Move("due", "awaiting approval", ("engine",)),
    Move("due", "done", ("work",)),                             # a person says so afterwards
    Move("due", "cancelled", ("engine", "work")),
    Move("due", "superseded", ("engine",)),
    Move("due", "expired", ("engine",)),
    Move("claimed", "sending", _HANDS),                         # the moment of truth said go
    Move("claimed", "due", ("engine", *_HANDS)),                # given back, or its lease is over
    Move("claimed", "done", ("work",)),
    Move("claimed", "failed", _HANDS),
    Move("claimed", "cancelled", ("engine", "work")),           # the moment of truth said no
    Move("claimed", "superseded", ("engine",)),
    Move("claimed", "expired", ("engine",)),
    Move("sending", "done", _HANDS),
    Move("sending", "failed", _HANDS),
    Move("sending", "unknown", ("engine", *_HANDS)),            # its lease is over
    Move("sending", "due", _HANDS),                             # given back: it certainly did not go
    Move("unknown", "done", _HANDS),                            # found out afterwards
    Move("unknown", "failed", _HANDS),
)  # fmt: skip

ALLOWED: dict[tuple[State, State], tuple[By, ...]] = {(each.before, each.after): each.by for each in MOVES}


def may_move(before: State, after: State, by: By) -> bool:
    """Whether one of these may make this move."""
    return by in ALLOWED.get((before, after), ())
