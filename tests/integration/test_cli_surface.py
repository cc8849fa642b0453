"""What every command has in common: help with examples, exit codes, completion, and what is loaded for it."""

import re
import shlex
from pathlib import Path

import click
import pytest

from playbook_engine.cli.commands.completion import completion
from playbook_engine.cli.main import _PANELS, COMMANDS, main
from tests.integration.cli_runs import modules_after_command, run, start

HEAVY = {"litestar", "sqlalchemy", "hypothesis", "alembic", "aiosqlite", "asyncpg", "pytest", "jinja2"}
READERS = {"yaml", "liquid", "jsonschema", "holidays", "rapidfuzz"}


def command(name: str) -> click.Command:
    found = main.get_command(click.Context(main), name)
    assert found is not None
    return found


def test_every_command_stands_in_one_panel_of_the_help() -> None:
    assert sorted(name for names in _PANELS.values() for name in names) == sorted(COMMANDS)
    shown = run("--help")
    assert shown.exit_code == 0
    for name in COMMANDS:
        assert re.search(rf"^│ {name} +\w", shown.stdout, re.MULTILINE), name


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_with_examples_that_its_parser_knows(name: str) -> None:
    assert run(name, "--help").exit_code == 0
    help_text = command(name).help or ""
    examples = help_text.partition("Examples:\n")[2].splitlines()
    assert examples
    for line in examples:
        words = shlex.split(re.split(r"  +|>|\)", line.removeprefix("$ ").removeprefix('eval "$('))[0])
        assert words[:2] == ["playbook", name], line
        command(name).make_context(name, words[2:], resilient_parsing=False)


def test_the_page_of_the_command_line_names_every_command_and_its_formats(top: Path) -> None:
    page = (top / "docs" / "command-line.md").read_text(encoding="utf-8")
    rows = {row.split("`")[1].split()[0]: row for row in page.splitlines() if row.startswith("| `")}
    assert list(rows) == list(COMMANDS)
    for name in COMMANDS:
        for option in command(name).params:
            if option.name == "form" and isinstance(option.type, click.Choice):
                assert rows[name].endswith(f"| {' '.join(f'`{each}`' for each in option.type.choices)} |")


def test_the_version_is_printed() -> None:
    shown = run("--version")
    assert shown.exit_code == 0
    assert re.fullmatch(r"playbook, version \d+\.\d+\.\d+\n", shown.stdout)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_shells_get_their_completion(shell: str) -> None:
    shown = run("completion", shell)
    assert shown.exit_code == 0
    assert "_PLAYBOOK_COMPLETE" in shown.stdout
    assert completion.name == "completion"


def test_completion_names_commands_and_options(tmp_path: Path) -> None:
    words = {"_PLAYBOOK_COMPLETE": "bash_complete", "COMP_WORDS": "playbook dec", "COMP_CWORD": "1"}
    assert "plain,decide" in start(folder=tmp_path, **words).stdout
    words |= {"COMP_WORDS": "playbook decide --as", "COMP_CWORD": "2"}
    assert "plain,--as-of" in start(folder=tmp_path, **words).stdout


@pytest.mark.parametrize(
    ("arguments", "message", "help"),
    [
        (["decid"], "there is no command `decid`", "did you mean `playbook decide`?"),
        (["xyz"], "there is no command `xyz`", "`playbook --help` lists them all"),
        (["decide", "--as-of", "16.3.2026"], "`16.3.2026` is neither a day nor an instant", "2026-03-16"),
        (["decide", "--as-of", "2026-03-16T09:00"], "does not say in which time zone", "+01:00"),
        (["decide"], "no day is given to decide for", "--as-of"),
        (["check", "nowhere"], "`nowhere` does not exist", "organisation.yaml"),
        (["check"], "there are no playbooks here", "playbook init"),
        (["check", "one", "--playbooks", "two"], "two folders are named", "one of them"),
        (["explain"], "no case is named", "--account ID"),
        (["explain", "PB999"], "there is no code `PB999`", "PB201"),
        (["preview"], "no account is given", "--account ID"),
        (["facts", "account.teir"], "there is no fact `account.teir`", "did you mean `account.tier`?"),
    ],
)
def test_wrong_use_says_what_to_do(
    arguments: list[str], message: str, help: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    shown = run(*arguments)
    assert shown.exit_code == 2
    assert shown.stdout == ""
    assert message in shown.stderr
    assert help in shown.stderr


def test_help_loads_neither_rich_tables_nor_the_engine(tmp_path: Path) -> None:
    loaded = modules_after_command("--version", folder=tmp_path)
    assert not loaded & (HEAVY | READERS)


@pytest.mark.parametrize("code", ["PB290", "pb290"])
def test_a_code_is_explained_by_its_page(code: str) -> None:
    shown = run("explain", code)
    assert shown.exit_code == 0
    assert shown.stdout.startswith("# PB290: ")
    assert "## Why" in shown.stdout
