"""Any text gives a scenario or faults, and nothing is ever raised."""

from contextlib import suppress
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.keys.happenings import EVENTS
from playbook_engine.language.scenario import read_scenario
from playbook_engine.service.simulating import Asked, simulate_book, wanted_of
from playbook_engine.service.wrong_use import WrongUse
from tests.unit.service.sets import book, release

SPRING = (Path(__file__).parents[3] / "examples" / "scenarios" / "spring.yaml").read_text(encoding="utf-8")
WORDS = (
    "from:", "until: 2026-03-01", "events:", "- {on: 2026-04-01, payment: in full, for: ACME-1}", "down:", "{", "}",
    "[", "]", "none", "all", "ACME", "account:", "runs: 9", "costs:", "email: 1 EUR", "2026-02-30", "&a", "*a", "- ",
    "\n", ":", "customers: as before", "invoice:", "hold: all", "reply", "approved: first", "touch: first",
    "rate: USD to EUR",
)  # fmt: skip
VALUES = (
    *("none", "all", "ACME-1", "ACME", "-1", "[ACME-1, B]", "[]", "{}", "{ACME-1: 1 EUR}", "{A: none}", "{tier: none}"),
    *("2026-03-05", "2026-13-05", "3 EUR", "3 USD", "in full", "first", "email"),
)
KEYS = [(name, key.name) for name, keys in EVENTS.items() for key in keys.keys if key.name != "on"]


def read(data: bytes) -> None:
    found = read_scenario("s.yaml", data, release(), book())
    assert found.scenario is not None or any(each.severity == "error" for each in found.diagnostics)


@given(st.binary(max_size=60))
def test_any_bytes(data: bytes) -> None:
    read(data)


@given(st.lists(st.sampled_from(WORDS), max_size=12), st.sampled_from((" ", "\n", "\n  ", "")))
def test_any_words_of_the_language(words: list[str], between: str) -> None:
    read(between.join(words).encode())


@given(st.integers(0, len(SPRING) - 1), st.integers(0, 40), st.sampled_from(WORDS))
def test_any_change_of_a_sound_file(start: int, length: int, word: str) -> None:
    read((SPRING[:start] + word + SPRING[start + length :]).encode())


@pytest.mark.parametrize(("event", "key"), KEYS)
def test_what_is_read_without_errors_is_lived_through_or_refused(event: str, key: str) -> None:
    for value in VALUES:
        found = read_scenario("s.yaml", with_event(event, key, value), release(), book())
        if found.scenario is not None:
            with suppress(WrongUse):
                simulate_book(release(), book(), wanted_of(Asked(), found.scenario))


def with_event(event: str, key: str, value: str) -> bytes:
    """A sound event but for one value."""
    keys = EVENTS[event].named()
    names = [event, *(name for name, each in keys.items() if each.required and name != event)]
    names += [name for name in ("account", "contact") if name in keys and name not in names]
    parts = {name: NAMED.get(name) or said(keys[name].example) for name in names}
    parts |= {"account": "{id: ACME, tier: gold}"} if event == "account" else {}
    parts |= {"due": "2026-04-01"} if event == "invoice" else {}
    parts |= {"on": "2026-03-06", key: value}
    written = ", ".join(f"{name}: {each}" for name, each in parts.items())
    return f"from: 2026-03-01\nuntil: 2026-03-20\nevents:\n  - {{{written}}}\n".encode()


NAMED = {"account": "ACME", "contact": "ACME-C"}


def said(example: str) -> str:
    """The value of an example, of the book of these tests."""
    return example.partition(": ")[2].replace("INV-1", "ACME-1").replace("INV-2", "ACME-1")


def test_most_events_are_sound_as_they_are() -> None:
    read_well = [
        name
        for name in EVENTS
        if read_scenario("s.yaml", with_event(name, "on", "2026-03-06"), release(), book()).scenario is not None
    ]
    assert set(EVENTS) - set(read_well) <= {"applied", "approved", "refused", "touch"}
