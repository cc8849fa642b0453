"""What somebody sees who writes the starter playbooks in an editor with the usual YAML language server."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from playbook_engine.service.schemas import names_in, save_schemas, schemas
from tests.integration.language_server import LanguageServer, installed

PLAYBOOK = "playbook: mine\nversion: 1\n"
STEP = PLAYBOOK + "cadence:\n  - {step: first, at: 3 days after due, do: email, tone: polite, template: first-notice}\n"
STORY = "- test: a story\n  timeline:\n    - on: 2026-03-05\n"
FILES = {"organisation": "**/*-organisation.yaml", "timeline": "**/tests/*.yaml", "playbook": "**/*-mine.yaml"}

MINE = "mine.yaml"
TESTS = "tests/stories.yaml"


@pytest.fixture(scope="module")
def editor(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[LanguageServer]:
    program = installed(top)
    folder = tmp_path_factory.mktemp("editor")
    known, sound = names_in(top / "playbooks")
    assert sound
    paths = {path.name.partition(".")[0]: path for path in save_schemas(schemas(known), folder / ".schemas")}
    settings = {
        "schemas": {paths[name].as_uri(): [pattern] for name, pattern in FILES.items()},
        "schemaStore": {"enable": False},
        "validate": True,
        "hover": True,
        "completion": True,
    }
    with LanguageServer(program, folder, {"yaml": settings}) as server:
        yield server


def messages(editor: LanguageServer, name: str, text: str) -> list[str]:
    return [each["message"] for each in editor.faults(name, text)]


def test_facts_are_completed_in_a_condition_with_what_they_are(editor: LanguageServer) -> None:
    offered = editor.completions(MINE, PLAYBOOK + "segment:\n  when:\n    acc|\n")
    assert "account.tier" in offered
    assert "number" in offered["account.x.risk"]["documentation"]
    assert "how likely it is that the account pays late" in offered["account.x.risk"]["documentation"]
    assert {"any", "all", "not", "segment"} <= set(offered)
    assert not [each for each in offered if each.startswith("case.")]  # a segment looks at one item


def test_facts_are_completed_in_braces_and_in_a_list_of_alternatives(editor: LanguageServer) -> None:
    step = PLAYBOOK + "cadence:\n  - step: first\n    do: email\n"
    assert "case.balance" in editor.completions(MINE, step + "    when: {case.b|}\n")
    assert "anchor.days_overdue" in editor.completions(MINE, step + "    when:\n      - anchor|\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("cadence:\n  - step: first\n    tone: |\n", {"friendly", "final", "by table reminder-tone"}),
        ("cadence:\n  - step: first\n    template: |\n", {"first-notice", "final-notice", "by table caller"}),
        ("cadence:\n  - step: first\n    assign: |\n", {"collector", "relationship owner"}),
        ("cadence:\n  - step: first\n    do: |\n", {"email", "letter", "retry payment"}),
        ("cadence:\n  - step: first\n    do: [email, |]\n", {"letter"}),
        ("cadence:\n  - step: first\n    at: |\n", {"3 business days after due", "on due"}),
        ("catch_up: |\n", {"latest", "next", "shift", "never"}),
        ("calendar: |\n", {"customers", "office"}),
        ("calendar:\n  |\n", {"hours", "weekdays", "holidays", "closed"}),
        ("segment:\n  when:\n    item.promise: |\n", {"open", "kept", "broken", "none"}),
        ("segment:\n  when:\n    segment: |\n", {"near-renewal", "strategic"}),
        ("segment:\n  when:\n    account.overdue_balance: |\n", {"at least 1000 EUR"}),
        ("cadence:\n  - |\n", {"message step", "task step", "step"}),
    ],
)
def test_names_words_and_phrases_are_completed(editor: LanguageServer, text: str, expected: set[str]) -> None:
    assert expected <= set(editor.completions(MINE, PLAYBOOK + text))


def test_steps_and_tones_are_completed_in_a_timeline_test(editor: LanguageServer) -> None:
    assert {"first-notice", "hold-renewal"} <= set(editor.completions(TESTS, STORY + "      expect: {step: |}\n"))
    assert {"payment", "promise"} <= set(editor.completions(TESTS, STORY + "      event:\n        |\n"))
    details = set(editor.completions(TESTS, STORY + "      event:\n        promise: 2026-03-20\n        |\n"))
    assert "amount" in details
    assert "payment" not in details


def test_a_key_and_a_fact_are_explained(editor: LanguageServer) -> None:
    key = editor.hover(MINE, PLAYBOOK + "catch_|up: next\n").replace("\\", "")
    assert "which missed step goes" in key
    assert "left out: `latest`" in key
    fact = editor.hover(MINE, PLAYBOOK + "segment:\n  when:\n    account.overdue_|balance: at least 1000 EUR\n")
    assert "sum of all overdue items" in fact
    assert "an amount of money" in fact


def test_sound_files_have_no_fault(editor: LanguageServer, top: Path) -> None:
    for path in sorted((top / "playbooks").rglob("*.yaml")):
        kind = "tests/" if path.parent.name == "tests" else ""
        name = kind or ("organisation" if path.stem == "organisation" else "mine")
        text = path.read_text(encoding="utf-8")
        assert messages(editor, f"{name}all.yaml" if kind else f"{name}.yaml", text) == [], path.name


def test_a_wrong_tone_is_a_fault(editor: LanguageServer) -> None:
    (found,) = editor.faults(MINE, STEP.replace("polite", "polte"))
    assert re.match('Value is not accepted. Valid values: "friendly", "polite"', found["message"])
    line = STEP.splitlines()[found["range"]["start"]["line"]]
    assert line[found["range"]["start"]["character"] :].startswith("polite")


@pytest.mark.parametrize(
    ("wrong", "help"),
    [
        (STEP.replace("days after", "daze after"), "write such as `3 business days after due`"),
        (PLAYBOOK + "segment: {when: {case.balanse: 1 EUR}}\n", "Property case.balanse is not allowed."),
        (
            PLAYBOOK + "segment: {when: {account.overdue_balance: at leest 1000 EUR}}\n",
            "this is an amount of money: write such as `1000 EUR`, `at least 1000 EUR`",
        ),
        (
            PLAYBOOK + "segment: {when: {account.overdue_balance: [at least 1000 EUR, 5]}}\n",
            "this is an amount of money: write such as `1000 EUR`, `at least 1000 EUR`",
        ),
        (PLAYBOOK + "grace: 2\n", "write such as `10 days`"),
        (STEP.replace("tone: polite", "to: [biling contct]"), "write such as `collector`, `relationship owner`"),
        (PLAYBOOK + "holds:\n  - {hold: a, when: {item.promise: opn}}\n", 'Valid values: "open", "kept", "broken"'),
    ],
)
def test_a_misspelt_phrase_is_a_fault_that_shows_how_to_write_it(editor: LanguageServer, wrong: str, help: str) -> None:
    (found,) = messages(editor, MINE, wrong)
    assert help in found


def test_an_event_that_is_none_is_a_fault(editor: LanguageServer) -> None:
    (found,) = messages(editor, TESTS, STORY + "      event: {paymnt: 10 EUR}\n")
    assert "such as `event: {payment: 4000 EUR, for: INV-1}`" in found
