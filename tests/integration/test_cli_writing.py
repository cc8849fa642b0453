"""Writing playbooks with the command line: start, check, format, test, list facts."""

import json
import subprocess
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tests.integration.cli_runs import modules_after_command, run
from tests.integration.sets import ORGANISATION, STANDARD, TEST, write_book, write_playbooks

HEAVY = {"litestar", "sqlalchemy", "hypothesis", "alembic", "pytest"}


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with `playbooks`."""
    write_playbooks(tmp_path / "playbooks")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


class TestCheck:
    def test_a_good_folder_passes(self, place: Path) -> None:
        for arguments in ([], ["playbooks"], ["--playbooks", "playbooks"]):
            shown = run("check", *arguments)
            assert (shown.exit_code, shown.stderr) == (0, "")
            assert "no faults found: 1 playbook in `playbooks`" in shown.stdout

    def test_a_fault_is_shown_with_its_place_as_seen_from_here(self, place: Path) -> None:
        write_playbooks(place / "playbooks", standard=STANDARD.replace("tone: polite", "tone: polit"))
        shown = run("check")
        assert shown.exit_code == 1
        assert "playbooks/standard.yaml:9:11" in shown.stdout
        assert "tone: polit" in shown.stdout
        assert "did you mean `polite`?" in shown.stdout
        assert "1 error in 1 file" in shown.stdout

    def test_machines_get_json_annotations_and_sarif(self, place: Path) -> None:
        write_playbooks(place / "playbooks", standard=STANDARD.replace("tone: polite", "tone: polit"))
        document = json.loads(run("check", "--format", "json").stdout)
        assert document["summary"]["errors"] == 1
        assert document["diagnostics"][0]["place"]["path"] == "playbooks/standard.yaml"
        for folder in ("playbooks", place / "playbooks"):
            annotation = run("check", folder, "--format", "github").stdout
            assert annotation.startswith("::error title=PB")
            assert ",file=playbooks/standard.yaml,line=9," in annotation
        sarif = json.loads(run("check", "--format", "sarif").stdout)
        assert sarif["runs"][0]["results"][0]["level"] == "error"

    def test_checking_loads_no_server_no_database_no_hypothesis(self, place: Path) -> None:
        loaded = modules_after_command("check", "playbooks", folder=place)
        assert "yaml" in loaded
        assert not loaded & HEAVY

    def test_a_folder_above_or_beside_is_pointed_out(self, place: Path) -> None:
        shown = run("check", ".")
        assert shown.exit_code == 2
        assert "did you mean `playbooks`?" in shown.stderr
        shown = run("check", "playbooks/tests")
        assert "did you mean `playbooks`?" in shown.stderr

    def test_since_a_revision_a_folder_or_a_release(self, place: Path) -> None:
        git(place, "init", "-q", "-b", "main")
        git(place, "add", ".")
        git(place, "commit", "-q", "-m", "one")
        write_playbooks(place / "old")
        run("build", "-o", "release.json")
        for state in ("main", "old", "release.json"):
            assert run("check", "--since", state).exit_code == 0
        write_playbooks(place / "playbooks", standard=STANDARD.replace("3 days", "4 days"))
        for state in ("main", "old", "release.json"):
            shown = run("check", "--since", state)
            assert shown.exit_code == 1
            assert "PB290" in shown.stdout
            assert "playbooks/standard.yaml:3:10" in shown.stdout
        raised = STANDARD.replace("3 days", "4 days").replace("version: 3", "version: 4")
        write_playbooks(place / "playbooks", standard=raised)
        assert run("check", "--since", "main").exit_code == 0

    def test_a_removed_playbook_is_a_warning_that_strict_refuses(self, place: Path) -> None:
        write_playbooks(place / "old", organisation=ORGANISATION.replace("[standard]", "[standard, gone]"))
        (place / "old" / "gone.yaml").write_text(STANDARD.replace("playbook: standard", "playbook: gone"))
        shown = run("check", "--since", "old")
        assert shown.exit_code == 0
        assert "PB293" in shown.stdout
        assert run("check", "--since", "old", "--strict").exit_code == 1
        write_book(place / "book.json")
        assert "PB293" not in run("check", "--since", "old", "--strict", "--book", "book.json").stdout

    def test_a_state_that_is_not_there_is_wrong_use(self, place: Path) -> None:
        git(place, "init", "-q")
        shown = run("check", "--since", "nowhere")
        assert shown.exit_code == 2
        assert "git knows no revision `nowhere`" in shown.stderr


class TestTests:
    def test_tests_that_pass(self, place: Path) -> None:
        shown = run("test")
        assert shown.exit_code == 0
        assert "✓ the first notice comes three days after due" in shown.stdout
        assert "1 test, all passed" in shown.stdout
        assert "exhausted exhausted-1" in run("test", "--coverage").stdout

    def test_a_failure_shows_the_day_and_both_sides(self, place: Path) -> None:
        write_playbooks(place / "playbooks", test=TEST.replace("tone: polite", "tone: final"))
        shown = run("test")
        assert shown.exit_code == 1
        assert "✗ the first notice comes three days after due" in shown.stdout
        assert "2026-03-05" in shown.stdout
        assert "expected:" in shown.stdout
        assert "got:" in shown.stdout
        assert "1 failed" in shown.stdout

    def test_machines_get_json_and_junit(self, place: Path) -> None:
        write_playbooks(place / "playbooks", test=TEST.replace("tone: polite", "tone: final"))
        document = json.loads(run("test", "--format", "json").stdout)
        assert document["passed"] is False
        assert document["tests"][0]["failures"][0]["day"] == "2026-03-05"
        suites = ET.fromstring(run("test", "--format", "junit").stdout)  # noqa: S314 - our own document
        assert [(each.get("name"), each.get("failures")) for each in suites] == [("tests/standard.yaml", "1")]
        assert suites.find("testsuite/testcase/failure") is not None

    def test_a_test_file_with_faults_fails(self, place: Path) -> None:
        write_playbooks(place / "playbooks", test=TEST.replace("step: first-notice", "step: frist-notice"))
        shown = run("test")
        assert shown.exit_code == 1
        assert "frist-notice" in shown.stderr
        assert "playbooks/tests/standard.yaml" in shown.stderr
        assert shown.stdout == "no test was run: the playbooks or their tests have faults\n"

    def test_some_tests(self, place: Path) -> None:
        assert run("test", "-k", "nothing of the kind").stdout == "no test was run\n"
        assert "1 test" in run("test", "-k", "THREE DAYS").stdout


class TestFormat:
    def test_a_folder_is_brought_into_form_once(self, place: Path) -> None:
        run("fmt")
        assert run("fmt", "--check").exit_code == 0
        path = place / "playbooks" / "standard.yaml"
        usual = path.read_text()
        messy = usual.replace("version: 3", "version:    3").replace("playbook: standard", "playbook:   standard")
        path.write_text(messy)
        assert run("fmt", "--check").exit_code == 1
        assert "+version: 3" in run("fmt", "--diff").stdout
        told = json.loads(run("fmt", "--check", "--format", "json").stdout)
        assert [each["path"] for each in told["files"] if each["changes"]] == ["playbooks/standard.yaml"]
        assert path.read_text() == messy
        shown = run("fmt")
        assert (shown.exit_code, shown.stdout) == (0, "playbooks/standard.yaml\n")
        assert path.read_text() == usual
        assert run("fmt", "--check", "playbooks/standard.yaml").exit_code == 0

    def test_a_file_that_cannot_be_read_stays_as_it_is(self, place: Path) -> None:
        broken = "playbook:   [standard\n"
        write_playbooks(place / "playbooks", standard=broken)
        shown = run("fmt")
        assert shown.exit_code == 1
        assert "`playbooks/standard.yaml` cannot be read" in shown.stderr
        assert (place / "playbooks" / "standard.yaml").read_text() == broken


class TestFacts:
    def test_all_facts_are_listed_with_the_organisation_s_own(self, place: Path) -> None:
        shown = run("facts")
        assert shown.exit_code == 0
        assert "account.overdue_balance" in shown.stdout
        assert "account.x.health" in shown.stdout

    def test_without_a_folder_the_catalogue_is_that_of_everybody(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        facts = json.loads(run("facts", "--format", "json").stdout)
        assert "account.tier" in {each["name"] for each in facts}
        assert not any(".x." in each["name"] for each in facts)

    def test_one_fact_or_a_part_of_them(self, place: Path) -> None:
        shown = run("facts", "account.x.health")
        assert "green, red" in shown.stdout
        assert "how customer success sees it" in shown.stdout
        assert "item." not in run("facts", "case").stdout
        assert run("facts", "playbooks", "today.date").exit_code == 0


class TestInit:
    def test_a_starter_folder_passes_its_check_and_its_tests(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.chdir(tmp_path)
        shown = run("init")
        assert shown.exit_code == 0
        assert "playbooks/organisation.yaml" in shown.stdout
        assert run("check", "--strict").exit_code == 0
        shown = run("test", "-k", "renewal")
        assert shown.exit_code == 0
        assert "all passed" in shown.stdout

    def test_nothing_is_written_over(self, place: Path) -> None:
        before = sorted(place.rglob("*"))
        shown = run("init", "playbooks")
        assert shown.exit_code == 2
        assert "already has `organisation.yaml`" in shown.stderr
        assert sorted(place.rglob("*")) == before
