"""The golden files' own promises: a difference fails, `--update` writes, and an unused file fails."""

import subprocess
import sys
from pathlib import Path

import pytest

TEST = """
def test_it(golden):
    golden("one.txt", {text!r})
"""


@pytest.fixture
def checkout(top: Path, tmp_path: Path) -> Path:
    """A checkout with nothing but the machinery of golden files and one test that uses it."""
    tests = tmp_path / "tests"
    (tests / "golden" / "expected").mkdir(parents=True)
    for name in ("__init__.py", "conftest.py", "databases.py", "golden_files.py"):
        (tests / name).write_bytes((top / "tests" / name).read_bytes())
    (tmp_path / "pytest.ini").write_text(
        "[pytest]\npythonpath = .\naddopts = --import-mode=importlib -p no:schemathesis\n"
    )
    return tmp_path


def outcome(checkout: Path, text: str, *options: str) -> tuple[int, str]:
    (checkout / "tests" / "golden" / "test_one.py").write_text(TEST.format(text=text))
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "tests/golden", *options]
    done = subprocess.run(command, cwd=checkout, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def expected(checkout: Path) -> Path:
    return checkout / "tests" / "golden" / "expected"


def test_a_missing_file_fails_and_says_what_to_do(checkout: Path) -> None:
    status, output = outcome(checkout, "text\n")
    assert status == 1
    assert "run this test with --update" in output


def test_update_writes_and_the_next_run_passes(checkout: Path) -> None:
    assert outcome(checkout, "text\r\n", "--update")[0] == 0
    assert (expected(checkout) / "one.txt").read_bytes() == b"text\r\n"
    assert outcome(checkout, "text\r\n")[0] == 0


def test_a_difference_fails_and_is_shown(checkout: Path) -> None:
    outcome(checkout, "old\n", "--update")
    status, output = outcome(checkout, "new\n")
    assert status == 1
    assert "-old" in output
    assert "+new" in output


@pytest.mark.parametrize("options", [(), ("-n2",)])
def test_an_unused_file_fails_a_whole_run(checkout: Path, options: tuple[str, ...]) -> None:
    outcome(checkout, "text\n", "--update")
    (expected(checkout) / "stale.txt").write_text("left behind\n")
    status, output = outcome(checkout, "text\n", *options)
    assert status == 1
    assert "unused golden file tests/golden/expected/stale.txt" in output


def test_an_unused_file_is_let_be_when_only_some_tests_run(checkout: Path) -> None:
    outcome(checkout, "text\n", "--update")
    (expected(checkout) / "stale.txt").write_text("left behind\n")
    assert outcome(checkout, "text\n", "-k", "test_it")[0] == 0


def test_update_drops_unused_files(checkout: Path) -> None:
    (expected(checkout) / "stale.txt").write_text("left behind\n")
    assert outcome(checkout, "text\n", "--update")[0] == 0
    assert not (expected(checkout) / "stale.txt").exists()
