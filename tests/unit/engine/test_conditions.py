"""Generated conditions over all facts: compiled, walked, dispatched, and judged by the reference."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.cases import Drawn, case_of, drawn_cases
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.ground import SEGMENT
from playbook_engine.engine.compiling import Compiled, compile_condition
from playbook_engine.engine.dispatch import FirstMatch
from playbook_engine.engine.evaluator import Evaluator, Session
from playbook_engine.engine.scope import Scope
from playbook_engine.engine.walking import decided
from playbook_engine.model.book import Setting
from playbook_engine.model.condition import (
    All,
    AnyOf,
    Condition,
    Has,
    InAmount,
    InRange,
    Interval,
    Named,
    Not,
    OneOf,
    Present,
    StartsWith,
    Test,
)
from playbook_engine.model.money import MissingRate
from tests.reference import facts as plain
from tests.reference.build import day, invoice, playbook, release, step, unit
from tests.reference.money import MissingRates
from tests.unit.engine.views import conditions_for, seen_in

Answer = bool | frozenset[str]
ON = day("2026-03-16")
SEEDS = st.integers(0, 2**32 - 1)


def answer(ask: Callable[[], bool]) -> Answer:
    """True, false, or the rates that lack."""
    try:
        return ask()
    except (MissingRate, MissingRates) as missing:
        return missing.pairs


class TestAnswers:
    """Rule 5c and 6: compiled, walked and by the reference; the same answer, or the same rates lack."""

    @given(drawn_cases(), SEEDS)
    def test_a_condition_says_the_same_compiled_walked_and_by_the_reference(self, case: Drawn, seed: int) -> None:
        conditions = conditions_for(case, 12, seed)
        for seen in seen_in(case):
            for condition in conditions:
                compiled = Compiled(condition, seen.catalogue)
                said = answer(lambda: compiled(seen.scope))  # noqa: B023 - asked at once
                assert said == answer(lambda: compiled.walk(seen.scope))  # noqa: B023
                assert said == answer(lambda: plain.holds_in(seen.plain, condition)), condition  # noqa: B023

    def test_each_answer_is_given_often(self) -> None:
        counted: Counter[bool | str] = Counter()
        for seed in range(80):
            case = case_of(Chance(seed))
            for seen in seen_in(case):
                for condition in conditions_for(case, 12, seed):
                    said = answer(lambda: decided(condition, seen.catalogue, seen.scope))  # noqa: B023
                    counted[said if isinstance(said, bool) else "unknown"] += 1
        assert min(counted[True], counted[False], counted["unknown"]) > 20, counted


class TestFirstMatch:
    """Rule 27: an item goes to the first playbook whose segment matches."""

    @given(drawn_cases(), SEEDS, st.integers(0, 9))
    def test_it_is_the_first_condition_that_holds(self, case: Drawn, seed: int, count: int) -> None:
        conditions = conditions_for(case, count, seed, SEGMENT)
        for seen in seen_in(case):
            scope = Scope(seen.scope.world, seen.scope.account, item=seen.scope.item)
            first = FirstMatch(conditions, seen.catalogue)
            found = _number(lambda: first(scope))  # noqa: B023 - asked at once
            assert found is None or found == _first(conditions, scope, seen.catalogue)

    @given(drawn_cases(), SEEDS)
    def test_so_it_is_where_there_are_too_many_sets_to_keep(self, case: Drawn, seed: int) -> None:
        conditions = conditions_for(case, 5, seed, SEGMENT)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("playbook_engine.engine.dispatch._KEPT", 0)
            for seen in seen_in(case):
                scope = Scope(seen.scope.world, seen.scope.account, item=seen.scope.item)
                first = FirstMatch(conditions, seen.catalogue)
                found = _number(lambda: first(scope))  # noqa: B023
                assert found is None or found == _first(conditions, scope, seen.catalogue)

    def test_a_rate_that_lacks_stops_it_only_now_and_then(self) -> None:
        stopped = asked = 0
        for seed in range(60):
            case = case_of(Chance(seed))
            conditions = conditions_for(case, 5, seed, SEGMENT)
            for seen in seen_in(case):
                first = FirstMatch(conditions, seen.catalogue)
                scope = Scope(seen.scope.world, seen.scope.account, item=seen.scope.item)
                asked += 1
                stopped += _number(lambda: first(scope)) is None  # noqa: B023
        assert 0 < stopped < asked / 4


def _number(ask: Callable[[], int]) -> int | None:
    try:
        return ask()
    except MissingRate:
        return None


def _first(conditions: Sequence[Condition], scope: Scope, catalogue: Any) -> int:
    """Asked one by one, in order."""
    return next((number for number, each in enumerate(conditions) if decided(each, catalogue, scope)), -1)


EMPTY: tuple[tuple[Condition, bool], ...] = (
    (All(), True),
    (AnyOf(), False),
    (Not(All()), False),
    (Named("everybody", All()), True),
    (Test("account.tier", Present()), False),
    (Not(Test("account.tier", OneOf(("gold",)))), True),
    (Test("account.tier", StartsWith(("g",))), False),
    (Test("account.tags", Has(("vip",))), False),
    (Not(Test("account.tags", Has(("vip", "partner"), every=True))), True),
    (Test("account.terms_days", InRange(Interval())), False),
    (Test("account.open_items", InRange(Interval())), True),
    (Test("account.open_items", InRange(Interval(1, 1, low_open=True))), False),
    (Test("account.open_items", InRange(Interval("1/2", "3/2"))), True),
    (Test("account.on_hold", OneOf(("yes", "no"))), True),
    (Test("account.on_hold", OneOf(("no",))), True),
    (Test("account.arr", InAmount((("EUR", Interval(None, 0)),))), False),
    (Test("account.open_balance", InAmount((("USD", Interval(0, None)), ("EUR", Interval(10_001, None))))), False),
    (Test("account.open_balance", InAmount((("USD", Interval(0, None)), ("EUR", Interval(10_000, None))))), True),
)
"""About an account that owes 100.00 EUR and of which nothing else is known."""


@pytest.mark.parametrize(("condition", "expected"), EMPTY)
def test_by_hand(condition: Condition, expected: bool) -> None:
    session = Session(Evaluator(release(playbook(step("first")))), Setting(), unit(invoice("I", "2026-03-01")), ON)
    session.decisions()
    (case,) = session.case_list
    assert case.scope is not None
    catalogue, scope = case.plan.settled, case.scope
    assert compile_condition(condition, catalogue)(scope) is expected
    assert decided(condition, catalogue, scope) is expected
