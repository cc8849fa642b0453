"""The language reference: made from the keys, and true."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from playbook_engine.language.folder import load
from playbook_engine.language.keys.catalogue import PARTS
from playbook_engine.language.keys.kinds import Key
from playbook_engine.language.meaning.derived import WAYS
from playbook_engine.language.reference import key_reference
from playbook_engine.model.diagnostic import errors
from tests.unit.language.written import TEMPLATE

START = "<!-- from here on made from the keys by the tests with --update -->"

NAMES = {
    "organisation": "acme",
    "base_currency": "EUR",
    "playbooks": ["standard"],
    "roles": {"relationship owner": "account.owner", "collector": "account.collector", "collections manager": "Kim"},
    "calendars": {"europe": {"weekdays": "mon to fri"}},
    "required": ["account.renewal_date", "account.tier"],
    "tables": {"tone-by-tier": {"columns": ["account.tier"], "rows": [["strategic", "polite"]], "otherwise": "firm"}},
}
MAIL = {"do": "email", "tone": "firm", "template": "first-notice"}
FIRST = {"step": "opening", "at": "3 days after due", **MAIL, "pay_by": "9 days"}
FINAL = {"step": "final", "at": "30 days after due", **MAIL}
HOLD = {"hold": "a", "when": {"case.items": "9"}}
STANDARD = {"playbook": "standard", "version": "1", "cadence": [FIRST, FINAL]}

Part = dict[str, Any]

# For each part a sound mapping of it, and the file in which it stands.
ROOMS: dict[str, tuple[Part, str, Callable[[Part], Part]]] = {
    "playbook": (STANDARD, "standard", lambda part: part),
    "organisation": (NAMES, "organisation", lambda part: part),
    "effective": ({}, "standard", lambda part: {"effective": part}),
    "segment": ({}, "standard", lambda part: {"segment": part}),
    "step": ({"step": "a", "at": "9 days after due", **MAIL}, "standard", lambda part: {"cadence": [FIRST, part]}),
    "alongside": ({"step": "a", "at": "on due", **MAIL}, "standard", lambda part: {"alongside": [part]}),
    "work": (MAIL, "standard", lambda part: {"holds": [{**HOLD, "instead": part}]}),
    "approval": ({"by": "collector"}, "standard", lambda part: {"cadence": [{**FIRST, "approval": part}]}),
    "repeat": ({"every": "9 days", "times": "1"}, "standard", lambda part: {"cadence": [{**FIRST, "repeat": part}]}),
    "exhausted": ({"after": "3 days", **MAIL}, "standard", lambda part: {"exhausted": part}),
    "hold": ({"hold": "a", "when": {"item.promise": "open"}}, "standard", lambda part: {"holds": [part]}),
    "stops": ({"do": "letter"}, "standard", lambda part: {"holds": [{**HOLD, "stops": part}]}),
    "limit": ({"contacts": "1", "in": "1 day"}, "standard", lambda part: {"limits": [part]}),
    "guarantee": ({"guarantee": "a", "never": {"do": "letter"}}, "standard", lambda part: {"guarantees": [part]}),
    "calendar": ({}, "standard", lambda part: {"calendar": part}),
    "own fact": ({"type": "text"}, "organisation", lambda part: {"facts": {"account.x.a": part}}),
    "derived": ({"count": "promises"}, "organisation", lambda part: {"derived": {"account.x.a": part}}),
    "points": (
        {"points": "1", "when": {"account.open_items": "1"}},
        "organisation",
        lambda part: {"derived": {"account.x.a": {"score": [part]}}},
    ),
    "table": (
        {"columns": ["account.tier", "anchor.days_overdue"], "rows": [["a", "1", "b"]]},
        "organisation",
        lambda part: {"tables": {**NAMES["tables"], "a": part}},  # type: ignore[dict-item]
    ),
}
SHOWN = [(name, key) for name in ROOMS for key in PARTS[name].keys]
"""The keys of playbooks and of the organisation file; those of other files have tests of their own."""


def with_example(name: str, key: Key) -> dict[str, bytes]:
    """A sound folder in which a key stands as its example shows it."""
    usual, file, embed = ROOMS[name]
    part = {**usual, **yaml.load(key.example, Loader=yaml.BaseLoader)}  # noqa: S506 - it makes texts and nothing else
    if name == "derived" and key.name in WAYS and key.name != "count":
        del part["count"]
    if key.name == "chase":
        part = {each: part[each] for each in ("playbook", "version", "chase")} | {"because": "it is leased"}
    documents: dict[str, Part] = {
        "organisation": NAMES,
        "standard": STANDARD,
        "strategic": {**STANDARD, "playbook": "strategic"},
    }
    documents[file] = part if name == "playbook" else {**documents[file], **embed(part)}
    if key.name == "playbook":
        documents["strategic"] = documents["standard"]
        documents["standard"] = STANDARD
    documents["organisation"] = {**documents["organisation"], "playbooks": ["strategic", "standard"]}
    files = {f"{each}.yaml": json.dumps(text).encode() for each, text in documents.items()}
    return {**files, "templates/first-notice/en.liquid": TEMPLATE}


@pytest.mark.parametrize(("name", "key"), SHOWN, ids=lambda value: getattr(value, "name", value))
def test_the_example_of_a_key_is_sound(name: str, key: Key) -> None:
    found = load(with_example(name, key))
    assert errors(list(found.diagnostics)) == []


def test_the_page_shows_every_key_as_it_is(top: Path, request: pytest.FixtureRequest) -> None:
    path = top / "docs" / "language.md"
    head = path.read_text(encoding="utf-8").partition(START)[0]
    made = f"{head}{START}\n\n{key_reference()}"
    if request.config.getoption("update"):
        path.write_text(made, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == made, "run this test with --update"
