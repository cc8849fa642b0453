"""A book that is written in any form is read back as it was."""

from pathlib import Path

import msgspec
import pytest

from playbook_engine.ingest.reading import read_book
from playbook_engine.ingest.writing_book import write_csv_book, write_json_book, write_ndjson_book
from playbook_engine.model.book import Book
from tests.unit.ingest.books import IN_PARTS, INVOICE, OWN_FACTS, PAYMENT, book, read
from tests.unit.ingest.test_sample_book import OWN

RICH = read(
    book(
        entities=[{"id": "E", "name": "Acme"}],
        rates=[{"on": "2026-01-01", "source": "USD", "target": "EUR", "rate": "0.85"}],
        freshness=[{"source": "erp", "on": "2026-03-01", "known_at": "2026-03-02T08:00:00.5+01:00"}],
        accounts=[
            {
                "id": "A",
                "name": 'Ada "Quote", Ltd; & Söhne',
                "terms_days": 0,
                "tags": ["b", "a"],
                "postal_address": "Line 1\nLine 2",
                "x": {
                    "partner_managed": False,
                    "seats": "1.5",
                    "discount": "12.5%",
                    "budget": "5 EUR",
                    "audited_on": "2026-03-01",
                    "products": ["y", "x"],
                },
            },
            {"id": "B", "payer": "A"},
        ],
        contacts=[{"id": "C", "account": "A", "primary": True, "bounced": ["email", "sms"], "x": {"floor": 0}}],
        invoices=[
            INVOICE | {"settled": "5 EUR", "entity": "E", "state": "written off", "x": {"project": "yes"}},
            IN_PARTS | {"id": "J"},
            {
                "id": "K",
                "account": "B",
                "issued_on": "2026-01-05",
                "instalments": [{"id": "K", "due_on": "2026-02-04", "amount": "7 USD", "x": {"milestone": "go"}}],
            },
        ],
        payments=[
            PAYMENT,
            PAYMENT
            | {"id": "P2", "allocations": [{"item": "I", "amount": "1 EUR"}, {"item": "J/1", "amount": "2 EUR"}]},
        ],
        credits=[PAYMENT | {"id": "C", "item": "J"}],
        touches=[
            {
                "id": "T",
                "account": "A",
                "on": "2026-03-01",
                "kind": "email",
                "step": "first",
                "items": ["I", {"item": "J/1"}, {"item": "K", "step": "final"}],
                "recipients": ["C", "B"],
            },
            {"id": "U", "account": "A", "on": "2026-03-01", "kind": "call", "items": [{"item": "I"}], "occurrence": 2},
        ],
    )
)


@pytest.fixture(scope="module")
def sample(top: Path) -> Book:
    return read_book(top / "examples" / "book", OWN, "EUR").book


def folder(path: Path, files: dict[str, bytes]) -> Path:
    for name, data in files.items():
        (path / name).write_bytes(data)
    return path


def test_the_rich_book_is_read_without_a_word() -> None:
    assert RICH.diagnostics == ()


def test_the_rich_book_comes_back(tmp_path: Path) -> None:
    made = folder(tmp_path, {
        "b.json": write_json_book(RICH.book, OWN_FACTS), "b.ndjson": write_ndjson_book(RICH.book, OWN_FACTS),
    })  # fmt: skip
    csv = tmp_path / "csv"
    csv.mkdir()
    folder(csv, write_csv_book(RICH.book, OWN_FACTS))
    for path in (made / "b.json", made / "b.ndjson", csv):
        reading = read_book(path, OWN_FACTS, "EUR")
        assert reading.diagnostics == ()
        assert reading.book == RICH.book


def test_the_sample_comes_back(sample: Book, tmp_path: Path) -> None:
    (tmp_path / "b.json").write_bytes(write_json_book(sample, OWN))
    (tmp_path / "b.ndjson").write_bytes(write_ndjson_book(sample, OWN))
    csv = tmp_path / "csv"
    csv.mkdir()
    folder(csv, write_csv_book(sample, OWN))
    for path in (tmp_path / "b.json", tmp_path / "b.ndjson", csv):
        assert read_book(path, OWN, "EUR").book == sample


def test_json_has_a_record_a_line() -> None:
    text = write_json_book(read(book(invoices=[INVOICE])).book, OWN_FACTS).decode()
    assert text.splitlines() == [
        '{"format": 1, "kind": "book",',
        '"accounts": [',
        '{"id":"A"}',
        "],",
        '"invoices": [',
        '{"id":"I","account":"A","issued_on":"2026-01-05","due_on":"2026-02-04","amount":"100.00 EUR"}',
        "]}",
    ]
    assert msgspec.json.decode(text)["kind"] == "book"


def test_csv_has_only_columns_that_are_used() -> None:
    files = write_csv_book(read(book(invoices=[INVOICE])).book, OWN_FACTS)
    assert files == {
        "accounts.csv": b"id\nA\n",
        "invoices.csv": b"id,account,issued_on,due_on,amount\nI,A,2026-01-05,2026-02-04,100.00 EUR\n",
    }


def test_a_book_of_nothing() -> None:
    assert write_csv_book(Book(), {}) == {}
    assert msgspec.json.decode(write_json_book(Book(), {})) == {"format": 1, "kind": "book"}
