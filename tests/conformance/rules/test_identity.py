"""Rule 16 in letters: the ids under which the actions of its dated example are remembered."""

from playbook_engine.simulation.timeline import run
from tests.conformance.reading import Reference, engine, topic

TOPIC = "rules/progress"
TEST = "examples: rule 16, what goes with a step is not an occurrence of it"
IDS = [
    "conformance/repeated/one/A/2026-03-02/0/1",
    "conformance/repeated/one/A/2026-03-02/0/1/also1",
    "conformance/repeated/one/A/2026-03-02/0/2",
    "conformance/repeated/one/A/2026-03-02/0/2/also1",
    "conformance/repeated/one/A/2026-03-02/0/3",
    "conformance/repeated/one/A/2026-03-02/0/3/also1",
]


def test_rule_16_an_id_says_all_that_makes_an_action_this_one() -> None:
    sent = run(engine(TOPIC), topic(TOPIC).tests[TEST]).sent
    assert [each.seen.action.id for each in sent] == IDS


def test_rule_16_the_reference_gives_the_same_ids() -> None:
    release = topic(TOPIC).release
    assert release is not None
    assert [each.seen.action.id for each in run(Reference(release), topic(TOPIC).tests[TEST]).sent] == IDS
