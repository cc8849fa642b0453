"""A public sample of real receivables as a book in the published CSV form.

The sample has one row an invoice, no names, no currency, and a dispute without a day. What it lacks is made up here:
the currency (USD), the tier of a customer (by a hash of its id), one contact each, and an exchange rate. A dispute is
open from the day of issue.
"""

import csv
import datetime as dt
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

TIERS = ("strategic", "enterprise", "enterprise", "self-serve", "standard", "standard", "standard", "")
CURRENCY = "USD"


class Row(msgspec.Struct, frozen=True):
    """An invoice of the sample: all of it falls due on one day and is paid at once."""

    customer: str
    number: str
    issued: dt.date
    due: dt.date
    amount: str
    disputed: bool
    settled: dt.date

    def open_on(self, day: dt.date) -> bool:
        """Whether it is issued and not paid yet."""
        return self.issued <= day < self.settled


def read_rows(path: Path) -> list[Row]:
    """All invoices of the sample, in the order of the file."""
    with path.open(encoding="utf-8", newline="") as lines:
        return [_row(each) for each in csv.DictReader(lines)]


def write_book(rows: Sequence[Row], folder: Path, synced: Iterable[dt.date], *, turn: int = 0) -> Path:
    """The book as a folder of CSV files, read from its sources on some days; `turn` gives each file another order."""
    customers = sorted({each.customer for each in rows})
    files: dict[str, tuple[str, list[tuple[str, ...]]]] = {
        "accounts": ("id,name,tier", [(each, f"Customer {each}", tier_of(each)) for each in customers]),
        "contacts": (
            "id,account,role,primary,email",
            [(f"{each}-AP", each, "billing", "yes", f"{each.lower()}@customer.example") for each in customers],
        ),
        "invoices": ("id,account,issued_on,due_on,amount", [_invoice(each) for each in rows]),
        "payments": ("id,account,on,amount,item", [_payment(each) for each in rows]),
        "disputes": ("id,account,item,opened_on", [_dispute(each) for each in rows if each.disputed]),
        "rates": ("on,source,target,rate", [("2012-01-01", CURRENCY, "EUR", "0.76")]),
        "freshness": (
            "source,on",
            [(source, day.isoformat()) for day in sorted(set(synced)) for source in ("erp", "crm")],
        ),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, (head, lines) in files.items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows([head.split(","), *_turned(lines, turn)])
    return folder


def tier_of(customer: str) -> str:
    """A tier for a customer; none for some."""
    return TIERS[hashlib.sha256(customer.encode()).digest()[0] % len(TIERS)]


def _row(told: dict[str, str]) -> Row:
    return Row(
        customer=told["customerID"],
        number=told["invoiceNumber"],
        issued=_day(told["InvoiceDate"]),
        due=_day(told["DueDate"]),
        amount=f"{told['InvoiceAmount']} {CURRENCY}",
        disputed=told["Disputed"] == "Yes",
        settled=_day(told["SettledDate"]),
    )


def _day(text: str) -> dt.date:
    month, day, year = (int(part) for part in text.split("/"))
    return dt.date(year, month, day)


def _invoice(row: Row) -> tuple[str, ...]:
    return (row.number, row.customer, row.issued.isoformat(), row.due.isoformat(), row.amount)


def _payment(row: Row) -> tuple[str, ...]:
    return (f"P-{row.number}", row.customer, row.settled.isoformat(), row.amount, row.number)


def _dispute(row: Row) -> tuple[str, ...]:
    return (f"D-{row.number}", row.customer, row.number, row.issued.isoformat())


def _turned(lines: list[tuple[str, ...]], turn: int) -> list[tuple[str, ...]]:
    """The rows as they are, or in an order that has nothing to do with them."""
    return sorted(lines, key=lambda line: hashlib.sha256(f"{turn}{line}".encode()).digest()) if turn else lines
