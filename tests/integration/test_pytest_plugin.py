"""Timeline tests of a playbook folder as items of pytest."""

from importlib.metadata import entry_points
from pathlib import Path

import pytest

from tests.integration.sets import TEST, write_playbooks

pytest_plugins = ["pytester"]


@pytest.fixture
def folder(pytester: pytest.Pytester) -> Path:
    """A project with playbooks, in which only our plugin is loaded."""
    pytester.makeini("[pytest]\n")
    return write_playbooks(pytester.path / "rules")


def outcome(pytester: pytest.Pytester, *arguments: str) -> pytest.RunResult:
    plugin = () if installed() else ("-p", "playbook_engine.cli.pytest_plugin")
    return pytester.runpytest_subprocess(*plugin, "-p", "no:cacheprovider", *arguments)


def installed() -> bool:
    return any(each.value == "playbook_engine.cli.pytest_plugin" for each in entry_points(group="pytest11"))


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
