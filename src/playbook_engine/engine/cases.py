"""Cases: items grouped by playbook, with anchor, sums, progress and schedule (rules 8, 9, 11 and 13)."""

import datetime as dt

from playbook_engine.engine.case_sums import CaseSums
from playbook_engine.engine.clock import Clock
from playbook_engine.engine.days import OpenDays
from playbook_engine.engine.deriving import look_up
from playbook_engine.engine.history import HAPPENED
from playbook_engine.engine.ledger import ClosedItem, OpenItem
from playbook_engine.engine.plans import Plan, Rules
from playbook_engine.engine.progress import Group, Track, track_of
from playbook_engine.engine.schedule import PLAIN, Schedule
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.state import AccountView, World
from playbook_engine.model.book import Approval
from playbook_engine.model.decision import Silence
from playbook_engine.model.money import MissingRate
from playbook_engine.model.playbook import Choice as Chosen

_FAR = 10**8


class Case:
    """One case on one day: what is decided about, filled stage by stage."""

    def __init__(
        self, identity: str, plan: Plan, account: AccountView, items: list[OpenItem], rules: Rules, currency: str
    ) -> None:
        self.id = identity
        self.plan = plan
        self.account = account
        self.world: World = account.world
        self.rules = rules
        self.items = items
        self.entity = items[0].entity
        self.currency = currency
        self.out: dict[str, str] = {}
        self.live: list[OpenItem] = items
        self.anchor: OpenItem | None = None
        self.eldest: OpenItem = items[0]
        self.group: Group | None = None
        self.scope: Scope | None = None
        self.schedule: Schedule | None = None
        self.silence: Silence | None = None
        self.unknown = ""
        self.stage = ""
        self.held = False
        self.exceptions: set[str] = set()
        self.alarms: set[str] = set()
        self.next_day = _FAR
        country = account.record.country
        self.open_days: OpenDays = rules.open_days(plan.calendar, country)
        self.work_days: OpenDays = rules.open_days(rules.organisation.work_calendar, country)
        self.history = self.world.history.under(plan.name, self._last_day)

    def _last_day(self, approval: Approval) -> int | None:
        """The last day of an approval: open days of the work calendar after it was asked for (rule 32b)."""
        steps = [*self.plan.steps, *self.plan.alongside]
        found = next((each for each in steps if approval.step in each.names), None)
        rule = found.step.approval if found else None
        if rule is None or rule.expires is None:
            return None
        last = self.work_days.add(approval.asked_on.toordinal(), rule.expires)
        self.watch(last + 1)
        return last

    def watch(self, day: int | None) -> None:
        """Remember a day on which another decision could follow."""
        if day is not None and self.world.day < day < self.next_day:
            self.next_day = day

    def fill(self, out: dict[str, str], anchor: OpenItem | None, eldest: OpenItem) -> None:
        """Sums, scope and schedule, once it is known which items are held out and which leads."""
        self.out = out
        self.live = [item for item in self.items if item.id not in out] if out else self.items
        self.anchor = anchor
        self.eldest = eldest
        lead = anchor or eldest
        self.group = self._group(lead)
        sums = CaseSums(self.live, self.world, self.plan.view, self.entity, self.currency, self._contacts)
        self.scope = Scope(self.world, self.account, case=sums)
        self.scope = self.scope_at(lead)
        self.schedule = self._schedule(lead, self.track(lead), self.scope, self.world.day)

    def scope_at(self, anchor: OpenItem, item: OpenItem | None = None) -> Scope:
        """What is at hand for an anchor, which is the item too where invoices or items are followed (rule 7a)."""
        assert self.scope is not None
        if item is None and self.plan.playbook.follow in {"item", "invoice"}:
            item = anchor
        return Scope(self.world, self.account, item=item, case=self.scope.case, anchor=anchor)

    def _kin(self, everything: list[OpenItem | ClosedItem]) -> list[OpenItem | ClosedItem]:
        """All items of the case's account (family), entity and currency."""
        account, entity, currency = self.account.record.id, self.entity, self.currency
        family, together = self.plan.playbook.follow == "family", self.plan.together
        return [
            each
            for each in everything
            if each.entity == entity and (family or each.account == account) and (together or each.currency == currency)
        ]

    def _group(self, lead: OpenItem) -> Group:
        """Items covered in full by credit stand with the closed ones where credits count (rules 10b and 15)."""
        ledger, view, follow = self.world.ledger, self.plan.view, self.plan.playbook.follow
        grace, today = view.grace, self.world.day
        if len(self.items) == len(ledger.items) and not ledger.closed and follow not in {"item", "invoice"}:
            return Group(self.items, (), grace, today)
        everything: list[OpenItem | ClosedItem] = [*ledger.items, *ledger.closed]
        if follow == "item":
            mine = [each for each in everything if each.id == lead.id]
        elif follow == "invoice":
            mine = [each for each in everything if each.invoice_id == lead.invoice_id]
        else:
            mine = self._kin(everything)
        opened: list[OpenItem] = []
        closed: list[OpenItem | ClosedItem] = []
        for each in mine:
            if isinstance(each, OpenItem) and (each.net if view.basis == "net" else each.gross) > 0:
                opened.append(each)
            else:
                closed.append(each)
        return Group(opened, closed, grace, today)

    def _contacts(self) -> int:
        assert self.group is not None
        start, ids = self.group.start, self.group.ids
        if start is None or not self.world.history.contacts:
            return 0
        return len({
            mark.touch.message or mark.touch.id
            for mark in self.world.history.contacts
            if mark.touch.playbook == self.plan.name and mark.day >= start and not ids.isdisjoint(mark.steps)
        })  # fmt: skip

    def went_today(self) -> bool:
        """Whether a ladder step of this case has gone today already: at most one does (rule 17)."""
        marks = self.world.history.marks
        if not marks or marks[-1].day < self.world.day:
            return False
        assert self.group is not None
        return any(
            mark.day == self.world.day
            and mark.touch.outcome in HAPPENED
            and mark.touch.playbook == self.plan.name
            and mark.touch.step in self.plan.number_of
            and not self.group.ids.isdisjoint(mark.steps)
            for mark in marks
        )

    def track(self, item: OpenItem) -> Track:
        """Progress of one item in this case; only its lead's looks beyond it (rule 13d)."""
        keeps = self.plan.playbook.when_anchor_changes == "keep" and item is (self.anchor or self.eldest)
        track = track_of(self.plan, item, self.history, self.group if keeps else None)
        if self.plan.steps and self.history.marks:
            self._move(item, track)
        return track

    def _move(self, item: OpenItem, track: Track) -> None:
        """Steps of this ladder that count as passed because another playbook was as stiff already (rule 34)."""
        elsewhere = (mark for mark in reversed(self.world.history.listing(item.id)) if mark.is_contact)
        heard = next((mark for mark in elsewhere if mark.touch.playbook not in {"", self.plan.name}), None)
        if heard is None:
            return
        rank = self.rules.tone_rank.get(heard.touch.tone, -1)
        entry = self.world.history.entry(item.id, self.plan.name, self.world.day)
        then = self._schedule(item, track, None, entry)
        for step in self.plan.steps:
            self.watch(then.date(step, PLAIN))
            if then.reached(step, PLAIN) and self._stiffness(step.step.work.tone, item) <= rank:
                track.moved = step.number
        track.last = max(track.last, track.moved)

    def _stiffness(self, tone: Chosen | None, item: OpenItem) -> int:
        """How stiff a step is; one whose tone hangs on a missing rate is stiffer than any."""
        try:
            return self.rules.tone_rank.get(self.text(tone, self.scope_at(item)), -1)
        except MissingRate:
            return len(self.rules.tone_rank)

    def schedule_of(self, item: OpenItem, scope: Scope | None) -> Schedule:
        """The dates of an item's steps; without a scope the item stands by itself."""
        return self._schedule(item, self.track(item), scope, self.world.day)

    def _schedule(self, item: OpenItem, track: Track, scope: Scope | None, day: int) -> Schedule:
        clock = Clock(self.plan, item, self.items, self.world) if self.plan.clock_holds else None
        return Schedule(
            self.plan, item, track, self.world, self.history, self.open_days, self.work_days, scope, clock, day
        )

    def text(self, chosen: Chosen | None, scope: Scope | None = None) -> str:
        """A fixed text, or what a table gives for this case. Raises MissingRate."""
        if chosen is None:
            return ""
        if not chosen.table:
            return chosen.value
        where = scope or self.scope
        assert where is not None
        return look_up(self.rules.tables[chosen.table], self.plan.settled, where) or ""


def as_date(day: int) -> dt.date:
    """The date of a day."""
    return dt.date.fromordinal(day)
