"""What a check found: for people with the line at fault, for programs in the form they ask for."""

from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

import msgspec
from rich.text import Text

from playbook_engine.cli.fault_text import print_diagnostics
from playbook_engine.cli.output import counted, stderr, stdout, write
from playbook_engine.language.rendering import summary
from playbook_engine.language.reports import to_github, to_json, to_sarif
from playbook_engine.model.diagnostic import Diagnostic, Place
from playbook_engine.service.folders import Checked


def print_checked(checked: Checked, form: str, *, quiet: bool = False) -> None:
    """Print all that a check found, in one of its formats."""
    placed = _placed(checked)
    match form:
        case "json":
            write(msgspec.json.encode(to_json(placed)) + b"\n")
        case "github":
            write(to_github(placed).encode())
        case "sarif":
            write(msgspec.json.encode(to_sarif(placed, version("playbook-engine"))) + b"\n")
        case _:
            print_diagnostics(stdout(), placed, _texts(checked))
            if not (quiet and not placed):
                console = stdout()
                console.print(Text(_verdict(checked, placed), style="bold green" if checked.passed() else "bold red"))


def print_faults(checked: Checked, *, warnings: bool = True) -> None:
    """Print faults to the error output, for a command whose answer is something else."""
    placed = [each for each in _placed(checked) if warnings or each.severity == "error"]
    if placed:
        print_diagnostics(stderr(), placed, _texts(checked))


def _verdict(checked: Checked, placed: Sequence[Diagnostic]) -> str:
    if placed:
        return summary(placed)
    return f"no faults found: {counted(len(checked.loaded.playbooks), 'playbook')} in `{checked.folder.as_posix()}`"


def _placed(checked: Checked) -> list[Diagnostic]:
    """Diagnostics with paths as seen from here, so that terminals and pull requests can link them."""
    return [
        msgspec.structs.replace(
            each,
            place=_from_here(checked, each.place),
            related=tuple(
                msgspec.structs.replace(related, place=_from_here(checked, related.place)) for related in each.related
            ),
        )
        for each in checked.diagnostics
    ]


def _from_here(checked: Checked, place: Place) -> Place:
    return msgspec.structs.replace(place, path=_path(checked.folder, place.path))


def _texts(checked: Checked) -> dict[str, str]:
    return {
        _path(checked.folder, path): content.decode("utf-8", errors="replace").removeprefix("\ufeff")
        for path, content in checked.files.items()
    }


def _path(folder: Path, path: str) -> str:
    """A path in the folder as seen from here, also where the folder was named from the top of the disk."""
    here = Path.cwd()
    inside = folder.is_absolute() and folder.is_relative_to(here)
    return ((folder.relative_to(here) if inside else folder) / path).as_posix()
