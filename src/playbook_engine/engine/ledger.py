"""What is open: items with their balances, credits set against them, closing days (rules 8, 10 and 15)."""

from collections.abc import Iterable
from operator import attrgetter

from playbook_engine.model.book import Credit, Invoice, Item, Payment, Unit


class OpenItem:
    """An item of an open invoice with a balance above zero. Days are ordinals, amounts minor units.

    `gross` is what is open, `net` the same less credits; `left` is what its case may ask for, set by the holds (rule
    24). `closed` is the day of the last payment or credit, 0 where there is none.
    """

    __slots__ = (
        "account", "amount", "closed", "currency", "due", "entity", "gross", "id", "invoice", "invoice_id",
        "issued", "last_reversal", "left", "net", "record", "reversals",
    )  # fmt: skip

    def __init__(self, invoice: Invoice, record: Item, gross: int, closed: int, reversals: list[int] | None) -> None:
        self.closed = closed
        self.id = record.id
        self.invoice = invoice
        self.invoice_id = invoice.id
        self.record = record
        self.account = invoice.account
        self.entity = invoice.entity
        self.currency = invoice.currency
        self.due = record.due_on.toordinal()
        self.issued = invoice.issued_on.toordinal()
        self.amount = record.amount
        self.gross = self.net = self.left = gross
        self.reversals = len(reversals) if reversals else 0
        self.last_reversal = max(reversals) if reversals else 0


class ClosedItem:
    """An item of an open invoice with nothing open; `closed` is the day of the last payment or credit, 0 where
    unknown.
    """

    __slots__ = ("account", "amount", "closed", "currency", "due", "entity", "id", "invoice_id", "issued")

    def __init__(self, invoice: Invoice, record: Item, closed: int) -> None:
        self.id = record.id
        self.invoice_id = invoice.id
        self.account = invoice.account
        self.entity = invoice.entity
        self.currency = invoice.currency
        self.due = record.due_on.toordinal()
        self.issued = invoice.issued_on.toordinal()
        self.amount = record.amount
        self.closed = closed


_ORDER = attrgetter("due", "issued", "id")
"""Oldest first."""

Purse = dict[tuple[str, str, str], int]
"""Unapplied minor units by account, entity and currency."""


class Ledger:
    """The items of a unit, open and closed, and what was not applied."""

    __slots__ = ("closed", "items", "unapplied")

    def __init__(self, unit: Unit) -> None:
        paid, closing, reversals, self.unapplied = _allocated(unit)
        purse = self.unapplied
        self.items: list[OpenItem] = []
        self.closed: list[ClosedItem] = []
        for invoice in unit.invoices:
            if invoice.state != "open":
                continue
            for record in invoice.items:
                gross = record.amount - record.settled - paid.get(record.id, 0)
                if gross > 0:
                    self.items.append(
                        OpenItem(invoice, record, gross, closing.get(record.id, 0), reversals.get(record.id))
                    )
                    continue
                self.closed.append(ClosedItem(invoice, record, closing.get(record.id, 0)))
                if gross < 0:
                    place = (invoice.account, invoice.entity, invoice.currency)
                    purse = {**purse, place: purse.get(place, 0) - gross}
        self.items.sort(key=_ORDER)
        if purse:
            _set_against(self.items, purse)

    def as_new(self) -> "Ledger":
        """Itself, without what the holds of a day have set."""
        for item in self.items:
            item.left = item.net
        return self


def _allocated(unit: Unit) -> tuple[dict[str, int], dict[str, int], dict[str, list[int]], Purse]:
    paid: dict[str, int] = {}
    closing: dict[str, int] = {}
    reversals: dict[str, list[int]] = {}
    purse: Purse = {}
    for payment in unit.payments:
        if payment.reversed_on is not None:
            day = payment.reversed_on.toordinal()
            for part in payment.allocations:
                reversals.setdefault(part.item, []).append(day)
    sources: list[Payment | Credit] = [each for each in unit.payments if each.reversed_on is None]
    sources += unit.credits
    for source in sources:
        day, unapplied = source.on.toordinal(), source.amount.minor
        for part in source.allocations:
            paid[part.item] = paid.get(part.item, 0) + part.amount
            closing[part.item] = max(closing.get(part.item, 0), day)
            unapplied -= part.amount
        if unapplied:
            place = (source.account, source.entity, source.amount.currency)
            purse[place] = purse.get(place, 0) + unapplied
    return paid, closing, reversals, purse


def _set_against(items: Iterable[OpenItem], purse: Purse) -> None:
    """Credits cover the oldest items first, in thought only (rule 10a)."""
    rest = dict(purse)
    for item in items:
        place = (item.account, item.entity, item.currency)
        available = rest.get(place, 0)
        if available > 0:
            used = min(available, item.gross)
            item.net = item.left = item.gross - used
            rest[place] = available - used
