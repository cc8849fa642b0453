"""`decide`: what happens for every case of a unit on one day, and why nothing else does."""

import datetime as dt
from collections.abc import Callable
from operator import attrgetter
from zoneinfo import ZoneInfo

from playbook_engine.engine.assignment import Assigner, Left
from playbook_engine.engine.beside import rules_beside
from playbook_engine.engine.cases import Case, as_date
from playbook_engine.engine.choosing import Choice, choose, stage_of
from playbook_engine.engine.days import local
from playbook_engine.engine.deciding import apply_credit, decision_of, left_over
from playbook_engine.engine.history import ENDING, History
from playbook_engine.engine.holding import Member, covers, lay_holds, leading
from playbook_engine.engine.horizon import Horizon
from playbook_engine.engine.ledger import Ledger, OpenItem
from playbook_engine.engine.limits import Outbox
from playbook_engine.engine.plans import HoldPlan, Plan, Rules
from playbook_engine.engine.sending import Stopped, Task, left_by_holds, propose, with_also
from playbook_engine.engine.state import World
from playbook_engine.engine.walking import Unknown
from playbook_engine.model.book import Account, Setting, Unit
from playbook_engine.model.decision import EXCEPTIONS, Action, Decision, Silence
from playbook_engine.model.money import MissingRate, Rates, rates_on
from playbook_engine.model.release import Release

AsOf = dt.date | dt.datetime

BY_DUE = attrgetter("due", "id")
"""The order in which a case lists its items."""


class Evaluator:
    """A release compiled once, for any number of units. Deciding is pure: same arguments, same decisions."""

    def __init__(self, release: Release) -> None:
        self.rules = Rules(release)
        self._assigner = Assigner(self.rules)
        self._zones: dict[str, ZoneInfo] = {}
        self._rates: tuple[Setting | None, int, Rates] = (None, 0, {})

    @property
    def release(self) -> Release:
        """The release that was compiled."""
        return self.rules.release

    def decide(self, setting: Setting, unit: Unit, as_of: AsOf, ledger: Ledger | None = None) -> tuple[Decision, ...]:
        """Decisions of a unit as of an instant, or of a day taken as that date everywhere; in the order of rule 28.

        A case is there for every open item; accounts without open items have none. `ledger` is the unit's, where it is
        known from an earlier day and as new. Raises ValueError for an instant without a zone.
        """
        return Session(self, setting, unit, as_of, ledger).decisions()

    def zone(self, name: str | None) -> ZoneInfo:
        """A time zone by name, the organisation's where there is none."""
        key = name or self.rules.organisation.time_zone
        if key not in self._zones:
            self._zones[key] = ZoneInfo(key)
        return self._zones[key]

    def rates(self, setting: Setting, day: int) -> Rates:
        """The exchange rates of a day."""
        kept, kept_day, rates = self._rates
        if kept is not setting or kept_day != day:
            rates = rates_on(setting.rates, as_date(day)) if setting.rates else {}
            self._rates = (setting, day, rates)
        return rates

    def takers(
        self, account: Account, payer: Account, world: World, payers: World
    ) -> Callable[[OpenItem], Plan | Left]:
        """A function that says which plan takes an item of an account, or why none does."""
        return self._assigner.for_account(account, payer, world, payers)


class Session:
    """One call of `decide`; afterwards the trace looks at what it found."""

    def __init__(
        self, evaluator: Evaluator, setting: Setting, unit: Unit, as_of: AsOf, ledger: Ledger | None = None
    ) -> None:
        self.evaluator = evaluator
        self.rules = evaluator.rules
        self.setting = setting
        self.unit = unit
        self.accounts = {each.id: each for each in unit.accounts}
        self.payer = unit.accounts[0]
        self._as_of = as_of
        self._ledger = Ledger(unit) if ledger is None else ledger
        self._worlds: dict[int, World] = {}
        self.case_list: list[Case] = []
        self._moments: dict[str, tuple[World, int | None]] = {}

    @property
    def items(self) -> list[OpenItem]:
        """All open items of the unit, oldest first."""
        return self._ledger.items

    def moment(self, account: Account) -> tuple[World, int | None]:
        """The unit on the day of an account, and the minute of that day where an instant was given (rule 1)."""
        found = self._moments.get(account.id)
        if found is None:
            day, minute = local(self._as_of, self.evaluator.zone(account.time_zone))
            world = self._worlds.get(day)
            if world is None:
                world = self._worlds[day] = self._world(day)
            found = self._moments[account.id] = (world, minute)
        return found

    def _world(self, day: int) -> World:
        rates = self.evaluator.rates(self.setting, day)
        history = History(self.unit, day)
        return World(self.unit, day, rates, history, self._ledger, self.rules.ladders)

    def decisions(self) -> tuple[Decision, ...]:
        """All of the unit."""
        cases, left = self.cases()
        self.case_list = cases
        boxes = Outbox()
        for case in cases:
            self._decide_case(case, boxes)
        actions: dict[str, list[Action]] = {}
        for sent in boxes.messages():
            actions.setdefault(sent.case.id, []).append(sent.action)
        horizon = Horizon(self.rules, self.setting)
        decided = [decision_of(case, actions.get(case.id, ()), horizon) for case in cases]
        return (*decided, *(self._left(items, why, horizon) for items, why in left))

    def cases(self) -> tuple[list[Case], list[tuple[list[OpenItem], Left]]]:
        """Cases in the order of rule 28, and the items that are in none, by account, entity, currency and reason."""
        grouped: dict[tuple[str, ...], list[tuple[OpenItem, Plan]]] = {}
        left: dict[tuple[str, ...], tuple[list[OpenItem], Left]] = {}
        payers = self.moment(self.payer)[0]
        takers = {
            each.id: self.evaluator.takers(each, self.payer, self.moment(each)[0], payers)
            for each in self.unit.accounts
        }
        for item in self._ledger.items:
            plan = takers[item.account](item)
            if isinstance(plan, Left):
                key = (
                    plan.reason,
                    item.account,
                    item.entity,
                    item.currency,
                    plan.by if plan.reason == "missing fact" else "",
                )
                known = left.setdefault(key, ([], plan))
                known[0].append(item)
                known[1].by = min(known[1].by, plan.by)
            else:
                grouped.setdefault(self._key(plan, item), []).append((item, plan))
        cases = [self._case(key, members) for key, members in grouped.items()]
        cases.sort(key=lambda case: (case.plan.position, case.id))
        return cases, [left[key] for key in sorted(left, key="/".join)]

    def _key(self, followed: Plan, item: OpenItem) -> tuple[str, ...]:
        current = followed.playbook
        account = self.payer.id if current.follow == "family" else item.account
        currency = self.rules.organisation.base_currency if current.currencies == "together" else item.currency
        key = (followed.name, account, item.entity, currency)
        if not current.chase:
            return (*key, "not chased")
        if current.follow == "invoice":
            return (*key, item.invoice.id)
        return (*key, item.id) if current.follow == "item" else key

    def _case(self, key: tuple[str, ...], members: list[Member]) -> Case:
        """A case of the version that its anchor follows; each item is held by its own version's view (rule 35)."""
        account, currency = self.accounts[key[1]], key[3]
        world = self.moment(account)[0]
        current = self.rules.by_name[key[0]]
        if not members[0][1].playbook.chase:
            lead, plan = leading(members, current, currency, world, settled=False)
            items = sorted((item for item, _ in members), key=BY_DUE)
            case = Case("/".join(key), plan, world.view(account, plan.view), items, self.rules, currency)
            case.anchor = lead
            return case
        out: dict[str, str] = {}
        unknown: set[str] = set()
        for item, plan in members:
            if world.claims.none and not plan.unclaimed_holds:
                item.left = item.net if plan.view.basis == "net" else item.gross
                continue
            held = lay_holds(plan, item, world.view(account, plan.view), unknown)
            if held:
                out[item.id] = held
        free = [each for each in members if each[0].id not in out] if out else members
        eldest = leading(members, current, currency, world, settled=False)
        anchor = leading(free, current, currency, world, settled=True) if free else None
        plan = (anchor or eldest)[1]
        for item, own in members:
            if own.view.basis != plan.view.basis:  # what is asked for is seen as the case sees it
                item.left += getattr(item, plan.view.basis) - getattr(item, own.view.basis)
        items = [item for item, _ in members if getattr(item, plan.view.basis) > 0]
        items.sort(key=BY_DUE)
        case = Case("/".join(key), plan, world.view(account, plan.view), items, self.rules, currency)
        case.unknown = min(unknown, default="")
        case.fill(out, anchor[0] if anchor else None, eldest[0])
        return case

    def _decide_case(self, case: Case, box: Outbox) -> None:
        playbook = case.plan.playbook
        if not playbook.chase:
            case.silence = Silence(reason="not chased", by=playbook.name, because=playbook.because)
            return
        assert case.schedule is not None
        case.stage = stage_of(case.schedule, case.watch)
        case.held = case.anchor is None or _is_covered(case)
        stale = self._stale(case.world.day)
        if stale:
            case.silence = Silence(reason="stale data", by=stale)
        elif case.unknown:
            case.silence = Silence(reason="missing rate", by=case.unknown)
        else:
            self._ladder(case, box)
            self._beside(case, box)
        if case.silence is not None and case.silence.reason in EXCEPTIONS:
            case.exceptions.add(case.silence.reason)

    def _stale(self, day: int) -> str:
        """The first source that is older than the organisation allows."""
        if not self.rules.organisation.freshness:
            return ""
        known: dict[str, int] = {}
        for each in self.setting.freshness:
            known[each.id] = max(known.get(each.id, 0), each.on.toordinal())
        old = [source for source, days in self.rules.organisation.freshness if day - known.get(source, 0) > days]
        return min(old, default="")

    def _ladder(self, case: Case, box: Outbox) -> None:
        assert case.schedule is not None
        if case.anchor is None:
            case.silence = Silence(reason="held", by=case.out[case.items[0].id])
            return
        step = ""
        try:
            choice = choose(case.schedule, case.watch, went_today=case.went_today())
            task = _task_of(case, choice)
            if task is None:
                case.silence = Silence(reason=choice.reason, step=choice.stopped)
                return
            step = task.step
            self._send(case, box, task, on_ladder=True)
        except Stopped as stopped:
            until = as_date(stopped.until) if stopped.until is not None else None
            case.watch(stopped.until)
            case.silence = Silence(reason=stopped.reason, by=stopped.by, step=step, until=until)
        except MissingRate as unknown:
            case.silence = Silence(reason="missing rate", by=unknown.pair, step=step or unknown.step)

    def _beside(self, case: Case, box: Outbox) -> None:
        for task in rules_beside(case):
            try:
                self._send(case, box, task, on_ladder=False)
            except Stopped as stopped:
                case.watch(stopped.until)
                if stopped.reason == "no contact":
                    case.exceptions.add(f"no contact: {task.step}")
            except MissingRate:
                continue

    def _send(self, case: Case, box: Outbox, task: Task, *, on_ladder: bool) -> None:
        """Through the stages of rule 27 in turn. Raises Stopped, Unknown, MissingRate."""
        kinds, hold = left_by_holds(case, task, task.work)
        if hold is not None:
            if on_ladder and hold.hold.instead is not None:
                self._instead(case, box, task, hold)
            raise Stopped("held", hold.hold.name)
        minute = self.moment(case.account.record)[1]
        action = propose(case, task, kinds, minute)
        box.take(action, case, task)
        for number, work in enumerate(task.also, 1):
            try:
                kinds, hold = left_by_holds(case, task, work)
                if hold is None:
                    box.take(with_also(case, task, work, kinds, action, number, minute), case, task)
            except Stopped as stopped:
                case.watch(stopped.until)
            except MissingRate:
                continue

    def _instead(self, case: Case, box: Outbox, task: Task, plan: HoldPlan) -> None:
        """The work that stands in for a held step, once for each anchor and step (rule 24d)."""
        assert plan.hold.instead is not None
        name = f"hold-{plan.hold.name}"
        for mark in case.history.anchored(task.item.id):
            touch = mark.touch
            same = (touch.playbook, touch.step, touch.in_place_of) == (case.plan.name, name, task.step)
            if same and touch.outcome in ENDING:
                return
        standin = Task(name, plan.hold.instead, task.item, task.scope, in_place_of=task.step)
        try:
            box.take(propose(case, standin, plan.hold.instead.do, self.moment(case.account.record)[1]), case, standin)
        except Stopped as stopped:
            case.watch(stopped.until)
        except MissingRate:
            return

    def _left(self, items: list[OpenItem], why: Left, horizon: Horizon) -> Decision:
        account = self.accounts[items[0].account]
        world, minute = self.moment(account)
        action = None
        if why.reason == "covered by credit" and not self._stale(world.day):
            action = apply_credit(self.rules, items, account, world, minute)
        return left_over(items, why, world, action, horizon)


def _task_of(case: Case, choice: Choice) -> Task | None:
    assert case.anchor is not None
    assert case.scope is not None
    if choice.entry is not None:
        return Task(choice.entry.name, choice.entry.work, case.anchor, case.scope, rank=BEYOND)
    if choice.step is None:
        return None
    step = choice.step
    return Task(
        step.name, step.step.work, case.anchor, case.scope, names=step.names, level=step.number, rank=step.number,
        approval=step.step.approval, also=step.step.also, in_place_of=choice.replaced.name if choice.replaced else "",
    )  # fmt: skip


BEYOND = 10**6
"""The rank of what follows the end of a ladder, above all its steps."""


def _is_covered(case: Case) -> bool:
    """Whether a hold covers the case today; one that hangs on a missing rate does not show."""
    assert case.scope is not None
    for plan in case.plan.case_holds:
        try:
            if covers(plan, case.items, case.scope):
                return True
        except Unknown:
            continue
    return False
