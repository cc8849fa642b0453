"""The two states that a plan compares, each with the book as its organisation reads it."""

import datetime as dt
from pathlib import Path
from typing import Any

from playbook_engine.cli.fault_text import print_diagnostics
from playbook_engine.cli.output import stderr
from playbook_engine.cli.sources import book_from, checked_release, one_folder
from playbook_engine.language.scenario import WrittenScenario
from playbook_engine.model.book import Book
from playbook_engine.model.release import Release
from playbook_engine.service.as_of import day_of, parse_as_of, parse_day
from playbook_engine.service.merge_gate import Condition
from playbook_engine.service.planning import STRATEGIC, USUAL_DAYS, Asked, Side
from playbook_engine.service.simulating import Asked as Told
from playbook_engine.service.simulating import read_scenario_file, wanted_of
from playbook_engine.service.wrong_use import Unusable, WrongUse


def sides_of(
    folder: Path | None, before: str, after: str, book: Path | None, *, quiet: bool = False
) -> tuple[tuple[Side, Side], bool]:
    """Both sides, and whether every record of the book could be read.

    Raises WrongUse where a state or the book is not there; Unusable where playbooks have faults, which are printed.
    """
    if not before:
        raise WrongUse("nothing is given to compare with", "add `--from main`, a release file, or a folder")
    old = _release(folder, before, quiet=quiet)
    new = _release(folder, after, quiet=quiet) if after else checked_release(one_folder(None, folder), quiet=quiet)
    read, whole = book_from(book, new, quiet=quiet)
    old_read = read
    if _reads_otherwise(old, new):
        old_read, _ = book_from(book, old, quiet=quiet)
    return (_side(before, old, old_read), _side(after or str(one_folder(None, folder)), new, read)), whole


def asked_of(
    side: Side, strategic: tuple[str, ...], conditions: tuple[Condition, ...], processes: int, said: dict[str, Any]
) -> Asked:
    """What is asked of a plan: what stands in a scenario file, and before it what was said. Raises WrongUse."""
    instant = parse_as_of(said["as_of"]) if said["as_of"] or said["scenario"] is None else None
    until, days = said["until"], said["days"]
    last = parse_day(until) if until else None
    wanted = None
    if said["scenario"] is not None:
        told = Told(
            first=day_of(instant) if instant else None, last=last, days=days, approvals=said["approvals"], runs=1
        )
        wanted = wanted_of(told, written_in(said["scenario"], side.release, side.book))
        instant, last = instant or wanted.first, wanted.last
    assert instant is not None
    return Asked(
        as_of=instant,
        until=last or day_of(instant) + dt.timedelta(days=USUAL_DAYS if days is None else days),
        strategic=strategic or STRATEGIC,
        approvals=said["approvals"] or "given",
        scenario=wanted,
        conditions=conditions,
        processes=processes,
    )


def written_in(path: Path, release: Release, book: Book) -> WrittenScenario:
    """A scenario file. Raises WrongUse; Unusable where the file has faults, which are printed."""
    read = read_scenario_file(path, release, book)
    print_diagnostics(stderr(), read.diagnostics, {read.path: read.text})
    if read.scenario is None:
        raise Unusable(f"the scenario `{path}` has faults", "mend what is shown above")
    return read.scenario


def _side(name: str, release: Release, book: Book) -> Side:
    return Side(name=Path(name).name if Path(name).is_absolute() else name, release=release, book=book)


def _release(folder: Path | None, state: str, *, quiet: bool) -> Release:
    """The release of a state; only a git revision needs to know which folder it is of."""
    from playbook_engine.service.finding import find_folder
    from playbook_engine.service.folders import earlier

    path = Path(state)
    if path.is_dir():
        return checked_release(find_folder(path), quiet=quiet)
    return earlier(path.parent if path.is_file() else one_folder(None, folder), state)


def _reads_otherwise(one: Release, other: Release) -> bool:
    """Whether a book means something else to the one organisation than to the other."""
    return (one.organisation.own_facts, one.organisation.base_currency) != (
        other.organisation.own_facts,
        other.organisation.base_currency,
    )
