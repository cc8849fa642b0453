"""The published schemas are those that the program makes, and what we show of playbooks fits them."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from playbook_engine.language.folder import load
from playbook_engine.language.keys.catalogue import PARTS
from playbook_engine.language.keys.kinds import Key, Keys
from playbook_engine.language.plain import as_plain
from playbook_engine.language.reading import read
from playbook_engine.language.schemas.definitions import slug
from playbook_engine.language.schemas.timeline import TOLD
from playbook_engine.language.schemas.vocabulary import ANYBODY, Vocabulary, vocabulary_of
from playbook_engine.service.schemas import schemas, text_of

TOP = Path(__file__).parents[2]
FOLDERS = sorted(
    each.parent
    for where in ("playbooks", "docs", "examples", "tests")
    for each in (TOP / where).rglob("organisation.yaml")
    if each.parent.name != "tests"
)
"""Every folder of playbooks of this repository, those too that show what is wrong."""


def test_every_published_schema_is_the_one_that_is_made(request: pytest.FixtureRequest) -> None:
    made = {f"{name}.schema.json": text_of(schema) for name, schema in schemas().items()}
    folder = TOP / "schemas"
    if request.config.getoption("update"):
        for name, text in made.items():
            (folder / name).write_text(text, encoding="utf-8", newline="")
    found = {each.name: each.read_text(encoding="utf-8") for each in folder.glob("*.json")}
    assert sorted(found) == sorted(made)
    different = [name for name in made if found[name] != made[name]]
    assert different == [], "run this test with --update"


@cache
def files_in(folder: Path) -> dict[str, bytes]:
    return {each.relative_to(folder).as_posix(): each.read_bytes() for each in folder.rglob("*") if each.is_file()}


@cache
def vocabulary_in(folder: Path) -> Vocabulary:
    return vocabulary_of(files_in(folder))


def kind_of(path: str) -> str:
    """Which schema is for a file, by its path in a folder of playbooks; nothing for one that is not YAML."""
    if not path.endswith(".yaml") or path.startswith("templates/"):
        return ""
    if path.startswith("tests/"):
        return "timeline"
    return "organisation" if path == "organisation.yaml" else "playbook" if "/" not in path else ""


def written() -> Iterator[tuple[Path, str]]:
    for folder in FOLDERS:
        if load(files_in(folder)).ok:
            yield from ((folder, path) for path in files_in(folder) if kind_of(path))


def faults(kind: str, text: bytes, known: Vocabulary) -> list[str]:
    """What an editor would say of a file."""
    reading = read("file.yaml", text)
    assert reading.node is not None
    validator = jsonschema.Draft7Validator(schema_of(kind, known))
    return [f"{each.json_path}: {each.message}" for each in validator.iter_errors(as_plain(reading.node))]


_MADE: dict[tuple[str, int], dict[str, Any]] = {}


def schema_of(kind: str, known: Vocabulary) -> dict[str, Any]:
    key = (kind, id(known))
    if key not in _MADE:
        _MADE.update({(name, id(known)): made for name, made in schemas(known).items()})
    return _MADE[key]


@pytest.mark.parametrize(("folder", "path"), [*written()], ids=lambda each: getattr(each, "name", each))
def test_every_file_of_ours_fits(folder: Path, path: str) -> None:
    text = files_in(folder)[path]
    assert faults(kind_of(path), text, ANYBODY) == []
    assert faults(kind_of(path), text, vocabulary_in(folder)) == []


PARTS_OF = {
    "organisation": ("organisation", "own fact", "derived", "points", "table"),
    "playbook": tuple(each for each in PARTS if each not in ("organisation", "own fact", "derived", "points", "table")),
    "timeline": tuple(each for each in TOLD if each not in ("event", "expectation")),
}
EXAMPLES = [
    (kind, keys, key)
    for kind, parts in PARTS_OF.items()
    for keys in ({**PARTS, **TOLD}[each] for each in parts)
    for key in keys.keys
]


@pytest.mark.parametrize(
    ("kind", "keys", "key"), EXAMPLES, ids=[f"{keys.name}/{key.name}" for _, keys, key in EXAMPLES]
)
def test_the_example_of_every_key_fits(kind: str, keys: Keys, key: Key) -> None:
    schema = schema_of(kind, ANYBODY)
    one = {"$ref": f"#/definitions/{slug(keys.name)}/properties/{key.name}", "definitions": schema["definitions"]}
    node = read("example.yaml", key.example.encode()).node
    assert node is not None
    written = as_plain(node)
    assert isinstance(written, dict)
    assert list(jsonschema.Draft7Validator(one).iter_errors(written[key.name])) == []


PLAYBOOK = "playbook: standard\nversion: 1\n"
STEP = "{step: first-notice, at: 3 days after due, do: email, tone: polite, template: first-notice"
TEST = "- test: a story\n  timeline:\n    - on: 2026-03-05\n"

WRONG = {
    "a key that is none": ("playbook", PLAYBOOK + "titel: Standard\n"),
    "no version": ("playbook", "playbook: standard\n"),
    "a version that is no number": ("playbook", "playbook: standard\nversion: one\n"),
    "a version below one": ("playbook", "playbook: standard\nversion: 0\n"),
    "a word that no choice has": ("playbook", PLAYBOOK + "catch_up: sometimes\n"),
    "a choice that is a list": ("playbook", PLAYBOOK + "catch_up: [latest]\n"),
    "no list of steps": ("playbook", PLAYBOOK + "cadence: {step: a, do: email}\n"),
    "an empty list": ("playbook", PLAYBOOK + "cadence: []\n"),
    "a step without a name": ("playbook", PLAYBOOK + "cadence: [{do: email}]\n"),
    "a name with capitals": ("playbook", PLAYBOOK + "cadence: [{step: First Notice, do: email}]\n"),
    "a misspelt schedule": ("playbook", PLAYBOOK + f"cadence: [{STEP.replace('days', 'daze')}}}]\n"),
    "a schedule after what is no event": ("playbook", PLAYBOOK + f"cadence: [{STEP.replace('due', 'dew')}}}]\n"),
    "a kind of action that is none": ("playbook", PLAYBOOK + f"cadence: [{STEP.replace('email', 'fax')}}}]\n"),
    "a length of time without its unit": ("playbook", PLAYBOOK + "grace: 2\n"),
    "a sum without a currency": ("playbook", PLAYBOOK + "segment: {when: {account.overdue_balance: at least 5}}\n"),
    "a share without its sign": ("playbook", PLAYBOOK + "segment: {when: {account.paid_late_share: at least 5}}\n"),
    "a fact that is none": ("playbook", PLAYBOOK + "segment: {when: {account.teir: strategic}}\n"),
    "a fact that is not at hand": ("playbook", PLAYBOOK + "segment: {when: {case.balance: at least 5 EUR}}\n"),
    "a promise that is neither open, kept nor broken": (
        "playbook",
        PLAYBOOK + "segment: {when: {item.promise: lost}}\n",
    ),
    "`none` of what is always known": ("playbook", PLAYBOOK + "segment: {when: {item.amount: none}}\n"),
    "a date in words": ("playbook", PLAYBOOK + "effective: {from: last spring}\n"),
    "hours without minutes": ("playbook", PLAYBOOK + "calendar: {hours: 9 to 17}\n"),
    "a limit for nobody": ("playbook", PLAYBOOK + "limits: [{contacts: 1, in: 7 days, per: planet}]\n"),
    "nothing where a value belongs": ("playbook", PLAYBOOK + "title:\n"),
    "an organisation without playbooks": ("organisation", "organisation: acme\nbase_currency: EUR\n"),
    "a currency in small letters": ("organisation", "organisation: acme\nbase_currency: eur\nplaybooks: [standard]\n"),
    "an own fact of another kind": (
        "organisation",
        "organisation: acme\nbase_currency: EUR\nplaybooks: [standard]\nfacts: {account.health: {type: text}}\n",
    ),
    "records that there are none of": (
        "organisation",
        "organisation: acme\nbase_currency: EUR\nplaybooks: [standard]\nderived: {account.x.a: {count: letters}}\n",
    ),
    "a story without days": ("timeline", "- test: a story\n"),
    "an event that is none": ("timeline", TEST + "      event: {paymnt: 10 EUR}\n"),
    "a detail of another event": ("timeline", TEST + "      event: {payment: 10 EUR, until: 2026-03-05}\n"),
    "silence for a reason that is none": ("timeline", TEST + "      expect: {silence: shyness}\n"),
    "an expectation in one word": ("timeline", TEST + "      expect: nothing\n"),
    "a day that is none": ("timeline", TEST.replace("2026-03-05", "5 March")),
}

UNKNOWN = {
    "a tone": ("playbook", PLAYBOOK + f"cadence: [{STEP.replace('polite', 'polte')}}}]\n"),
    "a template": ("playbook", PLAYBOOK + f"cadence: [{STEP.replace('template: first', 'template: frist')}}}]\n"),
    "a role": ("playbook", PLAYBOOK + f"cadence: [{STEP}, cc: the boss}}]\n"),
    "whoever approves": ("playbook", PLAYBOOK + f"cadence: [{STEP}, approval: {{by: the boss}}}}]\n"),
    "a table": ("playbook", PLAYBOOK + f"cadence: [{STEP.replace('polite', 'by table reminder-tune')}}}]\n"),
    "a calendar": ("playbook", PLAYBOOK + "calendar: office-hours\n"),
    "a segment": ("playbook", PLAYBOOK + "segment: {when: {segment: nearly-renewed}}\n"),
    "an own fact": ("playbook", PLAYBOOK + "segment: {when: {account.x.helth: red}}\n"),
    "a tone of a guarantee": ("playbook", PLAYBOOK + "guarantees: [{guarantee: a, never: {tone: stiff}}]\n"),
    "a playbook": ("organisation", "organisation: acme\nbase_currency: EUR\nplaybooks: [stratgic]\n"),
    "a step": ("timeline", TEST + "      expect: {step: fist-notice}\n"),
    "an own fact of a test": ("timeline", TEST + "  given: {account: {x: {helth: red}}}\n"),
}


@pytest.mark.parametrize("what", WRONG)
def test_what_is_wrong_for_everybody_does_not_fit(what: str) -> None:
    kind, text = WRONG[what]
    assert faults(kind, text.encode(), ANYBODY)


@pytest.mark.parametrize("what", UNKNOWN)
def test_a_name_that_a_folder_does_not_give_does_not_fit_there(what: str) -> None:
    kind, text = UNKNOWN[what]
    assert faults(kind, text.encode(), ANYBODY) == []
    assert faults(kind, text.encode(), vocabulary_in(TOP / "playbooks"))
