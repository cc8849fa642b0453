"""What a command works on: playbooks or a release, and a book; what is wrong with them goes to the error output."""

from pathlib import Path

from playbook_engine.cli.output import counted, note
from playbook_engine.model.book import Book
from playbook_engine.model.release import Release
from playbook_engine.service.wrong_use import Unusable, WrongUse


def one_folder(argument: Path | None, option: Path | None) -> Path:
    """The playbook folder of a command that takes it as argument or option. Raises WrongUse."""
    from playbook_engine.service.finding import find_folder

    return find_folder(named_once(argument, option))


def named_once(argument: Path | None, option: Path | None) -> Path | None:
    """The folder that was named, if any. Raises WrongUse where two are."""
    if argument is not None and option is not None and argument != option:
        raise WrongUse(f"two folders are named, `{argument}` and `{option}`", "name one of them")
    return argument or option


def release_from(playbooks: Path | None, release: Path | None, *, quiet: bool = False) -> Release:
    """The release to decide by. Raises WrongUse; Unusable where the playbooks have faults, which are printed."""
    if release is not None:
        from playbook_engine.service.releases import load_release

        if playbooks is not None:
            raise WrongUse("a folder and a release are named", "give `--playbooks` or `--release`, not both")
        return load_release(release)
    return checked_release(one_folder(None, playbooks), quiet=quiet)


def book_from(path: Path | None, release: Release, *, strict: bool = False, quiet: bool = False) -> tuple[Book, bool]:
    """A book, and whether every record of it could be read; what is wrong with it is printed.

    Raises WrongUse where there is no such file; Unusable where nothing can be read, or with `strict` not everything.
    """
    from playbook_engine.service.books import open_book

    reading = open_book(path, release.organisation)
    bad = sum(1 for each in reading.diagnostics if each.severity == "error")
    if bad or (reading.diagnostics and not quiet):
        from playbook_engine.cli.fault_text import print_book_faults

        print_book_faults(reading.diagnostics)
    if bad and not reading.book.units:
        raise Unusable(f"nothing of the book `{path}` can be read")
    if bad and strict:
        raise Unusable(f"the book has {counted(bad, 'fault')}, so nothing was decided", "leave out `--strict`")
    if reading.left_out:
        left = ", ".join(f"{collection} {count:,}" for collection, count in reading.left_out.items())
        note(f"left out and not decided: {left}", quiet=quiet)
    return reading.book, not bad


def checked_release(folder: Path, *, quiet: bool = False) -> Release:
    """The release that a folder makes. Raises Unusable where it has faults, which are printed."""
    from playbook_engine.service.folders import check_folder

    checked = check_folder(folder)
    if checked.release is None:
        from playbook_engine.cli.diagnostics import print_faults

        print_faults(checked, warnings=False)
        raise Unusable(f"the playbooks in `{folder}` have faults", f"`playbook check {folder}` shows them all")
    if checked.diagnostics:
        count = counted(len(checked.diagnostics), "warning")
        note(f"{count} about the playbooks: `playbook check {folder}` shows them", quiet=quiet)
    return checked.release


def optional_release(folder: Path | None) -> Release | None:
    """The release of the folder that is named or stands here; None where there is none or it has faults."""
    from playbook_engine.service.finding import find_folder
    from playbook_engine.service.folders import check_folder

    try:
        found = find_folder(folder)
    except WrongUse:
        if folder is not None:
            raise
        return None
    checked = check_folder(found)
    if checked.release is None:
        note(f"`{found}` has faults, so its own facts are not listed: `playbook check {found}` shows them")
    return checked.release
