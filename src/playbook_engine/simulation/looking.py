"""What the engine sees of a unit on a day: facts that a timeline test names, and the holds that stood."""

from collections.abc import Iterator

from playbook_engine.engine.cases import Case
from playbook_engine.engine.evaluator import Evaluator, Session
from playbook_engine.engine.plans import Plan
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.tracing import explained, trace
from playbook_engine.model.book import Setting
from playbook_engine.model.condition import ALWAYS, facts_of
from playbook_engine.model.timeline import Entry
from playbook_engine.model.trace import ConditionTrace, GroupTrace, TestTrace
from playbook_engine.simulation.course import Decided
from playbook_engine.simulation.coverage import HoldWatch
from playbook_engine.simulation.judging import FactJudge
from playbook_engine.simulation.matching import fits


def facts_with(evaluator: Evaluator) -> FactJudge:
    """Compares facts of a unit with what an entry says of them."""

    def judged(setting: Setting, decided: Decided, entry: Entry) -> Iterator[tuple[str, str]]:
        assert entry.facts is not None
        session = Session(evaluator, setting, decided.unit, decided.as_of)
        session.decisions()
        scopes = list(_scopes(session, decided, entry))
        if not scopes:
            yield "facts of a case", "no case"
        for plan, scope in scopes:
            found = explained(entry.facts, plan.settled, scope)
            if not found.holds:
                for test in _wrong(found):
                    yield f"{test.fact} {test.phrase}", f"{test.fact} {test.value}"

    return judged


def holds_with(evaluator: Evaluator) -> HoldWatch:
    """Tells which holds stood, those too that left only a part out or stopped nothing that was due."""

    def stood(setting: Setting, decided: Decided) -> Iterator[tuple[str, str]]:
        for case in trace(evaluator, setting, decided.unit, decided.as_of):
            yield from ((case.decision.playbook, each.name) for each in case.holds if each.holds)

    return stood


def _scopes(session: Session, decided: Decided, entry: Entry) -> Iterator[tuple[Plan, Scope]]:
    """Every case that is meant; of a unit without a case its accounts."""
    meant = {decision.case for decision in decided.decisions if fits(decision, entry.only)}
    cases = [case for case in session.case_list if case.id in meant and case.scope is not None]
    for case in cases:
        yield case.plan, _within(case, entry)
    scopes = {fact.partition(".")[0] for fact in facts_of(entry.facts or ALWAYS)}
    if not cases and scopes <= {"account", "family", "today"}:
        for account in session.unit.accounts:
            if entry.only.account in ("", account.id) and session.rules.current:
                plan = session.rules.current[0]
                world, _ = session.moment(account)
                yield plan, Scope(world, world.view(account, plan.view))


def _within(case: Case, entry: Entry) -> Scope:
    assert case.scope is not None
    item = next((each for each in case.items if each.id in entry.only.items), None)
    return Scope(case.world, case.account, item=item, case=case.scope.case, anchor=case.scope.anchor)


def _wrong(found: ConditionTrace) -> Iterator[TestTrace]:
    """The comparisons that make a condition false; below a `not` all of them."""
    match found:
        case TestTrace():
            yield found
        case GroupTrace(kind=kind, parts=parts):
            for part in parts:
                if kind == "not" or not part.holds:
                    yield from _wrong(part)
