"""A book over days: decide every unit, take what was decided as done, and go on."""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import Protocol

import msgspec

from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.release import Release
from playbook_engine.model.taking import Ending, is_waiting, take

AsOf = dt.date | dt.datetime


class Decider(Protocol):
    """What decides; the engine's evaluator is one."""

    @property
    def release(self) -> Release:
        """The release that it decides by."""

    def decide(self, setting: Setting, unit: Unit, as_of: AsOf) -> tuple[Decision, ...]:
        """What happens next for one unit."""


class Decided(msgspec.Struct, frozen=True):
    """One unit as it was when it was decided, and its decisions."""

    unit: Unit
    as_of: AsOf
    decisions: tuple[Decision, ...]


class Seen(msgspec.Struct, frozen=True):
    """One action with its decision; `waiting`: its approval was asked for earlier, and nobody has answered."""

    decision: Decision
    action: Action
    waiting: bool


def decide_book(decider: Decider, book: Book, as_of: Callable[[Unit], AsOf]) -> tuple[Decided, ...]:
    """Every unit of a book, each at its own moment."""
    moments = [(unit, as_of(unit)) for unit in book.units]
    return tuple(Decided(unit, at, decider.decide(book.setting, unit, at)) for unit, at in moments)


def actions_of(decided: tuple[Decided, ...]) -> list[Seen]:
    """All actions in the order in which they were decided."""
    return [
        Seen(decision, action, is_waiting(each.unit, action))
        for each in decided
        for decision in each.decisions
        for action in decision.actions
    ]


def take_book(book: Book, decided: tuple[Decided, ...], endings: Mapping[str, Ending] | None = None) -> Book:
    """The book after all that was decided; what `endings` does not name is approved and done."""
    units = tuple(take(each.unit, each.decisions, endings) for each in decided)
    return msgspec.structs.replace(book, units=units)
