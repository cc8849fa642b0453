"""Small books for the tests of readers: a document that is right, changed in one place."""

import csv
import io
from collections.abc import Mapping
from typing import Any

import msgspec

from playbook_engine.ingest.csv_book import read_csv_book
from playbook_engine.ingest.json_book import read_json_book
from playbook_engine.ingest.kinds_book import BY_COLLECTION
from playbook_engine.ingest.ndjson_book import read_ndjson_book
from playbook_engine.ingest.reading import BookReading, read_source
from playbook_engine.model.facts import Fact, Kind

Document = dict[str, Any]


def own(name: str, kind: Kind, *values: str) -> Fact:
    return Fact(name=name, kind=kind, sentence="for a test", values=values)


OWN_FACTS: Mapping[str, Fact] = {
    each.name: each
    for each in (
        own("account.x.partner_managed", "yes/no"),
        own("account.x.seats", "number"),
        own("account.x.discount", "percent"),
        own("account.x.budget", "money"),
        own("account.x.audited_on", "date"),
        own("account.x.products", "tags"),
        own("account.x.plan", "text", "free", "paid"),
        own("invoice.x.project", "text"),
        own("item.x.milestone", "text"),
        own("contact.x.floor", "number"),
    )
}

ACCOUNT = {"id": "A"}
INVOICE = {"id": "I", "account": "A", "issued_on": "2026-01-05", "due_on": "2026-02-04", "amount": "100.00 EUR"}
INSTALMENTS = [{"due_on": "2026-02-04", "amount": "60.00 EUR"}, {"due_on": "2026-03-04", "amount": "40.00 EUR"}]
IN_PARTS = {"id": "I", "account": "A", "issued_on": "2026-01-05", "instalments": INSTALMENTS}
PAYMENT = {"id": "P", "account": "A", "on": "2026-02-01", "amount": "100.00 EUR"}


def book(**collections: list[Document]) -> Document:
    """A book with one account, and whatever else is given."""
    return {"format": 1, "kind": "book", "accounts": [ACCOUNT], **collections}


def read(document: Document) -> BookReading:
    """What the reader makes of a JSON document."""
    return read_source(read_json_book(msgspec.json.encode(document), "book.json"), OWN_FACTS, "EUR", "book.json")


def read_text(text: str | bytes) -> BookReading:
    data = text.encode() if isinstance(text, str) else text
    return read_source(read_json_book(data, "book.json"), OWN_FACTS, "EUR", "book.json")


def read_lines(document: Document) -> BookReading:
    """The same, with a record a line."""
    lines = [{"record": kind.name, **each} for name, kind in BY_COLLECTION.items() for each in document.get(name, ())]
    data = b"".join(msgspec.json.encode(each) + b"\n" for each in lines)
    return read_source(read_ndjson_book(data, "book.ndjson"), OWN_FACTS, "EUR", "book.ndjson")


def read_csv(**files: str) -> BookReading:
    """What the reader makes of files of CSV, by name without ending."""
    data = {f"{name}.csv": text.encode() for name, text in files.items()}
    return read_source(read_csv_book(data, "book", OWN_FACTS), OWN_FACTS, "EUR", "book")


def codes(reading: BookReading) -> list[str]:
    return [each.code for each in reading.diagnostics]


def messages(reading: BookReading) -> list[str]:
    return [each.message for each in reading.diagnostics]


def rows(*records: Document) -> str:
    """Records as the text of a CSV file."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(dict.fromkeys(name for each in records for name in each)), restval="")
    writer.writeheader()
    writer.writerows(records)
    return text.getvalue()
