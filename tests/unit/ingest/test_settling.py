"""What a balance says beside the payments in the book, and money that stands against an invoice as a whole."""

from playbook_engine.model.book import Allocation, Item
from tests.unit.ingest.books import ACCOUNT, IN_PARTS, INVOICE, PAYMENT, Document, book, codes, read

PARTS = IN_PARTS["instalments"]


def items(document: Document) -> tuple[Item, ...]:
    reading = read(document)
    assert not [each for each in reading.diagnostics if each.severity == "error"]
    return reading.book.units[0].invoices[0].items


def test_a_balance_without_payments_is_settled_otherwise() -> None:
    assert items(book(invoices=[INVOICE | {"balance": "40 EUR"}]))[0].settled == 6000


def test_what_payments_and_credits_explain_is_not_settled_twice() -> None:
    paid = PAYMENT | {"item": "I", "amount": "30 EUR"}
    credited = PAYMENT | {"id": "C", "item": "I", "amount": "10 EUR"}
    document = book(invoices=[INVOICE | {"balance": "40 EUR"}], payments=[paid], credits=[credited])
    assert items(document)[0].settled == 2000


def test_a_reversed_payment_explains_nothing() -> None:
    paid = PAYMENT | {"item": "I", "amount": "30 EUR", "reversed_on": "2026-02-05"}
    assert items(book(invoices=[INVOICE | {"balance": "70 EUR"}], payments=[paid]))[0].settled == 3000


def test_where_the_balance_is_too_high_the_books_own_records_count() -> None:
    paid = PAYMENT | {"item": "I", "amount": "30 EUR"}
    reading = read(book(invoices=[INVOICE | {"balance": "90 EUR"}], payments=[paid]))
    assert codes(reading) == ["PB425"]
    assert reading.book.units[0].invoices[0].items[0].settled == 0


def test_a_balance_above_the_amount() -> None:
    reading = read(book(invoices=[INVOICE | {"balance": "101 EUR"}]))
    assert codes(reading) == ["PB425"]
    assert reading.book.units[0].invoices[0].items[0].settled == 0


def test_a_balance_above_the_amount_is_said_once() -> None:
    paid = PAYMENT | {"item": "I", "amount": "30 EUR"}
    assert codes(read(book(invoices=[INVOICE | {"balance": "101 EUR"}], payments=[paid]))) == ["PB425"]


def test_nothing_of_a_payment_may_be_set_against_an_item() -> None:
    reading = read(book(invoices=[INVOICE], payments=[PAYMENT | {"item": "I", "allocated": "0 EUR"}]))
    assert reading.book.units[0].payments[0].allocations == ()


def test_settled_is_taken_as_it_stands() -> None:
    paid = PAYMENT | {"item": "I", "amount": "30 EUR"}
    assert items(book(invoices=[INVOICE | {"settled": "50 EUR"}], payments=[paid]))[0].settled == 5000


def test_money_of_another_unit_counts_as_settled() -> None:
    foreign = PAYMENT | {"account": "B", "item": "I", "amount": "30 EUR"}
    document = book(accounts=[ACCOUNT, {"id": "B"}], invoices=[INVOICE], payments=[foreign])
    assert codes(read(document)) == ["PB427"]
    assert items(document)[0].settled == 3000


def test_a_balance_already_knows_of_money_of_another_unit() -> None:
    foreign = PAYMENT | {"account": "B", "item": "I", "amount": "30 EUR"}
    document = book(accounts=[ACCOUNT, {"id": "B"}], invoices=[INVOICE | {"balance": "70 EUR"}], payments=[foreign])
    assert items(document)[0].settled == 3000


def test_money_of_the_payer_is_money_of_the_unit() -> None:
    paid = PAYMENT | {"account": "B", "item": "I", "amount": "30 EUR"}
    document = book(accounts=[{"id": "A", "payer": "B"}, {"id": "B"}], invoices=[INVOICE], payments=[paid])
    assert codes(read(document)) == []
    assert items(document)[0].settled == 0


def test_money_for_an_invoice_pays_its_items_in_order_of_their_dates() -> None:
    early = PAYMENT | {"id": "P1", "item": "I", "amount": "50 EUR", "on": "2026-02-01"}
    late = PAYMENT | {"id": "P2", "item": "I", "amount": "60 EUR", "on": "2026-02-09"}
    for payments in ([early, late], [late, early]):
        reading = read(book(invoices=[IN_PARTS], payments=payments))
        assert codes(reading) == []
        assert [each.allocations for each in reading.book.units[0].payments] == [
            (Allocation(item="I/1", amount=5000),),
            (Allocation(item="I/1", amount=1000), Allocation(item="I/2", amount=5000)),
        ]


def test_money_for_an_invoice_leaves_alone_what_is_paid_already() -> None:
    named = PAYMENT | {"id": "P1", "item": "I/1", "amount": "60 EUR", "on": "2026-03-01"}
    whole = PAYMENT | {"id": "P2", "item": "I", "amount": "10 EUR", "on": "2026-02-01"}
    (_, payment) = read(book(invoices=[IN_PARTS], payments=[named, whole])).book.units[0].payments
    assert payment.allocations == (Allocation(item="I/2", amount=1000),)


def test_reversed_money_for_an_invoice_takes_no_room() -> None:
    back = PAYMENT | {"id": "P1", "item": "I", "amount": "60 EUR", "reversed_on": "2026-02-08"}
    again = PAYMENT | {"id": "P2", "item": "I", "amount": "60 EUR", "on": "2026-02-09"}
    payments = read(book(invoices=[IN_PARTS], payments=[back, again])).book.units[0].payments
    assert [each.allocations for each in payments] == [(Allocation(item="I/1", amount=6000),)] * 2


def test_balances_of_instalments_and_money_for_the_invoice_agree() -> None:
    assert isinstance(PARTS, list)
    parts = [PARTS[0] | {"balance": "10 EUR"}, PARTS[1] | {"balance": "40 EUR"}]
    paid = PAYMENT | {"item": "I", "amount": "50 EUR"}
    document = book(invoices=[IN_PARTS | {"instalments": parts}], payments=[paid])
    assert codes(read(document)) == []
    assert [each.settled for each in items(document)] == [0, 0]
