"""What came of a scenario for one unit, in one part of its days or several."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal, TypeVar

import msgspec

from playbook_engine.model.book import Unit
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


class Flag(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The days, both ends included, on which a case needed a person: an exception, or the alarm of a guarantee."""

    case: str
    account: str
    what: Literal["exception", "alarm"]
    name: str
    first: dt.date
    last: dt.date


class Wait(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A question to a person that waits on the days from `first` to `last`; `account` is whom it is about."""

    action: str
    account: str
    playbook: str = ""
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
    flags: tuple[Flag, ...] = ()
    waits: tuple[Wait, ...] = ()
    money: tuple[Moved, ...] = ()
    decided: int = 0


def joined(start: Lived, rest: Lived) -> Lived:
    """A unit's days in one: what went on from the one part into the other is one span again."""
    return Lived(
        unit=rest.unit,
        acts=(*start.acts, *rest.acts),
        spells=_spans(start.spells, rest.spells),
        flags=_spans(start.flags, rest.flags),
        waits=_spans(start.waits, rest.waits),
        money=(*start.money, *rest.money),
        decided=start.decided + rest.decided,
    )


Span = TypeVar("Span", Spell, Flag, Wait)


def _spans(start: Sequence[Span], rest: Sequence[Span]) -> tuple[Span, ...]:
    """All spans; one that goes on the day after with the same is one with it."""
    found = list(start)
    latest = {_but_days(each): place for place, each in enumerate(found)}
    for each in rest:
        place = latest.get(_but_days(each))
        if place is not None and each.first - found[place].last == dt.timedelta(1):
            found[place] = msgspec.structs.replace(found[place], last=each.last)
        else:
            latest[_but_days(each)] = len(found)
            found.append(each)
    return in_order(found)


def in_order(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Spans by their first day, and by what they are of."""
    return tuple(sorted(spans, key=lambda each: (each.first, _but_days(each))))


def _but_days(span: Spell | Flag | Wait) -> tuple[str, ...]:
    """All that a span is of."""
    return tuple(getattr(span, name) for name in span.__struct_fields__ if name not in ("first", "last"))
