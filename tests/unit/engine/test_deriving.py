"""Derived facts of one account, worked out by hand."""

import datetime as dt
from fractions import Fraction
from typing import Any

import pytest

from playbook_engine.engine.evaluator import Evaluator, Session
from playbook_engine.model.book import AccountRecord, Credit, FailedPayment, Reply, Setting
from playbook_engine.model.condition import ALWAYS, AnyOf, Condition, InAmount, InDays, InRange, Interval, Test
from playbook_engine.model.facts import Fact, Kind
from playbook_engine.model.money import MissingRate, Money, Rate
from playbook_engine.model.organisation import Aggregate, Arithmetic, Derived, LookUp, Score, Table
from tests.reference.build import (
    at_least,
    day,
    dispute,
    invoice,
    one_of,
    payment,
    playbook,
    promise,
    release,
    step,
    touch,
    unit,
)

ON = "2026-03-20"
YEN = Rate(on=day("2026-01-01"), source="EUR", target="JPY", rate="160")
USD = Rate(on=day("2026-01-01"), source="USD", target="EUR", rate="0.9")
BOOK: tuple[AccountRecord, ...] = (
    invoice("I1", "2026-03-01", "100 EUR"),
    invoice("I2", "2026-03-18", "300 EUR"),
    invoice("I3", "2026-02-01", "50 EUR"),
    payment("2026-02-20", "50 EUR", "I3"),
    payment("2026-03-10", "20 EUR", "I1"),
    payment("2026-03-20", "5 USD"),
    promise("2026-02-01", "2026-02-10", "I1", "70 EUR"),
    promise("2026-03-15", "2026-03-25", "I1", "80 EUR"),
    dispute("2026-03-02", "I2", "10 EUR", resolved="2026-03-05"),
    dispute("2026-03-12", "I1", "30 EUR"),
    touch("2026-03-06", "first", "I1", kind="call"),
    touch("2026-03-09", "second", "I1", tone="firm"),
    Reply(id="r1", account="A", on=day("2026-03-08"), kind="objection"),
    FailedPayment(id="f1", account="A", on=day("2026-03-20"), reason="expired card"),
    FailedPayment(id="f2", account="A", on=day("2026-03-13"), reason="no cover"),
)


def found(
    by: Aggregate | Arithmetic | LookUp | Score,
    *records: AccountRecord,
    kind: Kind = "number",
    rates: tuple[Rate, ...] = (),
    **organisation: Any,
) -> Any:
    """The value of a derived fact on ON; the playbook sees balances net of credits."""
    fact = Fact(name="account.x.made", kind=kind, sentence="made", optional=True)
    rules = release(playbook(step("first", "500 days after due")), derived=(Derived(fact=fact, by=by),), **organisation)
    state = unit(*(records or BOOK))
    session = Session(Evaluator(rules), Setting(rates=rates), state, day(ON))
    session.decisions()
    case = session.case_list[0]
    assert case.scope is not None
    return case.plan.settled.read("account.x.made")(case.scope)


def count(collection: str, where: Condition = ALWAYS, days: int = 0) -> int:
    made: int = found(Aggregate(operation="count", collection=collection, where=where, days=days), rates=(USD,))
    return made


class TestCounts:
    @pytest.mark.parametrize(
        ("collection", "number"),
        [
            ("payments", 3),
            ("promises", 2),
            ("disputes", 2),
            ("touches", 2),
            ("replies", 1),
            ("failed payments", 2),
            ("items", 3),
        ],
    )
    def test_every_record_of_the_account(self, collection: str, number: int) -> None:
        assert count(collection) == number

    @pytest.mark.parametrize(
        ("collection", "where", "number"),
        [
            ("payments", at_least("payment.amount", "20 EUR"), 2),
            ("payments", one_of("payment.reversed", "no"), 3),
            ("promises", one_of("promise.state", "broken"), 1),
            ("promises", one_of("promise.state", "open"), 1),
            ("disputes", one_of("dispute.open", "yes"), 1),
            ("disputes", one_of("dispute.reason", "price"), 0),
            ("touches", one_of("touch.tone", "firm"), 1),
            ("touches", one_of("touch.kind", "call", "letter"), 1),
            ("replies", one_of("reply.kind", "objection"), 1),
            ("failed payments", one_of("failure.reason", "no cover"), 1),
            ("items", one_of("entry.open", "no"), 1),
            ("items", one_of("entry.overdue", "yes"), 2),
            ("items", Test("entry.days_overdue", InRange(Interval(10, None))), 2),
            ("items", Test("entry.on", InDays(Interval(-5, 0))), 1),
        ],
    )
    def test_of_those_that_meet_a_condition(self, collection: str, where: Condition, number: int) -> None:
        assert count(collection, where) == number

    @pytest.mark.parametrize(("days", "number"), [(6, 1), (7, 2)])
    def test_of_the_last_days_both_ends_included(self, days: int, number: int) -> None:
        assert count("failed payments", days=days) == number


class TestValues:
    def test_sums_stay_by_currency(self) -> None:
        paid = found(Aggregate(operation="sum", collection="payments", value="payment.amount"), kind="money")
        assert paid == {"EUR": 7_000, "USD": 500}

    def test_largest_smallest_earliest_latest(self) -> None:
        late = Aggregate(operation="max", collection="items", value="entry.days_overdue")
        assert found(late) == 47
        assert found(Aggregate(operation="min", collection="items", value="entry.days_overdue")) == 2
        first = found(Aggregate(operation="earliest", collection="promises", value="promise.on"), kind="date")
        last = found(Aggregate(operation="latest", collection="touches", value="touch.on"), kind="date")
        assert [dt.date.fromordinal(each) for each in (first, last)] == [day("2026-02-10"), day("2026-03-09")]

    def test_of_no_record_a_sum_is_nothing_and_the_largest_is_missing(self) -> None:
        nobody = one_of("payment.method", "cheque")
        paid = Aggregate(operation="sum", collection="payments", value="payment.amount", where=nobody)
        assert found(paid, kind="money") == {}
        assert found(Aggregate(operation="latest", collection="payments", value="payment.on", where=nobody)) is None


class TestArithmetic:
    @pytest.mark.parametrize(
        ("operation", "facts", "kind", "value"),
        [
            ("sum", ("account.open_items", "account.open_disputes"), "number", 3),
            ("difference", ("account.open_items", "account.open_disputes"), "number", 1),
            ("sum", ("account.open_balance", "account.unapplied_credit"), "money", {"EUR": 38_000, "USD": 500}),
            ("difference", ("account.open_balance", "account.disputed_balance"), "money", {"EUR": 35_000}),
            ("share", ("account.disputed_balance", "account.open_balance"), "percent", Fraction(3, 38)),
            ("share", ("account.open_disputes", "account.open_items"), "percent", Fraction(1, 2)),
            ("days between", ("account.oldest_due", "today.date"), "number", 19),
            ("sum", ("account.open_items", "account.terms_days"), "number", None),
        ],
    )
    def test_by_hand(self, operation: Any, facts: tuple[str, ...], kind: Kind, value: object) -> None:
        assert found(Arithmetic(operation=operation, facts=facts), kind=kind) == value

    def test_a_share_of_nothing_is_missing(self) -> None:
        share = Arithmetic(operation="share", facts=("account.open_items", "account.open_promises"))
        assert found(share, invoice("I1", "2026-03-01"), kind="percent") is None

    def test_a_share_over_currencies_is_of_the_base_currency(self) -> None:
        share = Arithmetic(operation="share", facts=("account.overdue_balance", "account.open_balance"))
        state = (invoice("I1", "2026-03-01", "100 EUR"), invoice("I2", "2026-04-01", "16000 JPY"))
        assert found(share, *state, kind="percent", rates=(YEN,)) == Fraction(1, 2)
        with pytest.raises(MissingRate) as lacking:
            found(share, *state, kind="percent")
        assert lacking.value.pairs == {"JPY>EUR"}

    def test_a_share_in_one_currency_needs_no_rate(self) -> None:
        share = Arithmetic(operation="share", facts=("account.overdue_balance", "account.open_balance"))
        assert found(share, invoice("I1", "2026-03-01"), kind="percent", base_currency="USD") == 1


class TestTablesAndScores:
    ROWS = ((at_least("account.open_items", 5), "red"), (at_least("account.open_items", 2), "yellow"))

    def test_the_first_row_that_holds_else_otherwise_else_missing(self) -> None:
        look_up = LookUp(table="t")
        assert found(look_up, kind="text", tables=(Table(name="t", rows=self.ROWS),)) == "yellow"
        poor = invoice("I1", "2026-03-01")
        assert (
            found(look_up, poor, kind="text", tables=(Table(name="t", rows=self.ROWS, otherwise="green"),)) == "green"
        )
        assert found(look_up, poor, kind="text", tables=(Table(name="t", rows=self.ROWS),)) is None

    def test_points_of_all_conditions_that_hold(self) -> None:
        points = (
            (at_least("account.open_items", 2), 10),
            (at_least("account.open_disputes", 1), -3),
            (at_least("account.open_disputes", 2), 100),
        )
        assert found(Score(points=points)) == 7


class TestMoneyAndMissingRates:
    """What engine and reference once said differently."""

    def test_the_largest_of_several_currencies_is_so_in_the_base_currency(self) -> None:
        largest = Aggregate(operation="max", collection="items", value="entry.amount")
        state = (invoice("I1", "2026-03-01", "100 EUR"), invoice("I2", "2026-03-02", "15000 JPY"))
        assert found(largest, *state, kind="money", rates=(YEN,)) == (10_000, "EUR")

    def test_an_item_that_credit_covers_is_an_item(self) -> None:
        credit = Credit(id="c", account="A", on=day("2026-03-02"), amount=Money(10_000, "EUR"))
        state = (invoice("I1", "2026-03-01", "100 EUR"), invoice("I2", "2026-03-02", "50 EUR"), credit)
        assert found(Aggregate(operation="count", collection="items"), *state) == 2

    def test_a_rate_that_lacks_is_not_asked_for_where_another_part_decides(self) -> None:
        dear = Test("payment.amount", InAmount((("JPY", Interval(1)),)))
        where = AnyOf((dear, one_of("payment.reversed", "no")))
        state = (invoice("I1", "2026-03-01", "100 EUR"), payment("2026-03-10", "20 EUR", "I1"))
        assert found(Aggregate(operation="count", collection="payments", where=where), *state) == 1
