"""Every fault of a book: what is wrong with which record, in one sentence, with a code."""

from typing import Any

import pytest

from playbook_engine.ingest import codes_book
from playbook_engine.model.codes import Code
from tests.unit.ingest.books import (
    ACCOUNT,
    IN_PARTS,
    INVOICE,
    PAYMENT,
    Document,
    book,
    codes,
    messages,
    read,
    read_lines,
    read_text,
)

RATE = {"on": "2026-01-01", "source": "USD", "target": "EUR", "rate": "0.85"}

FAULTS: dict[str, tuple[Document, str]] = {
    "PB405": (
        book(accounts=[{"id": "A", "renewal_dat": "2026-01-01"}]),
        "account `A`, `renewal_dat`: there is no such field",
    ),
    "PB406": (book(promises=[{"id": "PR", "account": "A", "on": "2026-03-01"}]), "promise `PR`, `made_on` is missing"),
    "PB407": (
        book(invoices=[INVOICE | {"amount": "1.000,10 EUR"}]),
        "invoice `I`, `amount`: `1.000,10` is no amount",
    ),
    "PB408": (
        book(invoices=[INVOICE | {"due_on": "3026-02-04"}]),
        "invoice `I`, `due_on`: `3026-02-04` lies outside 1900 to 2200",
    ),
    "PB409": (book(invoices=[INVOICE | {"amount": "-5 EUR"}]), "invoice `I`, `amount`: `-5 EUR` is below zero"),
    "PB410": (book(invoices=[INVOICE | {"account": "B"}]), "invoice `I`, `account`: there is no account `B`"),
    "PB411": (
        book(disputes=[{"id": "D", "account": "A", "opened_on": "2026-03-01", "item": "I"}]),
        "dispute `D`, `item`: there is no item `I`",
    ),
    "PB412": (
        book(entities=[{"id": "E"}], invoices=[INVOICE | {"entity": "F"}]),
        "invoice `I`, `entity`: there is no legal entity `F`",
    ),
    "PB413": (book(accounts=[{"id": "A", "parent": "B"}]), "account `A`, `parent`: there is no account `B`"),
    "PB414": (
        book(payments=[PAYMENT | {"item": "I"}]),
        "payment `P`, `allocations`: there is no item `I`; that part of the money counts as used",
    ),
    "PB415": (book(invoices=[INVOICE, INVOICE]), "invoice `I`: stands in the book twice"),
    "PB416": (
        book(invoices=[INVOICE, INVOICE | {"issued_on": "2026-01-06"}]),
        "invoice `I`: has the id of another that differs from it",
    ),
    "PB417": (
        book(rates=[RATE], invoices=[INVOICE], payments=[PAYMENT | {"item": "I", "amount": "5 USD"}]),
        "payment `P`, `allocations`: item `I` is in EUR, the money in USD",
    ),
    "PB418": (
        book(invoices=[INVOICE], payments=[PAYMENT | {"item": "I", "allocated": "100.01 EUR"}]),
        "payment `P`, `allocations`: 100.01 is set against items, more than `100.00 EUR`",
    ),
    "PB419": (
        book(accounts=[ACCOUNT, {"id": "B", "payer": "C"}, {"id": "C", "payer": "B"}]),
        "account `B`, `payer`: its payers pay for each other in a circle, to which `B` belongs",
    ),
    "PB420": (
        book(accounts=[ACCOUNT, {"id": "B", "payer": "A"}, {"id": "C", "payer": "B"}]),
        "account `C`, `payer`: `B` has a payer itself, so `A` pays for both",
    ),
    "PB421": (
        book(accounts=[{"id": "A", "time_zone": "Europe/Berln"}]),
        "account `A`, `time_zone`: `Europe/Berln` is no time zone",
    ),
    "PB422": (
        book(accounts=[{"id": "A", "language": "Deutsch!"}]),
        "account `A`, `language`: `Deutsch!` is no language tag",
    ),
    "PB423": (
        book(accounts=[{"id": "A", "erp_number": "7"}]),
        "account `A`, `erp_number`: there is no such field; it is not read",
    ),
    "PB424": (
        book(accounts=[{"id": "A", "x": {"partner_managed": "perhaps"}}]),
        "account `A`, `x.partner_managed`: `perhaps` is neither `yes` nor `no`",
    ),
    "PB425": (
        book(invoices=[INVOICE | {"balance": "100.00 EUR"}], payments=[PAYMENT | {"item": "I", "amount": "30 EUR"}]),
        "invoice `I`, `balance`: `100.00 EUR` is said to be open, but the records in the book leave 70.00 EUR",
    ),
    "PB426": (
        book(
            accounts=[ACCOUNT, {"id": "B"}],
            contacts=[
                {"id": "C1", "account": "A", "email": "ada@x.example"},
                {"id": "C2", "account": "B", "email": "Ada@x.example"},
            ],
        ),
        "contact `C2`: `ada@x.example` is an address of contact `C1` too, whose account pays apart",
    ),
    "PB427": (
        book(accounts=[ACCOUNT, {"id": "B"}], invoices=[INVOICE], payments=[PAYMENT | {"account": "B", "item": "I"}]),
        "payment `P`, `allocations`: item `I` belongs to an account that does not pay with `B`",
    ),
    "PB428": (
        book(invoices=[IN_PARTS | {"due_on": "2026-02-04"}]),
        "invoice `I`, `due_on`: either `due_on` and `amount` are given, or `instalments`",
    ),
    "PB429": (
        book(disputes=[{"id": "D", "account": "A", "opened_on": "2026-03-05", "resolved_on": "2026-03-01"}]),
        "dispute `D`, `resolved_on`: `2026-03-01` is before `opened_on`, which is 2026-03-05",
    ),
    "PB431": (
        book(invoices=[INVOICE | {"amount": "5 NOK"}]),
        "there is no exchange rate between NOK and EUR",
    ),
}

FILES: dict[str, tuple[str | bytes, str]] = {
    "PB401": (b'{"format": 1, "kind": "book",\n"accounts": [{"id": "M\xfcller"}]}', "the file is not written in UTF-8"),
    "PB402": (
        '{"format": 1, "kind": "book",\n"accounts": [{"id": "A"',
        "the JSON breaks off: expecting ',' delimiter",
    ),
    "PB403": ('{"format": 2, "kind": "book"}', "the book has format `2`, and this program reads format 1"),
    "PB404": ('{"format": 1, "kind": "book", "acounts": []}', "a book has no `acounts`"),
}


def test_every_code_of_a_book_is_reached_here() -> None:
    declared = {each.code for each in vars(codes_book).values() if isinstance(each, Code)}
    assert declared == {*FAULTS, *FILES, "PB430"}


@pytest.mark.parametrize("code", FAULTS)
def test_a_fault_of_a_record_is_said_once_and_alone(code: str) -> None:
    document, message = FAULTS[code]
    reading = read(document)
    assert set(codes(reading)) == {code}
    assert messages(reading)[0] == message


@pytest.mark.parametrize("code", FAULTS)
def test_lines_of_json_say_the_same(code: str) -> None:
    document, _ = FAULTS[code]
    assert messages(read_lines(document)) == messages(read(document))
    assert read_lines(document).book == read(document).book


@pytest.mark.parametrize("code", FILES)
def test_a_fault_of_a_file_is_said(code: str) -> None:
    text, message = FILES[code]
    reading = read_text(text)
    assert codes(reading) == [code]
    assert messages(reading) == [message]


@pytest.mark.parametrize("code", FAULTS)
def test_an_error_leaves_its_record_out_and_a_warning_leaves_it_in(code: str) -> None:
    document, _ = FAULTS[code]
    reading = read(document)
    severity = {each.severity for each in reading.diagnostics}
    assert bool(reading.left_out) == (severity == {"error"})


VALUES: list[tuple[str, Any, str]] = [
    ("amount", 100, "`100` is no amount with a currency"),
    ("amount", 100.5, "`100.5` is no amount with a currency"),
    ("amount", "100", "`100` has no currency"),
    ("amount", "EUR 100", "`EUR 100` has the currency in front"),
    ("amount", "100.001 EUR", "`100.001` has more decimal places than EUR has (2)"),
    ("amount", "１００ EUR", "`１００` is no amount"),
    ("due_on", "04.02.2026", "`04.02.2026` is no day"),
    ("due_on", "2026-W10-1", "`2026-W10-1` is no day"),
    ("due_on", "2026-02-30", "`2026-02-30` is not in the calendar"),
    ("due_on", 20260204, "`20260204` is no day"),
    ("due_on", "1899-12-31", "`1899-12-31` lies outside 1900 to 2200"),
    ("account", 7, "`7` is no text"),
    ("account", "A\nB", "`A\\nB` holds a line break or another control character"),
    ("kind", "x" * 201, f"`{'x' * 57}...` has 201 characters, more than 200"),
    ("state", "paid", "`paid` is none of `open`, `draft`, `void`, `written off`"),
    ("tags", {"a": 1}, '`{"a": 1}` is no list'),
    ("tags", ["a", 1], "`1` is no text"),
    ("known_at", "2026-03-16T09:30:00", "`2026-03-16T09:30:00` does not say in which time zone"),
    ("known_at", "yesterday", "`yesterday` is no moment"),
    ("x", {"project": 5}, "`5` is no text"),
    ("x", ["project"], '`["project"]` are no facts with names'),
    ("instalments", "none", "`none` is no list"),
]


@pytest.mark.parametrize(("field", "value", "sentence"), VALUES, ids=lambda each: str(each)[:30])
def test_a_value_that_its_field_does_not_take(field: str, value: object, sentence: str) -> None:
    reading = read(book(invoices=[INVOICE | {field: value}]))
    assert any(sentence in each for each in messages(reading)), messages(reading)
    assert reading.left_out == {"invoices": 1}


def test_all_faults_of_a_record_are_said_at_once() -> None:
    wrong = {"id": "I", "account": 5, "issued_on": "soon", "due_on": "", "amount": "5 eur", "statte": "void"}
    fields = {each.field for each in read(book(invoices=[wrong])).diagnostics}
    assert fields == {"account", "issued_on", "amount", "statte"}


def test_faults_inside_instalments_name_the_instalment() -> None:
    parts = [{"due_on": "2026-02-04", "amount": "5"}, {"due_on": "x", "amount": "5 EUR", "x": {"milestone": 5}}]
    fields = [each.field for each in read(book(invoices=[IN_PARTS | {"instalments": parts}])).diagnostics]
    assert fields == ["instalments[1].amount", "instalments[2].due_on", "instalments[2].x.milestone"]


def test_a_record_that_is_no_record() -> None:
    assert messages(read(book(invoices=["I", None, [1]]))) == [  # type: ignore[list-item]
        "invoice: `I` is no record", "invoice: `[1]` is no record", "invoice: `null` is no record",
    ]  # fmt: skip


def test_the_rest_of_a_record_that_was_left_out_goes_with_it_without_faults_of_its_own() -> None:
    reading = read(
        book(
            accounts=[{"id": "A", "arr": "much"}],
            invoices=[INVOICE],
            payments=[PAYMENT | {"item": "I"}],
            promises=[{"id": "PR", "account": "A", "made_on": "2026-03-01", "on": "2026-03-09", "item": "I"}],
        )
    )
    assert codes(reading) == ["PB407", "PB430"]
    assert messages(reading)[1] == "3 records are left out with account `A`"
    assert reading.left_out == {"accounts": 1, "invoices": 1, "payments": 1, "promises": 1}


def test_what_concerns_an_invoice_that_was_left_out_goes_with_it() -> None:
    reading = read(
        book(
            invoices=[IN_PARTS | {"issued_on": "x"}],
            disputes=[{"id": "D", "account": "A", "opened_on": "2026-03-01", "item": "I/2"}],
            payments=[PAYMENT | {"item": "I/1"}],
        )
    )
    assert codes(reading) == ["PB407", "PB430"]
    assert reading.counts == {"accounts": 1, "payments": 1}


def test_one_with_a_payer_that_was_left_out_goes_with_it() -> None:
    reading = read(book(accounts=[{"id": "A", "arr": "much"}, {"id": "B", "payer": "A"}, {"id": "C", "payer": "B"}]))
    assert codes(reading) == ["PB407", "PB430", "PB430"]
    assert reading.book.units == ()


def test_an_unknown_payer_leaves_out_the_chain() -> None:
    reading = read(book(accounts=[{"id": "B", "payer": "Z"}, {"id": "C", "payer": "B"}]))
    assert messages(reading) == [
        "account `B`, `payer`: there is no account `Z`",
        "1 record is left out with account `B`",
    ]


def test_an_item_of_an_account_that_pays_apart_cannot_be_disputed() -> None:
    dispute = {"id": "D", "account": "B", "opened_on": "2026-03-01", "item": "I"}
    reading = read(book(accounts=[ACCOUNT, {"id": "B"}], invoices=[INVOICE], disputes=[dispute]))
    assert messages(reading) == ["dispute `D`, `item`: item `I` belongs to account `A`, which does not pay with `B`"]


def test_who_names_an_invoice_is_told_its_items() -> None:
    dispute = {"id": "D", "account": "A", "opened_on": "2026-03-01", "item": "I"}
    reading = read(book(invoices=[IN_PARTS], disputes=[dispute]))
    assert [each.help for each in reading.diagnostics] == ["invoice `I` has the items `I/1`, `I/2`"]


def test_two_invoices_with_one_item_id() -> None:
    second = {
        "id": "J",
        "account": "A",
        "issued_on": "2026-01-05",
        "instalments": [{"id": "I", "due_on": "2026-02-04", "amount": "1 EUR"}],
    }
    reading = read(book(invoices=[second, INVOICE]))
    assert messages(reading) == ["invoice `J`, `instalments`: item `I` has the id of another of invoice `I`"]
    assert [invoice.id for unit in reading.book.units for invoice in unit.invoices] == ["I"]


def test_which_of_two_different_records_is_taken_does_not_depend_on_their_order() -> None:
    other = INVOICE | {"amount": "5.00 EUR"}
    assert read(book(invoices=[INVOICE, other])).book == read(book(invoices=[other, INVOICE])).book


def test_a_book_without_entities_does_not_ask_for_them() -> None:
    assert codes(read(book(invoices=[INVOICE | {"entity": "F"}]))) == []


def test_null_and_empty_text_are_left_out() -> None:
    reading = read(book(accounts=[{"id": "A", "tier": None, "country": "", "x": None}]))
    assert codes(reading) == []
    assert reading.book.units[0].accounts[0].tier is None


def test_a_suggestion_is_made_only_when_it_is_close() -> None:
    near, far = read(book(accounts=[{"id": "A", "timezone": "UTC"}])), read(book(accounts=[{"id": "A", "zone": "UTC"}]))
    assert [(each.code, each.help) for each in near.diagnostics] == [("PB405", "did you mean `time_zone`?")]
    assert codes(far) == ["PB423"]
