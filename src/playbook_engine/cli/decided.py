"""Decisions in the format that was asked for."""

from playbook_engine.cli.decision_data import as_json, as_lines, as_table
from playbook_engine.cli.output import stdout, write
from playbook_engine.model.book import Book
from playbook_engine.model.release import Release
from playbook_engine.service.deciding import Decided


def print_decided(release: Release, book: Book, decided: Decided, form: str, *, every: bool) -> None:
    """Print a day's decisions; `every` leaves no row out of the tables for people."""
    match form:
        case "json":
            write(as_json(decided))
        case "ndjson":
            write(as_lines(decided.decisions))
        case "csv":
            write(as_table(decided.decisions, names_of(book)))
        case _:
            from playbook_engine.cli.decision_text import print_overview
            from playbook_engine.service.deciding import narrowed
            from playbook_engine.service.overview import overview_of

            overview = overview_of(release, narrowed(book, decided.receipt.account), decided.decisions)
            print_overview(stdout(), overview, decided, release.organisation.tones, every=every)


def names_of(book: Book) -> dict[str, str]:
    """The name of each account by its id."""
    return {each.id: each.name for unit in book.units for each in unit.accounts}
