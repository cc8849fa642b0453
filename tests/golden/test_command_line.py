"""What the command line prints for people, on a small set of playbooks and a small book."""

import re
from pathlib import Path

import pytest

from tests.golden_files import Golden
from tests.integration.cli_runs import run
from tests.integration.sets import STANDARD, TEST, write_book, write_playbooks

BOOK = ("--book", "book.json")

SHOWN = {
    "decide": ("decide", *BOOK, "--as-of", "2026-03-05"),
    "decide-later": ("decide", *BOOK, "--as-of", "2026-04-01T10:00:00+02:00"),
    "decide-csv": ("decide", *BOOK, "--as-of", "2026-04-01", "--format", "csv"),
    "forecast": ("forecast", *BOOK, "--as-of", "2026-03-04", "--days", "60"),
    "explain": ("explain", *BOOK, "--as-of", "2026-03-05", "--account", "BETA"),
    "preview": ("preview", *BOOK, "--as-of", "2026-03-05", "--account", "ACME"),
    "facts": ("facts", "case"),
    "fact": ("facts", "account.x.health"),
    "test": ("test", "--coverage"),
}


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with `playbooks` and `book.json`."""
    write_playbooks(tmp_path / "playbooks")
    write_book(tmp_path / "book.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def same_release(text: str) -> str:
    """Without the fingerprint of the release, which is the business of other tests."""
    return re.sub(r"release [0-9a-f]{12}", "release 0123456789ab", text)


@pytest.mark.parametrize("name", SHOWN)
def test_a_command_prints(name: str, golden: Golden) -> None:
    shown = run(*SHOWN[name])
    assert (shown.exit_code, shown.stderr) == (0, "")
    golden(f"command-line/{name}.txt", same_release(shown.stdout))


def test_a_failing_timeline_test_prints(place: Path, golden: Golden) -> None:
    write_playbooks(place / "playbooks", test=TEST.replace("tone: polite", "tone: final"))
    golden("command-line/test-failed.txt", run("test").stdout)


def test_a_check_that_finds_something_prints(place: Path, golden: Golden) -> None:
    write_playbooks(place / "playbooks", standard=STANDARD.replace("tone: polite", "tone: polit"))
    golden("command-line/check-failed.txt", run("check").stdout)


def test_a_spoilt_book_prints(place: Path, golden: Golden) -> None:
    write_book(place / "book.json", broken=True)
    shown = run("decide", *BOOK, "--as-of", "2026-03-05")
    golden("command-line/decide-spoilt-book.txt", f"{same_release(shown.stdout)}\n--- error output ---\n{shown.stderr}")


def test_a_receipt_that_does_not_hold_prints(place: Path, golden: Golden) -> None:
    run("decide", *BOOK, "--as-of", "2026-03-05", "--receipt", "receipt.json")
    write_playbooks(place / "playbooks", standard=STANDARD.replace("3 days", "4 days"))
    shown = run("verify", "receipt.json", *BOOK)
    digests = dict.fromkeys(re.findall(r"\b[0-9a-f]{12}\b", shown.stdout))
    text = shown.stdout
    for number, digest in enumerate(digests, 1):
        text = text.replace(digest, f"digest-{number:05}")
    golden("command-line/verify-failed.txt", text)
