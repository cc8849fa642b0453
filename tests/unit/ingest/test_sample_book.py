"""The sample book stands as its script makes it, is read without a word, and shows what a sample has to show."""

import datetime as dt
import runpy
from collections.abc import Callable
from pathlib import Path

import pytest

from playbook_engine.ingest.reading import BookReading, read_book
from playbook_engine.model.facts import Fact
from playbook_engine.model.units import records_of

AS_OF = dt.date(2026, 3, 16)
OWN = {
    each.name: each
    for each in (
        Fact(name="account.x.partner_managed", kind="yes/no", sentence="of the sample"),
        Fact(name="invoice.x.project", kind="text", sentence="of the sample"),
    )
}


@pytest.fixture(scope="module")
def reading(top: Path) -> BookReading:
    return read_book(top / "examples" / "book", OWN, "EUR")


def test_the_files_are_what_the_script_makes(top: Path) -> None:
    made: Callable[[], dict[str, str]] = runpy.run_path(str(top / "examples" / "make_book.py"))["files"]
    stands = {path.name: path.read_bytes().decode() for path in (top / "examples" / "book").iterdir()}
    assert stands == made(), "run examples/make_book.py"


def test_it_is_read_without_a_word(reading: BookReading) -> None:
    assert reading.diagnostics == ()
    assert reading.left_out == {}
    assert reading.counts["accounts"] == 60
    assert 250 <= reading.counts["invoices"] <= 320


def test_it_has_records_of_every_kind(reading: BookReading) -> None:
    kinds = {type(record).__name__ for unit in reading.book.units for record in records_of(unit)}
    assert kinds == {
        "Contact", "Invoice", "Payment", "Credit", "Promise", "Dispute", "ManualHold", "Touch", "Membership", "Reply",
        "FailedPayment", "Approval",
    }  # fmt: skip


def test_it_shows_every_situation(reading: BookReading) -> None:
    units = reading.book.units
    accounts = {account.id: account for unit in units for account in unit.accounts}
    contacts = {contact.account for unit in units for contact in unit.contacts}
    invoices = [invoice for unit in units for invoice in unit.invoices]
    payments = [payment for unit in units for payment in unit.payments]
    renewals = [each.renewal_date for each in accounts.values() if each.tier == "strategic" and each.renewal_date]
    assert {each.tier for each in accounts.values()} == {"strategic", "enterprise", "standard", "self-serve", None}
    assert {each.country for each in accounts.values()} == {"DE", "AT", "FR", "NL", "US", "GB"}
    assert {each.language for each in accounts.values()} == {"de", "en", "fr", None}
    assert {invoice.currency for invoice in invoices} == {"EUR", "USD", "GBP"}
    assert {invoice.state for invoice in invoices} == {"open", "void", "written off", "draft"}
    assert any(len(unit.accounts) == 3 for unit in units), "a family with a payer"
    assert any(0 <= (day - AS_OF).days <= 30 for day in renewals), "strategic near renewal"
    assert set(accounts) - contacts, "an account without a contact"
    assert any(contact.bounced for unit in units for contact in unit.contacts)
    assert any(len(invoice.items) == 3 for invoice in invoices), "instalments"
    assert any(invoice.items[0].settled for invoice in invoices), "paid in part before this book begins"
    assert any((AS_OF - item.due_on).days == 200 for invoice in invoices for item in invoice.items)
    assert any(payment.reversed_on for payment in payments)
    assert any(not payment.allocations for payment in payments), "money that is not applied"
    assert any(invoice.x.get("project") for invoice in invoices)
    assert {"done", "failed"} <= {touch.outcome for unit in units for touch in unit.touches}
