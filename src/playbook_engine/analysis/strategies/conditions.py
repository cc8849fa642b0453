"""Conditions in normal form: nested, named and negated, of the facts that are at hand in a place."""

from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.ground import NAMED, Ground, Place
from playbook_engine.analysis.strategies.predicates import predicate_for
from playbook_engine.model.condition import (
    All,
    AnyOf,
    Condition,
    Has,
    InAmount,
    InRange,
    Interval,
    Named,
    Not,
    Present,
    Test,
)
from playbook_engine.model.facts import Fact

_LIKELY: dict[str, tuple[Condition, ...]] = {
    "account": (
        Test("account.open_items", InRange(Interval(1, None))),
        Not(Test("account.tags", Has(("do-not-contact",)))),
        Test("account.days_overdue", InRange(Interval(None, 30))),
    ),
    "case": (Test("case.items", InRange(Interval(1, 3))), Test("case.contacts", InRange(Interval(None, 2)))),
    "anchor": (Test("anchor.days_overdue", InRange(Interval(-5, None))),),
    "item": (
        Test("item.days_overdue", InRange(Interval(-10, None))),
        Test("item.balance", InAmount((("EUR", Interval(1_000, None)),))),
    ),
}
"""Conditions that mostly hold, so that generated cases get somewhere."""


def condition_for(ground: Ground, place: Place, chance: Chance) -> Condition:
    """A condition that may stand in a place."""
    count = chance.pick((1, 1, 1, 1, 2, 2, 3))
    parts = tuple(_part(ground, place, chance.part(number), 2) for number in range(count))
    return parts[0] if count == 1 else All(parts)


def likely_for(ground: Ground, place: Place, chance: Chance) -> Condition:
    """A condition that may stand in a place and mostly holds."""
    likely = [each for scope in dict.fromkeys(place.scopes) for each in _LIKELY.get(scope, ())]
    chosen = chance.pick(likely)
    return AnyOf((chosen, condition_for(ground, place, chance.part("or")))) if chance.percent(40) else chosen


def _part(ground: Ground, place: Place, chance: Chance, depth: int) -> Condition:
    draw = chance.below(100)
    if depth and draw < 24:
        parts = tuple(_part(ground, place, chance.part(number), depth - 1) for number in range(chance.between(2, 3)))
        return (AnyOf, AnyOf, All)[chance.below(3)](parts)
    if depth and draw < 36:
        return Not(_part(ground, place, chance.part("not"), depth - 1))
    if (
        draw < 42
        and ground.segments
        and set(NAMED.scopes) <= set(place.scopes)
        and not place.guarded
        and not place.only
    ):
        return Named(*chance.pick(ground.segments))
    return _test(ground, place, chance)


def _test(ground: Ground, place: Place, chance: Chance) -> Condition:
    facts: tuple[Fact, ...] = ()
    while not facts:
        facts = place.facts(ground, chance.pick(place.scopes))
    fact = chance.pick(facts)
    test = Test(fact.name, predicate_for(fact, chance))
    if not (place.guarded and fact.optional and fact.name not in ground.sure):
        return test
    known = Test(fact.name, Present())
    return All((known, test)) if chance.percent(50) else AnyOf((Not(known), test))
