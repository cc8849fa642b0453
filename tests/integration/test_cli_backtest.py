"""Back-tests and plots on the command line."""

import csv
import io
import json
from collections import Counter
from pathlib import Path

import pytest

from playbook_engine.service import pictures
from tests.integration.cli_runs import modules_after_command, run
from tests.integration.sets import write_book, write_playbooks

SPAN = ("--from", "2026-03-01", "--until", "2026-04-15")
BACK = ("backtest", "playbooks", "--book", "book.json", *SPAN)
COMING = ("--to", "playbooks", "--book", "examples/book", "--as-of", "2026-03-16", "--days", "14")
SAMPLE = ("backtest", "--book", "examples/book", "--from", "2026-02-20", "--until", "2026-03-16")


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with `playbooks` and `book.json`."""
    write_playbooks(tmp_path / "playbooks")
    write_book(tmp_path / "book.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def checkout(top: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The starter playbooks and the sample book."""
    monkeypatch.chdir(top)
    return top


class TestBackTest:
    def test_people_see_both_sides_counted(self, checkout: Path) -> None:
        shown = run(*SAMPLE)
        assert shown.exit_code == 0
        for title in ("By step", "By kind", "By tone", "By day", "By account", "Would have needed a person"):
            assert f"\n{title}\n" in shown.stdout
        assert "… and " in shown.stdout
        assert "… and " not in run(*SAMPLE, "--all").stdout
        assert shown.stderr == ""

    def test_programs_get_both_lists_and_the_counts(self, checkout: Path) -> None:
        told = json.loads(run(*SAMPLE, "--format", "json").stdout)
        assert told["compared"]["would"] == len(told["would"]) > 50
        assert told["compared"]["did"] == len(told["did"]) > 40
        steps = Counter((each["playbook"], each["action"]["step"]) for each in told["did"])
        assert {tuple(row["name"]): row["did"] for row in told["compared"]["by_step"] if row["did"]} == steps

    def test_a_spreadsheet_has_a_row_for_each_piece_of_work(self, checkout: Path) -> None:
        compared = json.loads(run(*SAMPLE, "--format", "json").stdout)["compared"]
        rows = list(csv.DictReader(io.StringIO(run(*SAMPLE, "--format", "csv").stdout)))
        assert sum(bool(row["would_on"]) for row in rows) == compared["would"]
        assert sum(bool(row["did_on"]) for row in rows) == compared["did"]
        assert sum(row["would_on"] == row["did_on"] for row in rows) == compared["same_day"]
        assert sum(not row["did_on"] for row in rows) == compared["only_would"]

    def test_two_processes_say_the_same(self, checkout: Path) -> None:
        forms = [run(*SAMPLE, "--format", "json", "--processes", count).stdout for count in ("1", "2")]
        assert forms[0] == forms[1]

    def test_one_account_is_shown_alone(self, checkout: Path) -> None:
        told = json.loads(run(*SAMPLE, "--format", "json", "--account", "A-038").stdout)
        assert {each["account"] for each in (*told["would"], *told["did"])} == {"A-038"}

    def test_what_a_reader_has_to_know_is_said_beside(self, place: Path) -> None:
        shown = run(*BACK)
        assert shown.exit_code == 0
        assert "the book has no touches on these days" in shown.stderr
        assert "what is shown of later days is a forecast" in shown.stderr
        assert run(*BACK, "--quiet").stderr == ""

    def test_with_nothing_to_say_that_is_said(self, place: Path) -> None:
        shown = run("backtest", "playbooks", "--book", "book.json", "--from", "2020-01-01", "--until", "2020-01-31")
        assert "Nothing would have gone out, and nothing did" in shown.stdout

    def test_sources_that_nobody_read_silence_what_hangs_on_them(self, checkout: Path) -> None:
        recorded = json.loads(run(*SAMPLE, "--format", "json", "--syncs", "recorded").stdout)
        daily = json.loads(run(*SAMPLE, "--format", "json").stdout)
        assert len(recorded["would"]) < len(daily["would"])

    @pytest.mark.parametrize(
        ("more", "message", "help"),
        [
            (("--from", ""), "needs its first and its last day", "--from"),
            (("--until", "2026-02-01"), "`2026-02-01` is before 2026-03-01", "last day"),
            (("--account", "ACNE"), "there is no account `ACNE`", "`ACME`"),
            (("--processes", "-1"), "`-1` is no number of processes", "0"),
            (("--plot", "timeline"), "the plot `timeline` is of one account", "--account"),
            (("--plot", "calendar", "--format", "csv"), "a plot is for people", "--plots DIR"),
        ],
    )
    def test_wrong_use_says_what_to_do(self, place: Path, more: tuple[str, ...], message: str, help: str) -> None:
        shown = run(*BACK, *more)
        assert (shown.exit_code, shown.stdout) == (2, "")
        assert message in shown.stderr
        assert help in shown.stderr

    def test_it_loads_no_pictures_and_no_server(self, place: Path) -> None:
        loaded = modules_after_command(*BACK, folder=place)
        assert not loaded & {"vl_convert", "litestar", "sqlalchemy", "hypothesis"}


class TestPlots:
    @pytest.mark.parametrize(
        ("command", "title"),
        [
            ((*SAMPLE, "--plot", "compared"), "What was done, and what would have been"),
            ((*SAMPLE, "--plot", "timeline", "--account", "A-038"), "A-038: its items, and what was said about them"),
            (("forecast", "--book", "examples/book", "--as-of", "2026-03-16", "--plot", "calendar"), "Contacts by day"),
            (("forecast", "--book", "examples/book", "--as-of", "2026-03-16", "--plot", "ageing"), "Open balance"),
            (("plan", "--from", "playbooks", *COMING, "--plot", "after"), "Contacts by day"),
            (("simulate", "--book", "examples/book", "--as-of", "2026-03-16", "--plot", "funnel"), "How far customers"),
        ],
    )
    def test_one_is_drawn_in_place_of_tables(self, checkout: Path, command: tuple[str, ...], title: str) -> None:
        shown = run(*command)
        assert shown.exit_code == 0
        assert title in shown.stdout
        assert "By step" not in shown.stdout
        assert "█" in shown.stdout or "─" in shown.stdout

    def test_all_are_written_into_a_folder(self, checkout: Path, tmp_path: Path) -> None:
        folder = tmp_path / "plots"
        shown = run(*SAMPLE, "--plots", folder, "--plots-as", "json")
        assert shown.exit_code == 0
        assert "By step" in shown.stdout, "the tables all the same"
        assert sorted(path.name for path in folder.iterdir()) == [
            f"{name}.vl.json" for name in ("ageing", "calendar", "compared", "funnel")
        ]
        contacts = json.loads((folder / "calendar.vl.json").read_bytes())["datasets"]["contacts"]
        told = json.loads(run(*SAMPLE, "--format", "json").stdout)["compared"]
        assert sum(row["contacts"] for row in contacts) == told["messages_would"]

    def test_pictures_are_written_where_the_extra_is_there(self, checkout: Path, tmp_path: Path) -> None:
        pytest.importorskip("vl_convert", reason="the extra `plots` is not installed")
        run(*SAMPLE, "--plots", tmp_path)
        assert (tmp_path / "calendar.png").read_bytes().startswith(b"\x89PNG")

    def test_where_it_is_not_that_is_said_before_any_work(
        self, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(pictures, "can_draw", lambda: False)
        shown = run("backtest", "--book", "nowhere", *SPAN, "--plots", tmp_path)
        assert shown.exit_code == 2
        assert "pictures of plots need an extra that is not installed" in shown.stderr
        assert "playbook-engine[plots]" in shown.stderr
