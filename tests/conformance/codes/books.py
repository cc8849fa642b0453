"""A smallest input for each fault of a book (PB4xx)."""

from tests.conformance.codes.inputs import BOOK, Book, document, records

INVOICE = BOOK["invoices"][0]
PAYMENT: dict[str, object] = {"id": "P-1", "account": "A-1", "on": "2026-03-01", "amount": "500.00 EUR"}
DISPUTE: dict[str, object] = {"id": "D-1", "account": "A-1", "opened_on": "2026-03-03"}


def invoice(**fields: object) -> Book:
    """The usual book with other fields of its invoice."""
    return records(invoices=[{**INVOICE, **fields}])


def payment(**fields: object) -> Book:
    """The usual book with a payment."""
    return records(payments=[{**PAYMENT, **fields}])


def account(**fields: object) -> Book:
    """The usual book with other fields of its second account."""
    return records(accounts=[BOOK["accounts"][0], {"id": "B-1", **fields}])


INPUTS: dict[str, Book] = {
    "PB401": Book({"book.json": ""}),
    "PB402": Book({"book.json": '{"format": 1, "kind": "book", "accounts": ['}),
    "PB403": document({"accounts": []}),
    "PB404": records(acounts=[{"id": "A-1"}]),
    "PB405": account(renewal_dat="2026-04-01"),
    "PB406": records(invoices=[{"id": "INV-1", "account": "A-1", "due_on": "2026-03-02", "amount": "5 EUR"}]),
    "PB407": invoice(amount="1.000,10 EUR"),
    "PB408": invoice(due_on="3026-01-01"),
    "PB409": invoice(amount="-5.00 EUR"),
    "PB410": invoice(account="A-2"),
    "PB411": records(disputes=[{**DISPUTE, "item": "INV-7"}]),
    "PB412": records(entities=[{"id": "DE01"}], invoices=[{**INVOICE, "entity": "DE02"}]),
    "PB413": account(parent="A-9"),
    "PB414": payment(item="INV-7"),
    "PB415": records(invoices=[INVOICE, INVOICE]),
    "PB416": records(invoices=[INVOICE, {**INVOICE, "amount": "600.00 EUR"}]),
    "PB417": payment(item="INV-1", amount="500.00 USD"),
    "PB418": payment(item="INV-1", amount="400.00 EUR", allocated="500.00 EUR"),
    "PB419": records(accounts=[{"id": "A-1", "payer": "B-1"}, {"id": "B-1", "payer": "A-1"}]),
    "PB420": records(accounts=[{"id": "A-1"}, {"id": "B-1", "payer": "A-1"}, {"id": "C-1", "payer": "B-1"}]),
    "PB421": account(time_zone="Berlin"),
    "PB422": account(language="german!"),
    "PB423": account(erp_internal_note="7"),
    "PB424": Book(records(accounts=[{"id": "A-1", "x": {"leased": "perhaps"}}]).files, {"account.x.leased": "yes/no"}),
    "PB425": records(invoices=[{**INVOICE, "balance": "450.00 EUR"}], payments=[{**PAYMENT, "item": "INV-1"}]),
    "PB426": records(
        contacts=[
            {"id": "C-1", "account": "A-1", "email": "ap@acme.example"},
            {"id": "C-2", "account": "B-1", "email": "ap@acme.example"},
        ]
    ),
    "PB427": payment(account="B-1", item="INV-1"),
    "PB428": invoice(instalments=[{"due_on": "2026-03-02", "amount": "500.00 EUR"}]),
    "PB429": records(disputes=[{**DISPUTE, "resolved_on": "2026-03-01"}]),
    "PB430": records(accounts=[{"id": "A-1", "renewal_date": "soon"}, {"id": "B-1"}]),
    "PB431": invoice(amount="500.00 USD"),
}
