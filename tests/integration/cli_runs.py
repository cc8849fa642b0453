"""Runs of the command line: inside this process, and as a program of its own."""

import os
import subprocess
import sys
from pathlib import Path

from click.testing import CliRunner, Result

from playbook_engine.cli.main import main

PROGRAM = (sys.executable, "-m", "playbook_engine")


def run(*arguments: str | Path) -> Result:
    """A run in this process; what it prints is the same as with no terminal."""
    result = CliRunner().invoke(main, [str(each) for each in arguments], prog_name="playbook", env={"COLUMNS": "140"})
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def start(*arguments: str | Path, folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """A run as a program."""
    command = [*PROGRAM, *(str(each) for each in arguments)]
    environment = {**os.environ, **variables}
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=environment, stdin=subprocess.DEVNULL
    )


def modules_after(statements: str, folder: Path) -> set[str]:
    """The top-level modules that a fresh process has loaded after some statements."""
    code = f"{statements}\nimport sys\nprint('\\n'.join(sorted({{each.split('.')[0] for each in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", code], cwd=folder, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return set(done.stdout.split("\n"))


def modules_after_command(*arguments: str, folder: Path) -> set[str]:
    """The top-level modules that a command has loaded."""
    call = f"main({list(arguments)!r}, standalone_mode=False)"
    return modules_after(
        "import contextlib, io\nfrom playbook_engine.cli.main import main\n"
        "answer = io.TextIOWrapper(io.BytesIO())\n"
        f"with contextlib.redirect_stdout(answer), contextlib.suppress(SystemExit):\n    {call}",
        folder,
    )
