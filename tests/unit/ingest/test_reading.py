"""A book is read in whichever form it is given, with the place of each fault."""

import datetime as dt
import gc
from pathlib import Path

import msgspec
import pytest

from playbook_engine.ingest.reading import BookRefused, read_book
from playbook_engine.model.book import Allocation, Freshness, TouchedItem
from playbook_engine.model.money import Money, Rate
from tests.unit.ingest.books import IN_PARTS, INVOICE, OWN_FACTS, PAYMENT, book, codes, messages, read, read_text, rows

LINES = '{"record": "account", "id": "A"}\n\n{"record": "invoice", "id": "I"}\n'
DOCUMENT = '{\n"format": 1, "kind": "book",\n"accounts": [\n  {"id": "A"},\n  {"id": "B", "tier": 5}\n]}'


@pytest.mark.parametrize(
    ("name", "text"), [("b.json", DOCUMENT), ("b.ndjson", LINES), ("b.jsonl", LINES), ("b", LINES), ("b.txt", DOCUMENT)]
)
def test_the_form_of_a_file_is_told_by_its_name_or_its_first_line(tmp_path: Path, name: str, text: str) -> None:
    path = tmp_path / name
    path.write_text(text)
    assert read_book(path, {}, "EUR").counts["accounts"] == 1


def test_a_byte_order_mark_does_no_harm(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_bytes(b"\xef\xbb\xbf" + msgspec.json.encode(book()))
    assert codes(read_book(path, {}, "EUR")) == []


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda _: None, "the book cannot be read: no such file or directory"),
        (lambda path: path.write_bytes(b" \n"), "the file is empty"),
        (lambda path: path.mkdir(), "the folder holds no CSV files"),
    ],
)
def test_what_cannot_be_read_says_why(tmp_path: Path, make: object, message: str) -> None:
    path = tmp_path / "gone"
    make(path)  # type: ignore[operator]
    reading = read_book(path, {}, "EUR")
    assert (codes(reading), messages(reading)) == (["PB401"], [message])
    assert reading.book.units == ()


def test_a_fault_in_json_has_its_line() -> None:
    (fault,) = read_text(DOCUMENT).diagnostics
    assert (str(fault.place), fault.record, fault.field) == ("book.json:5:1", "account B", "tier")


def test_a_fault_that_shows_late_has_its_line_too() -> None:
    promise = '{"id": "P", "account": "A", "made_on": "2026-03-01", "on": "2026-03-02"}'
    text = f'{{"format": 1, "kind": "book", "accounts": [],\n"promises": [\n\n{promise}]}}'
    (fault,) = read_text(text).diagnostics
    assert (fault.place.line, fault.code) == (4, "PB410")


def test_a_fault_in_lines_of_json_has_its_line(tmp_path: Path) -> None:
    path = tmp_path / "b.ndjson"
    path.write_text(LINES + '{"record": "bill"}\n{"id": "x"}\nnot json\n[1]\n')
    reading = read_book(path, {}, "EUR")
    assert {(each.code, each.place.line) for each in reading.diagnostics} == {
        ("PB406", 3), ("PB404", 4), ("PB406", 5), ("PB402", 6), ("PB402", 7),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[]", "the document is no JSON object"),
        ("{}", "the document does not say that it is a book"),
        ('{"format": 1}', "the document does not say that it is a book"),
        ('{"kind": "book"}', "the book has format `null`, and this program reads format 1"),
        ('{"format": "1", "kind": "book"}', "the book has format `1`, and this program reads format 1"),
        ('{"format": 1, "kind": "book"} x', "the JSON breaks off: extra data"),
        ('{"format": 1, "kind": "book",}', "the JSON breaks off: expecting value"),
        ('{"format": 1, "kind": "book", "accounts": [{"id": "A"},]}', "the JSON breaks off: expecting value"),
        ('{"format": 1, "kind": "book", "accounts": [NaN]}', "the JSON breaks off: `NaN` is no number of JSON"),
        (
            '{"format": 1, "kind": "book", 5: 1}',
            "the JSON breaks off: expecting property name enclosed in double quotes",
        ),
        ('{"format": 1, "kind": "book", "holds": ' + "[" * 100_000, "the JSON is nested too deeply for a book"),
        ('{"format": 1, "kind": "book", "holds": {"a": 1}}', '`holds` is `{"a": 1}`, no list of records'),
    ],
    ids=lambda each: str(each)[:40],
)
def test_a_document_that_is_no_book(text: str, message: str) -> None:
    assert messages(read_text(text)) == [message]


def test_numbers_without_measure_do_no_harm() -> None:
    accounts = '[{"id": "A", "terms_days": 1e999999}, {"id": "B", "terms_days": %s}]' % ("9" * 10_000)
    assert codes(read_text('{"format": 1, "kind": "book", "accounts": ' + accounts + "}")) == ["PB407", "PB407"]


def test_the_format_may_stand_in_the_first_line(tmp_path: Path) -> None:
    path = tmp_path / "b.ndjson"
    path.write_text('{"record": "book", "format": 1}\n' + LINES.splitlines()[0])
    assert codes(read_book(path, {}, "EUR")) == []
    path.write_text('{"record": "book", "format": 9}\n' + LINES.splitlines()[0])
    assert codes(read_book(path, {}, "EUR")) == ["PB403"]


def test_strict_reading_refuses_a_book_with_an_error_and_says_all(tmp_path: Path) -> None:
    path = tmp_path / "b.json"
    path.write_text(DOCUMENT)
    with pytest.raises(BookRefused) as refused:
        read_book(path, {}, "EUR", strict=True)
    assert [each.code for each in refused.value.diagnostics] == ["PB407"]
    path.write_bytes(msgspec.json.encode(book(accounts=[{"id": "A", "parent": "Z"}])))
    assert codes(read_book(path, {}, "EUR", strict=True)) == ["PB413"]


def test_the_garbage_collector_is_left_as_it_was(tmp_path: Path) -> None:
    read_book(tmp_path / "gone", {}, "EUR")
    assert gc.isenabled()


def test_counts_are_by_collection() -> None:
    reading = read(book(invoices=[INVOICE, INVOICE | {"id": "J", "amount": "x"}], payments=[PAYMENT]))
    assert reading.counts == {"accounts": 1, "payments": 1, "invoices": 1}
    assert reading.left_out == {"invoices": 1}


def test_every_field_arrives() -> None:
    reading = read(
        book(
            accounts=[
                {
                    "id": "A",
                    "name": "Ada & Co",
                    "payer": "A",
                    "tier": "strategic",
                    "country": "NO",
                    "language": "de-AT",
                    "time_zone": "Europe/Oslo",
                    "renewal_date": "2026-04-01",
                    "terms_days": 30,
                    "arr": "1000.10 EUR",
                    "tags": ["b", "a", "b"],
                    "postal_address": "Line 1\nLine 2",
                    "known_at": "2026-03-16T09:30:00+02:00",
                    "x": {
                        "partner_managed": True,
                        "seats": 12,
                        "discount": "12.50%",
                        "budget": "5 EUR",
                        "audited_on": "2026-03-01",
                        "products": ["y", "x"],
                        "plan": "paid",
                    },
                }
            ],
            contacts=[
                {"id": "C", "account": "A", "primary": True, "opted_out": ["sms", "email"], "x": {"floor": "2.50"}}
            ],
            touches=[
                {
                    "id": "T",
                    "account": "A",
                    "on": "2026-03-01",
                    "kind": "email",
                    "step": "first",
                    "recipients": ["b", "a"],
                    "items": ["I", {"item": "J"}, {"item": "K", "step": "final"}],
                }
            ],
            freshness=[{"source": "erp", "on": "2026-03-15"}],
            rates=[{"on": "2026-01-01", "source": "USD", "target": "EUR", "rate": "0.85"}],
        )
    )
    assert codes(reading) == []
    (unit,) = reading.book.units
    (account,) = unit.accounts
    assert (account.country, account.arr, account.tags) == ("NO", Money(100_010, "EUR"), ("a", "b"))
    assert account.known_at == dt.datetime(2026, 3, 16, 7, 30, tzinfo=dt.UTC)
    assert account.x == {
        "partner_managed": True,
        "seats": 12,
        "discount": "0.125",
        "budget": Money(500, "EUR"),
        "audited_on": "2026-03-01",
        "products": ["x", "y"],
        "plan": "paid",
    }
    assert (unit.contacts[0].opted_out, unit.contacts[0].x) == (("email", "sms"), {"floor": "2.5"})
    assert unit.touches[0].items == (TouchedItem("I", "first"), TouchedItem("J"), TouchedItem("K", "final"))
    assert unit.touches[0].recipients == ("b", "a")
    assert reading.book.setting.freshness == (Freshness(id="erp", on=dt.date(2026, 3, 15)),)
    assert reading.book.setting.rates == (Rate(dt.date(2026, 1, 1), "USD", "EUR", "0.85"),)


def test_an_invoice_without_instalments_is_one_item_with_its_id() -> None:
    (invoice,) = read(book(invoices=[INVOICE])).book.units[0].invoices
    assert [(each.id, each.amount) for each in invoice.items] == [("I", 10_000)]


def test_instalments_are_numbered_by_due_date_whatever_order_they_are_given_in() -> None:
    given = IN_PARTS["instalments"]
    assert isinstance(given, list)
    first, second = (read(book(invoices=[IN_PARTS | {"instalments": each}])).book for each in (given, given[::-1]))
    assert first == second
    assert [(each.id, each.due_on.month) for each in first.units[0].invoices[0].items] == [("I/1", 2), ("I/2", 3)]


def test_instalments_may_have_ids() -> None:
    parts = [{"id": "X", "due_on": "2026-02-04", "amount": "1 EUR"}, {"due_on": "2026-03-04", "amount": "1 EUR"}]
    (invoice,) = read(book(invoices=[IN_PARTS | {"instalments": parts}])).book.units[0].invoices
    assert [each.id for each in invoice.items] == ["X", "I/2"]


def test_allocations_to_one_item_are_added_up() -> None:
    parts = [{"item": "I", "amount": "10 EUR"}, {"item": "I", "amount": "5 EUR"}, {"item": "I", "amount": "0 EUR"}]
    (payment,) = read(book(invoices=[INVOICE], payments=[PAYMENT | {"allocations": parts}])).book.units[0].payments
    assert payment.allocations == (Allocation(item="I", amount=1500),)


def test_a_folder_is_read_as_csv(tmp_path: Path) -> None:
    (tmp_path / "accounts.csv").write_text(rows({"id": "A"}))
    (tmp_path / "invoices.csv").write_text(rows(INVOICE))
    (tmp_path / "README.md").write_text("not a book")
    assert read_book(tmp_path, OWN_FACTS, "EUR").book == read(book(invoices=[INVOICE])).book
