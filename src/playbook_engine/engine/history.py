"""What was done: touches by item and account, approvals that came to an end, memberships (rules 12, 14, 21, 32)."""

from collections.abc import Callable

from playbook_engine.model.book import Approval, Membership, Outcome, Touch, Unit
from playbook_engine.model.playbook import CONTACT_KINDS

ENDING = frozenset(("done", "unknown", "refused", "expired"))
"""Outcomes that may end a step; `failed` never does."""

HAPPENED = frozenset(("done", "unknown"))
"""Outcomes with which something reached, or may have reached, the customer."""

CONTACTS = frozenset(CONTACT_KINDS)


class Mark:
    """One touch as the evaluator sees it: its day is never after today; `steps` are by item, its anchor included.

    `is_contact`: it counts for limits (rule 28).
    """

    __slots__ = ("day", "is_contact", "steps", "touch")

    def __init__(self, touch: Touch, day: int) -> None:
        self.touch = touch
        self.day = day
        self.is_contact = touch.kind in CONTACTS and touch.outcome in HAPPENED
        steps = {}
        for line in touch.items:
            steps[line.item] = line.step
        if touch.anchor:
            steps[touch.anchor] = touch.step
        self.steps = steps


LastDay = Callable[[Approval], int | None]
"""The last day of an approval; None where it does not expire."""

_NOTHING: list[Mark] = []


class History:
    """The marks of a unit, oldest first, and the memberships of its items."""

    __slots__ = ("_anchored", "_listing", "approvals", "contacts", "marks", "members", "today")

    def __init__(self, unit: Unit, today: int) -> None:
        self.today = today
        self.approvals = {each.id: each for each in unit.approvals}
        self.members: dict[str, Membership] = {}
        if unit.memberships:
            for member in sorted(unit.memberships, key=lambda each: (each.since, each.id)):
                self.members[member.item] = member
        self._index([Mark(each, min(each.on.toordinal(), today)) for each in unit.touches])

    def _index(self, marks: list[Mark]) -> None:
        if len(marks) > 1:
            marks.sort(key=lambda mark: (mark.day, mark.touch.id))
        self.marks = marks
        self.contacts = [mark for mark in marks if mark.is_contact]
        self._listing: dict[str, list[Mark]] = {}
        self._anchored: dict[str, list[Mark]] = {}
        for mark in marks:
            for item in mark.steps:
                self._listing.setdefault(item, []).append(mark)
            if mark.touch.anchor:
                self._anchored.setdefault(mark.touch.anchor, []).append(mark)

    def under(self, playbook: str, last_day: LastDay) -> "History":
        """With the approvals of a playbook that were refused, or are past their last day, as what they ended (rule
        32).
        """
        if not self.approvals:
            return self
        mine = [each for each in self.approvals.values() if each.playbook == playbook]
        if not mine:
            return self
        known = {mark.touch.id for mark in self.marks}
        ended = [_ended(each, self.today, last_day) for each in mine if each.id not in known]
        marks = [mark for mark in ended if mark is not None]
        if not marks:
            return self
        more: History = History.__new__(History)
        more.today, more.approvals, more.members = self.today, self.approvals, self.members
        more._index([*self.marks, *marks])
        return more

    def listing(self, item: str) -> list[Mark]:
        """Marks that list an item, its anchor's included, oldest first."""
        return self._listing.get(item, _NOTHING)

    def anchored(self, item: str) -> list[Mark]:
        """Marks whose anchor an item is, oldest first."""
        return self._anchored.get(item, _NOTHING)

    def entry(self, item: str, playbook: str, today: int) -> int:
        """The day since which an item is in a playbook; today where its latest membership names another (rule 18c)."""
        member = self.members.get(item)
        return member.since.toordinal() if member is not None and member.playbook == playbook else today


def _ended(approval: Approval, today: int, last_day: LastDay) -> Mark | None:
    """The mark of an approval that was refused, or that is past its last day (rule 32)."""
    last = last_day(approval)
    answered = min((approval.answered_on or approval.asked_on).toordinal(), today)
    if approval.answer == "refused" and (last is None or answered <= last):
        return _mark(approval, "refused", answered)
    if last is not None and today > last:
        return _mark(approval, "expired", last + 1)
    return None


def _mark(approval: Approval, outcome: Outcome, day: int) -> Mark:
    touch = Touch(
        id=approval.id, account=approval.account, on=approval.asked_on, kind="", outcome=outcome,
        playbook=approval.playbook, step=approval.step, anchor=approval.anchor, occurrence=approval.occurrence,
    )  # fmt: skip
    return Mark(touch, day)
