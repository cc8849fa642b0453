"""Every topic folder here: its playbooks have no faults, and its timeline tests pass in every way they are run."""

import pytest

from playbook_engine.model.timeline import Way
from playbook_engine.service.testing import explainer
from playbook_engine.simulation.running import TestResult
from playbook_engine.simulation.timeline import run, ways_of
from tests.conformance.reading import Reference, all_tests, engine, topic, topics

ALL = [(name, test) for name, test, _ in all_tests()]
WAYS: list[tuple[str, str, Way]] = [(name, test, way) for name, test, told in all_tests() for way in ways_of(told)]


@pytest.mark.parametrize("name", topics())
def test_a_topic_has_no_faults_and_some_tests(name: str) -> None:
    faults = [f"{each.place} {each.code} {each.message} ({each.help})" for each in topic(name).diagnostics]
    assert not faults, "\n".join(faults)
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
    result = run(Reference(release), topic(name).tests[test])
    assert result.passed, said(result)


def said(result: TestResult) -> str:
    """Each failure with its day, place and trace."""
    return "\n".join(
        f"{each.day} ({each.place})\n  expected  {each.expected}\n  got       {each.got}\n{each.trace}"
        for each in result.failures
    )
