"""What would change in a file, line by line."""

import difflib
from pathlib import Path

from rich.text import Text

from playbook_engine.cli.output import stdout

_STYLES = {"+": "green", "-": "red", "@": "cyan"}


def print_difference(path: Path, before: bytes, after: bytes) -> None:
    """Print a unified difference that `patch` understands."""
    console = stdout()
    lines = difflib.unified_diff(
        before.decode(errors="replace").splitlines(),
        after.decode(errors="replace").splitlines(),
        f"a/{path.as_posix()}",
        f"b/{path.as_posix()}",
        lineterm="",
    )
    for line in lines:
        console.print(Text(line, style=_STYLES.get(line[:1], "")), soft_wrap=True)
