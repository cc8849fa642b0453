"""Cases: items grouped by playbook, with anchor, sums, progress and schedule (rules 8, 9, 11 and 13)."""

import datetime as dt
from collections.abc import Sequence
from fractions import Fraction

from playbook_engine.engine.clock import Clock
from playbook_engine.engine.days import OpenDays
from playbook_engine.engine.deriving import look_up
from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.plans import Plan, Rules
from playbook_engine.engine.progress import Group, Track, track_of
from playbook_engine.engine.schedule import Schedule
from playbook_engine.engine.state import AccountView, CaseSums, Scope, World
from playbook_engine.model.decision import Silence
from playbook_engine.model.money import MissingRate, convert
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
        self.stage = ""
        self.held = False
        self.exceptions: set[str] = set()
        self.alarms: set[str] = set()
        self.next_day = _FAR
        country = account.record.country
        self.open_days: OpenDays = rules.open_days(plan.calendar, country)
        self.work_days: OpenDays = rules.open_days(rules.organisation.work_calendar, country)

    def watch(self, day: int | None) -> None:
        """Remember a day on which another decision could follow."""
        if day is not None and self.world.day < day < self.next_day:
            self.next_day = day

    def fill(self, out: dict[str, str]) -> None:
        """Anchor, sums and scope, once it is known which items are held out."""
        self.out = out
        self.live = [item for item in self.items if item.id not in out] if out else self.items
        self.eldest = self._first(self.items)
        self.anchor = self._first(self.live) if self.live else None
        self.group = self._group()
        sums = CaseSums(self.live, self.world, self.plan.view, self.entity, self.currency, self._contacts)
        self.scope = Scope(self.world, self.account, case=sums, anchor=self.anchor or self.eldest)
        if self.plan.playbook.follow in {"item", "invoice"}:
            self.scope.item = self.anchor or self.eldest
        self.schedule = self.schedule_of(self.anchor or self.eldest, self.scope)

    def _first(self, items: Sequence[OpenItem]) -> OpenItem:
        """The item furthest along (rule 9)."""
        from_issue = self.plan.from_issue
        if len(items) == 1 or (not from_issue and items[0].due < items[1].due):
            return items[0]  # items stand in order of due date
        return min(
            items,
            key=lambda item: (item.issued if from_issue else item.due, -self._size(item), item.issued, item.id),
        )

    def _size(self, item: OpenItem) -> Fraction | int:
        if item.currency == self.currency:
            return item.left
        try:
            return convert(item.left, item.currency, self.currency, self.world.rates)
        except MissingRate:
            return 0

    def _belongs(self, account: str, entity: str, currency: str) -> bool:
        family = self.plan.playbook.follow == "family"
        same_money = self.plan.together or currency == self.currency
        return (family or account == self.account.record.id) and entity == self.entity and same_money

    def _group(self) -> Group:
        world, follow = self.world, self.plan.playbook.follow
        if len(self.items) == len(world.ledger.items) and not world.ledger.closed:
            return Group(self.items, (), self.plan.view.grace, world.day)
        opened = [each for each in world.ledger.items if self._belongs(each.account, each.entity, each.currency)]
        closed = [each for each in world.ledger.closed if self._belongs(each.account, each.entity, each.currency)]
        if follow == "invoice":
            name = self.items[0].invoice.id
            opened = [each for each in opened if each.invoice.id == name]
            closed = [each for each in closed if each.invoice == name]
        elif follow == "item":
            opened, closed = self.items, []
        return Group(opened, closed, self.plan.view.grace, world.day)

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

    def track(self, item: OpenItem) -> Track:
        """Progress of one item in this case; only its anchor's looks beyond it (rule 13d)."""
        marks = None
        if self.plan.playbook.when_anchor_changes == "keep" and item is (self.anchor or self.eldest):
            assert self.group is not None
            start, ids = self.group.start, self.group.ids
            marks = [
                mark
                for mark in self.world.history.marks
                if start is not None and mark.day >= start and not ids.isdisjoint(mark.steps)
            ]
        track = track_of(self.plan, item, self.world, marks)
        if self.plan.steps and self.world.history.marks:
            self._move(item, track)
        return track

    def _move(self, item: OpenItem, track: Track) -> None:
        """Steps of this ladder that count as passed because another playbook was as stiff already (rule 34)."""
        heard = next((mark for mark in reversed(self.world.history.listing(item.id)) if mark.is_contact), None)
        if heard is None or heard.touch.playbook in {"", self.plan.name}:
            return
        rank = self.rules.tone_rank.get(heard.touch.tone, -1)
        entry = self.world.history.entry(item.id, self.plan.name, self.world.day)
        alone = self._schedule(item, Track(), None)
        for step in self.plan.steps:
            day = alone.date(step, plain=True)
            self.watch(day)
            tone = self.text(step.step.work.tone)
            if day is not None and day <= entry and self.rules.tone_rank.get(tone, -1) <= rank:
                track.moved = step.number
        track.last = max(track.last, track.moved)

    def schedule_of(self, item: OpenItem, scope: Scope | None) -> Schedule:
        """The dates of an item's steps."""
        return self._schedule(item, self.track(item), scope)

    def _schedule(self, item: OpenItem, track: Track, scope: Scope | None) -> Schedule:
        clock = Clock(self.plan, item, self.items, self.world) if self.plan.clock_holds else None
        return Schedule(self.plan, item, track, self.world, self.open_days, self.work_days, scope, clock)

    def text(self, chosen: Chosen | None, item: OpenItem | None = None) -> str:
        """A fixed text, or what a table gives for this case. Raises MissingRate."""
        if chosen is None:
            return ""
        if not chosen.table:
            return chosen.value
        assert self.scope is not None
        scope = self.scope if item is None else Scope(
            self.world, self.account, item=item, case=self.scope.case, anchor=self.scope.anchor
        )  # fmt: skip
        return look_up(self.rules.tables[chosen.table], self.plan.settled, scope) or ""


def as_date(day: int) -> dt.date:
    """The date of a day."""
    return dt.date.fromordinal(day)
