"""Stopped days, counted one by one (rule 25)."""

import datetime as dt
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from playbook_engine.engine.clock import Clock
from playbook_engine.engine.evaluator import Evaluator, Session
from playbook_engine.model.book import AccountRecord, ManualHold, Setting
from playbook_engine.model.condition import AnyOf, Condition
from playbook_engine.model.playbook import Hold
from tests.reference.build import day, dispute, invoice, one_of, payment, playbook, promise, release, step, unit

START = day("2026-03-01")
DISPUTED, PROMISED = one_of("item.disputed", "yes"), one_of("item.promise", "open")
SPANS = st.lists(st.tuples(st.integers(0, 40), st.integers(1, 12)), max_size=4)
DAYS = st.integers(0, 45)


def on(number: int) -> str:
    return (START + dt.timedelta(number)).isoformat()


def stopped(
    when: Condition,
    *records: AccountRecord,
    base: int = 0,
    today: int = 40,
    covers: Literal["item", "case"] = "item",
    grace: int = 0,
) -> int:
    """Days after the base on which the clock of item I1 stood still."""
    hold = Hold(name="h", when=when, covers=covers, clock="stops", grace=grace)
    rules = release(playbook(step("first", "5 days after due"), holds=(hold,)))
    items = (invoice("I1", on(0)), invoice("I2", on(1)))
    session = Session(Evaluator(rules), Setting(), unit(*items, *records), START + dt.timedelta(today))
    session.decisions()
    (case,) = session.case_list
    item = next(each for each in session.items if each.id == "I1")
    clock = Clock(case.plan, item, case.items, case.world)
    return clock.stopped(START.toordinal() + base, START.toordinal() + today)


class TestDisputes:
    @given(SPANS, DAYS, DAYS)
    def test_the_days_in_dispute_after_the_base_overlaps_once(
        self, spans: list[tuple[int, int]], base: int, today: int
    ) -> None:
        disputes = [
            replace(dispute(on(first), "I1", resolved=on(first + length)), id=f"d{number}")
            for number, (first, length) in enumerate(spans)
        ]
        held = {each for first, length in spans for each in range(first, first + length)}
        expected = sum(base < each <= today for each in held)
        assert stopped(DISPUTED, *disputes, base=base, today=today) == expected

    def test_a_dispute_of_another_item_counts_where_the_hold_covers_the_case(self) -> None:
        other = dispute(on(10), "I2", resolved=on(15))
        assert stopped(DISPUTED, other, covers="item") == 0
        assert stopped(DISPUTED, other, covers="case") == 5

    def test_a_dispute_that_was_known_later_than_the_base_counts_from_the_base(self) -> None:
        assert stopped(DISPUTED, dispute(on(10), "I1"), base=20, today=25) == 5


class TestPromises:
    @pytest.mark.parametrize(
        ("records", "days"),
        [
            ((promise(on(10), on(15), "I1", "100 EUR"),), 6),
            ((replace(promise(on(10), on(15), "I1", "100 EUR"), withdrawn_on=day(on(12))),), 2),
            ((promise(on(10), on(15), "I1", "40 EUR"), payment(on(13), "40 EUR", "I1")), 3),
            ((promise(on(10), on(15), "I1", "100 EUR"), promise(on(12), on(13), "I1", "9 EUR")), 4),
        ],
    )
    def test_while_the_latest_is_open(self, records: tuple[AccountRecord, ...], days: int) -> None:
        assert stopped(PROMISED, *records) == days

    def test_through_its_grace(self) -> None:
        assert stopped(PROMISED, promise(on(10), on(15), "I1", "100 EUR"), grace=2) == 8


def test_manual_holds_stop_it_where_the_hold_asks_for_them() -> None:
    hold = ManualHold(id="h", account="A", set_on=day(on(10)), until=day(on(12)))
    assert stopped(one_of("item.on_hold", "yes"), hold) == 3
    assert stopped(DISPUTED, hold) == 0


def test_days_of_several_holds_count_once() -> None:
    either = AnyOf((DISPUTED, PROMISED))
    records = (dispute(on(8), "I1", resolved=on(12)), promise(on(10), on(15), "I1", "100 EUR"))
    assert stopped(either, *records) == 8
