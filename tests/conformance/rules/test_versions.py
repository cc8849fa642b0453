"""Rule 35 where a release holds two versions: the second step is dated 12 March in version 1, 17 March in version 2."""

import datetime as dt

import msgspec
import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.folder import read_folder
from playbook_engine.language.folder import load
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import Release
from playbook_engine.simulation.course import Decider
from playbook_engine.simulation.running import Run
from tests.conformance.reading import HERE, Reference, topic

TOPIC = "rules/moves"
TEST = "examples: rule 35, where the release no longer holds the version of a case it follows the current one"
SECOND_OF_OLD, SECOND_OF_NEW = dt.date(2026, 3, 12), dt.date(2026, 3, 17)


def in_flight(*changes: tuple[str, str]) -> Playbook:
    """The playbook of that name, as it is written with some texts changed."""
    files = dict(read_folder(HERE / TOPIC).files)
    text = files["in-flight.yaml"].decode()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new)
    loaded = load({**files, "in-flight.yaml": text.encode()}).release
    assert loaded is not None
    return next(each for each in loaded.playbooks if each.name == "in-flight")


def holding(*versions: Playbook) -> Release:
    """The release of the topic, with these versions of the one playbook, the current one first."""
    release = topic(TOPIC).release
    assert release is not None
    others = tuple(each for each in release.playbooks if each.name != "in-flight")
    return msgspec.structs.replace(release, playbooks=(*others, *versions))


def sent(decider: Decider) -> list[tuple[dt.date, int]]:
    """The day and the version of all that the example's timeline sends."""
    result = Run(decider, topic(TOPIC).tests[TEST], "as written", endings={}).result()
    return [(each.day, each.seen.decision.version) for each in result.sent]


OLD = in_flight(("version: 2", "version: 1"), ("15 days", "10 days"))
MOVING = in_flight(("cadence:", "in_flight: move\ncadence:"))


@pytest.mark.parametrize("evaluator", [Evaluator, Reference])
def test_rule_35_a_case_under_way_keeps_its_version(evaluator: type[Evaluator] | type[Reference]) -> None:
    assert sent(evaluator(holding(in_flight(), OLD))) == [(SECOND_OF_OLD, 1)]


@pytest.mark.parametrize("evaluator", [Evaluator, Reference])
def test_rule_35_or_moves_where_the_current_version_says_so(evaluator: type[Evaluator] | type[Reference]) -> None:
    assert sent(evaluator(holding(MOVING, OLD))) == [(SECOND_OF_NEW, 2)]
