"""Holds, limits, guarantees and calendars."""

from typing import Literal

import msgspec

from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for
from playbook_engine.analysis.strategies.ground import GUARANTEE, HOLD_OF_CASE, HOLD_OF_ITEM, Ground, Place
from playbook_engine.analysis.strategies.works import internal, message, part_of_actions
from playbook_engine.model.condition import ALWAYS, All, AnyOf, Condition, Not, OneOf, Test, facts_of
from playbook_engine.model.playbook import Calendar, Guarantee, Hold, Limit, Work

Per = Literal["account", "family", "contact", "item", "playbook"]

_PER: tuple[Per, ...] = ("account", "family", "contact", "item", "playbook")

_DISPUTED: Condition = Test("item.disputed", OneOf(("yes",)))
_PROMISED: Condition = Test("item.promise", OneOf(("open",)))

_NAMES_AN_AMOUNT: tuple[Condition, ...] = (
    _DISPUTED,
    _PROMISED,
    AnyOf((_DISPUTED, _PROMISED)),
    AnyOf((_DISPUTED, Test("item.dispute_reason", OneOf(("price",))))),
)

_DATED: tuple[Condition, ...] = (
    _DISPUTED,
    _PROMISED,
    Test("item.on_hold", OneOf(("yes",))),
    AnyOf((_DISPUTED, _PROMISED)),
    All((_DISPUTED, Not(_PROMISED))),
)
"""Conditions that the records date, so that the days on which they held are known afterwards."""


def holds(ground: Ground, prefix: str, chance: Chance, counts: tuple[int, ...]) -> tuple[Hold, ...]:
    """Some holds; how many is one of `counts`."""
    return tuple(_hold(ground, f"{prefix}{number}", chance.part(number)) for number in range(chance.pick(counts)))


def _hold(ground: Ground, name: str, chance: Chance) -> Hold:
    covers: Literal["item", "case", "amount"] = chance.pick(("item", "case", "case", "amount"))
    if covers == "amount":
        return _with_grace(Hold(name=name, when=chance.pick(_NAMES_AN_AMOUNT), covers=covers), chance)
    if chance.percent(40):
        clock: Literal["runs", "stops"] = "stops" if chance.percent(70) else "runs"
        return _with_grace(Hold(name=name, when=chance.pick(_DATED), covers=covers, clock=clock), chance)
    if covers == "item":
        return _with_grace(
            Hold(name=name, when=_rare(ground, HOLD_OF_ITEM, chance.part("when")), covers=covers), chance
        )
    found = Hold(
        name=name,
        when=_rare(ground, HOLD_OF_CASE, chance.part("when")),
        covers=covers,
        stops=part_of_actions(ground, chance.part("stops")) if chance.percent(45) else None,
        instead=_instead(ground, chance.part("instead")) if chance.percent(50) else None,
    )
    return _with_grace(found, chance)


def _with_grace(hold: Hold, chance: Chance) -> Hold:
    """Some holds that ask for promises wait some days longer for the money."""
    if "item.promise" not in facts_of(hold.when) or chance.percent(50):
        return hold
    return msgspec.structs.replace(hold, grace=chance.pick((1, 2, 3)))


def _instead(ground: Ground, chance: Chance) -> Work:
    return message(ground, ground.tones[0], chance) if chance.percent(40) else internal(ground, chance)


def _rare(ground: Ground, place: Place, chance: Chance) -> Condition:
    """A condition that does not hold for everybody: else a book would fall silent altogether."""
    seldom = chance.pick((_DISPUTED, _PROMISED)) if "item" in place.scopes else ALWAYS
    condition = condition_for(ground, place, chance.part("and"))
    return condition if chance.percent(60) else All((condition, seldom))


def limits(chance: Chance, counts: tuple[int, ...]) -> tuple[Limit, ...]:
    """Some limits; how many is one of `counts`."""
    scopes = chance.some(_PER, 5, 5)
    return tuple(
        Limit(contacts=chance.pick((1, 1, 2, 3)), days=chance.pick((1, 3, 7, 14)), per=scopes[number])
        for number in range(chance.pick(counts))
    )


def guarantees(ground: Ground, prefix: str, chance: Chance, counts: tuple[int, ...]) -> tuple[Guarantee, ...]:
    """Some guarantees; how many is one of `counts`."""
    return tuple(
        Guarantee(
            name=f"{prefix}{number}",
            never=part_of_actions(ground, chance.part("never", number)),
            when=condition_for(ground, GUARANTEE, chance.part("when", number)) if chance.percent(85) else ALWAYS,
            unless_approved_by=chance.pick(ground.roles) if chance.percent(35) else "",
        )
        for number in range(chance.pick(counts))
    )


def calendar(chance: Chance, *, works: bool = False) -> Calendar:
    """When customers may be contacted, or when our own people work."""
    opens, closes = chance.pick(((0, 1440), (540, 1020), (480, 1080), (600, 720)))
    return Calendar(
        opens=opens,
        closes=closes,
        weekdays=chance.pick(((0, 1, 2, 3, 4), (0, 1, 2, 3, 4), (0, 1, 2, 3, 4, 5, 6), (1, 3))),
        holidays=chance.pick(("", "DE", "AT") if works else ("", "DE", "account.country", "account.country")),
        closed="previous open day" if chance.percent(40) else "next open day",
    )
