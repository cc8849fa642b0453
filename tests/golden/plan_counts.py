"""An independent count over two lists of acts: written from the documentation of `playbook plan`, not from its code.

Nothing here imports what compares, pairs or adds up in the product; it is slow and plain on purpose.
"""

import datetime as dt
from collections import Counter
from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import holidays

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.model.book import Book
from playbook_engine.model.decision import Action
from playbook_engine.model.release import Release
from playbook_engine.service.books import open_book
from playbook_engine.service.deciding import as_known
from playbook_engine.service.folders import check_folder
from playbook_engine.service.forecasting import synced
from playbook_engine.simulation.acts import Act, acts_of

CONTACTS = ("email", "letter", "sms", "call")
TONES = ("friendly", "polite", "firm", "final")


Alarms = dict[str, dict[str, tuple[dt.date, str]]]
"""First day and account by case, by the name of a guarantee or a trouble."""


class Two(NamedTuple):
    """One piece of work, before and after."""

    before: Act | None
    after: Act | None

    @property
    def act(self) -> Act:
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def first_day(self) -> dt.date:
        return min(each.day for each in self if each is not None)


class Days:
    """One release over the days of a book, by the forecast of the engine."""

    def __init__(self, folder: Path, book: Path, first: dt.date, last: dt.date) -> None:
        release = check_folder(folder).release
        assert release is not None
        self.release: Release = release
        self.book: Book = as_known(open_book(book, release.organisation).book, first, release)
        setting = synced(self.book.setting, release.organisation, first, last)
        self.acts: list[Act] = []
        self.guarantees: Alarms = {}
        self.troubles: Alarms = {}
        self.open_items: set[str] = set()
        for unit in self.book.units:
            decisions = forecast(Evaluator(release), setting, unit, first, last)
            self.acts += acts_of(unit, decisions)
            for decision in decisions:
                if decision.day == first:
                    self.open_items.update((*decision.items, *decision.held_out))
                for kept, names in ((self.guarantees, decision.alarms), (self.troubles, decision.exceptions)):
                    for name in names:
                        cases = kept.setdefault(name, {})
                        cases.setdefault(decision.case, (decision.day, decision.account))
        self.troubles.pop("guarantee", None)
        assert len({(each.account, each.action.id) for each in self.acts}) == len(self.acts), "approvals are given here"


def paired(before: list[Act], after: list[Act]) -> list[Two]:
    """First what has the same name; then the same step about a shared item; then the step in any playbook."""
    left, right, found = list(before), list(after), list[Two]()
    for number, name in enumerate((_same_work, _same_step, _same_name)):
        named_right = [(each, name(each)) for each in right]
        close = [
            (abs((one.day - other.day).days), sorted([(one.day, _said(one)), (other.day, _said(other))]), one, other)
            for one, called in [(each, name(each)) for each in left]
            for other, named in named_right
            if called == named and (number == 0 or _items(one) & _items(other))
        ]
        for _, _, one, other in sorted(close, key=lambda each: each[:2]):
            if any(one is each for each in left) and any(other is each for each in right):
                found.append(Two(one, other))
                left = [each for each in left if each is not one]
                right = [each for each in right if each is not other]
    return [*found, *(Two(each, None) for each in left), *(Two(None, each) for each in right)]


def kinds(two: Two, before: list[Act], after: list[Act]) -> set[str]:
    """What is different about a piece of work."""
    one, other = two
    if one is None or other is None:
        return {"new" if one is None else "no longer"}
    was, now = one.action, other.action
    asked = [each.action.state == "needs approval" and "/also" not in each.action.step for each in (one, other)]
    stiffness = [TONES.index(each.tone) if each.tone in TONES else None for each in (was, now)]
    found = {
        "earlier": other.day < one.day,
        "later": other.day > one.day,
        "someone else": (sorted(was.recipients), sorted(was.cc), was.assign)
        != (sorted(now.recipients), sorted(now.cc), now.assign),
        "needs approval": asked == [False, True],
        "no approval": asked == [True, False],
        "other approver": asked == [True, True] and was.approval_by != now.approval_by,
        "other channel": was.kind != now.kind,
        "other playbook": one.playbook != other.playbook,
        "other items": {line.item: line.amount for line in was.lines} != {line.item: line.amount for line in now.lines},
        "other content": _content(one) != _content(other),
        "combined otherwise": _companions(one, before) != _companions(other, after),
    }
    if was.tone != now.tone:
        known = None not in stiffness
        found["other tone"] = not known
        found["firmer"] = known and TONES.index(now.tone) > TONES.index(was.tone)
        found["softer"] = known and TONES.index(now.tone) < TONES.index(was.tone)
    return {kind for kind, holds in found.items() if holds}


class Plan:
    """Two lists of acts, and every number that a comment says about them."""

    def __init__(self, before: Days, after: Days, first: dt.date, last: dt.date) -> None:
        self.before, self.after, self.first, self.last = before, after, first, last
        self.names = {each.id: each.name for unit in after.book.units for each in unit.accounts}
        self.tiers = {each.id: each.tier or "" for unit in after.book.units for each in unit.accounts}
        self.all = paired(before.acts, after.acts)
        self.kinds = {id(two): kinds(two, before.acts, after.acts) for two in self.all}
        self.changed = [two for two in self.all if self.kinds[id(two)]]

    def of_kind(self, kind: str) -> list[Two]:
        return [two for two in self.changed if kind in self.kinds[id(two)]]

    def messages(self, account: str = "") -> tuple[list[dt.date], list[dt.date]]:
        """The days on which customers, or one of them, hear from us."""
        found = []
        for acts in (self.before.acts, self.after.acts):
            heard = {
                (each.day, each.account, each.action.message)
                for each in acts
                if each.action.kind in CONTACTS and account in {"", each.account}
            }
            found.append(sorted(day for day, _, _ in heard))
        return found[0], found[1]

    def customers(self) -> tuple[set[str], set[str]]:
        one, other = (
            {each.account for each in acts if each.action.kind in CONTACTS}
            for acts in (self.before.acts, self.after.acts)
        )
        return one, other

    def busiest(self, account: str) -> tuple[int, int]:
        """The most days of contact in seven days in a row."""
        week = range(7)
        found = [
            max((sum(Counter(days)[day + dt.timedelta(more)] for more in week) for day in days), default=0)
            for days in self.messages(account)
        ]
        return found[0], found[1]

    def weekly(self) -> tuple[str, str]:
        everybody = set.union(*self.customers())
        weeks = Fraction((self.last - self.first).days + 1, 7)
        one, other = (_two_places(Fraction(len(each)) / weeks / len(everybody)) for each in self.messages())
        return one, other

    def count(self, kind: str) -> tuple[int, int]:
        one, other = (sum(each.action.kind == kind for each in acts) for acts in (self.before.acts, self.after.acts))
        return one, other

    def approvals(self, role: str = "") -> tuple[int, int]:
        found = [
            sum(each.action.state == "needs approval" and "/also" not in each.action.step
                and role in {"", each.action.approval_by} for each in acts)
            for acts in (self.before.acts, self.after.acts)
        ]  # fmt: skip
        return found[0], found[1]

    def asked_for(self, currency: str) -> tuple[int, int]:
        """Minor units that messages and calls ask for."""
        one, other = (
            _of_items([each for each in acts if each.action.kind in CONTACTS], currency)
            for acts in (self.before.acts, self.after.acts)
        )
        return one, other

    def open_on(self, changed: list[Two]) -> dict[str, int]:
        """Minor units of the items that work lists, by currency."""
        acts = [each for two in changed for each in two if each is not None]
        currencies = sorted({line.amount.currency for each in acts for line in each.action.lines})
        return {currency: _of_items(acts, currency) for currency in currencies}

    def work(self, person: str) -> dict[str, tuple[int, int]]:
        """Calls, tasks and the busiest day of a person, by the name without the address."""
        found: dict[str, list[int]] = {"call": [], "task": [], "busiest": []}
        for acts in (self.before.acts, self.after.acts):
            mine = [each for each in acts if (each.action.assign or each.collector).partition(" <")[0] == person]
            for kind in ("call", "task"):
                found[kind].append(sum(each.action.kind == kind for each in mine))
            days = Counter(each.day for each in mine if each.action.kind in {"call", "task"})
            found["busiest"].append(max(days.values(), default=0))
        return {kind: (numbers[0], numbers[1]) for kind, numbers in found.items()}

    def work_days(self) -> int:
        organisation = self.after.release.organisation
        assert organisation.work_calendar is not None
        free = holidays.country_holidays("DE", subdiv="BE", years=(self.first.year, self.last.year))
        days = [self.first + dt.timedelta(more) for more in range((self.last - self.first).days + 1)]
        return sum(
            day.weekday() < 5 and day not in free and day.isoformat() not in organisation.closed_days for day in days
        )


def _same_work(each: Act) -> tuple[object, ...]:
    return (*_same_step(each), each.action.anchor)


def _same_step(each: Act) -> tuple[object, ...]:
    return (*_same_name(each), each.playbook)


def _same_name(each: Act) -> tuple[object, ...]:
    return each.account, each.action.step, *_turn(each.action)


def _said(each: Act) -> str:
    return str((each.playbook, each.action.step, each.action.anchor, *_turn(each.action)))


def _turn(action: Action) -> tuple[int, str]:
    return action.occurrence, action.in_place_of


def _items(act: Act) -> set[str]:
    return {act.action.anchor} | {line.item for line in act.action.lines}


def _content(act: Act) -> tuple[object, ...]:
    action = act.action
    pays_in = (action.pay_by - act.day).days if action.pay_by else None
    return (
        action.template, action.language, action.title, action.set, action.attach, action.sender, action.priority,
        action.window, pays_in,
    )  # fmt: skip


def _companions(act: Act, acts: list[Act]) -> tuple[str, ...] | None:
    """The work that names the message of which this is a part; none where it goes by itself."""
    together = [each for each in acts if each.action.message == act.action.message]
    if len(together) < 2:
        return None
    first = next(each for each in together if each.action.id == act.action.message)
    return first.account, first.playbook, first.action.step, first.action.anchor, str(first.action.occurrence)


def _of_items(acts: list[Act], currency: str) -> int:
    most: dict[str, int] = {}
    for act in acts:
        for line in act.action.lines:
            if line.amount.currency == currency:
                most[line.item] = max(most.get(line.item, 0), line.amount.minor)
    return sum(most.values())


def _two_places(value: Fraction) -> str:
    hundredths = int(value * 100 + Fraction(1, 2))
    return f"{hundredths // 100}.{hundredths % 100:02}"
