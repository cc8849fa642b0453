"""What the engine and the reference see of one generated case: every place in which a condition can stand."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.conditions import condition_for
from playbook_engine.analysis.strategies.ground import Ground, Place
from playbook_engine.engine.evaluator import Evaluator, Session
from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.scope import Scope
from playbook_engine.model.condition import Condition
from tests.reference import world as plain
from tests.reference.assignment import sorted_out
from tests.reference.cases import cases_of
from tests.reference.conditions import Value
from tests.reference.credits import world_of

EVERYWHERE = Place(scopes=("account", "account", "family", "today", "case", "anchor", "item", "item", "invoice"))


class Seen(msgspec.Struct, frozen=True):
    """One item of one case as the engine sees it, and as the reference does."""

    name: str
    catalogue: Catalogue
    scope: Scope
    plain: plain.Scope


def seen_in(case: Drawn, as_of: dt.date | None = None) -> Iterator[Seen]:
    """Every item of every case that is followed up."""
    moment = as_of or case.day
    session = Session(Evaluator(case.release), case.setting, case.unit, moment)
    session.decisions()
    taken, _ = sorted_out(world_of(case.release, case.setting, case.unit, moment))
    theirs = {each.id: each for each in cases_of(world_of(case.release, case.setting, case.unit, moment), taken)}
    for ours in session.case_list:
        if ours.scope is None:
            continue
        other = theirs[ours.id]
        for item in ours.items:
            lead = ours.scope_at(ours.anchor or ours.eldest, item)
            entry = next(each for each in other.entries if each.id == item.id)
            yield Seen(
                f"{ours.id} {item.id}",
                ours.plan.settled,
                lead,
                plain.Scope(other.view, other, other.lead, entry),
            )


def conditions_for(case: Drawn, count: int, seed: int, place: Place = EVERYWHERE) -> list[Condition]:
    """Some conditions over all facts of a release that may stand in a place."""
    plan = Evaluator(case.release).rules.current[0]
    ground = Ground(facts=dict(plan.catalogue.facts), tones=case.release.organisation.tones)
    return [condition_for(ground, place, Chance(seed).part("condition", number)) for number in range(count)]


def as_plain(value: Any, kind: str) -> Value | None:
    """A value of the engine in the form in which the reference has it."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "date":
        return dt.date.fromordinal(value)
    if kind == "money":
        sums = value if isinstance(value, dict) else {value[1]: value[0]}
        return {currency: Fraction(minor) for currency, minor in sums.items() if minor}
    if kind == "tags":
        return frozenset(value)
    return Fraction(value) if isinstance(value, int | Fraction) else str(value)
