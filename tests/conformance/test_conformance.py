"""Every topic folder here: its playbooks have no errors, and its timeline tests pass in every way they are run."""

import msgspec
import pytest

from playbook_engine.model.decision import REASONS
from playbook_engine.model.diagnostic import errors
from playbook_engine.model.timeline import Silent, TimelineTest, Way
from playbook_engine.service.testing import explainer
from playbook_engine.simulation.running import TestResult
from playbook_engine.simulation.timeline import run, ways_of
from tests.conformance.reading import Reference, all_tests, engine, topic, topics

ALL = [(name, test) for name, test, _ in all_tests()]
WAYS: list[tuple[str, str, Way]] = [(name, test, way) for name, test, told in all_tests() for way in ways_of(told)]


@pytest.mark.parametrize("name", topics())
def test_a_topic_has_no_errors_and_some_tests(name: str) -> None:
    faults = errors(list(topic(name).diagnostics))
    assert not faults, "\n".join(f"{each.place} {each.code} {each.message} ({each.help})" for each in faults)
    assert topic(name).tests


@pytest.mark.parametrize(("name", "test", "way"), WAYS)
def test_the_engine_does_as_told(name: str, test: str, way: Way) -> None:
    evaluator = engine(name)
    result = run(evaluator, topic(name).tests[test], way, explain=explainer(evaluator))
    assert result.passed, said(result)


@pytest.mark.parametrize(("name", "test"), ALL)
def test_so_does_the_reference(name: str, test: str) -> None:
    release = topic(name).release
    assert release is not None
    result = run(Reference(release), without_forecasts(topic(name).tests[test]))
    assert result.passed, said(result)


def test_every_reason_for_silence_is_expected_somewhere() -> None:
    expected = {
        each.reason
        for _, _, test in all_tests()
        for entry in test.entries
        for each in entry.expects
        if isinstance(each, Silent)
    }
    assert expected == set(REASONS)


def without_forecasts(test: TimelineTest) -> TimelineTest:
    """The test without what only the engine foretells: when a silence may end, and the next day of change."""
    entries = [
        msgspec.structs.replace(
            entry,
            expects=tuple(
                msgspec.structs.replace(each, until=None) if isinstance(each, Silent) else each
                for each in entry.expects
            ),
            state=msgspec.structs.replace(entry.state, next_change=None),
        )
        for entry in test.entries
    ]
    return msgspec.structs.replace(test, entries=tuple(entries))


def said(result: TestResult) -> str:
    """Each failure with its day, place and trace."""
    return "\n".join(
        f"{each.day} ({each.place})\n  expected  {each.expected}\n  got       {each.got}\n{each.trace}"
        for each in result.failures
    )
