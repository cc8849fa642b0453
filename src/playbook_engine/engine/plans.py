"""A release made ready: every playbook as a plan with compiled conditions, once for any number of units."""

import datetime as dt
from collections.abc import Sequence

from playbook_engine.engine.compiling import Compiled
from playbook_engine.engine.days import OpenDays
from playbook_engine.engine.deriving import derived_facts, walked
from playbook_engine.engine.expressions import Catalogue
from playbook_engine.engine.history import CONTACTS
from playbook_engine.engine.predicates import meets
from playbook_engine.engine.state import View
from playbook_engine.engine.watching import Watched
from playbook_engine.model.condition import facts_of
from playbook_engine.model.facts import Fact
from playbook_engine.model.organisation import Organisation, Table
from playbook_engine.model.playbook import Calendar, Clause, Exhausted, Guarantee, Hold, ItemsListed, Playbook, Step
from playbook_engine.model.release import Release, catalogue_of

_EVENTS = frozenset(("promise", "dispute resolved", "reply", "failed payment", "reversal", "pay by"))


_NO_CLAIM: dict[str, bool | None] = {
    "item.disputed": False, "item.dispute_reason": None, "item.promise": None, "item.on_hold": False,
}  # fmt: skip
"""What an item's facts are where no dispute, promise or manual hold concerns it."""


class StepPlan:
    """A step of the ladder or a rule alongside, with its condition compiled.

    `rests_on`: number of the ladder step of each relative clause. `after_due`: counts from due and comes after it
    (rule 14).
    """

    __slots__ = (
        "after_due", "before_due", "before_step", "by_event", "clauses", "internal", "name", "names", "number",
        "relative",         "rests_on", "step", "when",
    )  # fmt: skip

    def __init__(
        self, step: Step, number: int, above: "Sequence[StepPlan]", catalogue: Catalogue, in_use: frozenset[str]
    ) -> None:
        self.step = step
        self.number = number
        self.name = step.name
        self.names = frozenset((step.name, *(name for name in step.was if name not in in_use)))
        self.clauses = step.at
        self.when = Compiled(step.when, catalogue)
        self.rests_on: dict[Clause, StepPlan] = {}
        self.before_step: StepPlan | None = None
        for clause in step.at:
            self._place(clause, above)
        self.relative = bool(self.rests_on)
        self.before_due = any(clause.base == "due" and clause.before for clause in step.at)
        fixed_after: bool = any(clause.base == "due" and not clause.before for clause in step.at)
        self.after_due: bool = fixed_after or any(each.after_due for each in self.rests_on.values())
        self.by_event = tuple(clause for clause in step.at if clause.base in _EVENTS)
        self.internal = not CONTACTS.intersection(step.work.do)

    def _place(self, clause: Clause, above: "Sequence[StepPlan]") -> None:
        if clause.base == "previous" and self.number > 0:
            self.rests_on[clause] = above[self.number - 1]
        elif clause.base == "step":
            named = next(each for each in above if clause.step in each.names)
            if clause.before:
                self.before_step = named
            else:
                self.rests_on[clause] = named


class HoldPlan:
    """A hold with its condition compiled for the items of a playbook's view, or for its cases.

    `needs_claim`: it cannot hold for an item that no dispute, promise or manual hold concerns.
    """

    __slots__ = ("facts", "hold", "needs_claim", "reads_item", "when")

    def __init__(self, hold: Hold, catalogue: Catalogue) -> None:
        self.hold = hold
        self.facts = facts_of(hold.when)
        self.reads_item = any(name.startswith(("item.", "invoice.")) for name in self.facts)
        self.when = Compiled(hold.when, catalogue)
        unclaimed = walked(
            hold.when, lambda test: test.fact in _NO_CLAIM and meets(test.predicate, _NO_CLAIM[test.fact], 0, {})
        )
        self.needs_claim = self.facts <= _NO_CLAIM.keys() and not unclaimed


class GuaranteePlan:
    """A guarantee with its condition compiled."""

    __slots__ = ("guarantee", "reads_contact", "when")

    def __init__(self, guarantee: Guarantee, catalogue: Catalogue) -> None:
        self.guarantee = guarantee
        self.reads_contact = any(name.startswith("contact.") for name in facts_of(guarantee.when))
        self.when = Compiled(guarantee.when, catalogue)


class Plan:
    """One version of a playbook, ready to decide with."""

    def __init__(
        self, playbook: Playbook, position: int, organisation: Organisation, facts: dict[str, Fact], views: "Views"
    ) -> None:
        self.playbook = playbook
        self.name = playbook.name
        self.version = playbook.version
        self.position = position
        holds = (*organisation.holds, *playbook.holds)
        self.view = views.of(playbook, max((each.grace for each in holds), default=0))
        self.catalogue = derived_facts(organisation, facts, self.view, settled=False)
        self.settled = derived_facts(organisation, facts, self.view, settled=True)
        self.segment = Compiled(playbook.when, self.catalogue)
        self.shifts = playbook.catch_up == "shift" or playbook.when_anchor_changes == "restart"
        self.together = playbook.currencies == "together"
        self.from_issue = _counts_from_issue(playbook.cadence)
        self.calendar = playbook.calendar or organisation.calendar
        self.effective = (_day(playbook.effective_from, 0), _day(playbook.effective_until, 10**7))
        self.always_effective = not (playbook.effective_from or playbook.effective_until)
        self._compile_steps(playbook)
        self._compile_holds(holds)
        guarantees = (*organisation.guarantees, *playbook.guarantees)
        self.guarantees = [GuaranteePlan(each, self.settled) for each in guarantees]
        self._filters: dict[ItemsListed, Compiled] = {}

    def _compile_steps(self, playbook: Playbook) -> None:
        in_use = frozenset(each.name for each in (*playbook.cadence, *playbook.alongside))
        in_use |= {each.name for each in playbook.exhausted}
        self.steps: list[StepPlan] = []
        for number, step in enumerate(playbook.cadence):
            self.steps.append(StepPlan(step, number, self.steps, self.settled, in_use))
        self.number_of = _numbers(playbook, self.steps)
        self.alongside = [StepPlan(each, -1, self.steps, self.settled, in_use) for each in playbook.alongside]
        self.asked_again = frozenset(
            name
            for each in (*self.steps, *self.alongside)
            if each.step.approval is not None and each.step.approval.if_refused == "again"
            for name in each.names
        )
        self.exhausted: list[tuple[Exhausted, Compiled]] = [
            (each, Compiled(each.when, self.settled)) for each in playbook.exhausted
        ]
        self.exhausted_names = frozenset(each.name for each in playbook.exhausted)

    def _compile_holds(self, holds: tuple[Hold, ...]) -> None:
        self.item_holds = [HoldPlan(each, self.catalogue) for each in holds if each.covers != "case"]
        self.unclaimed_holds = [each for each in self.item_holds if not each.needs_claim]
        self.case_holds = [HoldPlan(each, self.settled) for each in holds if each.covers == "case"]
        self.clock_holds = [each for each in (*self.item_holds, *self.case_holds) if each.hold.clock == "stops"]

    def filter_of(self, listed: ItemsListed) -> Compiled:
        """The compiled condition of a rule for listing items."""
        found = self._filters.get(listed)
        if found is None:
            found = self._filters[listed] = Compiled(listed.when, self.settled)
        return found


class Views:
    """The different ways in which the playbooks of a release look at balances and dates, each kept once."""

    def __init__(self) -> None:
        self._known: dict[tuple[str, int, int], View] = {}

    def of(self, playbook: Playbook, promise_grace: int) -> View:
        """The view of a playbook."""
        basis = "gross" if playbook.amount == "gross" else "net"
        return self._known.setdefault(
            (basis, playbook.grace, promise_grace), View(basis, playbook.grace, promise_grace, len(self._known))
        )


class Rules:
    """A compiled release: what does not change from unit to unit."""

    def __init__(self, release: Release) -> None:
        organisation = release.organisation
        facts = catalogue_of(organisation)
        self.release = release
        self.organisation = organisation
        self.current: list[Plan] = []
        views = Views()
        self.versions: dict[tuple[str, int], Plan] = {}
        for position, playbook in enumerate(release.playbooks[: release.current]):
            plan = Plan(playbook, position, organisation, facts, views)
            self.current.append(plan)
            self.versions[plan.name, plan.version] = plan
        by_name = {plan.name: plan for plan in self.current}
        for playbook in release.playbooks[release.current :]:
            active = by_name.get(playbook.name)
            if active is not None and playbook.version != active.version:
                older = Plan(_under(playbook, active.playbook), active.position, organisation, facts, views)
                self.versions.setdefault((older.name, older.version), older)
        self.by_name = by_name
        self.has_older = len(self.versions) > len(self.current)
        self.ladders: dict[str, list[dict[str, str]]] = {}
        for plan in self.versions.values():
            names = {name: plan.steps[number].name for name, number in plan.number_of.items()}
            self.ladders.setdefault(plan.name, []).append(names)
        self.tables: dict[str, Table] = {each.name: each for each in organisation.tables}
        self.tone_rank = {tone: rank for rank, tone in enumerate(organisation.tones)}
        self.roles = {role.name: role for role in organisation.roles}
        self.required = [
            name for name in organisation.required if name.partition(".")[0] in ("account", "invoice", "item")
        ]
        self.neutral = Plan(Playbook(name="", version=0), -1, organisation, facts, views)
        self.watched = Watched(release)
        self.one_of_each_view = list({plan.view.number: plan for plan in self.current}.values())
        self.graces = {plan.view.grace for plan in self.versions.values()}
        self.promise_graces = {plan.view.promise_grace for plan in self.versions.values()}
        self.offsets = sorted({0, *(grace + 1 for grace in self.graces), *self.watched.due})
        self.edges = {day for plan in self.current for day in (plan.effective[0], plan.effective[1] + 1)}
        self._closed = {each.region: frozenset(day.toordinal() for day in each.days) for each in release.closed_days}
        self._own_closed = frozenset(dt.date.fromisoformat(each).toordinal() for each in organisation.closed_days)
        self._calendars: dict[tuple[int, str | None], OpenDays] = {}

    def open_days(self, calendar: Calendar | None, country: str | None) -> OpenDays:
        """The open days of a calendar, with the holidays of its region, or of the customer's country."""
        region = (
            country if calendar and calendar.holidays == "account.country" else calendar.holidays if calendar else None
        )
        key = (id(calendar), region)  # calendars live as long as the release that is kept here
        found = self._calendars.get(key)
        if found is None:
            closed = frozenset() if calendar is None else self._own_closed | self._closed.get(region or "", frozenset())
            found = self._calendars[key] = OpenDays(calendar, closed)
        return found


def _under(older: Playbook, active: Playbook) -> Playbook:
    """An older version under the holds, limits, guarantees and calendar in force now (rule 35)."""
    fields = {name: getattr(older, name) for name in older.__struct_fields__}
    now = {name: getattr(active, name) for name in ("holds", "limits", "guarantees", "calendar")}
    return Playbook(**{**fields, **now})


def _numbers(playbook: Playbook, steps: Sequence[StepPlan]) -> dict[str, int]:
    """Ladder steps by name, else by former name; a name in use now is never a former one (rule 12)."""
    beside = {*(each.name for each in playbook.alongside), *(each.name for each in playbook.exhausted)}
    former = {name: each.number for each in reversed(steps) for name in each.step.was if name not in beside}
    return {**former, **{each.name: each.number for each in steps}}


def _day(text: str, otherwise: int) -> int:
    return dt.date.fromisoformat(text).toordinal() if text else otherwise


def _counts_from_issue(cadence: Sequence[Step]) -> bool:
    """Whether the first clause from due or issue counts from issue (rule 9)."""
    bases = [clause.base for step in cadence for clause in step.at if clause.base in ("due", "issue")]
    return bool(bases) and bases[0] == "issue"
