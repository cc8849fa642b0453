"""From a folder of playbooks and a book to decisions, on the command line."""

import csv
import io
import json
import sys
from pathlib import Path

import pytest

from tests.integration.cli_runs import modules_after_command, run, start
from tests.integration.sets import STANDARD, write_book, write_playbooks

DAY = "2026-03-05"
HEAVY = {"litestar", "sqlalchemy", "hypothesis"}
READERS = {"yaml", "liquid", "jsonschema", "holidays"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with `playbooks` and `book.json`."""
    write_playbooks(tmp_path / "playbooks")
    write_book(tmp_path / "book.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


class TestDecide:
    def test_people_see_what_goes_out_and_who_is_left_alone(self, place: Path) -> None:
        shown = run("decide", "--book", "book.json", "--as-of", DAY)
        assert shown.exit_code == 0
        assert "Goes out today" in shown.stdout
        assert "email · polite   1 action, 1,200.50 EUR" in shown.stdout
        assert "Acme GmbH (ACME)" in shown.stdout
        assert "ap@acme.example" in shown.stdout
        assert "held" in shown.stdout
        assert "dispute" in shown.stdout
        assert "CARL" not in shown.stdout
        assert shown.stderr == ""

    def test_programs_get_a_document(self, place: Path) -> None:
        shown = run("decide", "--book", "book.json", "--as-of", DAY, "--format", "json")
        document = json.loads(shown.stdout)
        assert document == json.loads(
            run("decide", "playbooks", "--book", "book.json", "--as-of", DAY, "--format", "json").stdout
        )
        assert document["as_of"] == DAY
        assert len(document["release"]) == 64
        assert [each["account"] for each in document["decisions"]] == ["ACME", "BETA"]
        assert document["decisions"][0]["actions"][0]["step"] == "first-notice"
        assert document["decisions"][1]["silence"]["by"] == "dispute"

    def test_lines_are_the_same_decisions(self, place: Path) -> None:
        document = json.loads(run("decide", "--book", "book.json", "--as-of", DAY, "--format", "json").stdout)
        lines = run("decide", "--book", "book.json", "--as-of", DAY, "--format", "ndjson").stdout.splitlines()
        assert [json.loads(each) for each in lines] == document["decisions"]

    def test_a_spreadsheet_has_a_row_an_action_and_one_for_each_silent_case(self, place: Path) -> None:
        shown = run("decide", "--book", "book.json", "--as-of", DAY, "--format", "csv")
        rows = list(csv.DictReader(io.StringIO(shown.stdout)))
        assert [(each["account"], each["step"], each["amount"], each["reason"]) for each in rows] == [
            ("ACME", "first-notice", "1200.50 EUR", ""),
            ("BETA", "", "", "held"),
        ]
        assert rows[0]["name"] == "Acme GmbH"

    def test_one_account(self, place: Path) -> None:
        shown = run("decide", "--book", "book.json", "--as-of", DAY, "--account", "BETA", "--format", "ndjson")
        assert [json.loads(each)["account"] for each in shown.stdout.splitlines()] == ["BETA"]
        wrong = run("decide", "--book", "book.json", "--as-of", DAY, "--account", "BETTA")
        assert wrong.exit_code == 2
        assert "did you mean `BETA`?" in wrong.stderr

    def test_records_that_cannot_be_read_are_named_and_the_rest_is_decided(self, place: Path) -> None:
        write_book(place / "book.json", broken=True)
        shown = run("decide", "--book", "book.json", "--as-of", DAY, "--format", "ndjson")
        assert shown.exit_code == 1
        assert [json.loads(each)["account"] for each in shown.stdout.splitlines()] == ["BETA"]
        assert "ACME-1" in shown.stderr
        assert "2026-02-30" in shown.stderr

    def test_strictly_nothing_is_decided_then(self, place: Path) -> None:
        write_book(place / "book.json", broken=True)
        shown = run("decide", "--book", "book.json", "--as-of", DAY, "--format", "ndjson", "--strict")
        assert (shown.exit_code, shown.stdout) == (1, "")

    def test_playbooks_with_faults_decide_nothing(self, place: Path) -> None:
        write_playbooks(place / "playbooks", standard=STANDARD.replace("do: email", "do: fax"))
        shown = run("decide", "--book", "book.json", "--as-of", DAY)
        assert (shown.exit_code, shown.stdout) == (1, "")
        assert "`fax`" in shown.stderr
        assert "playbook check playbooks" in shown.stderr

    @pytest.mark.parametrize(
        ("arguments", "message"),
        [
            (["--as-of", DAY], "no book is given"),
            (["one", "--playbooks", "two", "--book", "book.json", "--as-of", DAY], "two folders are named"),
            (["--book", "none.json", "--as-of", DAY], "none.json"),
            (["--book", "book.json", "--as-of", DAY, "--playbooks", "playbooks", "--release", "r.json"], "not both"),
            (["--book", "book.json", "--as-of", DAY, "--release", "none.json"], "`none.json` cannot be read"),
        ],
    )
    def test_wrong_use(self, place: Path, arguments: list[str], message: str) -> None:
        shown = run("decide", *arguments)
        assert (shown.exit_code, shown.stdout) == (2, "")
        assert message in shown.stderr

    def test_no_colour_without_a_terminal(self, place: Path) -> None:
        shown = start("decide", "--book", "book.json", "--as-of", DAY, folder=place)
        assert shown.returncode == 0
        assert "\x1b" not in shown.stdout + shown.stderr
        coloured = start("decide", "--book", "book.json", "--as-of", DAY, folder=place, FORCE_COLOR="1")
        assert "\x1b[1m" in coloured.stdout
        plain = start("decide", "--book", "book.json", "--as-of", DAY, folder=place, FORCE_COLOR="1", NO_COLOR="1")
        assert "\x1b[3" not in plain.stdout


class TestReleases:
    def test_a_release_decides_the_same_bytes_as_its_folder_and_needs_no_reader(self, place: Path) -> None:
        by_folder = run("decide", "--book", "book.json", "--as-of", DAY, "--format", "ndjson").stdout_bytes
        assert run("build", "playbooks", "-o", "release.json").exit_code == 0
        (place / "playbooks").rename(place / "elsewhere")
        arguments = ("decide", "--release", "release.json", "--book", "book.json", "--as-of", DAY, "--format", "ndjson")
        by_release = run(*arguments)
        assert by_release.exit_code == 0
        assert by_release.stdout_bytes == by_folder
        loaded = modules_after_command(*arguments, folder=place)
        assert "msgspec" in loaded
        assert not loaded & (READERS | HEAVY)

    def test_the_fingerprint_is_of_the_meaning(self, place: Path) -> None:
        first = run("build", "-o", "a.json")
        write_playbooks(
            place / "playbooks", standard="# another comment\n" + STANDARD.replace("version: 3", "version:  3")
        )
        assert run("build", "-o", "b.json").stdout == first.stdout
        write_playbooks(place / "playbooks", standard=STANDARD.replace("3 days", "4 days"))
        assert run("build", "-o", "c.json").stdout != first.stdout

    def test_building_tells_programs_the_fingerprints(self, place: Path) -> None:
        told = json.loads(run("build", "-o", "release.json", "--format", "json").stdout)
        assert len(told["fingerprint"]) == 64
        assert list(told["playbooks"]) == ["standard@3"]
        write_playbooks(place / "playbooks", standard=STANDARD.replace("version: 3", "version: 4"))
        told = json.loads(run("build", "-o", "next.json", "--previous", "release.json", "--format", "json").stdout)
        assert told["kept"] == ["standard@3"]

    def test_a_receipt_is_verified_and_says_which_part_differs(self, place: Path) -> None:
        run("build", "-o", "release.json")
        assert (
            run(
                "decide", "--release", "release.json", "--book", "book.json", "--as-of", DAY, "--receipt", "r.json"
            ).exit_code
            == 0
        )
        held = run("verify", "r.json", "--release", "release.json", "--book", "book.json")
        assert held.exit_code == 0
        assert "the receipt holds" in held.stdout
        assert run("verify", "r.json", "--playbooks", "playbooks", "--book", "book.json").exit_code == 0
        write_book(place / "book.json", broken=True)
        broken = run("verify", "r.json", "--release", "release.json", "--book", "book.json", "--format", "json")
        assert broken.exit_code == 1
        parts = [each["part"] for each in json.loads(broken.stdout)["differences"]]
        assert parts == ["state", "cases", "decisions"]


class TestForecastExplainPreview:
    def test_a_forecast_shows_the_coming_days(self, place: Path) -> None:
        shown = run("forecast", "--book", "book.json", "--as-of", "2026-03-01", "--until", "2026-05-01")
        assert shown.exit_code == 0
        assert "Thu 2026-03-05" in shown.stdout
        assert "relationship owner approves" in shown.stdout
        assert "until 2026-05-01" in shown.stdout
        rows = list(
            csv.DictReader(
                io.StringIO(
                    run(
                        "forecast", "--book", "book.json", "--as-of", "2026-03-01", "--days", "10", "--format", "csv"
                    ).stdout
                )
            )
        )
        assert {each["day"] for each in rows if each["step"]} == {DAY}

    def test_a_silence_is_explained(self, place: Path) -> None:
        shown = run("explain", "--book", "book.json", "--as-of", DAY, "--account", "BETA")
        assert shown.exit_code == 0
        assert "dispute" in shown.stdout
        document = json.loads(
            run(
                "explain", "playbooks", "--book", "book.json", "--as-of", DAY, "--item", "BETA-1", "--format", "json"
            ).stdout
        )
        assert document[0]["trace"]["decision"]["silence"]["reason"] == "held"
        assert document[0]["sentences"]

    def test_a_paid_item_has_nothing_to_explain(self, place: Path) -> None:
        shown = run("explain", "--book", "book.json", "--as-of", DAY, "--item", "CARL-1")
        assert shown.exit_code == 2
        assert "`CARL-1` is not open" in shown.stderr

    def test_a_message_is_shown_in_each_language(self, place: Path) -> None:
        shown = run("preview", "--book", "book.json", "--as-of", DAY, "--account", "ACME")
        assert shown.exit_code == 0
        assert "Bitte zahlen Sie 1.200,50" in shown.stdout
        assert "Please pay €1,200.50" in shown.stdout
        assert shown.stdout.index("Bitte") < shown.stdout.index("Please")
        document = json.loads(
            run(
                "preview",
                "--book",
                "book.json",
                "--as-of",
                DAY,
                "--account",
                "ACME",
                "--language",
                "en",
                "--format",
                "json",
            ).stdout
        )
        assert [each["language"] for each in document[0]["texts"]] == ["en"]


def test_this_interpreter_runs_the_module(place: Path) -> None:
    assert sys.executable
    shown = start("decide", "--book", "book.json", "--as-of", DAY, "--format", "ndjson", folder=place)
    assert shown.returncode == 0
    assert len(shown.stdout.splitlines()) == 2
