"""Which step of the ladder is due today, and if none, why (rules 17 to 23, 26 and 27)."""

from collections.abc import Callable

from playbook_engine.engine.history import ENDING, Mark
from playbook_engine.engine.plans import StepPlan
from playbook_engine.engine.progress import NEVER, counts
from playbook_engine.engine.schedule import PLAIN, Schedule
from playbook_engine.engine.walking import Unknown
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


class _Rung:
    """A step after the progress: its day, whether it is reached, and if so whether its condition holds."""

    __slots__ = ("applies", "day", "reached", "step")

    def __init__(self, step: StepPlan, day: int | None, *, reached: bool, applies: bool) -> None:
        self.step = step
        self.day = day
        self.reached = reached
        self.applies = applies


def choose(schedule: Schedule, watch: Watch, *, went_today: bool) -> Choice:
    """What the ladder does for an anchor today; nothing more where it went today already (rule 17). Raises Unknown."""
    rungs = [_rung(schedule, step, watch) for step in schedule.plan.steps[schedule.track.last + 1 :]]
    standing = [rung for rung in rungs if not _missed(schedule, rung)]
    if went_today:
        watch(schedule.day + 1)
        return _silence(schedule, standing)
    chosen = _caught_up(schedule, _candidates(schedule, standing))
    if chosen is not None:
        return chosen
    again = _repeated(schedule, watch)
    if again is not None:
        return Choice(again)
    entry = _exhausted(schedule, rungs, watch)
    return Choice(entry=entry) if entry is not None else _silence(schedule, standing)


def _rung(schedule: Schedule, step: StepPlan, watch: Watch) -> _Rung:
    try:
        day = schedule.date(step)
        reached = schedule.reached(step)
        watch(day)
        if step.before_due:
            watch(schedule.item.due)
        return _Rung(step, day, reached=reached, applies=reached and schedule.holds(step))
    except Unknown as unknown:
        unknown.step = step.name
        raise


def _missed(schedule: Schedule, rung: _Rung) -> bool:
    """Under `never` a step whose own day is over has lapsed (rule 19)."""
    if schedule.plan.playbook.catch_up != "never" or not rung.reached or rung.day == schedule.day:
        return False
    return not _is_asked(schedule, rung.step)


def _is_asked(schedule: Schedule, step: StepPlan) -> bool:
    """Whether a person has been asked about a step and the question still stands (rule 32b)."""
    history = schedule.history
    ended = {mark.touch.id for mark in history.anchored(schedule.item.id)}
    return any(
        each.playbook == schedule.plan.name
        and each.step in step.names
        and each.anchor == schedule.item.id
        and each.id not in ended
        for each in history.approvals.values()
    )


def _candidates(schedule: Schedule, rungs: list[_Rung]) -> list[Choice]:
    """All candidates in list order (rules 19 and 20)."""
    found: list[Choice] = []
    for rung in rungs:
        if rung.applies:
            found.append(Choice(rung.step))
        elif rung.reached and rung.step.step.otherwise == "wait":
            break
        elif rung.reached and rung.step.step.otherwise == "previous step":
            lower = _fall_back(schedule, rung.step)
            if lower is not None:
                found.append(Choice(lower, replaced=rung.step))
    return found


def _fall_back(schedule: Schedule, step: StepPlan) -> StepPlan | None:
    """The nearest step above that holds and has not lapsed, once an anchor (rule 20)."""
    if _fell_back(schedule, step):
        return None
    above = reversed(schedule.plan.steps[: step.number])
    return next((each for each in above if not schedule.lapsed(each) and schedule.holds(each)), None)


def _fell_back(schedule: Schedule, step: StepPlan) -> bool:
    plan, item = schedule.plan, schedule.item
    return any(
        mark.touch.playbook == plan.name
        and mark.touch.in_place_of in step.names
        and mark.touch.step in plan.number_of
        and mark.touch.outcome in ENDING
        and counts(plan, item, mark, after_due=False)
        for mark in schedule.history.anchored(item.id)
    )


def _caught_up(schedule: Schedule, candidates: list[Choice]) -> Choice | None:
    if not candidates:
        return None
    playbook = schedule.plan.playbook
    if playbook.when_anchor_changes == "restart" and schedule.track.earliest is None:
        return candidates[0]
    return candidates[0] if playbook.catch_up in {"next", "shift"} else candidates[-1]


def _repeated(schedule: Schedule, watch: Watch) -> StepPlan | None:
    """The progress step once more (rule 22)."""
    if not _repeat_is_left(schedule):
        return None
    track = schedule.track
    step = schedule.plan.steps[track.last]
    assert step.step.repeat is not None
    day = repeat_day(schedule, step, step.step.repeat, track.last_marks[track.last])
    watch(day)
    return step if day <= schedule.day and schedule.holds(step) else None


def _repeat_is_left(schedule: Schedule) -> bool:
    track = schedule.track
    if track.last == NEVER or track.last not in track.ends:
        return False
    step = schedule.plan.steps[track.last]
    return not schedule.lapsed(step) and may_repeat(step.step.repeat, track.counts.get(track.last, 0))


def may_repeat(repeat: Repeat | None, count: int) -> bool:
    """Whether further occurrences are allowed."""
    return repeat is not None and (repeat.times is None or count <= repeat.times)


def repeat_day(schedule: Schedule, step: StepPlan, repeat: Repeat, last: Mark) -> int:
    """When a step goes again: counted from its last end or the date that it asked for, whichever is later."""
    pay_by = last.touch.pay_by
    base = max(last.day, pay_by.toordinal()) if pay_by is not None else last.day
    return schedule.rolled(step, base + repeat.every, base)


def _exhausted(schedule: Schedule, rungs: list[_Rung], watch: Watch) -> Exhausted | None:
    """What happens at the end of the ladder, once an anchor (rule 23a)."""
    plan = schedule.plan
    base = _ladder_end(schedule, rungs)
    if base is None or not plan.exhausted or _has_fired(schedule):
        return None
    assert schedule.scope is not None
    for entry, when in plan.exhausted:
        if when(schedule.scope):
            watch(base + entry.after)
            return entry if base + entry.after <= schedule.day else None
    return None


def _ladder_end(schedule: Schedule, rungs: list[_Rung]) -> int | None:
    steps, track = schedule.plan.steps, schedule.track
    if not steps:
        return None
    last = steps[-1]
    if track.last == last.number:
        return None if _repeat_is_left(schedule) else track.ends.get(last.number, schedule.date(last))
    rung = rungs[-1]
    return rung.day if rung.reached and not rung.applies and last.step.otherwise != "wait" else None


def _has_fired(schedule: Schedule) -> bool:
    plan, item = schedule.plan, schedule.item
    return any(
        mark.touch.playbook == plan.name
        and mark.touch.step in plan.exhausted_names
        and mark.touch.outcome in ENDING
        and counts(plan, item, mark, after_due=False)
        for mark in schedule.history.anchored(item.id)
    )


def _silence(schedule: Schedule, rungs: list[_Rung]) -> Choice:
    """Why no step is a candidate (rule 27)."""
    false = next((rung for rung in rungs if rung.reached and not rung.applies), None)
    if false is not None:
        return Choice(reason="condition", stopped=false.step.name)
    if _repeat_is_left(schedule) or any(not schedule.lapsed(rung.step) for rung in rungs):
        return Choice(reason="waiting" if schedule.track.ends else "not yet due")
    return Choice(reason="exhausted")


def stage_of(schedule: Schedule, watch: Watch) -> str:
    """The most advanced step reached whose condition holds, blind to catch-up, limits and calendar (rule 26)."""
    for step in reversed(schedule.plan.steps):
        watch(schedule.date(step, PLAIN))
        try:
            if schedule.reached(step, PLAIN) and schedule.holds(step):
                return step.name
        except Unknown:
            continue
    return ""
