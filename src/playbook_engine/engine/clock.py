"""Stopped days: on which days a hold with `clock: stops` held (rule 25)."""

from collections.abc import Sequence
from itertools import pairwise

from playbook_engine.engine.claims import Span, dispute_span, ends_of, hold_span, stands
from playbook_engine.engine.deriving import walked
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import HoldPlan, Plan
from playbook_engine.engine.predicates import meets
from playbook_engine.engine.state import World
from playbook_engine.model.condition import Test


class Clock:
    """The days on which time stood still for an item of a case."""

    __slots__ = ("_spans",)

    def __init__(self, plan: Plan, anchor: OpenItem, items: Sequence[OpenItem], world: World) -> None:
        self._spans: list[Span] = []
        if world.claims.none:
            return
        for hold in plan.clock_holds:
            for item in items if hold.hold.covers == "case" else (anchor,):
                self._spans += _held_spans(hold, item, world, plan.view.promise_grace)

    def stopped(self, base: int, today: int) -> int:
        """How many days after `base` up to today were held, overlapping holds once."""
        if not self._spans:
            return 0
        days: set[int] = set()
        for first, after in self._spans:
            days.update(range(max(first, base + 1), min(after, today + 1)))
        return len(days)


def _held_spans(hold: HoldPlan, item: OpenItem, world: World, grace: int) -> list[Span]:
    """Between two days on which a dispute, promise or manual stop begins or ends nothing changes."""
    claims = world.claims
    spans = [dispute_span(each) for each in claims.disputes_of(item)]
    spans += [claims.promise_span(each, grace) for each in claims.promises_of(item)]
    spans += [hold_span(each) for each in claims.holds_of(item)]
    edges = sorted({day for day in ends_of(spans) if day <= world.day} | {world.day + 1})
    held = []
    for first, after in pairwise(edges):
        if walked(hold.hold.when, lambda test, day=first: _on_day(test, item, world, day, grace)):  # type: ignore[misc]
            held.append((first, after))
    return held


def _on_day(test: Test, item: OpenItem, world: World, day: int, grace: int) -> bool:
    claims = world.claims
    if test.fact == "item.disputed":
        value: object = claims.disputed(item, day) is not None
    elif test.fact == "item.on_hold":
        value = claims.on_hold(item, day)
    else:
        value = _promise_on(item, world, day, grace)
    return meets(test.predicate, value, day, world.rates)


def _promise_on(item: OpenItem, world: World, day: int, grace: int) -> str | None:
    """The state that the latest promise made by a day had on that day."""
    made = [each for each in world.claims.promises_of(item) if each.made_on.toordinal() <= day]
    if not made:
        return None
    if stands(world.claims.promise_span(made[-1], grace), day):
        return "open"
    return "kept" if world.claims.kept_on(made[-1], grace) is not None else "broken"
