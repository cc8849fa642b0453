"""How far an item has come on a ladder, read from touches (rules 12 to 15, 21, 34)."""

from collections.abc import Sequence

from playbook_engine.engine.history import ENDING, History, Mark
from playbook_engine.engine.ledger import ClosedItem, OpenItem
from playbook_engine.engine.plans import Plan

NEVER = -1


class Track:
    """Progress of one item: the last step passed, and for each step taken to exactly its first and last end.

    `counts`: how often with this item as anchor. `last_marks`: the mark of each last end. `moved`: the last step that a
    move passed.
    """

    __slots__ = ("counts", "earliest", "ends", "firsts", "last", "last_marks", "moved")

    def __init__(self) -> None:
        self.last = NEVER
        self.moved = NEVER
        self.ends: dict[int, int] = {}
        self.firsts: dict[int, int] = {}
        self.counts: dict[int, int] = {}
        self.last_marks: dict[int, Mark] = {}
        self.earliest: tuple[int, int] | None = None

    @property
    def done(self) -> int:
        """The most advanced step that a touch took it to."""
        return max(self.ends, default=NEVER)

    def enter(self, number: int, mark: Mark, *, own: bool) -> None:
        """A touch that ended a step; `own`: the item was its anchor."""
        self.last = max(self.last, number)
        if number not in self.firsts:
            self.firsts[number] = mark.day
        self.ends[number] = mark.day
        self.last_marks[number] = mark
        if self.earliest is None:
            self.earliest = (mark.day, number)
        if own:
            self.counts[number] = self.counts.get(number, 0) + 1


def ends(mark: Mark, plan: Plan) -> bool:
    """Whether a touch ended what it was for (rule 13b)."""
    outcome = mark.touch.outcome
    if outcome == "refused":
        return mark.touch.step not in plan.asked_again
    return outcome in ENDING


def counts(plan: Plan, item: OpenItem, mark: Mark, *, after_due: bool) -> bool:
    """Whether a touch still counts for an item: not from before its due date moved, nor before a reversal (rule 14)."""
    if after_due and mark.day < item.due:
        return False
    return not (item.reversals and plan.playbook.reopened == "again" and mark.day < item.last_reversal)


def track_of(plan: Plan, item: OpenItem, history: History, group: "Group | None") -> Track:
    """Progress by touches; `group` is given for an anchor under `keep`: all messages of the episode take it along."""
    track = Track()
    restart = plan.playbook.when_anchor_changes == "restart"
    for mark in history.listing(item.id) if group is None else history.marks:
        if mark.touch.playbook != plan.name or not ends(mark, plan):
            continue
        if group is None:
            own = mark.touch.anchor == item.id
            number = plan.number_of.get(mark.steps[item.id]) if own or not restart else None
            if number is not None and counts(plan, item, mark, after_due=plan.steps[number].after_due):
                track.enter(number, mark, own=own)
            continue
        for number in _taken_to(plan, item, mark, group):
            if counts(plan, item, mark, after_due=plan.steps[number].after_due):
                track.enter(number, mark, own=mark.touch.anchor == item.id)
    return track


def _taken_to(plan: Plan, item: OpenItem, mark: Mark, group: "Group") -> list[int]:
    """The ladder steps that a touch took an anchor to under `keep` (rule 13d)."""
    name = mark.steps.get(item.id)
    numbers = {plan.number_of[name]} if name is not None and name in plan.number_of else set()
    if group.start is not None and mark.day >= group.start:
        step = plan.number_of.get(mark.touch.step)
        if step is not None and not group.ids.isdisjoint(mark.steps):
            numbers.add(step)
    return sorted(numbers)


def occurrence(plan_name: str, names: frozenset[str], anchor: str, history: History, in_place_of: str = "") -> int:
    """One more than the touches of a step for an anchor that have ended, however they did (rule 16)."""
    return 1 + sum(
        mark.touch.playbook == plan_name
        and mark.touch.step in names
        and (not in_place_of or mark.touch.in_place_of == in_place_of)
        for mark in history.anchored(anchor)
    )


class Group:
    """All items, open or closed, that a case's episode and `keep` look at (rule 15)."""

    __slots__ = ("_closed", "_ids", "_opened", "start")

    def __init__(
        self, opened: Sequence[OpenItem], closed: Sequence[OpenItem | ClosedItem], grace: int, today: int
    ) -> None:
        self._opened = opened
        self._closed = closed
        self._ids: frozenset[str] | None = None
        self.start = _start(opened, closed, grace, today)

    @property
    def ids(self) -> frozenset[str]:
        """The ids of all of them."""
        if self._ids is None:
            self._ids = frozenset((*(item.id for item in self._opened), *(item.id for item in self._closed)))
        return self._ids


def _start(opened: Sequence[OpenItem], closed: Sequence[OpenItem | ClosedItem], grace: int, today: int) -> int | None:
    """First day of the unbroken run of days, today among them, on which something was overdue."""
    oldest = min((item.due for item in opened), default=today)
    start = oldest + grace + 1 if oldest + grace < today else None
    late = [each for each in closed if each.closed > each.due + grace + 1 and each.due + grace < today]
    spans = [(each.closed, each.due + grace + 1) for each in late]
    for after, first in sorted(spans, reverse=True):
        if start is None:
            if after <= today:
                return None
            start = first
        elif after < start:
            break
        start = min(start, first)
    return start
