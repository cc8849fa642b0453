"""The page about timeline tests: its examples run on the playbook that it shows, and it names every key and event."""

import re
from pathlib import Path

import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.language.folder import load
from playbook_engine.language.keys.happenings import EVENTS
from playbook_engine.language.keys.timeline import ACTS, ENTRY, GIVEN, TEST
from playbook_engine.language.timeline import read_tests
from playbook_engine.model.decision import REASONS
from playbook_engine.model.release import Release
from playbook_engine.simulation.timeline import run, ways_of

ORGANISATION = b"""
organisation: acme
base_currency: EUR
playbooks: [strategic]
roles: {relationship owner: account.owner, manager: Kim Doe}
"""
LETTER = b"---\nsubject: Invoices\n---\nPlease pay.\n"


@pytest.fixture(scope="module")
def page(top: Path) -> str:
    return (top / "docs" / "timeline-tests.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def blocks(page: str) -> list[str]:
    return re.findall(r"^```yaml\n(.*?)^```", page, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def release(blocks: list[str]) -> Release:
    files = {
        "organisation.yaml": ORGANISATION,
        "strategic.yaml": blocks[0].encode(),
        "templates/notice/en.liquid": LETTER,
    }
    loaded = load(files)
    assert loaded.release is not None, loaded.diagnostics
    return loaded.release


def test_every_example_passes_in_every_way(blocks: list[str], release: Release) -> None:
    examples = [read_tests("page", block.encode(), release) for block in blocks[1:]]
    assert [each.diagnostics for each in examples] == [()] * len(examples)
    tests = [test for each in examples for test in each.tests]
    assert len(tests) == 3
    for test in tests:
        for way in ways_of(test):
            assert run(Evaluator(release), test, way).failures == ()


def test_the_page_names_every_key_event_and_reason(page: str) -> None:
    keys = [key.name for part in (TEST, GIVEN, ENTRY, ACTS) for key in part.keys]
    missing = [each for each in (*keys, *EVENTS, *REASONS) if f"`{each}" not in page and f"{each}:" not in page]
    assert missing == []
