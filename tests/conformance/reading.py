"""Topic folders of conformance tests: each a folder of playbooks with timeline tests, read once."""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.folder import read_folder
from playbook_engine.language.folder import load
from playbook_engine.language.timeline import read_tests
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.release import Release
from playbook_engine.model.timeline import TimelineTest
from tests.reference.evaluator import decide

HERE = Path(__file__).parent


class Topic(msgspec.Struct, frozen=True):
    """A folder of playbooks, what is wrong with it, its release, and its timeline tests."""

    name: str
    diagnostics: tuple[Diagnostic, ...]
    release: Release | None
    tests: dict[str, TimelineTest]


class Reference:
    """The plain reference evaluator, to be asked like the engine."""

    def __init__(self, release: Release) -> None:
        self.release = release

    def decide(self, setting: Setting, unit: Unit, as_of: dt.date | dt.datetime) -> tuple[Decision, ...]:
        return decide(self.release, setting, unit, as_of)


def topics() -> list[str]:
    """The folders below this one that hold an organisation file, as paths from here."""
    return sorted(path.parent.relative_to(HERE).as_posix() for path in HERE.rglob("organisation.yaml"))


@cache
def topic(name: str) -> Topic:
    """One folder, read."""
    read = read_folder(HERE / name)
    loaded = load(read.files)
    found = [*read.diagnostics, *loaded.diagnostics]
    tests: dict[str, TimelineTest] = {}
    for path, data in sorted(read.files.items()):
        if loaded.release is not None and path.startswith("tests/") and path.endswith(".yaml"):
            of_file = read_tests(path, data, loaded.release)
            found += of_file.diagnostics
            tests.update({f"{Path(path).stem}: {each.name}": each for each in of_file.tests})
    return Topic(name, tuple(found), loaded.release, tests)


@cache
def engine(name: str) -> Evaluator:
    """The engine, with a topic's release compiled once."""
    release = topic(name).release
    assert release is not None
    return Evaluator(release)


def all_tests() -> Iterator[tuple[str, str, TimelineTest]]:
    """Every timeline test with its topic and name."""
    for name in topics():
        for test_name, test in topic(name).tests.items():
            yield name, test_name, test
