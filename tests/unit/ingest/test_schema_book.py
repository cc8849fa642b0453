"""The published schemas are made from the same tables as the reader, and agree with it."""

import json
import runpy
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator, FormatChecker

from playbook_engine.ingest.csv_columns import column_names
from playbook_engine.ingest.csv_table import table_of
from playbook_engine.ingest.kinds_book import ALLOCATION_ROWS, BY_COLLECTION, KINDS
from playbook_engine.ingest.reading import read_book
from playbook_engine.ingest.schema_book import book_schema, csv_description, record_schema
from playbook_engine.ingest.writing_book import write_json_book, write_ndjson_book
from tests.unit.ingest.books import IN_PARTS, INVOICE, OWN_FACTS, PAYMENT, Document, book
from tests.unit.ingest.test_sample_book import OWN


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema, format_checker=FormatChecker())


def test_the_published_files_are_what_the_tables_make(top: Path) -> None:
    made: Callable[[], dict[str, str]] = runpy.run_path(str(top / "schemas" / "make_book.py"))["files"]
    for name, text in made().items():
        assert (top / name).read_text(encoding="utf-8") == text, "run schemas/make_book.py"


def test_the_sample_book_keeps_to_them(top: Path) -> None:
    sample = read_book(top / "examples" / "book", OWN, "EUR").book
    validator(book_schema()).validate(json.loads(write_json_book(sample, OWN)))
    line = validator(record_schema(OWN))
    for text in write_ndjson_book(sample, OWN).splitlines():
        line.validate(json.loads(text))


def test_the_sample_has_only_columns_of_the_description(top: Path) -> None:
    described = {
        each["path"]: {field["name"] for field in each["schema"]["fields"]}
        for each in csv_description(OWN)["resources"]
    }
    for path in (top / "examples" / "book").iterdir():
        assert set(table_of(path.read_bytes()).header) <= described[path.name]


def test_every_kind_is_described() -> None:
    assert set(book_schema()["properties"]) == {"format", "kind", *BY_COLLECTION}
    assert [each["name"] for each in csv_description()["resources"]] == [*BY_COLLECTION, ALLOCATION_ROWS.collection]
    for kind, resource in zip((*KINDS, ALLOCATION_ROWS), csv_description()["resources"], strict=True):
        assert [field["name"] for field in resource["schema"]["fields"]] == column_names(kind)


@pytest.mark.parametrize(
    "document",
    [
        book(),
        book(invoices=[INVOICE, IN_PARTS]),
        book(payments=[PAYMENT | {"allocations": [{"item": "I", "amount": "1 EUR"}]}]),
        book(touches=[{"id": "T", "account": "A", "on": "2026-03-01", "kind": "email", "items": ["I", {"item": "J"}]}]),
        book(
            accounts=[{"id": "A", "x": {"seats": "1.5", "discount": "5%", "partner_managed": True, "products": ["x"]}}]
        ),
    ],
)
def test_what_is_right_keeps_to_the_schema(document: Document) -> None:
    validator(book_schema(OWN_FACTS)).validate(document)
    validator(book_schema()).validate(document)


@pytest.mark.parametrize(
    "document",
    [
        {"format": 2, "kind": "book"},
        {"kind": "book"},
        book(acounts=[]),
        book(accounts=[{}]),
        book(accounts=[{"id": "A", "colour": "red"}]),
        book(accounts=[{"id": "A", "country": "Norway"}]),
        book(accounts=[{"id": "A", "x": {"partner_managed": "perhaps"}}]),
        book(accounts=[{"id": "A", "x": {"unknown": "1"}}]),
        book(accounts=[{"id": "A", "x": {"plan": "gold"}}]),
        book(invoices=[INVOICE | {"amount": "1.000,10 EUR"}]),
        book(invoices=[INVOICE | {"amount": "-1 EUR"}]),
        book(invoices=[INVOICE | {"due_on": "2026-02-30"}]),
        book(invoices=[INVOICE | {"state": "paid"}]),
        book(invoices=[IN_PARTS | {"due_on": "2026-02-01", "amount": "5 EUR"}]),
        book(invoices=[{"id": "I", "account": "A", "issued_on": "2026-01-05"}]),
        book(payments=[PAYMENT | {"allocations": [{"item": "I"}]}]),
        book(rates=[{"on": "2026-01-01", "source": "USD", "target": "EUR", "rate": 0.85}]),
    ],
)
def test_what_the_reader_refuses_breaks_the_schema(document: Document, tmp_path: Path) -> None:
    assert not validator(book_schema(OWN_FACTS)).is_valid(document)
    path = tmp_path / "b.json"
    path.write_bytes(msgspec.json.encode(document))
    assert read_book(path, OWN_FACTS, "EUR").diagnostics
