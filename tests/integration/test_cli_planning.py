"""`playbook plan`: its states, formats, merge gate and errors, on a small set of playbooks and a small book."""

import io
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml
from click.testing import Result

from playbook_engine.service.merge_gate import COUNTED, NOTICED, parse_condition
from playbook_engine.service.plan_words import KIND_WORDS
from tests.integration.cli_runs import modules_after_command, run
from tests.integration.sets import ORGANISATION, STANDARD, book, write_book, write_playbooks

AS_OF = ("--book", "book.json", "--as-of", "2026-03-04")
SOONER = STANDARD.replace("30 days after due", "20 days after due")
ALL = ("--from", "before", "--to", "after", *AS_OF)


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder with two sets of playbooks, of which the second sends its final notice sooner, and a book."""
    write_playbooks(tmp_path / "before")
    write_playbooks(tmp_path / "after", standard=SOONER)
    write_book(tmp_path / "book.json")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def planned(*arguments: str | Path) -> dict[str, Any]:
    shown = run("plan", *arguments, "--format", "json", "--quiet")
    assert shown.exit_code == 0, shown.stderr
    found: dict[str, Any] = json.loads(shown.stdout)
    return found


def kinds(plan: dict[str, Any]) -> dict[str, int]:
    return {each["kind"]: each["pieces"] for each in plan["comparison"]["groups"]}


def refused(shown: Result, message: str, help: str, status: int = 2) -> None:
    assert shown.exit_code == status
    said = " ".join(shown.stderr.split())
    assert message in said, said
    assert help in said, said


class TestStates:
    def test_two_folders(self) -> None:
        plan = planned(*ALL)
        assert kinds(plan) == {"earlier": 2}
        assert {each["days"] for each in plan["comparison"]["changes"]} == {-10}
        assert (plan["before"]["name"], plan["after"]["name"]) == ("before", "after")

    def test_a_folder_and_itself(self) -> None:
        plan = planned("--from", "before", "--to", "before", *AS_OF)
        assert (plan["comparison"]["changes"], plan["differing"], plan["reworded"]) == ([], [], [])
        assert "Nothing changes" in run("plan", "--from", "before", "--to", "before", *AS_OF).stdout

    def test_a_release_file_is_its_folder(self) -> None:
        run("build", "before", "-o", "before.json")
        plan = planned("--from", "before.json", "--to", "after", *AS_OF)
        assert plan["comparison"] == planned(*ALL)["comparison"]
        assert plan["before"]["fingerprint"] == planned(*ALL)["before"]["fingerprint"]

    def test_a_git_revision_and_the_folder_as_it_is(self, place: Path) -> None:
        shutil.copytree(place / "before", place / "repository" / "playbooks")
        git = ("git", "-C", str(place / "repository"), "-c", "user.name=A", "-c", "user.email=a@example.com")
        for command in (("init", "-q"), ("add", "."), ("commit", "-qm", "as it was")):
            subprocess.run([*git, *command], check=True)
        (place / "repository" / "playbooks" / "standard.yaml").write_text(SOONER, encoding="utf-8")
        plan = planned("--from", "HEAD", "--playbooks", "repository/playbooks", *AS_OF)
        assert plan["comparison"] == planned(*ALL)["comparison"]
        assert (plan["before"]["name"], plan["after"]["name"]) == ("HEAD", "repository/playbooks")

    def test_an_own_fact_that_only_one_side_knows_is_read_by_that_side(self, place: Path) -> None:
        own = ORGANISATION.replace("facts:\n", "facts:\n  account.x.new: {type: text, sentence: new here}\n")
        write_playbooks(place / "after", organisation=own)
        spoilt = book()
        spoilt["accounts"][0]["x"]["new"] = "yes"  # type: ignore[index]
        (place / "book.json").write_text(json.dumps(spoilt), encoding="utf-8")
        shown = run("plan", *ALL, "--format", "json", "--quiet")
        assert kinds(json.loads(shown.stdout)) == {}

    def test_cases_under_way_keep_their_version_where_it_was_raised(self, place: Path) -> None:
        write_playbooks(place / "after", standard=SOONER.replace("version: 3", "version: 4"))
        touched = book() | {
            "touches": [
                {"id": "acme/standard/first-notice/ACME-1/2026-03-02/0/1", "account": "ACME", "on": "2026-03-03",
                 "kind": "email", "playbook": "standard", "version": 3, "step": "first-notice", "anchor": "ACME-1",
                 "items": ["ACME-1"], "recipients": ["ACME-C"], "tone": "polite"}
            ]
        }  # fmt: skip
        (place / "book.json").write_text(json.dumps(touched), encoding="utf-8")
        plan = planned(*ALL)
        assert plan["after"]["kept"] == ["standard@3"]
        assert kinds(plan) == {}
        assert "Cases under way keep the version they began with" in run("plan", *ALL).stdout
        write_playbooks(place / "after", standard=SOONER.replace("version: 3", "version: 4\nin_flight: move"))
        assert kinds(planned(*ALL)) == {"earlier": 2}

    def test_a_step_that_has_another_name_now_is_the_same_work(self, place: Path) -> None:
        renamed = STANDARD.replace("step: final", "step: last-word\n    was: [final]")
        write_playbooks(place / "after", standard=renamed)
        assert kinds(planned(*ALL)) == {}
        assert kinds(planned("--from", "after", "--to", "before", *AS_OF)) == {}

    def test_a_letter_with_another_text_is_named_with_how_often_it_goes(self, place: Path) -> None:
        path = place / "after" / "templates" / "notice" / "de.liquid"
        path.write_text(path.read_text(encoding="utf-8").replace("Bitte", "Wir bitten Sie:"), encoding="utf-8")
        write_playbooks(place / "before")
        plan = planned(*ALL)
        assert [(each["template"], each["language"], each["change"]) for each in plan["reworded"]] == [
            ("notice", "de", "changed")
        ]
        assert "The letter notice (de) has another text; it goes out 2 times." in run("plan", *ALL).stdout


class TestMergeGate:
    @pytest.mark.parametrize(
        ("condition", "status"),
        [
            ("anyone earlier", 3),
            ("anyone later", 0),
            ("anything", 3),
            ("contacts +0", 0),
            ("contacts +5%", 0),
            ("guarantees", 0),
            ("strategic any", 0),
            ("anyone firmer, anyone earlier", 3),
            ("money +0 EUR", 0),
        ],
    )
    def test_status(self, condition: str, status: int) -> None:
        shown = run("plan", *ALL, "--fail-on", condition)
        assert shown.exit_code == status
        assert ("Merge gate: refused" in shown.stdout) == bool(status)

    @pytest.mark.parametrize(
        ("condition", "status"),
        [("contacts +1", 3), ("contacts +2", 0), ("contacts +100%", 3), ("money +1200 EUR", 3), ("money +1201 EUR", 0),
         ("money +1 USD", 0), ("money +50%", 3), ("customers +1", 0), ("customers +0", 3), ("contacts -0", 0)],
    )  # fmt: skip
    def test_more_than_nothing_is_more_than_any_share(self, condition: str, status: int, place: Path) -> None:
        silent = STANDARD.replace("at: 3 days after due", "at: 300 days after due").replace("30 days", "330 days")
        write_playbooks(place / "before", standard=silent)
        assert run("plan", *ALL, "--fail-on", condition).exit_code == status

    def test_less_may_be_too_little(self, place: Path) -> None:
        back = ("--from", "after", "--to", "before", *AS_OF)
        silent = STANDARD.replace("at: 3 days after due", "at: 300 days after due").replace("30 days", "330 days")
        write_playbooks(place / "before", standard=silent)
        assert run("plan", *back, "--fail-on", "contacts -50%").exit_code == 3
        assert run("plan", *back, "--fail-on", "contacts -100%").exit_code == 0

    def test_strategic_accounts_are_those_of_the_named_tiers(self, place: Path) -> None:
        tiered = book()
        tiered["accounts"][0]["tier"] = "gold"  # type: ignore[index]
        (place / "book.json").write_text(json.dumps(tiered), encoding="utf-8")
        assert "no account of the tier strategic" in run("plan", *ALL).stdout
        shown = run("plan", *ALL, "--strategic", "gold", "--fail-on", "strategic earlier")
        assert shown.exit_code == 3
        assert "Of 1 strategic account, 1 is concerned: Acme GmbH (ACME)." in shown.stdout

    @pytest.mark.parametrize(
        ("condition", "message", "help"),
        [
            ("contact +5%", "`contact +5%` is no condition", "did you mean `contacts`?"),
            ("contacts", "`contacts` has no limit", "`contacts +5%` or `+10`"),
            ("contacts 5%", "`contacts 5%` has no limit", "how much more"),
            ("money +5", "`money +5` has no limit", "`+10000 EUR`"),
            ("money +0.001 EUR", "more decimal places", ""),
            ("strategic", "`strategic` does not say what may not happen", "`firmer`"),
            ("anyone louder", "`anyone louder` does not say", "`earlier`"),
            ("everything", "`everything` is no condition", ""),
        ],
    )
    def test_a_condition_that_is_none(self, condition: str, message: str, help: str) -> None:
        refused(run("plan", *ALL, "--fail-on", condition), message, help)


class TestFormats:
    def test_the_ending_of_the_file_says_the_format(self, place: Path) -> None:
        files = [part for name in ("plan.json", "plan.xlsx", "plan.md", "plan.html") for part in ("-o", name)]
        shown = run("plan", *ALL, *files, "--quiet")
        assert (shown.exit_code, shown.stdout, shown.stderr) == (0, "", "")
        assert json.loads((place / "plan.json").read_bytes())["comparison"]["groups"]
        assert (place / "plan.md").read_text(encoding="utf-8").startswith("<!-- playbook plan -->\n### What changes")
        assert (place / "plan.html").read_text(encoding="utf-8").startswith("<!doctype html>")
        assert openpyxl.load_workbook(place / "plan.xlsx").sheetnames[0] == "Overview"

    def test_a_workbook_holds_numbers_days_and_text_that_is_no_formula(self, place: Path) -> None:
        evil = book()
        evil["accounts"][0]["name"] = '=HYPERLINK("https://example.com","x")'  # type: ignore[index]
        (place / "book.json").write_text(json.dumps(evil), encoding="utf-8")
        data = run("plan", *ALL, "--format", "xlsx", "--quiet").stdout_bytes
        found = openpyxl.load_workbook(io.BytesIO(data))
        assert found.sheetnames == [
            "Overview", "Step by step", "What was edited", "By kind of change", "By playbook", "By tier", "By country",
            "Customers who hear from us most", "Every change",
        ]  # fmt: skip
        head, first = list(found["Every change"].values)[:2]
        row = dict(zip(head, first, strict=True))
        assert row["name"] == '=HYPERLINK("https://example.com","x")'
        assert (row["days"], row["amount"], row["step"]) == (-10, 1200.5, "final")
        assert row["day before"].isoformat() == "2026-04-01T00:00:00"
        assert not [cell for sheet in found for line in sheet for cell in line if cell.data_type == "f"]
        assert data == run("plan", *ALL, "--format", "xlsx", "--quiet").stdout_bytes

    def test_a_page_needs_nothing_from_elsewhere_and_runs_nothing(self, place: Path) -> None:
        evil = book()
        evil["accounts"][0]["name"] = "<script>alert(1)</script>"  # type: ignore[index]
        (place / "book.json").write_text(json.dumps(evil), encoding="utf-8")
        page = run("plan", *ALL, "--format", "html", "--quiet").stdout
        assert "&lt;script&gt;alert(1)&lt;/script&gt; (ACME)" in page
        assert "<script" not in page
        assert not re.findall(r"(?:src|href)=\"(?!data:)", page)
        assert not re.findall(r"url\(|@import", page)

    def test_names_are_no_markdown(self, place: Path) -> None:
        evil = book()
        name = "a|b <b>*x*</b> [l](https://example.com) @team #1 `c`"
        evil["accounts"][0]["name"] = name  # type: ignore[index]
        (place / "book.json").write_text(json.dumps(evil), encoding="utf-8")
        comment = run("plan", *ALL, "--format", "markdown", "--quiet").stdout
        line = next(each for each in comment.splitlines() if each.startswith("| a") and "earlier" in each)
        assert len(re.split(r"(?<!\\)\|", line)) == 4
        for mark in ("<b>", "@team", "#1", "https:", " [l"):
            assert mark not in line

    def test_a_comment_is_never_longer_than_a_comment_may_be(self, place: Path) -> None:
        many = book()
        for key in ("accounts", "contacts", "invoices"):
            one = json.dumps(next(each for each in many[key] if "ACME" in json.dumps(each)))  # type: ignore[attr-defined]
            many[key] = [json.loads(one.replace("ACME", f"N{number:05}")) for number in range(600)]
        many |= {"disputes": [], "payments": []}
        (place / "book.json").write_text(json.dumps(many), encoding="utf-8")
        comment = run("plan", *ALL, "--format", "markdown", "--quiet").stdout
        assert len(comment) < 65_536
        assert "… and 1,000 more" in comment
        assert "1,200 pieces of work change, for 600 customers" in comment

    def test_the_table_shows_every_change_where_it_is_asked_for(self) -> None:
        assert "Every change" not in run("plan", *ALL).stdout
        assert "final: 10 days earlier, 2026-04-01 → 2026-03-22" in run("plan", *ALL, "--all").stdout

    def test_the_table_needs_neither_the_page_nor_the_workbook(self, place: Path) -> None:
        assert not modules_after_command("plan", *ALL, folder=place) & {"jinja2", "xlsxwriter", "vl_convert"}


class TestErrors:
    def test_nothing_to_compare_with(self) -> None:
        refused(run("plan", "after", *AS_OF), "nothing is given to compare with", "--from main")

    def test_a_state_that_is_nowhere(self) -> None:
        refused(run("plan", "after", "--from", "nowhere", *AS_OF), "`nowhere` is no folder and no file", "main")

    def test_playbooks_with_faults(self, place: Path) -> None:
        write_playbooks(place / "after", standard=STANDARD.replace("tone: polite", "tone: polit"))
        refused(run("plan", *ALL), "the playbooks in `after` have faults", "playbook check after", 1)

    def test_days_that_cannot_be(self) -> None:
        refused(run("plan", *ALL, "--until", "2026-03-01"), "`2026-03-01` is no day up to", "name a later day")

    def test_a_file_that_does_not_say_its_format(self) -> None:
        refused(run("plan", *ALL, "-o", "plan.pdf"), "`plan.pdf` does not say the format", "--format")

    def test_one_format_for_several_files(self) -> None:
        files = ("-o", "plan.md", "-o", "plan.html")
        refused(run("plan", *ALL, *files, "--format", "json"), "one format and several files", "leave out `--format`")

    def test_a_book_that_is_too_old_is_no_empty_plan(self, place: Path) -> None:
        for name, text in (("before", STANDARD), ("after", SOONER)):
            write_playbooks(place / name, standard=text, organisation=f"{ORGANISATION}freshness: {{erp: 2 days}}\n")
        old = book() | {"freshness": [{"source": "erp", "on": "2026-02-27"}]}
        (place / "book.json").write_text(json.dumps(old), encoding="utf-8")
        said = " ".join(run("plan", *ALL).stdout.split())
        assert "Beware: nothing is planned for 2 cases, because a source of the book is too old on 2026-03-04." in said

    def test_a_record_that_cannot_be_read_is_said_and_the_rest_is_planned(self, place: Path) -> None:
        write_book(place / "book.json", broken=True)
        shown = run("plan", *ALL)
        assert shown.exit_code == 1
        assert "2026-02-30" in shown.stderr
        assert "What changes from before to after" in shown.stdout

    def test_a_book_without_accounts(self, place: Path) -> None:
        (place / "book.json").write_text('{"format": 1, "kind": "book"}', encoding="utf-8")
        refused(run("plan", *ALL), "the book has no accounts", "--book", 1)


class TestScenario:
    def test_what_happens_happens_to_both(self, place: Path) -> None:
        text = "from: 2026-03-04\nuntil: 2026-05-01\nevents:\n  - {on: 2026-03-25, payment: in full, for: ACME-1}\n"
        (place / "paid.yaml").write_text(text, encoding="utf-8")
        told = ("--from", "before", "--to", "after", "--book", "book.json", "--scenario", "paid.yaml")
        plan = planned(*told)
        assert kinds(plan) == {"added": 1}
        assert plan["last"] == "2026-05-01"
        said = " ".join(run("plan", *told).stdout.split())
        assert "This is a scenario and no promise: 1 event is told by hand" in said

    def test_an_event_that_cannot_happen(self, place: Path) -> None:
        text = "from: 2026-03-04\nevents:\n  - {on: 2026-03-25, payment: in full, for: ACME-7}\n"
        (place / "wrong.yaml").write_text(text, encoding="utf-8")
        shown = run("plan", "--from", "before", "--to", "after", "--book", "book.json", "--scenario", "wrong.yaml")
        assert shown.exit_code in {1, 2}
        assert "ACME-7" in shown.stderr

    def test_processes_change_nothing(self) -> None:
        assert planned(*ALL, "--processes", "1") == planned(*ALL, "--processes", "2")


class TestWorkflow:
    """The workflow of docs/pull-request.md, as far as it is ours."""

    @pytest.mark.parametrize(
        ("after", "status"), [(STANDARD, "0"), (STANDARD.replace("tone: polite", "tone: final"), "3")]
    )
    def test_its_plan_step_writes_the_comment_and_keeps_the_status(
        self, after: str, status: str, place: Path, top: Path
    ) -> None:
        page = (top / "docs" / "pull-request.md").read_text(encoding="utf-8")
        workflow = yaml.safe_load(page.partition("```yaml\n")[2].partition("```")[0])
        step = next(each for each in workflow["jobs"]["plan"]["steps"] if each.get("id") == "plan")
        script = step["run"].replace("$(date -u +%F)", "2026-03-04").replace("strategic firmer", "anyone firmer")
        write_playbooks(place / "playbooks", standard=after)
        files = {"BEFORE": "before", "GITHUB_OUTPUT": "output", "GITHUB_STEP_SUMMARY": "summary"}
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
        done = subprocess.run(
            ["bash", "-e", "-c", script],
            env={**os.environ, **files, "PATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        assert (place / "output").read_text(encoding="utf-8") == f"status={status}\n"
        assert (place / "summary").read_text(encoding="utf-8") == (place / "comment.md").read_text(encoding="utf-8")
        assert {each.suffix for each in place.iterdir()} >= {".md", ".html", ".xlsx"}


def test_the_page_of_the_plan_names_every_condition_and_every_kind_of_change(top: Path) -> None:
    page = (top / "docs" / "simulation.md").read_text(encoding="utf-8")
    gate = page.partition("### A merge gate")[2].partition("[In a pull request]")[0]
    words = set(re.findall(r"`([a-z][^`]*)`", gate.partition("| condition |")[2]))
    conditions = {each for each in words if " " in each or each in {"guarantees", "anything"}}
    assert {parse_condition(each).subject for each in conditions} >= {"contacts", "money", "strategic", "anyone"}
    in_examples = {word for each in conditions for word in each.split()}
    assert (words - conditions) | (in_examples & {*COUNTED, *NOTICED}) == {*COUNTED, *NOTICED}
    kinds = page.partition("### Which work is which")[2].partition("### What is counted")[0]
    for words_of_kind in KIND_WORDS.values():
        assert words_of_kind.removesuffix(" tone").removesuffix(" now") in kinds, words_of_kind
