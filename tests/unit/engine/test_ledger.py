"""What is open, what credits cover of it, and when an item was closed."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.engine.ledger import Ledger
from playbook_engine.model.book import Account, Allocation, Credit, Invoice, Item, Payment
from playbook_engine.model.money import Money
from tests.reference.build import day, invoice, payment, unit

FIRST = invoice("I1", "2026-03-01", "100 EUR")
SECOND = invoice("I2", "2026-03-05", "50 EUR")


def credit(
    amount: int, *allocations: tuple[str, int], currency: str = "EUR", account: str = "A", entity: str = ""
) -> Credit:
    parts = tuple(Allocation(item=item, amount=part) for item, part in allocations)
    return Credit(
        id=f"credit {amount}",
        account=account,
        entity=entity,
        on=day("2026-03-10"),
        amount=Money(amount, currency),
        allocations=parts,
    )


def nets(*records: Invoice | Payment | Credit | Account) -> dict[str, int]:
    return {each.id: each.net for each in Ledger(unit(*records)).items}


class TestOpen:
    """Rule 8."""

    @pytest.mark.parametrize("state", ["draft", "void", "written off"])
    def test_what_is_not_billed_is_neither_open_nor_closed(self, state: str) -> None:
        ledger = Ledger(unit(invoice("I1", "2026-03-01", state=state), SECOND))
        assert [each.id for each in ledger.items] == ["I2"]
        assert ledger.closed == []

    def test_amount_less_settled_and_paid_is_the_balance(self) -> None:
        ledger = Ledger(unit(invoice("I1", "2026-03-01", settled=2_500), payment("2026-03-02", "30 EUR", "I1")))
        assert [(each.gross, each.net, each.left) for each in ledger.items] == [(4_500, 4_500, 4_500)]

    def test_a_reversed_payment_counts_as_a_reversal_and_not_as_paid(self) -> None:
        reversed_ = payment("2026-03-02", "100 EUR", "I1", reversed_on=day("2026-03-09"))
        (item,) = Ledger(unit(FIRST, reversed_)).items
        assert (item.gross, item.reversals, item.last_reversal) == (10_000, 1, day("2026-03-09").toordinal())

    def test_each_instalment_stands_by_itself(self) -> None:
        parts = tuple(Item(id=f"I1-{n}", due_on=day(f"2026-0{n}-01"), amount=n * 1_000) for n in (3, 4))
        whole = Invoice(id="I1", account="A", issued_on=day("2026-01-01"), currency="EUR", items=parts)
        ledger = Ledger(unit(whole, payment("2026-03-02", "30 EUR", "I1-3")))
        assert [each.id for each in ledger.items] == ["I1-4"]
        assert [(each.id, each.closed) for each in ledger.closed] == [("I1-3", day("2026-03-02").toordinal())]

    def test_the_closing_day_is_that_of_the_last_payment_or_credit(self) -> None:
        ledger = Ledger(unit(FIRST, credit(4_000, ("I1", 4_000)), payment("2026-03-02", "60 EUR", "I1")))
        assert [each.closed for each in ledger.closed] == [day("2026-03-10").toordinal()]

    def test_what_was_settled_without_a_record_has_no_closing_day(self) -> None:
        ledger = Ledger(unit(invoice("I1", "2026-03-01", settled=10_000)))
        assert [each.closed for each in ledger.closed] == [0]


class TestCredits:
    """Rule 10a: per account, entity and currency, oldest items first."""

    def test_the_oldest_item_first(self) -> None:
        assert nets(FIRST, SECOND, credit(12_000)) == {"I1": 0, "I2": 3_000}

    def test_of_one_due_date_the_item_issued_first_then_the_smaller_id(self) -> None:
        late, early = invoice("A1", "2026-03-01", issued="2026-01-02"), invoice("B1", "2026-03-01", issued="2026-01-01")
        assert nets(late, early, credit(10_000)) == {"A1": 10_000, "B1": 0}
        twins = invoice("C1", "2026-03-01"), invoice("C2", "2026-03-01")
        assert nets(*twins[::-1], credit(10_000)) == {"C1": 0, "C2": 10_000}

    def test_payments_not_allocated_and_items_paid_too_much_count_too(self) -> None:
        paid_twice = payment("2026-03-02", "110 EUR", "I1")
        assert nets(FIRST, SECOND, paid_twice) == {"I2": 4_000}
        assert nets(FIRST, SECOND, payment("2026-03-02", "20 EUR")) == {"I1": 8_000, "I2": 5_000}

    def test_more_allocated_than_there_is_takes_from_the_rest(self) -> None:
        assert nets(FIRST, SECOND, credit(1_000, ("I2", 3_000)), credit(2_500)) == {"I1": 9_500, "I2": 2_000}

    def test_not_over_currencies_entities_or_accounts(self) -> None:
        other = Account(id="B")
        for each in (credit(9_000, currency="USD"), credit(9_000, entity="e1"), credit(9_000, account="B")):
            assert nets(Account(id="A"), other, FIRST, each) == {"I1": 10_000}

    def test_a_reversed_payment_is_no_credit(self) -> None:
        assert nets(FIRST, payment("2026-03-02", "20 EUR", reversed_on=day("2026-03-03"))) == {"I1": 10_000}

    @given(st.lists(st.integers(1, 500), min_size=1, max_size=6), st.integers(0, 2_000))
    def test_together_the_items_keep_what_the_credit_does_not_cover(self, amounts: list[int], covered: int) -> None:
        invoices = [invoice(f"I{n}", f"2026-03-{n + 1:02}", f"{amount} EUR") for n, amount in enumerate(amounts)]
        found = nets(*invoices, credit(covered * 100))
        assert sum(found.values()) == max(0, sum(amounts) - covered) * 100
        kept = [found[f"I{n}"] for n in range(len(amounts))]
        touched = [n for n, amount in enumerate(amounts) if kept[n] < amount * 100]
        assert touched == list(range(len(touched)))
