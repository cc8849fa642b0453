"""Which step of the ladder is due today, and if none, why (rules 17 to 23, 26 and 27)."""

from collections.abc import Callable

from playbook_engine.engine.history import ENDING
from playbook_engine.engine.plans import StepPlan
from playbook_engine.engine.progress import NEVER, counts
from playbook_engine.engine.schedule import Schedule
from playbook_engine.model.decision import Reason
from playbook_engine.model.playbook import Exhausted, Repeat

Watch = Callable[[int | None], None]
"""Told of every day on which what was found may change."""


class Choice:
    """A step to take (`replaced` is the one in whose place it goes), an entry of `exhausted`, or the reason for
    neither.
    """

    __slots__ = ("entry", "reason", "replaced", "step", "stopped")

    def __init__(
        self,
        step: StepPlan | None = None,
        *,
        replaced: StepPlan | None = None,
        entry: Exhausted | None = None,
        reason: Reason = "exhausted",
        stopped: str = "",
    ) -> None:
        self.step = step
        self.replaced = replaced
        self.entry = entry
        self.reason = reason
        self.stopped = stopped


def choose(schedule: Schedule, watch: Watch) -> Choice:
    """What the ladder does for an anchor today. Raises Unknown."""
    candidates, false = _candidates(schedule, watch)
    if candidates:
        return _caught_up(schedule, candidates)
    again = _repeated(schedule, watch)
    if again is not None:
        return Choice(again)
    entry = _exhausted(schedule, watch)
    if entry is not None:
        return Choice(entry=entry)
    return _silence(schedule, false)


def _candidates(schedule: Schedule, watch: Watch) -> tuple[list[Choice], StepPlan | None]:
    """All candidates in list order, and the first reached step whose condition is false."""
    plan, today = schedule.plan, schedule.world.day
    only_today = plan.playbook.catch_up == "never"
    found: list[Choice] = []
    false: StepPlan | None = None
    for step in plan.steps[schedule.track.last + 1 :]:
        if schedule.lapsed(step):
            continue
        if step.before_due:
            watch(schedule.item.due)
        day = schedule.date(step)
        watch(day)
        if day is None or day > today or (only_today and day != today):
            continue
        if schedule.holds(step):
            found.append(Choice(step))
            continue
        false = false or step
        if step.step.otherwise == "wait":
            break
        if step.step.otherwise == "previous step" and step.name not in schedule.track.replaced:
            lower = next((each for each in reversed(plan.steps[: step.number]) if schedule.holds(each)), None)
            if lower is not None:
                found.append(Choice(lower, replaced=step))
    return found, false


def _caught_up(schedule: Schedule, candidates: list[Choice]) -> Choice:
    playbook = schedule.plan.playbook
    if playbook.when_anchor_changes == "restart" and schedule.track.earliest is None:
        return candidates[0]
    return candidates[0] if playbook.catch_up in {"next", "shift"} else candidates[-1]


def _repeated(schedule: Schedule, watch: Watch) -> StepPlan | None:
    """The progress step once more (rule 22)."""
    track = schedule.track
    if track.last == NEVER or track.last not in track.ends:
        return None
    step = schedule.plan.steps[track.last]
    if not may_repeat(step.step.repeat, track.counts.get(track.last, 0)) or not schedule.holds(step):
        return None
    assert step.step.repeat is not None
    day = repeat_day(
        schedule, step, step.step.repeat, track.ends[track.last], track.last_marks[track.last].touch.pay_by
    )
    watch(day)
    return step if day <= schedule.world.day else None


def may_repeat(repeat: Repeat | None, count: int) -> bool:
    """Whether further occurrences are allowed."""
    return repeat is not None and (repeat.times is None or count <= repeat.times)


def repeat_day(schedule: Schedule, step: StepPlan, repeat: Repeat, end: int, pay_by: object) -> int:
    """When a step goes again: counted from its last end or the date that it asked for, whichever is later."""
    base = max(end, pay_by.toordinal()) if pay_by is not None else end  # type: ignore[attr-defined]
    return schedule.rolled(step, base + repeat.every, base)


def _exhausted(schedule: Schedule, watch: Watch) -> Exhausted | None:
    """What happens at the end of the ladder, once an anchor (rule 23a)."""
    plan = schedule.plan
    base = _ladder_end(schedule)
    if base is None or not plan.exhausted or _has_fired(schedule):
        return None
    assert schedule.scope is not None
    for entry, when in plan.exhausted:
        if when(schedule.scope):
            watch(base + entry.after)
            return entry if base + entry.after <= schedule.world.day else None
    return None


def _ladder_end(schedule: Schedule) -> int | None:
    steps, track = schedule.plan.steps, schedule.track
    if not steps:
        return None
    last = steps[-1]
    if track.last == last.number:
        if may_repeat(last.step.repeat, track.counts.get(last.number, 0)) and last.number in track.ends:
            return None
        return track.ends.get(last.number, schedule.date(last))
    if schedule.reached(last) and not schedule.holds(last) and last.step.otherwise != "wait":
        return schedule.date(last)
    return None


def _has_fired(schedule: Schedule) -> bool:
    plan, item = schedule.plan, schedule.item
    return any(
        mark.touch.playbook == plan.name
        and mark.touch.step in plan.exhausted_names
        and mark.touch.outcome in ENDING
        and counts(plan, item, mark, after_due=False)
        for mark in schedule.world.history.anchored(item.id)
    )


def _silence(schedule: Schedule, false: StepPlan | None) -> Choice:
    if false is not None:
        return Choice(reason="condition", stopped=false.name)
    if _more_may_come(schedule):
        return Choice(reason="not yet due" if schedule.track.last == NEVER else "waiting")
    return Choice(reason="exhausted")


def _more_may_come(schedule: Schedule) -> bool:
    track, plan, today = schedule.track, schedule.plan, schedule.world.day
    missed = plan.playbook.catch_up == "never"
    for step in plan.steps[track.last + 1 :]:
        day = schedule.date(step)
        if not schedule.lapsed(step) and (day is None or day > today or not missed):
            return True
    if track.last == NEVER or track.last not in track.ends:
        return False
    return may_repeat(plan.steps[track.last].step.repeat, track.counts.get(track.last, 0))


def stage_of(schedule: Schedule, watch: Watch) -> str:
    """The most advanced step reached whose condition holds, blind to catch-up, limits and calendar (rule 26). Raises
    Unknown.
    """
    stage = ""
    for step in schedule.plan.steps:
        watch(schedule.date(step, plain=True))
        if schedule.reached(step, plain=True) and schedule.holds(step):
            stage = step.name
    return stage
