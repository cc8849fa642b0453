"""Moving a value by its distance turns the answer of its test, and nothing less does."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.predicates import predicate_for
from playbook_engine.engine.distance import distance_of
from playbook_engine.engine.predicates import meets
from playbook_engine.model.condition import InAmount, InDays, InRange, Interval, OneOf, Predicate, Present
from playbook_engine.model.facts import CATALOGUE
from playbook_engine.model.trace import Distance

DAY = 739_000
SLIGHTLY = Fraction(1, 10**6)
WHOLE = st.integers(-60, 60)
PARTS = st.fractions(-5, 5, max_denominator=12)
SEEDS = st.integers(0, 2**32 - 1)


def moved(value: int | Fraction, distance: Distance) -> int | Fraction:
    size = Fraction(distance.amount) + (SLIGHTLY if distance.beyond else 0)
    found = value + size if distance.direction == "up" else value - size
    return int(found) if found == int(found) and not distance.beyond else found


def turns(predicate: Predicate, value: int | Fraction, kind: str) -> None:
    """The law, for a predicate about a number or a day."""
    found = distance_of(predicate, value, DAY, {}, kind)
    now = meets(predicate, value, DAY, {})
    if found is None:
        assert all(meets(predicate, value + step, DAY, {}) is now for step in (-(10**7), -1, 0, 1, 10**7))
        return
    if found.amount != "0":  # at the very edge of what is not whole: see below
        assert meets(predicate, moved(value, found), DAY, {}) is not now, found
    for part in (Fraction(0), Fraction(1, 2), Fraction(99, 100)):
        for sign in (1, -1):
            nearer = value + sign * part * Fraction(found.amount)
            if isinstance(value, Fraction) or nearer == int(nearer):
                assert meets(predicate, nearer, DAY, {}) is now, f"{nearer} is nearer than {found}"


class TestNumbers:
    @given(SEEDS, WHOLE)
    def test_of_whole_numbers(self, seed: int, value: int) -> None:
        turns(predicate_for(CATALOGUE["account.open_items"], Chance(seed)), value, "number")

    @given(SEEDS, PARTS)
    def test_of_numbers_that_are_not_whole(self, seed: int, value: Fraction) -> None:
        for name in ("case.overdue_share", "account.open_items"):
            predicate = predicate_for(CATALOGUE[name], Chance(seed))
            if isinstance(predicate, InRange):
                turns(predicate, value, "percent")

    @given(SEEDS, st.integers(-400, 400))
    def test_of_dates(self, seed: int, ahead: int) -> None:
        predicate = predicate_for(CATALOGUE["item.due_on"], Chance(seed))
        turns(predicate, DAY + ahead, "date")

    @given(st.none() | WHOLE, st.none() | WHOLE, st.booleans(), st.booleans(), WHOLE)
    def test_of_any_interval(self, low: int | None, high: int | None, left: bool, right: bool, value: int) -> None:
        if low is not None and high is not None and (low > high or (low == high and (left or right))):
            return
        turns(InRange(Interval(low, high, low_open=left, high_open=right)), value, "number")

    def test_at_an_open_upper_end_the_way_in_is_down(self) -> None:
        found = distance_of(InRange(Interval(None, 1, high_open=True)), Fraction(1), DAY, {}, "percent")
        assert found is not None
        assert (found.direction, found.text) == ("down", "more than 0")


class TestAmounts:
    @given(SEEDS, st.integers(0, 2_000_000), st.sampled_from(("EUR", "USD", "JPY")))
    def test_of_money_in_the_currency_of_the_constant(self, seed: int, minor: int, currency: str) -> None:
        predicate = predicate_for(CATALOGUE["item.balance"], Chance(seed))
        rates = {
            (source, target): Fraction(7, 8) for source in ("EUR", "USD", "JPY") for target in ("EUR", "USD", "JPY")
        }
        found = distance_of(predicate, (minor, currency), DAY, rates, "money")
        if found is None or found.unit != f"minor {currency}":
            return
        now = meets(predicate, (minor, currency), DAY, rates)
        assert meets(predicate, (moved(minor, found), currency), DAY, rates) is not now

    @given(SEEDS, st.integers(1, 2_000_000))
    def test_of_money_that_is_converted_the_distance_is_in_the_constants_currency(self, seed: int, minor: int) -> None:
        predicate = InAmount((("EUR", Interval(Chance(seed).below(10**6), None)),))
        rates = {("USD", "EUR"): Fraction(3, 4)}
        found = distance_of(predicate, (minor, "USD"), DAY, rates, "money")
        assert found is not None
        assert found.unit == "minor EUR"
        there = moved(minor * Fraction(3, 4), found)
        assert meets(predicate, (there, "EUR"), DAY, {}) is not meets(predicate, (minor, "USD"), DAY, rates)


class TestText:
    @pytest.mark.parametrize(
        ("predicate", "value", "kind", "text"),
        [
            (InAmount((("EUR", Interval(50_000)),)), (48_000, "EUR"), "money", "20.00 EUR"),
            (InAmount((("EUR", Interval(50_000, low_open=True)),)), (50_000, "EUR"), "money", "0.01 EUR"),
            (InAmount((("EUR", Interval(50_000)),)), {"EUR": 60_000}, "money", "100.01 EUR"),
            (InRange(Interval(15, 29)), 12, "number", "3"),
            (InRange(Interval(15, 29)), 28, "number", "2"),
            (InRange(Interval("1/2")), Fraction(1, 4), "percent", "0.25"),
            (InDays(Interval(0, 30)), DAY + 45, "date", "15 days"),
            (InRange(Interval(DAY)), DAY - 1, "date", "1 days"),
        ],
    )
    def test_what_is_printed(self, predicate: Predicate, value: object, kind: str, text: str) -> None:
        found = distance_of(predicate, value, DAY, {}, kind)
        assert found is not None
        assert found.text == text

    @pytest.mark.parametrize("predicate", [OneOf(("a",)), Present(), InRange(Interval())])
    def test_what_is_not_ordered_or_always_true_has_no_distance(self, predicate: Predicate) -> None:
        assert distance_of(predicate, 5, DAY, {}, "number") is None

    def test_neither_has_what_is_missing_or_lacks_a_rate(self) -> None:
        assert distance_of(InRange(Interval(1)), None, DAY, {}, "number") is None
        assert distance_of(InAmount((("EUR", Interval(1)),)), (5, "USD"), DAY, {}, "money") is None
