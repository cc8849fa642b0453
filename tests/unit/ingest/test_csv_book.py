"""A folder of CSV: columns, separators, rows that belong together, and rows that are broken."""

import pytest

from playbook_engine.model.book import Allocation, TouchedItem
from tests.unit.ingest.books import IN_PARTS, INVOICE, PAYMENT, book, codes, messages, read, read_csv, rows

ACCOUNTS = "id,name\nA,Ada\n"


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_cells_are_parted_as_the_header_is(separator: str) -> None:
    text = "id,name,tier\nA,Ada,vip\n".replace(",", separator)
    assert read_csv(accounts=text).book.units[0].accounts[0].tier == "vip"


def test_what_spreadsheets_leave_does_no_harm() -> None:
    text = '\ufeffid , name,\r\n A ,"Ada\r\nLtd",,\r\n,,\r\n'
    reading = read_csv(accounts=text)
    assert messages(reading) == ["account `A`, `name`: `Ada\\r\\nLtd` holds a line break or another control character"]
    assert codes(read_csv(accounts="\ufeffid , name,\r\n A , Ada ,,\r\n,,\r\n")) == []


def test_a_column_of_currency_stands_for_amounts_that_name_none() -> None:
    text = "id,account,issued_on,due_on,amount,balance,currency\nI,A,2026-01-05,2026-02-04,100,40.00 EUR,EUR\n"
    item = read_csv(accounts=ACCOUNTS, invoices=text).book.units[0].invoices[0].items[0]
    assert (item.amount, item.settled) == (10_000, 6_000)


def test_without_it_an_amount_has_no_currency() -> None:
    text = "id,account,issued_on,due_on,amount\nI,A,2026-01-05,2026-02-04,100\n"
    assert messages(read_csv(accounts=ACCOUNTS, invoices=text)) == ["invoice `I`, `amount`: `100` has no currency"]


def test_own_facts_lists_and_yes_or_no() -> None:
    reading = read_csv(
        accounts="id,tags,x.partner_managed,x.products,x.seats\nA,b; a,yes,y;x,12.50\n",
        contacts="id,account,primary,opted_out\nC,A,no,sms; email\n",
    )
    assert codes(reading) == []
    (unit,) = reading.book.units
    assert (unit.accounts[0].tags, unit.contacts[0].opted_out) == (("a", "b"), ("email", "sms"))
    assert unit.accounts[0].x == {"partner_managed": True, "products": ["x", "y"], "seats": "12.5"}


def test_an_invoice_has_a_row_an_instalment() -> None:
    parts = [INVOICE | {"due_on": "2026-03-04", "amount": "40.00 EUR"}, INVOICE | {"amount": "60.00 EUR"}]
    expected = read(book(invoices=[IN_PARTS])).book
    assert read_csv(accounts="id\nA\n", invoices=rows(*parts)).book == expected
    assert read_csv(accounts="id\nA\n", invoices=rows(*parts[::-1])).book == expected


def test_an_instalment_may_have_an_id_and_facts_of_its_own() -> None:
    row = INVOICE | {"item": "X", "item.x.milestone": "go-live", "x.project": "Ulm"}
    (invoice,) = read_csv(accounts=ACCOUNTS, invoices=rows(row)).book.units[0].invoices
    assert (invoice.x, invoice.items[0].id, invoice.items[0].x) == ({"project": "Ulm"}, "X", {"milestone": "go-live"})


def test_the_same_row_twice_is_noted_and_counts_once() -> None:
    reading = read_csv(accounts=ACCOUNTS, invoices=rows(INVOICE, INVOICE))
    assert [(each.code, each.place.line) for each in reading.diagnostics] == [("PB415", 3)]
    assert reading.counts["invoices"] == 1


def test_rows_with_one_id_that_are_no_instalments_contradict_each_other() -> None:
    reading = read_csv(accounts=ACCOUNTS, invoices=rows(INVOICE, INVOICE | {"amount": "5.00 EUR"}))
    assert (codes(reading), reading.left_out) == (["PB416"], {"invoices": 1})


def test_a_payment_has_a_row_an_allocation() -> None:
    invoices = [INVOICE, INVOICE | {"id": "J"}]
    parts = [PAYMENT | {"item": "J", "allocated": "30 EUR"}, PAYMENT | {"item": "I", "allocated": "70 EUR"}]
    (payment,) = read_csv(accounts=ACCOUNTS, invoices=rows(*invoices), payments=rows(*parts)).book.units[0].payments
    assert payment.allocations == (Allocation(item="I", amount=7000), Allocation(item="J", amount=3000))


def test_a_payment_for_one_item_need_not_say_how_much() -> None:
    reading = read_csv(accounts=ACCOUNTS, invoices=rows(INVOICE), payments=rows(PAYMENT | {"item": "I"}))
    assert reading.book.units[0].payments[0].allocations == (Allocation(item="I", amount=10_000),)


def test_allocations_may_stand_in_a_file_of_their_own() -> None:
    parts = [
        {"payment": "P", "item": "I", "amount": "60", "currency": "EUR"},
        {"credit": "C", "item": "I", "amount": "5 EUR"},
    ]
    reading = read_csv(
        accounts=ACCOUNTS,
        invoices=rows(INVOICE),
        payments=rows(PAYMENT),
        credits=rows(PAYMENT | {"id": "C"}),
        allocations=rows(*parts),
    )
    assert codes(reading) == []
    (unit,) = reading.book.units
    assert unit.payments[0].allocations == (Allocation(item="I", amount=6000),)
    assert unit.credits[0].allocations == (Allocation(item="I", amount=500),)


def test_an_allocation_names_one_payment_or_credit_that_is_there() -> None:
    parts = [
        {"payment": "P", "credit": "C", "item": "I", "amount": "1 EUR"},
        {"item": "I", "amount": "1 EUR"},
        {"payment": "Q", "item": "I", "amount": "1 EUR"},
    ]
    reading = read_csv(accounts=ACCOUNTS, payments=rows(PAYMENT), allocations=rows(*parts))
    assert [(each.code, each.place.line) for each in reading.diagnostics] == [("PB428", 2), ("PB428", 3), ("PB407", 4)]


def test_items_of_a_touch() -> None:
    text = "id,account,on,kind,step,items\nT,A,2026-03-01,email,first,I; J=; K=final; a=b=final\n"
    (touch,) = read_csv(accounts=ACCOUNTS, touches=text).book.units[0].touches
    assert touch.items == (
        TouchedItem("I", "first"), TouchedItem("J"), TouchedItem("K", "final"), TouchedItem("a=b", "final"),
    )  # fmt: skip


def test_a_broken_row_is_left_out_with_what_belongs_to_it_and_the_others_are_read() -> None:
    reading = read_csv(accounts="id,name\nA,Kranich, Lenz & Co\nB,Birk\n", invoices=rows(INVOICE))
    assert [(each.code, each.place.line) for each in reading.diagnostics] == [("PB402", 2), ("PB430", 2)]
    assert messages(reading)[0] == "the row has 3 cells, and the header 2"
    assert [unit.id for unit in reading.book.units] == ["B"]
    assert reading.left_out == {"accounts": 1, "invoices": 1}


def test_an_invoice_with_a_broken_instalment_is_left_out_whole() -> None:
    text = rows(INVOICE, INVOICE | {"due_on": "2026-03-04"}) + "I,A,2026-01-05,2026-04-04,100.00 EUR,more\n"
    reading = read_csv(accounts=ACCOUNTS, invoices=text)
    assert (codes(reading), reading.counts) == (["PB402"], {"accounts": 1})


def test_a_quotation_mark_that_is_never_closed() -> None:
    reading = read_csv(accounts='id,name\nA,"Ada\nB,Birk\n')
    assert messages(reading) == ["the row cannot be taken apart: unexpected end of data"]


def test_a_misspelt_column_leaves_out_the_whole_file_and_says_so_once() -> None:
    reading = read_csv(accounts="id,renewal_dat\nA,2026-04-01\nB,\n", invoices=rows(INVOICE, INVOICE | {"id": "J"}))
    assert messages(reading) == [
        "`renewal_dat`: there is no such column; no record of this file is taken",
        "2 records are left out with those of this file",
    ]
    assert reading.left_out == {"accounts": 2, "invoices": 2}


def test_an_unknown_column_is_said_once_and_its_records_are_taken() -> None:
    reading = read_csv(accounts="id,erp_note,x.zzz\nA,1,2\nB,3,4\n")
    assert codes(reading) == ["PB423", "PB423"]
    assert reading.counts == {"accounts": 2}


def test_a_file_that_is_none_of_a_book() -> None:
    reading = read_csv(acounts="id\nA\n", weather="day\n1\n")
    assert [(each.code, each.help.partition(",")[0]) for each in reading.diagnostics] == [
        ("PB404", "did you mean `accounts.csv`?"), ("PB404", "a book has `entities.csv`"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "the file has no header"),
        ("id,id\nA,B\n", "the header names `id` twice"),
        ('id,"na\nme\n', "the header cannot be taken apart: unexpected end of data"),
    ],
)
def test_a_header_that_is_none(text: str, message: str) -> None:
    assert messages(read_csv(accounts=text)) == [message]
