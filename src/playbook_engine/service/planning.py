"""What a change of playbooks would do: two releases on one book over the same days, side by side."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import msgspec

from playbook_engine.engine.days import OpenDays
from playbook_engine.engine.ledger import Ledger
from playbook_engine.model.book import Book, Unit
from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.release import Release
from playbook_engine.model.scenario import Approvals, Scenario
from playbook_engine.service.as_of import AsOf, day_of
from playbook_engine.service.building import built
from playbook_engine.service.deciding import Watch, as_known
from playbook_engine.service.forecasting import FURTHEST
from playbook_engine.service.merge_gate import Condition, Verdict, verdict_on
from playbook_engine.service.plan_running import run_book
from playbook_engine.service.plan_words import counted
from playbook_engine.service.simulating import Wanted, refuse_impossible, scenario_of
from playbook_engine.service.what_differs import Differing, Reworded, differing, reworded
from playbook_engine.service.wrong_use import Unusable, WrongUse
from playbook_engine.simulation.comparing import Comparison, Run, Terms, compare
from playbook_engine.simulation.counting import learn
from playbook_engine.simulation.pieces import Renamed
from playbook_engine.simulation.would_did import renamed_in

STRATEGIC = ("strategic",)
"""Tiers whose accounts are named, where nobody says otherwise."""


USUAL_DAYS = 90
"""Days of a plan where nobody says how many: long enough for a whole ladder."""


class Side(msgspec.Struct, frozen=True, kw_only=True):
    """One of the two: what it was called by, its release, and the book as read for it."""

    name: str
    release: Release
    book: Book


class Version(msgspec.Struct, frozen=True, kw_only=True):
    """A release as a plan names it; `kept`: older versions in it that cases under way still follow."""

    name: str
    fingerprint: str
    kept: tuple[str, ...] = ()


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """The book that a plan is of; `strategic`: accounts of one of the tiers `tiers`."""

    accounts: int
    open_items: int
    strategic: int
    tiers: tuple[str, ...]


class Plan(msgspec.Struct, frozen=True, kw_only=True):
    """What a change of playbooks does on a book, and whether it may be merged.

    `assumed` says in a sentence what customers do meanwhile; `names`: accounts by id; `steps`:
    playbooks and steps in the order in which they stand.
    """

    before: Version
    after: Version
    as_of: str
    first: dt.date
    last: dt.date
    assumed: str
    book: Subject
    differing: tuple[Differing, ...]
    reworded: tuple[Reworded, ...]
    comparison: Comparison
    names: dict[str, str]
    steps: tuple[tuple[str, str], ...] = ()
    verdicts: tuple[Verdict, ...] = ()

    @property
    def refused(self) -> bool:
        """Whether a condition of the merge gate is met."""
        return any(each.met for each in self.verdicts)


class Planned(msgspec.Struct, frozen=True, kw_only=True):
    """A plan with the acts of both releases, for plots."""

    plan: Plan
    before: Run
    after: Run


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked of a plan besides the releases. With a scenario its days and approvals count, not those here.

    Of a scenario with several runs the first is compared: both releases meet the same customers in it.
    """

    as_of: AsOf
    until: dt.date
    strategic: tuple[str, ...] = STRATEGIC
    approvals: Approvals = "given"
    scenario: Wanted | None = None
    conditions: tuple[Condition, ...] = ()
    processes: int = 1


def plan(before: Side, after: Side, asked: Asked, watch: Watch = iter) -> Planned:
    """Compare two releases on a book. The later one runs as it would be released upon the earlier one.

    Raises WrongUse for days that cannot be planned and for a book without accounts.
    """
    built_after = built(after.release, before.release, after.book)
    sides = (before, msgspec.structs.replace(after, release=built_after.release))
    books = tuple(as_known(each.book, asked.as_of, each.release) for each in sides)
    if not books[0].units:
        raise Unusable("the book has no accounts, so there is nothing to compare on", "give another `--book`")
    scenario = _scenario(asked, books[1])
    runs = tuple(
        run_book(side.release, book, scenario, asked.processes, watch) for side, book in zip(sides, books, strict=True)
    )
    comparison = compare(runs[0], runs[1], _terms(sides[0].release, sides[1].release, scenario, asked))
    made = Plan(
        before=Version(name=before.name, fingerprint=fingerprint(before.release)),
        after=Version(name=after.name, fingerprint=fingerprint(after.release), kept=built_after.kept),
        as_of=asked.as_of.isoformat(),
        first=scenario.first,
        last=scenario.last,
        assumed=_assumed(scenario, asked.scenario is not None),
        book=_subject(books[1], asked.strategic),
        differing=differing(before.release, after.release),
        reworded=reworded(sides[0].release, sides[1].release, runs[1].acts),
        comparison=comparison,
        steps=tuple(dict.fromkeys((*_steps(after.release), *_steps(before.release)))),
        names={each.id: each.name for unit in books[1].units for each in unit.accounts if each.name},
    )
    verdicts = tuple(verdict_on(each, comparison) for each in asked.conditions)
    return Planned(plan=msgspec.structs.replace(made, verdicts=verdicts), before=runs[0], after=runs[1])


def _scenario(asked: Asked, book: Book) -> Scenario:
    """The scenario that was asked for, else a forecast: nothing happens but our own work."""
    wanted = asked.scenario
    if wanted is not None:
        refuse_impossible(wanted)
        return scenario_of(wanted, learn(book.units, wanted.first) if wanted.customers == "as before" else None)
    first = day_of(asked.as_of)
    if not first <= asked.until <= first + dt.timedelta(days=FURTHEST):
        raise WrongUse(
            f"`{asked.until}` is no day up to {FURTHEST} days after {first}", "name a later day, or how many `--days`"
        )
    return Scenario(first=first, last=asked.until, approvals=asked.approvals)


def _terms(before: Release, after: Release, scenario: Scenario, asked: Asked) -> Terms:
    return Terms(
        first=scenario.first,
        last=scenario.last,
        tones=_tones(before, after),
        strategic=asked.strategic,
        agreed=scenario.approvals == "given",
        renamed=dict(_renamed(before, after)),
        work_days=_work_days(after, scenario.first, scenario.last),
    )


def _tones(before: Release, after: Release) -> tuple[str, ...]:
    """The later order; the earlier one where it knows more and both agree on the rest."""
    one, other = before.organisation.tones, after.organisation.tones
    return one if tuple(each for each in one if each in other) == other else other


def _renamed(before: Release, after: Release) -> Renamed:
    later = renamed_in(after)
    earlier = {key: name for key, name in renamed_in(before).items() if (key[0], name) not in later}
    return {**earlier, **later}


def _work_days(release: Release, first: dt.date, last: dt.date) -> int:
    """The open days of the office; Monday to Friday where the organisation has no calendar of its own."""
    calendar = release.organisation.work_calendar
    closed = {dt.date.fromisoformat(each) for each in release.organisation.closed_days}
    if calendar is not None:
        closed.update(day for each in release.closed_days if each.region == calendar.holidays for day in each.days)
    office = OpenDays(calendar, frozenset(each.toordinal() for each in closed))
    days = range(first.toordinal(), last.toordinal() + 1)
    if calendar is None:
        return sum(dt.date.fromordinal(day).weekday() < 5 for day in days)
    return sum(office.is_open(day) for day in days)


def _steps(release: Release) -> Iterator[tuple[str, str]]:
    """Playbooks and steps as a reader meets them: the ladder, its end, and what goes beside it."""
    for each in release.playbooks[: release.current]:
        names = (step.name for step in each.cadence), (end.name for end in each.exhausted)
        for name in chain(*names, (step.name for step in each.alongside)):
            yield each.name, name


def _assumed(scenario: Scenario, told: bool) -> str:
    approved = {
        "given": "what needs approval is approved on the day it is asked for",
        "refused": "what needs approval is refused",
        "never": "nobody answers what needs approval",
    }[scenario.approvals]
    if not told:
        return f"a forecast: nobody pays, disputes or answers, no new invoices are written, and {approved}"
    parts = [f"{counted(len(scenario.told), 'event is', 'events are')} told by hand"] if scenario.told else []
    parts += (
        [f"{counted(scenario.invoices, 'new invoice is', 'new invoices are')} written"] if scenario.invoices else []
    )
    parts += ["nothing is decided on some days"] if scenario.down else []
    behave = "customers do as they did before" if scenario.behaviour else "customers do nothing else"
    drawn = f", drawn from the seed {scenario.seed or '(empty)'}" if scenario.behaviour or scenario.invoices else ""
    return f"a scenario and no promise: {', '.join([*parts, behave + drawn, approved])}"


def _subject(book: Book, tiers: Sequence[str]) -> Subject:
    accounts = [each for unit in book.units for each in unit.accounts]
    return Subject(
        accounts=len(accounts),
        open_items=_open_items(book.units),
        strategic=sum(each.tier in tiers for each in accounts),
        tiers=tuple(tiers),
    )


def _open_items(units: Iterable[Unit]) -> int:
    return sum(len(Ledger(unit).items) for unit in units)
