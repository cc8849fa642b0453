"""Playbook files in their usual form: first what would change, then one place that writes it."""

from collections.abc import Sequence
from pathlib import Path

import msgspec

from playbook_engine.ingest.folder import ORGANISATION, read_folder
from playbook_engine.language.fmt import usual_form
from playbook_engine.model.diagnostic import errors
from playbook_engine.service.writing import write_whole
from playbook_engine.service.wrong_use import WrongUse

_YAML = (".yaml", ".yml")


class Formatted(msgspec.Struct, frozen=True):
    """A file as it stands and as it would stand; `readable` unless it has faults, and then it stays as it is."""

    path: Path
    before: bytes
    after: bytes
    readable: bool = True

    @property
    def changes(self) -> bool:
        """Whether it would be written anew."""
        return self.before != self.after


def formatted(paths: Sequence[Path]) -> tuple[Formatted, ...]:
    """The YAML files of folders, and files by themselves, as they would stand. Raises WrongUse; writes nothing."""
    return tuple(each for path in paths for each in (_folder(path) if path.is_dir() else [_file(path)]))


def write_formatted(plan: Sequence[Formatted]) -> None:
    """Write the files that change. Raises WrongUse."""
    for each in plan:
        if each.changes:
            write_whole(each.path, each.after)


def _folder(folder: Path) -> list[Formatted]:
    files = read_folder(folder).files
    return [_formatted(folder / name, name, content) for name, content in files.items() if name.endswith(_YAML)]


def _file(path: Path) -> Formatted:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise WrongUse(f"`{path}` cannot be read: {(error.strerror or '').lower()}", status=404) from error
    return _formatted(path, _name_in_set(path), content)


def _formatted(path: Path, name: str, content: bytes) -> Formatted:
    form = usual_form(name, content)
    return Formatted(path, content, form.data, readable=not errors(list(form.diagnostics)))


def _name_in_set(path: Path) -> str:
    """The path of a file within the set that it belongs to, which says what kind of file it is."""
    real = path.resolve()
    top = next((each for each in real.parents[:2] if (each / ORGANISATION).is_file()), real.parent)
    return real.relative_to(top).as_posix()
