"""The date of each step for one item (rules 4, 14, 18, 19 and 25)."""

from playbook_engine.engine.clock import Clock
from playbook_engine.engine.days import OpenDays, offset
from playbook_engine.engine.history import History
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import Plan, StepPlan
from playbook_engine.engine.progress import NEVER, Track
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.state import World
from playbook_engine.engine.walking import Unknown
from playbook_engine.model.playbook import Clause

FULL, UNSHIFTED, PLAIN = range(3)
"""Which parts of a date are asked for: all; without shift; without shift and rolling (rules 19, 26 and 34)."""


class Schedule:
    """Dates of an item's steps as of a day; `scope` judges the conditions of steps that relative ones rest on.

    Without a scope the item stands by itself: relative steps count from the dates of those they rest on (rule 13a).
    """

    __slots__ = (
        "_clock",
        "_dates",
        "_fixed",
        "_open",
        "_shift",
        "_when",
        "_work",
        "day",
        "history",
        "item",
        "plan",
        "scope",
        "track",
        "world",
    )

    def __init__(  # noqa: PLR0917 -- what a date depends on
        self, plan: Plan, item: OpenItem, track: Track, world: World, history: History, open_days: OpenDays,
        work: OpenDays, scope: Scope | None, clock: Clock | None, day: int,
    ) -> None:  # fmt: skip
        self.plan = plan
        self.item = item
        self.track = track
        self.world = world
        self.history = history
        self.scope = scope
        self.day = day
        self._open = open_days
        self._work = work
        self._clock = clock
        self._dates: tuple[dict[int, int | None], ...] = ({}, {}, {})
        self._when: dict[int, bool] = {}
        self._shift: int | None = None
        self._fixed: dict[int, tuple[int, int, Clause]] = {}

    def holds(self, step: StepPlan) -> bool:
        """Whether a ladder step's condition holds today. Raises Unknown."""
        if self.scope is None or step.when.always:
            return True
        if step.number not in self._when:
            self._when[step.number] = step.when(self.scope)
        return self._when[step.number]

    def lapsed(self, step: StepPlan) -> bool:
        """Whether a step before due has come too late (rule 18e)."""
        return step.before_due and self.day >= self.item.due

    def reached(self, step: StepPlan, mode: int = FULL) -> bool:
        """Whether a step's day has come and has not lapsed."""
        if step.before_due and self.day >= self.item.due:
            return False
        day = self.date(step, mode)
        return day is not None and day <= self.day

    def date(self, step: StepPlan, mode: int = FULL) -> int | None:
        """The day of a ladder step; None while something it counts from has not happened."""
        dates = self._dates[mode]
        if step.number in dates:
            return dates[step.number]
        day = dates[step.number] = self._made(step, mode)
        return day

    def of_rule(self, rule: StepPlan) -> int | None:
        """The day of a rule alongside, which nothing shifts."""
        return self._made(rule, FULL, shifts=False)

    def rolled(self, step: StepPlan, day: int, base: int) -> int:
        """Where a date falls by the calendar that the step follows."""
        return (self._work if step.internal else self._open).roll(day, base)

    def _made(self, step: StepPlan, mode: int, *, shifts: bool = True) -> int | None:
        if not step.clauses:
            return self.day
        found = self._fixed.get(step.number) if step.number >= 0 else None
        if found is None:
            found = self._latest(step, mode)
            if found is None:
                return None
            if not step.relative:
                self._fixed[step.number] = found
        day, base, clause = found
        if self._clock is not None and not clause.before:
            day += self._clock.stopped(base, self.day)
        if mode == PLAIN:
            return day
        if mode == FULL and shifts and self.plan.shifts and clause not in step.rests_on:
            day += self._restart() + self._shifted(step)
        return self.rolled(step, day, base)

    def _latest(self, step: StepPlan, mode: int) -> tuple[int, int, Clause] | None:
        """The latest of the clauses, with its base (rule 4e)."""
        best: tuple[int, int, Clause] | None = None
        for clause in step.clauses:
            base = self._base(step, clause, mode)
            if base is None:
                return None
            day = offset(base, clause, self._open)
            if best is None or day > best[0]:
                best = (day, base, clause)
        return best

    def _restart(self) -> int:
        """Under `restart` the distances count from the first message of this anchor (rule 13d)."""
        if self.plan.playbook.when_anchor_changes != "restart" or self.track.earliest is None:
            return 0
        day, number = self.track.earliest
        meant = self.date(self.plan.steps[number], UNSHIFTED)
        return 0 if meant is None else max(0, day - meant)

    def _shifted(self, step: StepPlan) -> int:
        """Under `shift` what comes after the progress moves by its lateness (rule 19)."""
        last = self.track.last
        if self.plan.playbook.catch_up != "shift" or last == NEVER or 0 <= step.number <= last:
            return 0
        if self._shift is None:
            self._shift = self._late(self.plan.steps[last])
        return self._shift

    def _late(self, step: StepPlan) -> int:
        first, meant = self.track.firsts.get(step.number), self.date(step, UNSHIFTED)
        if first is None or meant is None:
            return 0
        found = self._latest(step, UNSHIFTED)
        if found is None or found[2] not in step.rests_on:
            return max(0, first - meant - self._restart())
        return max(0, first - meant + self._late(step.rests_on[found[2]]))

    def _base(self, step: StepPlan, clause: Clause, mode: int) -> int | None:
        if clause.base == "due":
            return self.item.due
        if clause in step.rests_on:
            return self._rested(step.rests_on[clause], mode)
        if clause.base == "step":
            assert step.before_step is not None
            return self._ahead(step.before_step, mode)
        return self.happened(clause)

    def _ahead(self, step: StepPlan, mode: int) -> int | None:
        """A rule before a step stands only while that step is neither passed nor reached (rule 23b)."""
        if step.number <= self.track.last or self.lapsed(step) or self.reached(step, mode):
            return None
        return self.date(step, mode)

    def _rested(self, step: StepPlan, mode: int) -> int | None:
        """What a relative step counts from: the last end, or the day where nothing ended (rule 18b)."""
        end = self.track.ends.get(step.number)
        if end is not None:
            return end
        if self.scope is None or step.number <= self.track.last or self.lapsed(step):
            return self.date(step, mode)
        if self.reached(step, mode) and self._does_not_apply(step):
            return self.date(step, mode)
        return None

    def _does_not_apply(self, step: StepPlan) -> bool:
        if step.step.otherwise == "wait":
            return False
        try:
            return not self.holds(step)
        except Unknown:
            return False

    def happened(self, clause: Clause) -> int | None:
        """The day of what a clause counts from; None where it has not happened."""
        item, world = self.item, self.world
        match clause.base:
            case "issue":
                return item.issued
            case "entry":
                return world.history.entry(item.id, self.plan.name, world.day)
            case "promise":
                concerning = world.claims.promises_of(item, world.day)
                return concerning[-1].on.toordinal() if concerning else None
            case "dispute resolved":
                resolved = [each.resolved_on for each in world.claims.disputes_of(item) if each.resolved_on]
                return max(resolved).toordinal() if resolved else None
            case "reversal":
                return item.last_reversal or None
            case "pay by":
                return self._pay_by()
            case _:
                return self._of_account(clause)

    def _of_account(self, clause: Clause) -> int | None:
        unit, item = self.world.unit, self.item
        if clause.base == "reply":
            days = [each.on for each in unit.replies if each.account == item.account and each.item in {None, item.id}]
        else:
            assert clause.base == "failed payment", clause.base
            names = {None, item.id, item.invoice.id}
            days = [each.on for each in unit.failed_payments if each.account == item.account and each.item in names]
        return max(days).toordinal() if days else None

    def _pay_by(self) -> int | None:
        days = [
            mark.touch.pay_by
            for mark in self.world.history.listing(self.item.id)
            if mark.touch.playbook == self.plan.name and mark.touch.pay_by and mark.touch.outcome in {"done", "unknown"}
        ]
        return max(days).toordinal() if days else None
