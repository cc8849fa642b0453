"""The trace of a decision, made on demand by walking the data that the compiled functions were made from."""

import datetime as dt
from collections.abc import Iterable
from fractions import Fraction
from typing import Any, assert_never

from playbook_engine.engine.cases import Case, as_date
from playbook_engine.engine.distance import distance_of
from playbook_engine.engine.evaluator import AsOf, Evaluator, Session
from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import HoldPlan, StepPlan
from playbook_engine.engine.predicates import meets
from playbook_engine.engine.schedule import Schedule
from playbook_engine.engine.scope import Scope
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.condition import All, AnyOf, Condition, Named, Not, Test
from playbook_engine.model.decision import Decision
from playbook_engine.model.money import MissingRate, decimal_text
from playbook_engine.model.trace import CaseTrace, ConditionTrace, GroupTrace, RuleTrace, StepTrace, TestTrace


def trace(evaluator: Evaluator, setting: Setting, unit: Unit, as_of: AsOf) -> tuple[CaseTrace, ...]:
    """The traces of all decisions of a unit, in the order of the decisions."""
    session = Session(evaluator, setting, unit, as_of)
    decisions = session.decisions()
    cases = {case.id: case for case in session.case_list}
    return tuple(_traced(session, each, cases.get(each.case)) for each in decisions)


def _traced(session: Session, decision: Decision, case: Case | None) -> CaseTrace:
    first = decision.anchor or decision.items[0]
    item = next(each for each in session.items if each.id == first)
    asked = tuple(_playbooks(session, item, decision.playbook))
    if case is None or case.scope is None or case.schedule is None:
        return CaseTrace(decision=decision, item=item.id, playbooks=asked)
    return CaseTrace(
        decision=decision,
        item=item.id,
        playbooks=asked,
        holds=tuple(_holds(case, case.scope)),
        steps=tuple(_step(case, case.schedule, each, decision) for each in case.plan.steps),
    )


def _playbooks(session: Session, item: OpenItem, taken_by: str) -> Iterable[RuleTrace]:
    """The segments asked for an item, in the organisation's order, to the one that took it."""
    account = session.accounts[item.account]
    world = session.moment(account)[0]
    for plan in session.rules.current:
        who = session.payer if plan.playbook.follow == "family" else account
        scope = Scope(world, world.view(who, plan.view), item=item)
        condition = explained(plan.playbook.when, plan.catalogue, scope)
        yield RuleTrace(kind="playbook", name=plan.name, holds=condition.holds, condition=condition, item=item.id)
        if plan.name == taken_by:
            return


def _holds(case: Case, scope: Scope) -> Iterable[RuleTrace]:
    for plan in case.plan.item_holds:
        for item in case.items:
            yield _hold(plan, case.plan.catalogue, Scope(case.world, case.account, item=item), item.id)
    for plan in case.plan.case_holds:
        if not plan.reads_item:
            yield _hold(plan, case.plan.settled, scope, "")
            continue
        for item in case.items:
            within = Scope(case.world, case.account, item=item, case=scope.case, anchor=scope.anchor)
            yield _hold(plan, case.plan.settled, within, item.id)


def _hold(plan: HoldPlan, catalogue: Catalogue, scope: Scope, item: str) -> RuleTrace:
    condition = explained(plan.hold.when, catalogue, scope)
    return RuleTrace(kind="hold", name=plan.hold.name, holds=condition.holds, condition=condition, item=item)


def _step(case: Case, schedule: Schedule, step: StepPlan, decision: Decision) -> StepTrace:
    assert case.scope is not None
    day = schedule.date(step)
    end = schedule.track.ends.get(step.number)
    if step.number <= schedule.track.last:
        return StepTrace(step=step.name, state="passed", on=_date(day), ended_on=_date(end))
    if schedule.lapsed(step):
        return StepTrace(step=step.name, state="lapsed", on=_date(day))
    if day is None:
        return StepTrace(step=step.name, state="waits")
    condition = explained(step.step.when, case.plan.settled, case.scope)
    return StepTrace(
        step=step.name,
        state="reached" if day <= case.world.day else "not reached",
        on=_date(day),
        condition=condition,
        chosen=any(action.step == step.name for action in decision.actions),
    )


def _date(day: int | None) -> dt.date | None:
    return None if day is None else as_date(day)


def explained(condition: Condition, catalogue: Catalogue, scope: Scope) -> ConditionTrace:
    """A condition walked to the end, every test with its value and distance; nothing is cut short."""
    match condition:
        case Test():
            return _test(condition, catalogue, scope)
        case All(parts):
            return _group("all", parts, catalogue, scope)
        case AnyOf(parts):
            return _group("any", parts, catalogue, scope)
        case Not(part):
            inner = explained(part, catalogue, scope)
            return GroupTrace(kind="not", holds=None if inner.holds is None else not inner.holds, parts=(inner,))
        case Named(name, part):
            inner = explained(part, catalogue, scope)
            return GroupTrace(kind="segment", holds=inner.holds, parts=(inner,), name=name)
        case _:
            assert_never(condition)


def _group(kind: Any, parts: tuple[Condition, ...], catalogue: Catalogue, scope: Scope) -> GroupTrace:
    traces = tuple(explained(part, catalogue, scope) for part in parts)
    answers = [each.holds for each in traces]
    decisive = kind == "any"
    holds: bool | None = decisive if decisive in answers else None if None in answers else not decisive
    return GroupTrace(kind=kind, holds=holds, parts=traces)


def _test(test: Test, catalogue: Catalogue, scope: Scope) -> TestTrace:
    kind, rates = catalogue.facts[test.fact].kind, scope.world.rates
    try:
        value = catalogue.read(test.fact)(scope)
        holds: bool | None = meets(test.predicate, value, scope.day, rates)
    except MissingRate as rate:
        return TestTrace(fact=test.fact, phrase=test.text, value=f"no rate {rate.pair}", holds=None)
    return TestTrace(
        fact=test.fact,
        phrase=test.text,
        value=value_text(value, kind),
        holds=holds,
        distance=distance_of(test.predicate, value, scope.day, rates, kind),
    )


def value_text(value: Any, kind: str) -> str:
    """A fact's value for people."""
    if value is None:
        return "missing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if kind == "date":
        return as_date(value).isoformat()
    if kind == "money":
        return _money_text(value)
    if kind == "percent":
        return f"{float(value * 100):.4g}%"
    if isinstance(value, Fraction):
        return f"{float(value):.6g}"
    return ", ".join(value) or "none" if isinstance(value, tuple | list) else str(value)


def _money_text(value: Any) -> str:
    amounts = value if isinstance(value, dict) else {value[1]: value[0]}
    return " and ".join(
        f"{decimal_text(round(minor), currency)} {currency}" for currency, minor in sorted(amounts.items())
    ) or "0"  # fmt: skip
