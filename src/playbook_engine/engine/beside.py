"""Rules alongside the ladder: which of them want something done today (rule 23b)."""

from collections.abc import Iterator

from playbook_engine.engine.cases import Case
from playbook_engine.engine.choosing import may_repeat, repeat_day
from playbook_engine.engine.history import ENDING, Mark
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import StepPlan
from playbook_engine.engine.progress import counts
from playbook_engine.engine.schedule import Schedule
from playbook_engine.engine.sending import Task
from playbook_engine.engine.state import Scope


def rules_beside(case: Case) -> Iterator[Task]:
    """The work of all rules alongside that act today, in list order. Raises Unknown."""
    for rule in case.plan.alongside:
        for item in _subjects(case, rule):
            if _acts(case, rule, item):
                step = rule.step
                yield Task(
                    rule.name,
                    step.work,
                    item,
                    names=rule.names,
                    approval=step.approval,
                    also=step.also,
                    each=step.each_item,
                )


def _subjects(case: Case, rule: StepPlan) -> list[OpenItem]:
    """Internal rules see what is held out, contacts do not (rule 23c)."""
    if rule.step.each_item:
        return case.items if rule.internal else case.live
    subject = case.eldest if rule.internal else case.anchor
    return [subject] if subject is not None else []


def _acts(case: Case, rule: StepPlan, item: OpenItem) -> bool:
    assert case.scope is not None
    each = item if rule.step.each_item else case.scope.item
    anchor = item if not rule.step.each_item else case.scope.anchor
    scope = Scope(case.world, case.account, item=each, case=case.scope.case, anchor=anchor)
    ladder = case.schedule if case.schedule is not None and case.schedule.item is item else None
    schedule = ladder or case.schedule_of(item, scope)
    day = _reached_on(case, schedule, rule)
    if day is None or not rule.when(scope):
        return False
    ended = [mark for mark in _marks(case, rule, item) if _stands(case, schedule, rule, item, mark)]
    if not ended:
        return day <= case.world.day
    return _again(case, schedule, rule, ended)


def _reached_on(case: Case, schedule: Schedule, rule: StepPlan) -> int | None:
    """The day of a rule, None before it has come and after it has lapsed."""
    if schedule.lapsed(rule):
        return None
    if rule.before_due:
        case.watch(schedule.item.due)
    before = rule.before_step
    if before is not None:
        date = schedule.date(before)
        case.watch(date)
        if before.number <= schedule.track.last or date is None or date <= case.world.day:
            return None
    day = schedule.of_rule(rule)
    case.watch(day)
    return day if day is not None and day <= case.world.day else None


def _marks(case: Case, rule: StepPlan, item: OpenItem) -> list[Mark]:
    history, name = case.world.history, case.plan.name
    marks = history.anchored(item.id)
    if rule.step.once_per == "episode" and case.group is not None and case.group.start is not None:
        start, ids = case.group.start, case.group.ids
        marks = [mark for mark in history.marks if mark.day >= start and mark.touch.anchor in ids]
    return [
        mark
        for mark in marks
        if mark.touch.playbook == name and mark.touch.step in rule.names and mark.touch.outcome in ENDING
    ]


def _stands(case: Case, schedule: Schedule, rule: StepPlan, item: OpenItem, mark: Mark) -> bool:
    """Whether a touch still counts as this rule done: nothing it counts from has happened anew since."""
    refused_again = rule.step.approval is not None and rule.step.approval.if_refused == "again"
    if mark.touch.outcome == "refused" and refused_again:
        return False
    if not counts(case.plan, item, mark, after_due=rule.after_due):
        return False
    return all(mark.day >= (schedule.happened(clause) or 0) for clause in rule.by_event)


def _again(case: Case, schedule: Schedule, rule: StepPlan, ended: list[Mark]) -> bool:
    if not may_repeat(rule.step.repeat, len(ended)):
        return False
    assert rule.step.repeat is not None
    last = ended[-1]
    day = repeat_day(schedule, rule, rule.step.repeat, last.day, last.touch.pay_by)
    case.watch(day)
    return day <= case.world.day
