"""Disputes, promises and manual holds, day by day."""

import pytest

from playbook_engine.engine.claims import Claims
from playbook_engine.engine.ledger import Ledger, OpenItem
from playbook_engine.model.book import AccountRecord, ManualHold
from tests.reference.build import day, dispute, invoice, payment, promise, unit

ITEM = invoice("I1", "2026-03-01", "100 EUR")
SECOND = invoice("I2", "2026-03-05", "50 EUR")


def asked(*records: AccountRecord) -> tuple[Claims, OpenItem]:
    """The claims, and the item I1."""
    state = unit(*records)
    ledger = Ledger(state)
    return Claims(state, ledger), next(each for each in ledger.items if each.id == "I1")


def at(text: str) -> int:
    return day(text).toordinal()


class TestDisputes:
    """Rule 24e."""

    @pytest.mark.parametrize(
        ("on", "is_open"), [("2026-03-09", False), ("2026-03-10", True), ("2026-03-11", True), ("2026-03-12", False)]
    )
    def test_from_its_opening_to_the_day_before_it_is_resolved(self, on: str, is_open: bool) -> None:
        claims, item = asked(ITEM, dispute("2026-03-10", "I1", resolved="2026-03-12"))
        assert (claims.disputed(item, at(on)) is not None) is is_open

    def test_the_latest_open_one_is_meant(self) -> None:
        claims, item = asked(ITEM, dispute("2026-03-11", "I1"), dispute("2026-03-10"))
        found = claims.disputed(item, at("2026-03-12"))
        assert found is not None
        assert found.opened_on == day("2026-03-11")

    def test_another_item_is_not_concerned(self) -> None:
        claims, item = asked(ITEM, SECOND, dispute("2026-03-10", "I2"))
        assert claims.disputed(item, at("2026-03-12")) is None
        assert not claims.concern(item)


class TestManualHolds:
    """Rule 24e: `until` is its last day, `lifted_on` the first one without it."""

    @pytest.mark.parametrize(
        ("until", "lifted", "last"),
        [
            ("2026-03-12", None, "2026-03-12"),
            (None, "2026-03-12", "2026-03-11"),
            ("2026-03-12", "2026-03-12", "2026-03-11"),
        ],
    )
    def test_its_days(self, until: str | None, lifted: str | None, last: str) -> None:
        hold = ManualHold(
            id="h",
            account="A",
            set_on=day("2026-03-10"),
            until=day(until) if until else None,
            lifted_on=day(lifted) if lifted else None,
        )
        claims, item = asked(ITEM, hold)
        held = [number for number in range(at("2026-03-08"), at("2026-03-15")) if claims.on_hold(item, number)]
        assert held == list(range(at("2026-03-10"), at(last) + 1))


class TestPromises:
    """Rule 24f."""

    @pytest.mark.parametrize(
        ("on", "state"),
        [("2026-03-01", None), ("2026-03-02", "open"), ("2026-03-12", "open"), ("2026-03-13", "broken")],
    )
    def test_open_through_its_date_and_grace(self, on: str, state: str | None) -> None:
        claims, item = asked(ITEM, promise("2026-03-02", "2026-03-10", "I1", "100 EUR"))
        assert claims.promise_state(item, at(on), 2, "net") == state

    @pytest.mark.parametrize(
        ("paid", "amount", "state"),
        [
            ("2026-03-01", "40 EUR", "broken"),  # before it was made
            ("2026-03-02", "40 EUR", "kept"),
            ("2026-03-12", "40 EUR", "kept"),  # the last day of grace
            ("2026-03-13", "40 EUR", "broken"),
            ("2026-03-05", "39.99 EUR", "broken"),
            ("2026-03-05", "40 USD", "broken"),
        ],
    )
    def test_kept_by_payments_of_its_time_that_reach_its_amount(self, paid: str, amount: str, state: str) -> None:
        claims, item = asked(ITEM, promise("2026-03-02", "2026-03-10", "I1", "40 EUR"), payment(paid, amount, "I1"))
        assert claims.promise_state(item, at("2026-03-20"), 2, "net") == state

    def test_a_reversed_payment_does_not_keep_it(self) -> None:
        claims, item = asked(
            ITEM,
            promise("2026-03-02", "2026-03-10", "I1", "40 EUR"),
            payment("2026-03-05", "40 EUR", "I1", reversed_on=day("2026-03-06")),
        )
        assert claims.promise_state(item, at("2026-03-20"), 0, "net") == "broken"

    def test_of_the_account_every_payment_counts_allocated_or_not(self) -> None:
        claims, item = asked(
            ITEM,
            SECOND,
            promise("2026-03-02", "2026-03-10", None, "60 EUR"),
            payment("2026-03-05", "20 EUR", "I2"),
            payment("2026-03-06", "40 EUR"),
        )
        assert claims.promise_state(item, at("2026-03-20"), 0, "gross") == "kept"

    def test_without_an_amount_it_is_kept_once_nothing_that_was_promised_is_open(self) -> None:
        newer = invoice("I3", "2026-04-01", issued="2026-03-03")
        records = (ITEM, newer, promise("2026-03-02", "2026-03-10"))
        claims, item = asked(*records)
        assert claims.promise_state(item, at("2026-03-20"), 0, "net") == "broken"
        state = unit(*records, payment("2026-03-25", "100 EUR", "I1"))
        ledger = Ledger(state)
        (still_open,) = ledger.items
        paid = Claims(state, ledger)
        assert still_open.id == "I3"
        assert paid.promise_state(still_open, at("2026-03-26"), 0, "net") == "kept"
        assert paid.promise_state(still_open, at("2026-03-24"), 0, "net") == "broken"

    def test_the_latest_promise_counts_and_a_withdrawn_one_is_not_there(self) -> None:
        first = promise("2026-03-02", "2026-03-05", "I1", "100 EUR")
        second = promise("2026-03-06", "2026-03-20", "I1", "100 EUR")
        claims, item = asked(ITEM, first, second)
        assert claims.promise_state(item, at("2026-03-07"), 0, "net") == "open"
        assert claims.promises_of(item, at("2026-03-05"))[-1] == first


class TestParts:
    """Rule 24c: what an amount hold leaves out; None is all of it."""

    @pytest.mark.parametrize(
        ("records", "part"),
        [
            ((dispute("2026-03-10", "I1", "30 EUR"),), 3_000),
            ((dispute("2026-03-10", "I1"),), None),
            ((dispute("2026-03-10", "I1", "30 USD"),), None),
            ((dispute("2026-03-10", None, "120 EUR"),), 10_000),
            ((dispute("2026-03-10", None, "120 USD"),), 0),
            ((dispute("2026-03-10", "I1", "30 EUR"), dispute("2026-03-11", None, "20 EUR")), 5_000),
            ((), None),
        ],
    )
    def test_of_disputes(self, records: tuple[AccountRecord, ...], part: int | None) -> None:
        claims, item = asked(ITEM, SECOND, *records)
        assert claims.held_part(item, frozenset({"item.disputed"}), at("2026-03-12"), 0, "net") == part

    def test_of_promises_only_where_promises_are_read(self) -> None:
        claims, item = asked(ITEM, promise("2026-03-02", "2026-03-20", "I1", "30 EUR"))
        day_ = at("2026-03-12")
        assert claims.held_part(item, frozenset({"item.promise"}), day_, 0, "net") == 3_000
        assert claims.held_part(item, frozenset({"item.disputed"}), day_, 0, "net") is None

    def test_an_amount_of_the_account_is_laid_over_the_oldest_items_first(self) -> None:
        state = unit(ITEM, SECOND, dispute("2026-03-10", None, "120 EUR"))
        ledger = Ledger(state)
        claims = Claims(state, ledger)
        parts = {
            each.id: claims.held_part(each, frozenset({"item.disputed"}), at("2026-03-12"), 0, "net")
            for each in ledger.items
        }
        assert parts == {"I1": 10_000, "I2": 2_000}
