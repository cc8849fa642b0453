"""A folder of playbooks: checked, and compared with an earlier state of itself."""

from collections.abc import Mapping
from pathlib import Path

import msgspec

from playbook_engine.ingest.folder import read_folder
from playbook_engine.ingest.git_folder import NoRevision, read_revision
from playbook_engine.language.folder import Loaded, load
from playbook_engine.model.book import Book
from playbook_engine.model.diagnostic import Diagnostic, errors, in_order
from playbook_engine.model.release import Release
from playbook_engine.service.finding import find_folder
from playbook_engine.service.releases import load_release
from playbook_engine.service.since import compared
from playbook_engine.service.wrong_use import Unusable, WrongUse


class Checked(msgspec.Struct, frozen=True, kw_only=True):
    """A folder, what stands in it, what was read of that, and everything that is wrong with it.

    Paths in `files` and in the places of diagnostics are those within the folder.
    """

    folder: Path
    files: dict[str, bytes]
    loaded: Loaded
    diagnostics: tuple[Diagnostic, ...]

    @property
    def release(self) -> Release | None:
        """The release that the folder makes, with its closed days looked up; None where there are errors."""
        return None if errors(list(self.diagnostics)) else self.loaded.release

    def passed(self, *, strict: bool = False) -> bool:
        """Whether it may be used; `strict` allows no warnings either."""
        bad = ("error", "warning") if strict else ("error",)
        return not any(each.severity in bad for each in self.diagnostics)


def check_folder(folder: Path) -> Checked:
    """Check a folder: text, structure, meaning, references, templates."""
    read = read_folder(folder)
    loaded = load(read.files)
    found = [*read.diagnostics, *loaded.diagnostics]
    return Checked(
        folder=folder,
        files=read.files,
        loaded=loaded,
        diagnostics=tuple(in_order(found)),
    )


def against(checked: Checked, since: str, book: Book | None = None) -> Checked:
    """The same with the faults against an earlier state: a folder, a release file or a git revision.

    With a book the cases of removed playbooks are counted. Raises WrongUse where there is no such state.
    """
    old = earlier(checked.folder, since)
    if checked.release is None:
        return checked
    more = compared(old, checked.release, checked.files, book)
    return msgspec.structs.replace(checked, diagnostics=tuple(in_order([*checked.diagnostics, *more])))


def earlier(folder: Path, since: str) -> Release:
    """The earlier state of a folder as a release. Raises WrongUse where there is none that can be read."""
    path = Path(since)
    if path.is_dir():
        return _release_of(read_folder(find_folder(path)).files, since)
    if path.is_file():
        return load_release(path)
    try:
        files = read_revision(folder, since)
    except NoRevision as error:
        raise WrongUse(
            f"`{since}` is no folder and no file, and as a git revision it cannot be read: {error}",
            "name a folder, a release file, or a revision such as `HEAD` or `main`",
            404,
        ) from error
    return _release_of(files, since)


def _release_of(files: Mapping[str, bytes], name: str) -> Release:
    loaded = load(files)
    if loaded.release is None:
        faults = len(errors(list(loaded.diagnostics)))
        raise Unusable(
            f"the playbooks of `{name}` have {faults} fault{'' if faults == 1 else 's'}: nothing to compare with",
            "compare with a state that `playbook check` accepts",
        )
    return loaded.release
