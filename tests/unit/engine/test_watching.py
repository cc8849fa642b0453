"""The days on which an answer can change by itself: every one of them is watched."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.releases import release_of
from playbook_engine.engine.predicates import inside
from playbook_engine.engine.watching import Watched, _backwards, _edges, conditions_of
from playbook_engine.model.condition import Condition, InAmount, InDays, InRange, Interval, Present, Test
from playbook_engine.model.organisation import Aggregate
from playbook_engine.model.playbook import Exhausted, Guarantee, Hold, ItemsListed, Stops
from tests.property.conditions_in import conditions_in
from tests.reference.build import playbook, release, step, work

BOUNDS = st.none() | st.integers(-20, 20) | st.fractions(-20, 20, max_denominator=4).map(str)
INTERVALS = st.builds(Interval, BOUNDS, BOUNDS, low_open=st.booleans(), high_open=st.booleans())
SEEDS = st.integers(0, 2**32 - 1)


class TestEdges:
    @given(INTERVALS)
    def test_where_a_count_that_grows_enters_or_leaves(self, interval: Interval) -> None:
        turning = [each for each in range(-25, 26) if inside(interval, each) != inside(interval, each - 1)]
        assert set(turning) <= set(_edges(interval))

    @given(INTERVALS)
    def test_where_a_distance_that_shrinks_enters_or_leaves(self, interval: Interval) -> None:
        """A date at distance -n from today is n days past."""
        turning = [each for each in range(-25, 26) if inside(interval, -each) != inside(interval, -each + 1)]
        assert set(turning) <= set(_backwards(interval))

    @given(INTERVALS)
    def test_and_on_no_other_day(self, interval: Interval) -> None:
        days = range(-25, 26)
        if any(inside(interval, each) for each in days):
            assert all(inside(interval, each) != inside(interval, each - 1) for each in _edges(interval))
            assert all(inside(interval, -each) != inside(interval, -each + 1) for each in _backwards(interval))


class TestConditions:
    @given(SEEDS)
    def test_no_condition_of_a_release_is_overlooked(self, seed: int) -> None:
        drawn = release_of(Chance(seed))
        apart = [each.by.where for each in drawn.organisation.derived if isinstance(each.by, Aggregate)]
        holds = [*drawn.organisation.holds, *(hold for each in drawn.playbooks for hold in each.holds)]
        # What stands in for a held step is asked for on days on which something acts, and those are looked at anyway.
        apart += [each.instead.items.when for each in holds if each.instead is not None]
        known = [*conditions_of(drawn), *apart]
        assert [each for each in conditions_in(drawn) if each not in known] == []


def watched(when: Condition) -> Watched:
    return Watched(release(playbook(step("first", when=when))))


class TestWatched:
    @pytest.mark.parametrize("fact", ["today.weekday", "today.day_of_month", "today.days_to_month_end"])
    def test_the_calendar_of_the_month_is_looked_at_daily(self, fact: str) -> None:
        assert watched(Test(fact, Present())).daily

    def test_most_conditions_are_not(self) -> None:
        assert not watched(Test("account.open_balance", InAmount((("EUR", Interval(1)),)))).daily

    @pytest.mark.parametrize("fact", ["item.days_overdue", "anchor.days_overdue", "account.days_overdue"])
    def test_days_overdue_from_due_dates(self, fact: str) -> None:
        assert {15, 30} <= watched(Test(fact, InRange(Interval(15, 29)))).due

    def test_days_since_contact_and_reply_from_the_last_one(self) -> None:
        assert 7 in watched(Test("account.days_since_contact", InRange(Interval(7)))).contact
        assert 7 in watched(Test("account.days_since_reply", InRange(Interval(7)))).reply

    def test_dates_by_their_distance_and_by_the_calendar(self) -> None:
        near = watched(Test("account.renewal_date", InDays(Interval(0, 30))))
        assert {-30, 1} <= near.dates["account.renewal_date"]
        assert 739_000 in watched(Test("today.date", InRange(Interval(739_000)))).fixed

    @pytest.mark.parametrize(
        "place", ["items", "also", "exhausted", "hold", "guarantee", "segment", "alongside", "listed when exhausted"]
    )
    def test_wherever_it_stands(self, place: str) -> None:
        daily = Test("today.day_of_month", InRange(Interval(1, 5)))
        lists = work(items=ItemsListed(which="condition", when=daily))
        ladder = {
            "items": playbook(step("first", does=lists)),
            "also": playbook(step("first", also=(lists,))),
            "exhausted": playbook(step("first"), exhausted=(Exhausted(name="end", after=1, work=work(), when=daily),)),
            "listed when exhausted": playbook(step("first"), exhausted=(Exhausted(name="end", after=1, work=lists),)),
            "hold": playbook(step("first"), holds=(Hold(name="h", when=daily, covers="case"),)),
            "guarantee": playbook(step("first"), guarantees=(Guarantee(name="g", never=Stops(), when=daily),)),
            "segment": playbook(step("first"), when=daily),
            "alongside": playbook(step("first"), alongside=(step("rule", when=daily),)),
        }[place]
        assert Watched(release(ladder)).daily
