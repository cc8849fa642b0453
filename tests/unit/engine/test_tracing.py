"""Why, and why not: each decision of generated cases has a trace, which says what was decided and adds up."""

import datetime as dt
from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.cases import Drawn, drawn_cases
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.telling import sentences
from playbook_engine.engine.tracing import trace
from playbook_engine.model.book import Setting
from playbook_engine.model.condition import Condition, InAmount, Interval, Not, Test
from playbook_engine.model.decision import Decision
from playbook_engine.model.trace import CaseTrace, ConditionTrace, TestTrace
from tests.property.growing import grown
from tests.reference.build import (
    at_least,
    contact,
    day,
    invoice,
    one_of,
    playbook,
    release,
    step,
    touch,
    unit,
)

SAYS = {
    "not yet due": "No step has come to its day yet",
    "waiting": "waits for its day",
    "condition": "its condition does not hold",
    "exhausted": "at its end",
    "held": "Held by",
    "covered by credit": "Credits cover",
    "not chased": "nobody is chased",
    "uncovered": "No playbook takes this item",
    "stale data": "older than the organisation allows",
    "missing fact": "is missing",
    "missing rate": "exchange rate is missing",
    "no contact": "Nobody at the customer can be reached",
    "guarantee": "would break the guarantee",
    "closed day": "today is closed",
    "outside hours": "hours are over",
    "limit": "is reached",
}
"""What the first sentence says of each reason."""


def traced(case: Drawn, moment: dt.date | dt.datetime) -> tuple[tuple[Decision, ...], tuple[CaseTrace, ...]]:
    evaluator = Evaluator(case.release)
    decided = evaluator.decide(case.setting, case.unit, moment)
    return decided, trace(evaluator, case.setting, case.unit, moment)


class TestGenerated:
    @given(drawn_cases(), st.integers(0, 2**32 - 1))
    def test_each_decision_has_its_trace_in_order(self, case: Drawn, seed: int) -> None:
        for each in (case, grown(case, seed)):
            for moment in (each.day, dt.datetime.combine(each.day, dt.time(18), dt.UTC)):
                decided, traces = traced(each, moment)
                assert tuple(told.decision for told in traces) == decided

    @given(drawn_cases())
    def test_the_sentences_name_the_reason_or_the_work(self, case: Drawn) -> None:
        for told in traced(case, case.day)[1]:
            lines = sentences(told)
            assert all(line.endswith(".") and "None" not in line and "{" not in line for line in lines)
            text = "\n".join(lines)
            for action in told.decision.actions:
                assert f"Step `{action.step}`" in text
                assert all(line.item in text for line in action.lines)
            if told.decision.silence is not None:
                assert SAYS[told.decision.silence.reason] in text
                assert told.decision.silence.by in text

    @given(drawn_cases())
    def test_a_group_is_what_its_parts_make_it(self, case: Drawn) -> None:
        for told in traced(case, case.day)[1]:
            for condition in _conditions(told):
                _adds_up(condition)

    @given(drawn_cases())
    def test_the_playbook_that_took_the_item_is_the_last_one_asked(self, case: Drawn) -> None:
        for told in traced(case, case.day)[1]:
            names = [each.name for each in told.playbooks]
            in_force = [each.name for each in case.release.playbooks[: case.release.current]]
            assert names == in_force[: len(names)]
            if told.decision.playbook:
                assert names[-1] == told.decision.playbook
            elif told.decision.silence is not None and told.decision.silence.reason == "uncovered":
                assert names == in_force


def _conditions(told: CaseTrace) -> Iterator[ConditionTrace]:
    yield from (each.condition for each in (*told.playbooks, *told.holds))
    yield from (each.condition for each in told.steps if each.condition is not None)


def _adds_up(condition: ConditionTrace) -> None:
    if isinstance(condition, TestTrace):
        return
    answers = [each.holds for each in condition.parts]
    expected: dict[str, bool | None] = {
        "all": False if False in answers else None if None in answers else True,
        "any": True if True in answers else None if None in answers else False,
        "not": None if None in answers else not all(answers),
        "segment": answers[0] if answers else True,
    }
    assert condition.holds is expected[condition.kind]
    for part in condition.parts:
        _adds_up(part)


def told(when: Condition, *records: object, on: str = "2026-03-20") -> list[str]:
    """The sentences about one invoice of 480 EUR with a single step, five days after due."""
    rules = release(playbook(step("first", "5 days after due", when=when)))
    state = unit(invoice("I", "2026-03-01", "480 EUR"), *records)  # type: ignore[arg-type]
    (only,) = trace(Evaluator(rules), Setting(), state, day(on))
    return sentences(only)


class TestByHand:
    def test_how_far_a_balance_is_from_the_constant(self) -> None:
        short = Test("case.balance", InAmount((("EUR", Interval(50_000)),)), "at least 500 EUR")
        assert told(short)[0] == "Step `first` has come to its day, but its condition does not hold."
        assert any(
            "`case.balance` is 480.00 EUR, which does not meet `at least 500 EUR` (20.00 EUR short)" in line
            for line in told(short)
        )

    def test_what_is_missing(self) -> None:
        assert any("`account.tier` is missing" in line for line in told(one_of("account.tier", "gold")))

    def test_not_turns_what_is_told(self) -> None:
        lines = told(Not(at_least("case.items", 1)))
        assert any("its condition does not hold: `case.items` is 1" in line for line in lines)

    def test_a_rate_that_lacks(self) -> None:
        lines = told(at_least("case.balance", "500 USD"))
        assert lines[0] == "An exchange rate is missing: EUR>USD."
        assert any("no rate EUR>USD" in line for line in lines)

    def test_an_action_with_its_items_and_sum(self) -> None:
        assert told(at_least("case.items", 1))[0] == "Step `first`: email to c1@example.com about I (480.00 EUR)."

    def test_steps_that_are_passed_to_come_and_waiting(self) -> None:
        rules = release(
            playbook(
                step("first", "5 days after due"),
                step("early", "3 days before due"),
                step("second", "10 days after promise"),
                step("third", "40 days after due", when=one_of("account.tier", "gold")),
            )
        )
        state = unit(invoice("I", "2026-03-01"), touch("2026-03-06", "first", "I"))
        (only,) = trace(Evaluator(rules), Setting(), state, day("2026-03-07"))
        assert [each.state for each in only.steps] == ["passed", "lapsed", "waits", "not reached"]

    def test_holds_and_who_can_be_reached(self) -> None:
        lines = told(at_least("case.items", 1), contact(email=None))
        assert lines[0] == "Nobody at the customer can be reached for step `first`."
        assert lines[1] == "A person has to look at this: no contact."
