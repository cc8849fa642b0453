"""Rules alongside the ladder: which of them want something done today (rule 23b)."""

from collections.abc import Iterator

from playbook_engine.engine.cases import Case
from playbook_engine.engine.choosing import may_repeat, repeat_day
from playbook_engine.engine.history import Mark
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import StepPlan
from playbook_engine.engine.progress import counts, ends
from playbook_engine.engine.schedule import Schedule
from playbook_engine.engine.sending import Task
from playbook_engine.engine.walking import Unknown
from playbook_engine.model.playbook import Clause


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
                    case.scope_at(item, item if step.each_item else None),
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
    schedule = _schedule(case, rule, item)
    day = _reached_on(case, schedule, rule)
    if day is None:
        return False
    assert schedule.scope is not None
    try:
        if not rule.when(schedule.scope):
            return False
    except Unknown:
        return False
    ended = _done(case, schedule, rule, day)
    return not ended or _again(case, schedule, rule, ended)


def _schedule(case: Case, rule: StepPlan, item: OpenItem) -> Schedule:
    lead = case.schedule
    if lead is not None and lead.item is item and not rule.step.each_item:
        return lead
    return case.schedule_of(item, case.scope_at(item, item if rule.step.each_item else None))


def _reached_on(case: Case, schedule: Schedule, rule: StepPlan) -> int | None:
    """The day of a rule, None before it has come and after it has lapsed."""
    if rule.before_due:
        case.watch(schedule.item.due)
    if schedule.lapsed(rule):
        return None
    if rule.before_step is not None:
        case.watch(schedule.date(rule.before_step))
    day = schedule.of_rule(rule)
    case.watch(day)
    return day if day is not None and day <= case.world.day else None


def _done(case: Case, schedule: Schedule, rule: StepPlan, day: int) -> list[Mark]:
    """The touches for which the rule need not act: nothing it counts from has happened anew since."""
    item, name = schedule.item, case.plan.name
    after_due = rule.after_due
    if rule.before_step is not None:
        after_due = day >= item.due and (after_due or rule.before_step.after_due)
    since = max((_since(schedule, clause, day) for clause in rule.by_event), default=0)
    return [
        mark
        for mark in case.history.marks
        if mark.touch.playbook == name
        and mark.touch.step in rule.names
        and ends(mark, case.plan)
        and (
            (mark.touch.anchor == item.id and counts(case.plan, item, mark, after_due=after_due) and mark.day >= since)
            or (rule.step.once_per == "episode" and _in_episode(case, mark))
        )
    ]


def _since(schedule: Schedule, clause: Clause, day: int) -> int:
    """The day of an event; a reminder before it goes before it, then its own day is meant."""
    base = schedule.happened(clause) or 0
    return min(base, day) if clause.before else base


def _in_episode(case: Case, mark: Mark) -> bool:
    group = case.group
    return group is not None and group.start is not None and mark.day >= group.start and mark.touch.anchor in group.ids


def _again(case: Case, schedule: Schedule, rule: StepPlan, ended: list[Mark]) -> bool:
    if not may_repeat(rule.step.repeat, len(ended)):
        return False
    assert rule.step.repeat is not None
    day = repeat_day(schedule, rule, rule.step.repeat, ended[-1])
    case.watch(day)
    return day <= case.world.day
