"""The two states that a plan compares, each with the book as its organisation reads it."""

from pathlib import Path

from playbook_engine.cli.sources import book_from, checked_release, one_folder
from playbook_engine.model.book import Book
from playbook_engine.model.release import Release
from playbook_engine.service.planning import Side
from playbook_engine.service.wrong_use import WrongUse


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
