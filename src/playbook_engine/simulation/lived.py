"""What came of a scenario: of one unit, and of a whole book."""

import datetime as dt
from collections.abc import Iterable
from typing import Literal

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.scenario import Scenario
from playbook_engine.simulation.acts import Act


class Spell(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The days, both ends included, on which a case was silent for one reason; an empty reason: it acted."""

    case: str
    account: str
    playbook: str = ""
    reason: str = ""
    by: str = ""
    step: str = ""
    first: dt.date
    last: dt.date


class Wait(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question to a person that waits on the days from `first` to `last`; `account` is whom it is about."""

    action: str
    account: str
    step: str
    role: str = ""
    owner: str = ""
    collector: str = ""
    first: dt.date
    last: dt.date


class Moved(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Money of an account on a day, in minor units: `paid` (a reversal is below zero), `billed` or `credited`."""

    day: dt.date
    account: str
    currency: str
    what: Literal["paid", "billed", "credited"]
    minor: int


class Lived(msgspec.Struct, frozen=True, kw_only=True):
    """One unit after a scenario, or a part of its days; `acts` in the order of their days, each once.

    `unit` is as it is in the end, so that the days after can go on from it; `decided` counts the days decided.
    """

    unit: Unit
    acts: tuple[Act, ...] = ()
    spells: tuple[Spell, ...] = ()
    waits: tuple[Wait, ...] = ()
    money: tuple[Moved, ...] = ()
    decided: int = 0


class Outcome(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a scenario for a whole book, in the order of units, whichever process lived them."""

    scenario: Scenario
    acts: tuple[Act, ...] = ()
    spells: tuple[Spell, ...] = ()
    waits: tuple[Wait, ...] = ()
    money: tuple[Moved, ...] = ()
    units: int = 0


def merged(scenario: Scenario, lives: Iterable[Lived]) -> Outcome:
    """The outcome of a book from those of its units, in their order."""
    acts: list[Act] = []
    spells: list[Spell] = []
    waits: list[Wait] = []
    money: list[Moved] = []
    count = 0
    for lived in lives:
        acts += lived.acts
        spells += lived.spells
        waits += lived.waits
        money += lived.money
        count += 1
    return Outcome(
        scenario=scenario,
        acts=tuple(acts),
        spells=tuple(spells),
        waits=tuple(waits),
        money=tuple(money),
        units=count,
    )
