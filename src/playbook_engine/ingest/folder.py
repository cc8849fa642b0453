"""A folder of playbooks on disk, read into memory within limits."""

import os
from collections.abc import Iterator
from pathlib import Path

import msgspec

from playbook_engine.ingest.codes_folder import NOT_READ, TOO_MANY
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place

ORGANISATION = "organisation.yaml"
MOST_FILES = 5_000
MOST_BYTES = 8_000_000
"""Of one file; the language itself refuses far smaller ones, with a place."""

_PLAIN = (".yaml", ".yml")
_FOLDERS = ("templates", "tests")


class FolderRead(msgspec.Struct, frozen=True):
    """Path within the folder to content, and what could not be read."""

    files: dict[str, bytes]
    diagnostics: tuple[Diagnostic, ...] = ()


def read_folder(folder: Path) -> FolderRead:
    """The YAML files at the top of a folder and all in `templates` and `tests`; hidden ones are passed over.

    A link that leads out of the folder is not followed, so that a set of playbooks is what its folder holds.
    """
    files: dict[str, bytes] = {}
    faults: list[Diagnostic] = []
    top = folder.resolve()
    for name, path in _candidates(folder):
        if len(files) >= MOST_FILES:
            faults.append(_too_many())
            break
        content = _content(name, path, top)
        if isinstance(content, Diagnostic):
            faults.append(content)
        else:
            files[name] = content
    return FolderRead(files, tuple(faults))


def belongs(name: str) -> bool:
    """Whether a path within a folder is part of a set of playbooks."""
    *folders, last = name.split("/")
    if any(part.startswith(".") for part in (*folders, last)):
        return False
    return folders[0] in _FOLDERS if folders else last.endswith(_PLAIN)


def _candidates(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file that belongs to the set, by name within the folder, sorted."""
    for place, folders, names in os.walk(folder):
        inside = Path(place).relative_to(folder)
        folders[:] = sorted(each for each in folders if not each.startswith("."))
        if inside == Path():
            folders[:] = [each for each in folders if each in _FOLDERS]
        for name in sorted(names):
            path = (inside / name).as_posix()
            if belongs(path):
                yield path, Path(place) / name


def _content(name: str, path: Path, top: Path) -> bytes | Diagnostic:
    try:
        real = path.resolve(strict=True)
        if not real.is_relative_to(top):
            return _not_read(name, "is a link out of the folder", "copy the file into the folder")
        if not real.is_file():
            return _not_read(name, "is no plain file", "remove it, or begin its name with a point")
        with real.open("rb") as handle:
            content = handle.read(MOST_BYTES + 1)
    except (OSError, RuntimeError) as error:  # RuntimeError: links that lead in a circle, before Python 3.13
        return _not_read(name, f"cannot be read: {_reason(error)}", "")
    if len(content) > MOST_BYTES:
        return _not_read(name, f"is larger than {MOST_BYTES // 1_000_000} MB", "split it into several playbooks")
    return content


def _reason(error: Exception) -> str:
    """The system's own words for a failure, in lower case."""
    words = getattr(error, "strerror", None) or "links lead in a circle"
    return str(words).lower()


def _not_read(name: str, what: str, help: str) -> Diagnostic:
    return found(NOT_READ, f"`{name}` {what}", Place(name), help=help)


def _too_many() -> Diagnostic:
    return found(
        TOO_MANY,
        f"there are more than {MOST_FILES} files, and the rest was not read",
        Place("."),
        help="give playbooks a folder of their own",
    )
