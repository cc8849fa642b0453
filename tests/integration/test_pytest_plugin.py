"""Timeline tests of a playbook folder as items of pytest."""

import tomllib
from pathlib import Path

import pytest

from tests.integration.sets import TEST, write_playbooks

pytest_plugins = ["pytester"]


PLUGIN = "playbook_engine.cli.pytest_plugin"


@pytest.fixture
def folder(pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with playbooks, in which no plugin but ours is loaded."""
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
    pytester.makeini("[pytest]\n")
    return write_playbooks(pytester.path / "rules")


def outcome(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    return pytester.runpytest_subprocess("-p", PLUGIN, "-p", "no:cacheprovider", *arguments)


def test_the_plugin_is_found_by_pytest_itself(top: Path) -> None:
    about = tomllib.loads((top / "pyproject.toml").read_text(encoding="utf-8"))
    assert list(about["project"]["entry-points"]["pytest11"].values()) == [PLUGIN]


def test_each_timeline_test_is_an_item(pytester: pytest.Pytester, folder: Path) -> None:
    result = outcome(pytester, "-v")
    result.assert_outcomes(passed=1)
    result.stdout.fnmatch_lines(["*rules/tests/standard.yaml::the first notice comes three days after due PASSED*"])


def test_a_failure_shows_the_day_and_both_sides_and_no_stack(pytester: pytest.Pytester, folder: Path) -> None:
    write_playbooks(folder, test=TEST.replace("tone: polite", "tone: final"))
    result = outcome(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*2026-03-05*", "expected: *final*", "got: *polite*"])
    result.stdout.no_fnmatch_line("*Traceback*")


def test_faults_of_a_test_file_are_a_failing_item(pytester: pytest.Pytester, folder: Path) -> None:
    write_playbooks(folder, test=TEST.replace("step: first-notice", "step: frist-notice"))
    result = outcome(pytester)
    result.assert_outcomes(failed=1)
    result.stdout.fnmatch_lines(["*tests/standard.yaml:*frist-notice*"])


def test_faults_of_playbooks_are_a_failing_item(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "standard.yaml").write_text("playbook: [")
    outcome(pytester).assert_outcomes(failed=1)


def test_other_yaml_files_are_let_be(pytester: pytest.Pytester, folder: Path) -> None:
    (folder / "organisation.yaml").unlink()
    outcome(pytester).assert_outcomes()


def test_collecting_can_be_switched_off(pytester: pytest.Pytester, folder: Path) -> None:
    pytester.makeini("[pytest]\nplaybook_tests = false\n")
    outcome(pytester).assert_outcomes()
