"""A book through a scenario: in one process or several, in one run or many, and what it amounts to."""

import datetime as dt
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.language.scenario import ReadScenario, WrittenScenario, read_scenario
from playbook_engine.model.behaviour import Behaviour
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.canonical import fingerprint
from playbook_engine.model.money import Money
from playbook_engine.model.release import Release
from playbook_engine.model.scenario import Approvals, Days, Scenario
from playbook_engine.model.timeline import AnyHappening, RateChanged, SourceSynced
from playbook_engine.service.deciding import as_known, narrowed
from playbook_engine.service.forecasting import synced
from playbook_engine.service.processes import how_many, spread
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.arrivals import runs_of
from playbook_engine.simulation.bands import Band, bands
from playbook_engine.simulation.counting import learn
from playbook_engine.simulation.measures import Measures, measured
from playbook_engine.simulation.money_told import CannotHappen
from playbook_engine.simulation.scenarios import Simulator
from playbook_engine.simulation.tallying import Tallies, Tally, tally_of

Watch = Callable[[Sequence[Any]], Iterable[Any]]
"""Hands on the parts of the work one by one, and may show how far it is."""

Customers = Literal["as before", "nothing"]
"""What customers do of themselves: what they did before, or nothing."""

T = TypeVar("T")

USUAL_DAYS = 30
LONGEST = 3 * 366
"""Days of a scenario: beyond them closed days and rates are guesses."""
MOST_RUNS = 1000
MOST_INVOICES = 1_000_000
AT_A_TIME = 16
"""Units that are handed to a process at a time."""


class Wanted(msgspec.Struct, frozen=True, kw_only=True):
    """A scenario as it was asked for; nothing of it has been learnt or drawn yet."""

    first: dt.date
    last: dt.date
    seed: str = ""
    customers: Customers = "nothing"
    approvals: Approvals = "given"
    down: tuple[Days, ...] = ()
    invoices: int = 0
    told: tuple[AnyHappening, ...] = ()
    runs: int = 1
    costs: dict[str, Money] = {}


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What a caller says beside a scenario file, which it goes before; None where nothing is said."""

    first: dt.date | None = None
    last: dt.date | None = None
    days: int | None = None
    seed: str | None = None
    customers: Customers | None = None
    approvals: Approvals | None = None
    invoices: int | None = None
    runs: int | None = None


class Simulated(msgspec.Struct, frozen=True, kw_only=True):
    """What came of a scenario: of the first run everything, and the bands of all runs where there are several.

    `acts` are in the order of their days, then of the units. `learnt`: payments that the behaviour was counted from.
    """

    release: str
    wanted: Wanted
    learnt: int
    measures: Measures
    bands: tuple[Band, ...] = ()
    acts: tuple[Act, ...] = ()


class Start(msgspec.Struct, frozen=True):
    """What each process is told once; the behaviour once for all runs."""

    release: Release
    setting: Setting
    behaviour: Behaviour | None
    runs: tuple[Scenario, ...]
    acts: bool


class Part(msgspec.Struct, frozen=True):
    """Some units in their order."""

    units: tuple[Unit, ...]


class PartLived(msgspec.Struct, frozen=True):
    """What some units did, by run; acts of the first run alone."""

    tallies: tuple[Tally, ...]
    acts: tuple[Act, ...]
    fault: str = ""


def read_scenario_file(path: Path, release: Release, book: Book) -> ReadScenario:
    """A scenario file with what is wrong with it. Raises WrongUse where there is no such file."""
    try:
        data = path.read_bytes()
    except OSError as error:
        why = (error.strerror or "").lower()
        raise WrongUse(f"`{path}` cannot be read: {why}", "give a scenario, a `.yaml` file", 404) from error
    return read_scenario(path.as_posix(), data, release, book)


def wanted_of(asked: Asked, written: WrittenScenario | None = None) -> Wanted:
    """What is wanted in all: what a caller says, else what the file says. Raises WrongUse."""
    told = written or WrittenScenario()
    first = asked.first or told.first
    if first is None:
        raise WrongUse("no first day is given", "add `--as-of 2026-03-16`, or `from` to the scenario")
    last = asked.last or (first + dt.timedelta(asked.days) if asked.days is not None else told.last)
    return Wanted(
        first=first,
        last=last or first + dt.timedelta(USUAL_DAYS),
        seed=_either(asked.seed, told.seed),
        customers=_either(asked.customers, told.customers),
        approvals=_either(asked.approvals, told.approvals),
        down=told.down,
        invoices=_either(asked.invoices, told.invoices),
        told=told.told,
        runs=_either(asked.runs, told.runs),
        costs=told.costs,
    )


def _either(said: T | None, otherwise: T) -> T:
    return otherwise if said is None else said


def simulate_book(
    release: Release,
    book: Book,
    wanted: Wanted,
    *,
    account: str = "",
    acts: bool = True,
    processes: int = 1,
    watch: Watch = iter,
) -> Simulated:
    """All units of a book, or the one of an account, through a scenario. Raises WrongUse.

    Behaviour is learnt from the whole book, from what it knew before the first day. Sources that are fresh on the
    first day are taken as synced on every day. The same arguments give the same bytes, whatever the processes.
    """
    refuse_impossible(wanted)
    whole = as_known(book, wanted.first, release)
    _refuse_unknown(wanted, whole)
    chosen = narrowed(whole, account)
    behaviour = learn(whole.units, wanted.first) if wanted.customers == "as before" else None
    runs = tuple(runs_of(scenario_of(wanted, None), whole.units))
    setting = synced(whole.setting, release.organisation, wanted.first, wanted.last)
    start = Start(release, setting, behaviour, runs, acts)
    tallies, lived = live_book(start, chosen.units, processes, watch)
    measures = [measured(tally, scenario) for tally, scenario in zip(tallies, runs, strict=True)]
    return Simulated(
        release=fingerprint(release),
        wanted=wanted,
        learnt=behaviour.everyone.first_payments if behaviour else 0,
        measures=measures[0],
        bands=bands(measures) if len(measures) > 1 else (),
        acts=tuple(sorted(lived, key=lambda each: each.day)),
    )


def scenario_of(wanted: Wanted, behaviour: Behaviour | None) -> Scenario:
    """The scenario that was asked for, with customers who behave so."""
    return Scenario(
        first=wanted.first,
        last=wanted.last,
        seed=wanted.seed,
        told=wanted.told,
        down=wanted.down,
        invoices=wanted.invoices,
        behaviour=behaviour,
        approvals=wanted.approvals,
        runs=wanted.runs,
        costs=wanted.costs,
    )


def liver(start: Start) -> Callable[[Part], PartLived]:
    """A function that lives some units through every run."""
    evaluator = Evaluator(start.release)
    scenarios = [msgspec.structs.replace(each, behaviour=start.behaviour) for each in start.runs]
    simulators = [Simulator(evaluator, start.setting, each) for each in scenarios]

    def live(part: Part) -> PartLived:
        try:
            return _counted(part, simulators, keep=start.acts)
        except CannotHappen as fault:
            return PartLived((), (), str(fault))

    return live


def _counted(part: Part, simulators: Sequence[Simulator], *, keep: bool) -> PartLived:
    tallies = [Tallies() for _ in simulators]
    acts: list[Act] = []
    for unit in part.units:
        for number, simulator in enumerate(simulators):
            lived = simulator.live(unit)
            tallies[number].update(tally_of(unit, lived, simulator.scenario))
            if keep and number == 0:
                acts += lived.acts
    return PartLived(tuple(each.tally() for each in tallies), tuple(acts))


def live_book(
    start: Start, units: Sequence[Unit], processes: int = 1, watch: Watch = iter
) -> tuple[tuple[Tally, ...], list[Act]]:
    """What all units did, counted by run, and the acts of the first. Raises WrongUse where an event cannot happen."""
    parts = [Part(tuple(units[place : place + AT_A_TIME])) for place in range(0, len(units), AT_A_TIME)]
    tallies = [Tallies() for _ in start.runs]
    acts: list[Act] = []
    for lived in spread(liver, start, parts, PartLived, how_many(processes, len(units)), watch):
        if lived.fault:
            help = "take the event out, or tell it for another day"
            raise WrongUse(f"the scenario cannot happen: {lived.fault}", help)
        for tally, more in zip(tallies, lived.tallies, strict=True):
            tally.update(more)
        acts += lived.acts
    return tuple(each.tally() for each in tallies), acts


def refuse_impossible(wanted: Wanted) -> None:
    """Raises WrongUse where a scenario spans no days, or too many, or tells of other days."""
    if wanted.last < wanted.first:
        raise WrongUse(f"`{wanted.last}` is before {wanted.first}", "name a last day that is not before the first one")
    if (wanted.last - wanted.first).days > LONGEST:
        raise WrongUse(f"the scenario is longer than {LONGEST} days", "name an earlier last day, or fewer `--days`")
    if not 1 <= wanted.runs <= MOST_RUNS:
        raise WrongUse(f"`{wanted.runs}` is no number of runs", f"give 1 to {MOST_RUNS}")
    if not 0 <= wanted.invoices <= MOST_INVOICES:
        raise WrongUse(f"`{wanted.invoices}` is no number of new invoices", f"give at most {MOST_INVOICES:,}")
    for each in wanted.told:
        if each.on not in Days(wanted.first, wanted.last):
            place = f" ({each.place.path}:{each.place.line})" if each.place.path else ""
            message = f"an event of `{each.on}` is not from {wanted.first} to {wanted.last}{place}"
            raise WrongUse(message, "give it a day of the scenario, or the scenario other days")


def _refuse_unknown(wanted: Wanted, book: Book) -> None:
    """An event of an account that nobody knows on the first day would be lost without a word."""
    known = {each.id for unit in book.units for each in unit.accounts}
    for each in wanted.told:
        if not isinstance(each, SourceSynced | RateChanged) and each.account not in known:
            message = f"an event of {each.on} is of account `{each.account}`, which is not known on {wanted.first}"
            raise WrongUse(message, "name an account of the book, or a later first day")
