"""Rule 37: an action's id is given once, and no fact that arrives late makes a done step happen a second time."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import FIELD_OF, AccountRecord, Approval, Membership, Touch, Unit
from playbook_engine.model.playbook import Step
from playbook_engine.model.release import Release
from playbook_engine.model.taking import take
from playbook_engine.model.units import records_of
from tests.property.growing import grown
from tests.property.laws import of_cases

MOST_ORDERS = 12
OUR_OWN = (Touch, Approval, Membership)


class TestIds:
    """Rule 37: "an action's id is given once"."""

    @of_cases()
    def test_no_two_actions_of_a_day_share_an_id(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 3)):
            decisions = Evaluator(drawn.release).decide(drawn.setting, drawn.unit, drawn.day)
            ids = Counter(action.id for each in decisions for action in each.actions)
            assert not [name for name, count in ids.items() if count > 1], f"shared: {ids}"

    @of_cases()
    def test_the_id_of_something_done_is_never_given_again(self, case: Drawn) -> None:
        unit = grown(case, 3).unit
        evaluator = Evaluator(case.release)
        for days in (0, 1, 2, 5, 9, 20):
            decisions = evaluator.decide(case.setting, unit, case.after(days))
            given = {action.id for each in decisions for action in each.actions}
            assert not given & {each.id for each in unit.touches}, "given again: an id of something done"
            unit = take(unit, decisions)


class TestLateFacts:
    """Rule 37: "no fact that arrives late or is dated back makes a done step happen a second time"."""

    @of_cases(0.5)
    def test_records_that_arrive_late_in_any_order_repeat_no_step(self, case: Drawn) -> None:
        evaluator = Evaluator(case.release)
        late = [each for each in records_of(case.unit) if is_late(each)]
        for order in _orders(late, case.day.toordinal()):
            unit = _without(case.unit, late)
            for number, record in enumerate((None, *order, None, None)):
                unit = unit if record is None else _with(unit, record)
                decisions = evaluator.decide(case.setting, unit, case.after(number))
                given = {action.id for each in decisions for action in each.actions}
                assert not given & {each.id for each in unit.touches}, "given again: an id of something done"
                unit = take(unit, decisions)
            assert not repeated(case.release, unit), f"done twice: {repeated(case.release, unit)}"


def is_late(record: AccountRecord) -> bool:
    """Whether a record of a generated unit is delivered late: everything but people, bills and our own memories."""
    return FIELD_OF[type(record)] not in {"contacts", "invoices"} and not isinstance(record, OUR_OWN)


def repeated(release: Release, unit: Unit) -> list[tuple[str, ...]]:
    """Ladder steps done more often for one anchor, due date and state of its payments than their repeats allow."""
    allowed: dict[tuple[str, str], float] = {}
    for each in release.playbooks:
        for step in each.cadence:
            for name in _names(step):
                allowed[each.name, name] = max(_times(step), allowed.get((each.name, name), 0))
    done: Counter[tuple[str, ...]] = Counter()
    for touch in unit.touches:
        if touch.outcome == "done" and (touch.playbook, touch.step) in allowed:
            due, reversals = touch.id.split("/")[4:6]
            done[touch.playbook, touch.step, touch.anchor or "", due, reversals, touch.in_place_of] += 1
    return [key for key, count in done.items() if count > allowed[key[0], key[1]]]


def _names(step: Step) -> tuple[str, ...]:
    return (step.name, *step.was)


def _times(step: Step) -> float:
    """How often a step may go: once, its repeats, and once in place of each step above it that falls back."""
    if step.repeat is None:
        return 1
    return float("inf") if step.repeat.times is None else 1 + step.repeat.times


def _orders(records: Sequence[AccountRecord], seed: int) -> Iterator[Sequence[AccountRecord]]:
    """Every order of a few records, some orders of many."""
    if len(records) <= 3:
        yield from itertools.permutations(records)
        return
    chance = Chance(seed)
    for number in range(MOST_ORDERS):
        yield chance.part(number).some(records, len(records), len(records))


def _without(unit: Unit, late: Sequence[AccountRecord]) -> Unit:
    fields = {FIELD_OF[kind]: () for kind in (Touch, Approval, Membership)}
    fields |= {FIELD_OF[type(each)]: () for each in late}
    return msgspec.structs.replace(unit, **fields)


def _with(unit: Unit, record: AccountRecord) -> Unit:
    field = FIELD_OF[type(record)]
    return msgspec.structs.replace(unit, **{field: (*getattr(unit, field), record)})
