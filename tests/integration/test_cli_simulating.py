"""`playbook simulate` on the sample book: the scenario of the documentation, its formats, and what goes wrong."""

import csv
import io
import json
from pathlib import Path

import pytest

from tests.integration.cli_runs import run

TOP = Path(__file__).parents[2]
BOOK = TOP / "examples" / "book"
PLAYBOOKS = TOP / "playbooks"
SPRING = TOP / "examples" / "scenarios" / "spring.yaml"
FIXED = ("simulate", PLAYBOOKS, "--book", BOOK)


def test_the_scenario_of_the_documentation_is_the_one_that_runs() -> None:
    page = (TOP / "docs" / "simulation.md").read_text(encoding="utf-8")
    assert f"```yaml\n{SPRING.read_text(encoding='utf-8')}```" in page


class TestScenario:
    def test_it_is_shown_in_tables(self) -> None:
        shown = run(*FIXED, "--scenario", SPRING, "--runs", "3")
        assert shown.exit_code == 0, shown.output
        for title in ("Contacts", "People", "Cases, by day", "Days from due", "Money", "Cost of contacts", "3 runs"):
            assert f"\n{title}" in shown.stdout
        assert "no promise" in shown.stdout
        assert "seed `spring`" in shown.stdout

    def test_nothing_goes_out_while_it_is_down_and_the_hold_holds(self) -> None:
        found = json.loads(run(*FIXED, "--scenario", SPRING, "--runs", "1", "--format", "json").stdout)
        days = {each["day"] for each in found["acts"]}
        assert days
        assert not {day for day in days if "2026-04-06" <= day <= "2026-04-12"}
        acts = [each for each in found["acts"] if each["account"] == "A-017"]
        held = [each for each in acts if "2026-04-20" <= each["day"] <= "2026-05-31"]
        assert acts
        assert not held
        assert "2026-04-02" in {each["day"] for each in found["measures"]["cash"] if each["paid"]["minor"]}

    def test_two_processes_print_the_same_bytes(self) -> None:
        one, two = (
            run(*FIXED, "--scenario", SPRING, "--runs", "2", "--format", "json", "--processes", count).stdout_bytes
            for count in ("1", "2")
        )
        assert one == two


class TestFormats:
    def test_lines_and_rows_are_the_same_acts(self) -> None:
        told = (*FIXED, "--as-of", "2026-03-16", "--days", "14")
        lines = [json.loads(each) for each in run(*told, "--format", "ndjson").stdout.splitlines()]
        rows = list(csv.DictReader(io.StringIO(run(*told, "--format", "csv").stdout)))
        assert [each["action"]["id"] for each in lines] == [each["id"] for each in rows]
        assert {each["day"] for each in rows} <= {f"2026-03-{day}" for day in range(16, 31)}

    def test_without_events_it_is_the_forecast(self) -> None:
        told = ("--book", BOOK, "--as-of", "2026-03-16", "--days", "30", "--format", "json")
        acts = json.loads(run("simulate", PLAYBOOKS, *told).stdout)["acts"]
        decisions = json.loads(run("forecast", PLAYBOOKS, *told).stdout)["decisions"]
        foreseen = [action["id"] for each in decisions for action in each.get("actions", ())]
        assert [each["action"]["id"] for each in acts] == foreseen


class TestFaults:
    def test_a_file_with_faults_is_shown_with_its_lines(self, tmp_path: Path) -> None:
        path = tmp_path / "wrong.yaml"
        path.write_text("from: 2026-03-16\nevents:\n  - {on: 2026-03-20, payment: in full, for: X}\n", encoding="utf-8")
        shown = run(*FIXED, "--scenario", path)
        assert shown.exit_code == 1
        assert "error[PB506]: there is no item or invoice `X`" in shown.stderr
        assert "wrong.yaml:3:" in shown.stderr
        assert not shown.stdout

    def test_what_cannot_happen_is_said_with_its_line(self, tmp_path: Path) -> None:
        path = tmp_path / "odd.yaml"
        path.write_text("from: 2026-03-16\nevents: {on: 2026-03-20, approved: final-notice, account: A-001}\n", "utf-8")
        shown = run(*FIXED, "--scenario", path)
        assert shown.exit_code == 2
        assert "odd.yaml:2: on 2026-03-20 nobody was asked to approve `final-notice`" in shown.stderr.replace("\n", "")

    @pytest.mark.parametrize(
        ("options", "sentence"),
        [
            ((), "no first day is given"),
            (("--as-of", "2026-03-16", "--until", "2026-03-01"), "`2026-03-01` is before 2026-03-16"),
            (("--as-of", "soon"), "`soon` is no day"),
            (("--scenario", "none.yaml"), "`none.yaml` cannot be read"),
            (("--as-of", "2026-03-16", "--account", "A-0001"), "there is no account `A-0001`"),
            (("--as-of", "2026-03-16", "--runs", "0"), "`0` is no number of runs"),
        ],
    )
    def test_wrong_use_says_what_to_do(self, options: tuple[str, ...], sentence: str) -> None:
        shown = run(*FIXED, *options)
        assert shown.exit_code == 2
        assert sentence in shown.stderr
        assert "help: " in shown.stderr
