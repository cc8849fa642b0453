"""Stopped days: on which days a hold with `clock: stops` held (rule 25)."""

from collections.abc import Sequence
from itertools import pairwise

from playbook_engine.engine.claims import Span, dispute_span, ends_of, hold_span, promise_span
from playbook_engine.engine.deriving import walked
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import HoldPlan, Plan
from playbook_engine.engine.predicates import meets
from playbook_engine.engine.state import View, World
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
                self._spans += _held_spans(hold, item, world, plan.view)

    def stopped(self, base: int, today: int) -> int:
        """How many days after `base` up to today were held, overlapping holds once."""
        if not self._spans:
            return 0
        days: set[int] = set()
        for first, after in self._spans:
            days.update(range(max(first, base + 1), min(after, today + 1)))
        return len(days)


def _held_spans(hold: HoldPlan, item: OpenItem, world: World, view: View) -> list[Span]:
    """Between two days on which a dispute, promise or manual stop begins or ends nothing changes."""
    claims = world.claims
    spans = [dispute_span(each) for each in claims.disputes_of(item)]
    spans += [hold_span(each) for each in claims.holds_of(item)]
    promises = [each for each in claims.promises if each.item in {None, item.id}]
    spans += [promise_span(each) for each in promises]
    days = [each.on.toordinal() + view.promise_grace + 1 for each in promises] + (
        claims.payment_days() if promises else []
    )
    edges = sorted({day for day in (*ends_of(spans), *days) if 0 < day <= world.day} | {world.day + 1})
    return [
        (first, after)
        for first, after in pairwise(edges)
        if walked(hold.hold.when, lambda test, day=first: _on_day(test, item, world, day, view))  # type: ignore[misc]
    ]


def _on_day(test: Test, item: OpenItem, world: World, day: int, view: View) -> bool:
    claims = world.claims
    if test.fact == "item.disputed":
        value: object = claims.disputed(item, day) is not None
    elif test.fact == "item.on_hold":
        value = claims.on_hold(item, day)
    else:
        value = claims.promise_state(item, day, view.promise_grace, view.basis)
    return meets(test.predicate, value, day, world.rates)
