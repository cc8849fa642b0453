"""What would change in files: their names, or line by line."""

import difflib
from collections.abc import Sequence
from pathlib import Path

import click
import msgspec
from rich.text import Text

from playbook_engine.cli.output import stdout, write
from playbook_engine.service.formatting import Formatted

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def print_formatted(plan: Sequence[Formatted], form: str, *, diff: bool) -> None:
    """Print the files that change, with what changes where `diff` asks for it."""
    if form == "json":
        files = [{"path": each.path.as_posix(), "changes": each.changes} for each in plan]
        write(msgspec.json.encode({"files": files}) + b"\n")
        return
    for each in plan:
        if each.changes and diff:
            print_difference(each.path, each.before, each.after)
        elif each.changes:
            click.echo(each.path.as_posix())


def print_difference(path: Path, before: bytes, after: bytes) -> None:
    """Print a unified difference that `patch` understands."""
    console, name = stdout(), path.as_posix().lstrip("/")
    lines = difflib.unified_diff(
        before.decode(errors="replace").splitlines(),
        after.decode(errors="replace").splitlines(),
        f"a/{name}",
        f"b/{name}",
        lineterm="",
    )
    for line in lines:
        console.print(Text(line, style=_STYLES.get(line[:1], "")), soft_wrap=True)
