"""What the conditions of a release watch: on which days after a record's own the answer to a test can change by
itself.
"""

from collections.abc import Iterable, Iterator
from math import ceil, floor

from playbook_engine.model.condition import Condition, InDays, InRange, Interval, Test, number, tests_of
from playbook_engine.model.organisation import Aggregate, Arithmetic, Derived, LookUp, Organisation, Score
from playbook_engine.model.playbook import Playbook, Step
from playbook_engine.model.release import Release, catalogue_of

_DAYS_OVERDUE = frozenset(("item.days_overdue", "anchor.days_overdue", "account.days_overdue"))
_EVERY_DAY = frozenset(("today.weekday", "today.day_of_month", "today.days_to_month_end", "entry.days_overdue"))
_WINDOWS = {
    "account.contacts_30_days": "contacts", "account.failed_payments": "failures",
    "account.average_days_late": "closings", "account.paid_late_share": "closings",
    "account.kept_promises": "promises", "account.broken_promises": "promises",
}  # fmt: skip


class Watched:
    """Offsets in days by what they count from, collected once a release.

    `due`: from due dates. `contact`, `reply`: from the last one. `dates`: from the value of a date fact. `fixed`:
    ordinals; `offsets_of` has the offsets of each date in order.
    `windows`: which records leave a window of the catalogue; `records`: windows of derived facts by collection.
    """

    def __init__(self, release: Release) -> None:
        self.daily = False
        self.due: set[int] = set()
        self.contact: set[int] = set()
        self.reply: set[int] = set()
        self.dates: dict[str, set[int]] = {}
        self.fixed: set[int] = set()
        self.windows: set[str] = set()
        self.records: dict[str, set[int]] = {}
        organisation = release.organisation
        self._derived = {each.fact.name: each for each in organisation.derived}
        self._kinds = {name: fact.kind for name, fact in catalogue_of(organisation).items()}
        self._seen: set[str] = set()
        for condition in conditions_of(release):
            for test in tests_of(condition):
                self._test(test)
        self.offsets_of = [(name, sorted(offsets)) for name, offsets in self.dates.items()]

    def _test(self, test: Test) -> None:
        self._fact(test.fact)
        interval = test.predicate.interval if isinstance(test.predicate, InRange | InDays) else None
        if interval is None:
            return
        if isinstance(test.predicate, InDays):
            if test.fact.partition(".")[0] in _RECORDS:
                self.daily = True
            elif test.fact == "today.date":
                pass  # today is always at distance zero
            else:
                self.dates.setdefault(test.fact, set()).update(_backwards(interval))
        elif test.fact in _DAYS_OVERDUE:
            self.due.update(_edges(interval))
        elif test.fact == "account.days_since_contact":
            self.contact.update(_edges(interval))
        elif test.fact == "account.days_since_reply":
            self.reply.update(_edges(interval))
        elif test.fact == "today.date":
            self.fixed.update(_edges(interval))

    def _fact(self, name: str) -> None:
        if name in self._seen:
            return
        self._seen.add(name)
        if name in _EVERY_DAY:
            self.daily = True
        if name in _WINDOWS:
            self.windows.add(_WINDOWS[name])
        derived = self._derived.get(name)
        if derived is not None:
            self._expand(derived)

    def _expand(self, derived: Derived) -> None:
        rule = derived.by
        match rule:
            case Aggregate():
                if rule.days:
                    self.records.setdefault(rule.collection, set()).update((0, rule.days + 1))
                if rule.value in _EVERY_DAY:
                    self.daily = True
                for test in tests_of(rule.where):
                    self._test(test)
            case Arithmetic():
                for name in rule.facts:
                    self._fact(name)
                    if name in _DAYS_OVERDUE or name.startswith("account.days_since") or name == "today.date":
                        self.daily = True
            case LookUp() | Score():
                pass  # the tests of tables and scores are among the release's conditions


_RECORDS = frozenset(("payment", "promise", "dispute", "touch", "reply", "failure", "entry"))


def _edges(interval: Interval) -> Iterator[int]:
    """First days on which a count that grows by one a day enters and leaves an interval."""
    low, high = number(interval.low), number(interval.high)
    if low is not None:
        yield floor(low) + 1 if interval.low_open else ceil(low)
    if high is not None:
        yield ceil(high) if interval.high_open else floor(high) + 1


def _backwards(interval: Interval) -> Iterator[int]:
    """The same for a distance that shrinks by one a day."""
    low, high = number(interval.low), number(interval.high)
    if high is not None:
        yield 1 - ceil(high) if interval.high_open else -floor(high)
    if low is not None:
        yield -floor(low) if interval.low_open else 1 - ceil(low)


def conditions_of(release: Release) -> Iterator[Condition]:
    """Every condition of a release."""
    organisation = release.organisation
    yield from _of_organisation(organisation)
    for playbook in release.playbooks:
        yield from _of_playbook(playbook)


def _of_organisation(organisation: Organisation) -> Iterator[Condition]:
    for table in organisation.tables:
        yield from (when for when, _ in table.rows)
    for derived in organisation.derived:
        if isinstance(derived.by, Score):
            yield from (when for when, _ in derived.by.points)
    yield from (hold.when for hold in organisation.holds)
    yield from (guarantee.when for guarantee in organisation.guarantees)


def _of_playbook(playbook: Playbook) -> Iterator[Condition]:
    yield playbook.when
    yield from _of_steps((*playbook.cadence, *playbook.alongside))
    for entry in playbook.exhausted:
        yield entry.when
        yield entry.work.items.when
    yield from (hold.when for hold in playbook.holds)
    yield from (guarantee.when for guarantee in playbook.guarantees)


def _of_steps(steps: Iterable[Step]) -> Iterator[Condition]:
    for step in steps:
        yield step.when
        yield step.work.items.when
        yield from (work.items.when for work in step.also)
