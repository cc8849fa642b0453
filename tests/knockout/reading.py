"""Stages that read the state: day, dates, money, credits, assignment, holds, the case and its anchor."""

import datetime as dt
from fractions import Fraction
from typing import Any

from playbook_engine.model.condition import ALWAYS
from tests.knockout.taking_out import (
    Stage,
    TakeOut,
    answering,
    blind_in_holds,
    blind_in_organisation,
    blind_in_steps,
    blind_to,
    blind_to_key,
    changed,
    replaced,
)


def _clauses(**instead: Any) -> TakeOut:
    """Steps without a part of what their clauses say."""
    return blind_in_steps(lambda step: changed(step, at=tuple(changed(each, **instead) for each in step.at)))


def _at_par(sums: Any, target: str, rates: Any) -> Any:
    return sum((minor * rates.get((currency, target), Fraction(1)) for currency, minor in sums.items()), 0)


def _in_utc(local: Any) -> Any:
    return lambda as_of, _zone: local(as_of, dt.UTC)


def _by_id(members: Any, *_rest: Any, **_named: Any) -> Any:
    return min(members, key=lambda each: each[0].id)


def _ties_by_id(leading: Any) -> Any:
    def first(members: Any, current: Any, currency: str, world: Any, *, settled: bool) -> Any:
        def age(each: Any) -> int:
            found: int = each[0].issued if current.from_issue else each[0].due
            return found

        oldest = min(map(age, members))
        return _by_id([each for each in members if age(each) == oldest])

    return first


def _last_first(compile_rules: Any) -> Any:
    """Asks playbooks from the last to the first; their places in the order stay."""

    def made(self: Any, release: Any) -> None:
        compile_rules(self, release)
        self.current.reverse()

    return made


READING = (
    Stage("the zone of the account", "1a", replaced("engine.days.local", _in_utc)),
    Stage("grace before overdue", "3a", blind_to(lambda each: changed(each, grace=0))),
    Stage("months in dates", "4b", _clauses(months=0)),
    Stage("business days in dates", "4c", _clauses(business=False)),
    Stage("the end of the month in dates", "4d", _clauses(end_of_month=False)),
    Stage("the latest of several clauses", "4e", blind_in_steps(lambda each: changed(each, at=each.at[:1]))),
    Stage("the silence of a missing rate", "5c", replaced("model.money.total_in", lambda _: _at_par)),
    Stage("the anchor's place", "9", replaced("engine.holding.leading", lambda _: _by_id)),
    Stage("ties between anchors", "9", replaced("engine.holding.leading", _ties_by_id)),
    Stage("credits set against items", "10a", answering("engine.ledger._set_against")),
    Stage("the task to apply a credit", "10c", answering("engine.deciding.apply_credit")),
    Stage("families", "11", blind_to_key("follow", "family", "account")),
    Stage("currencies together", "8", blind_to_key("currencies", "together", "apart")),
    Stage("segments", "27", blind_to(lambda each: changed(each, when=ALWAYS))),
    Stage("the order of assignment", "27", replaced("engine.plans.Rules.__init__", _last_first)),
    Stage("effective days", "35", blind_to(lambda each: changed(each, effective_from="", effective_until=""))),
    Stage("items that stay until paid", "34", blind_to_key("stays", "until paid", "while it matches")),
    Stage("versions of cases under way", "35", blind_to_key("in_flight", "keep", "move")),
    Stage("moves between playbooks", "34", answering("engine.cases.Case._move")),
    Stage("required facts", "27", blind_in_organisation(lambda each: changed(each, required=()))),
    Stage("the freshness of sources", "27", blind_in_organisation(lambda each: changed(each, freshness=()))),
    Stage("playbooks that do not chase", "27", blind_to(lambda each: changed(each, chase=True))),
    Stage("manual holds", "24b", answering("engine.claims.Claims.on_hold", answer=False)),
    Stage("holds of items", "24b", blind_in_holds(lambda each: None if each.covers == "item" else each)),
    Stage("holds of amounts", "24c", blind_in_holds(lambda each: None if each.covers == "amount" else each)),
    Stage("the part that an amount hold leaves", "24c", answering("engine.claims.Claims.held_part")),
    Stage("promises kept and broken", "24f", answering("engine.claims.Claims.state", "open")),
    Stage("the grace of promises", "24f", blind_in_holds(lambda each: changed(each, grace=0))),
    Stage("stopped clocks", "25", blind_in_holds(lambda each: changed(each, clock="runs"))),
    Stage("the stage", "26", answering("engine.choosing.stage_of", "")),
)  # fmt: skip
"""In the order of the rules."""
