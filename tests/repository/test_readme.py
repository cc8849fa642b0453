"""The README is true: each `console` block is run, each file it shows is the file, each chore it names exists.

Blocks follow each other in one folder that holds `examples` as a checkout does. A line `...` in the shown output stands
for any lines. `pytest tests/repository/test_readme.py --update` writes the blocks anew.
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

BLOCK = re.compile(r"^```(\w*)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
DOTS = "...\n"
INSTALLING = ("python3 dev.py ", "python3 -m venv ", ". .venv/", "pip install ")
"""What `sh` blocks may say; they make environments, which other tests do (the wheel) or CI itself does (`dev.py`)."""


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, the options behind it, and its text."""

    language: str
    options: dict[str, str]
    text: str
    start: int
    end: int


def blocks(text: str) -> list[Block]:
    return [
        Block(found[1], dict(each.split("=") for each in found[2].split()), found[3], *found.span(3))
        for found in BLOCK.finditer(text)
    ]


def commands(block: Block) -> list[str]:
    return [line[2:] for line in block.text.splitlines() if line.startswith("$ ")]


class Shell:
    """A folder in which the commands of the README are run as its reader would."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        path = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))
        self.environment = {**os.environ, "PATH": path, "COLUMNS": "110", "NO_COLOR": "1"}

    def shown(self, block: Block) -> str:
        """The block as it would look now: each command with what it prints."""
        return "".join(f"$ {command}\n{self.printed(command, block)}" for command in commands(block))

    def printed(self, command: str, block: Block) -> str:
        done = subprocess.run(
            ["sh", "-c", command], cwd=self.folder, env=self.environment, text=True, check=False,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip
        assert done.returncode == int(block.options.get("status", "0")), f"$ {command}\n{done.stdout}"
        lines = [line.rstrip() for line in done.stdout.strip("\n").splitlines()]
        return "".join(f"{line}\n" for line in lines)


@pytest.fixture
def readme(top: Path) -> str:
    return (top / "README.md").read_text(encoding="utf-8")


@pytest.fixture
def shell(top: Path, tmp_path: Path) -> Shell:
    shutil.copytree(top / "examples", tmp_path / "examples")
    return Shell(tmp_path)


def same(text: str) -> str:
    """A text with every fingerprint alike: they are the business of other tests."""
    return re.sub(r"\b[0-9a-f]{12,64}\b", "fingerprint", text)


def pattern(shown: str) -> re.Pattern[str]:
    """The shown text, in which a line `...` stands for any lines."""
    return re.compile("".join("(?:.*\n)*" if line == DOTS else re.escape(line) for line in shown.splitlines(True)))


def shortened(got: str, shown: str) -> str:
    """As much of a text, at its beginning and its end, as was shown before and after a line of dots."""
    before, dots, after = shown.partition(DOTS)
    if not dots:
        return got
    lines = got.splitlines(True)
    return "".join([*lines[: before.count("\n")], DOTS, *lines[len(lines) - after.count("\n") :]])


def rewritten(text: str, new: list[tuple[Block, str]]) -> str:
    for block, got in sorted(new, key=lambda each: -each[0].start):
        text = text[: block.start] + got + text[block.end :]
    return text


@pytest.fixture
def update(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("update"))


def test_each_console_block_shows_what_its_commands_print(top: Path, readme: str, shell: Shell, update: bool) -> None:
    run = [(block, shell.shown(block)) for block in blocks(readme) if block.language == "console"]
    wrong = [(block, got) for block, got in run if not pattern(same(block.text)).fullmatch(same(got))]
    if update:
        new = [(block, shortened(got, block.text)) for block, got in wrong]
        (top / "README.md").write_text(rewritten(readme, new), encoding="utf-8")
    else:
        assert not wrong, "\n".join(f"shown:\n{block.text}\ngot:\n{got}" for block, got in wrong)


def test_each_file_that_is_shown_is_that_file(top: Path, readme: str, update: bool) -> None:
    shown = [block for block in blocks(readme) if "file" in block.options]
    files = [(block, (top / block.options["file"]).read_text(encoding="utf-8")) for block in shown]
    assert files
    if update:
        (top / "README.md").write_text(rewritten(readme, files), encoding="utf-8")
    else:
        assert [block.text for block in shown] == [text for _, text in files]


def test_blocks_that_are_not_run_only_install(readme: str) -> None:
    lines = [line for each in blocks(readme) if each.language == "sh" for line in each.text.splitlines()]
    assert lines
    assert all(line.startswith(INSTALLING) for line in lines), lines


def test_each_chore_that_is_named_exists(top: Path) -> None:
    documents = [(top / name).read_text(encoding="utf-8") for name in ("README.md", "CONTRIBUTING.md")]
    named = {chore for text in documents for chore in re.findall(r"python3 dev\.py (\w+)", text)}
    listed = subprocess.run(
        [sys.executable, str(top / "dev.py"), "--help"], capture_output=True, text=True, check=True
    ).stdout
    assert named
    assert named <= set(re.findall(r"^    (\w+) ", listed, re.MULTILINE))


def test_every_command_is_shown(readme: str) -> None:
    shown = {shlex.split(line)[1] for each in blocks(readme) for line in commands(each)}
    assert {"init", "check", "test", "decide", "explain", "preview", "build", "verify"} <= shown


def test_a_line_of_dots_stands_for_any_lines() -> None:
    assert pattern("$ x\n...\nend\n").fullmatch("$ x\none\ntwo\nend\n")
    assert not pattern("$ x\n...\nend\n").fullmatch("$ x\none\ntwo\n")
    assert shortened("$ x\none\ntwo\nlast\n", "$ x\n...\nend\n") == "$ x\n...\nlast\n"
