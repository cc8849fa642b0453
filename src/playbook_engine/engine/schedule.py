"""The date of each step for one item (rules 4, 14, 18, 19 and 25)."""

from playbook_engine.engine.clock import Clock
from playbook_engine.engine.days import OpenDays, offset
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import Plan, StepPlan
from playbook_engine.engine.progress import NEVER, Track
from playbook_engine.engine.state import Scope, World
from playbook_engine.model.playbook import Clause


class Schedule:
    """Dates of an item's steps on one day; `scope` judges the conditions of steps that relative ones rest on.

    Without a scope the item stands by itself: relative steps count from the dates of those they rest on (rule 13a).
    `plain` dates know neither shift nor calendar (rules 26 and 34), the others both.
    """

    __slots__ = (
        "_clock",
        "_dates",
        "_lateness",
        "_open",
        "_plain",
        "_when",
        "_work",
        "item",
        "plan",
        "scope",
        "track",
        "world",
    )

    def __init__(
        self, plan: Plan, item: OpenItem, track: Track, world: World, open_days: OpenDays, work: OpenDays,
        scope: Scope | None, clock: Clock | None,
    ) -> None:  # fmt: skip
        self.plan = plan
        self.item = item
        self.track = track
        self.world = world
        self.scope = scope
        self._open = open_days
        self._work = work
        self._clock = clock
        self._dates: dict[int, int | None] = {}
        self._plain: dict[int, int | None] = {}
        self._when: dict[int, bool] = {}
        self._lateness: int | None = None

    def holds(self, step: StepPlan) -> bool:
        """Whether a ladder step's condition holds today. Raises Unknown."""
        if self.scope is None or step.when.always:
            return True
        if step.number not in self._when:
            self._when[step.number] = step.when(self.scope)
        return self._when[step.number]

    def lapsed(self, step: StepPlan) -> bool:
        """Whether a step before due has come too late (rule 18e)."""
        return step.before_due and self.world.day >= self.item.due

    def reached(self, step: StepPlan, *, plain: bool = False) -> bool:
        """Whether a step's day has come and has not lapsed."""
        if self.lapsed(step):
            return False
        day = self.date(step, plain=plain)
        return day is not None and day <= self.world.day

    def date(self, step: StepPlan, *, plain: bool = False) -> int | None:
        """The day of a ladder step; None while something it counts from has not happened."""
        dates = self._plain if plain else self._dates
        if step.number in dates:
            return dates[step.number]
        day = dates[step.number] = self._made(step, plain=plain)
        return day

    def of_rule(self, rule: StepPlan) -> int | None:
        """The day of a rule alongside."""
        return self._made(rule, plain=False)

    def rolled(self, step: StepPlan, day: int, base: int) -> int:
        """Where a date falls by the calendar that the step follows."""
        return (self._work if step.internal else self._open).roll(day, base)

    def _made(self, step: StepPlan, *, plain: bool) -> int | None:
        if not step.clauses:
            return self.world.day
        best: tuple[int, int, Clause] | None = None
        for clause in step.clauses:
            base = self._base(step, clause, plain=plain)
            if base is None:
                return None
            day = offset(base, clause, self._open)
            if best is None or day > best[0]:
                best = (day, base, clause)
        assert best is not None
        day, base, clause = best
        if self._clock is not None and not clause.before:
            day += self._clock.stopped(base, self.world.day)
        if plain:
            return day
        if not step.relative and step.number > self.track.last:
            day += self.lateness()
        return self.rolled(step, day, base)

    def lateness(self) -> int:
        """Days by which fixed dates move (rules 13d and 19)."""
        if self._lateness is None:
            self._lateness = 0  # dates of passed steps, which it is measured against, do not move themselves
            playbook, track = self.plan.playbook, self.track
            if playbook.catch_up == "shift":
                if track.last != NEVER:
                    self._lateness = self._late(self.plan.steps[track.last])
            elif playbook.when_anchor_changes == "restart" and track.earliest is not None:
                day, number = track.earliest
                self._lateness = max(0, day - (self.date(self.plan.steps[number]) or day))
        return self._lateness

    def _late(self, step: StepPlan) -> int:
        first = self.track.firsts.get(step.number)
        if first is None:
            return 0
        late = first - (self.date(step) or first)
        if step.relative:
            late += max((self._late(each) for each in step.rests_on.values()), default=0)
        return max(0, late)

    def _base(self, step: StepPlan, clause: Clause, *, plain: bool) -> int | None:
        if clause.base == "due":
            return self.item.due
        if clause in step.rests_on:
            return self._rested(step.rests_on[clause], plain=plain)
        if clause.base == "step":
            assert step.before_step is not None
            return self.date(step.before_step, plain=plain)
        return self.happened(clause)

    def _rested(self, step: StepPlan, *, plain: bool) -> int | None:
        """What a relative step counts from: the last end, or the day where nothing ended (rule 18b)."""
        end = self.track.ends.get(step.number)
        if end is not None:
            return end
        day = self.date(step, plain=plain)
        if self.scope is None or step.number <= self.track.last or self.lapsed(step):
            return day
        if not self.reached(step, plain=plain):
            return None
        applies = self.holds(step) or step.step.otherwise == "wait"
        return None if applies else day

    def happened(self, clause: Clause) -> int | None:
        """The day of what a clause counts from; None where it has not happened."""
        item, world = self.item, self.world
        match clause.base:
            case "issue":
                return item.issued
            case "entry":
                return world.history.entry(item.id, self.plan.name, world.day)
            case "promise":
                concerning = world.claims.promises_of(item)
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
