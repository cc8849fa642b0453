"""How the items of a unit stand on a day, as far as its customer's next doing depends on it."""

from collections.abc import Collection

from playbook_engine.model.book import Dispute, Invoice, Item, Promise, Touch, Unit
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.taking import HAPPENED


class Standing:
    """One item: what is open of it, and what was said about it so far. Days are ordinals, 0 where there is none."""

    __slots__ = ("dispute", "disputed", "due", "failed", "invoice", "item", "open", "paid_on", "promise", "promised")

    def __init__(self, invoice: Invoice, item: Item) -> None:
        self.invoice = invoice
        self.item = item
        self.due = item.due_on.toordinal()
        self.open = item.amount - item.settled
        self.paid_on = 0
        self.dispute: Dispute | None = None
        self.disputed = False
        self.promise: Promise | None = None
        self.promised = False
        self.failed = False


def standings(unit: Unit, only: Collection[str] | None = None) -> list[Standing]:
    """The items that have something open, all of the unit or some."""
    found = {
        item.id: Standing(invoice, item)
        for invoice in unit.invoices
        if invoice.state == "open"
        for item in invoice.items
        if only is None or item.id in only
    }
    _pay(found, unit)
    found = {item: each for item, each in found.items() if each.open > 0}
    if found:
        _claim(found, unit)
    return list(found.values())


def last_contact(unit: Unit, account: str) -> Touch | None:
    """The last contact of an account that has not been answered."""
    contacts = [
        each
        for each in unit.touches
        if each.account == account and each.kind in CONTACT_KINDS and each.outcome in HAPPENED
    ]
    if not contacts:
        return None
    last = max(contacts, key=lambda each: (each.on, each.id))
    answered = any(each.account == account and each.on > last.on for each in unit.replies)
    return None if answered else last


def _pay(found: dict[str, Standing], unit: Unit) -> None:
    for payment in unit.payments:
        if payment.reversed_on is None:
            for part in payment.allocations:
                if part.item in found:
                    found[part.item].open -= part.amount
                    found[part.item].paid_on = max(found[part.item].paid_on, payment.on.toordinal())
    for credit in unit.credits:
        for part in credit.allocations:
            if part.item in found:
                found[part.item].open -= part.amount


def _claim(found: dict[str, Standing], unit: Unit) -> None:
    """Disputes, promises and failed payments, of an item or of all items of its account."""
    for dispute in unit.disputes:
        for each in _meant(found, dispute.item, dispute.account):
            each.disputed = True
            if dispute.resolved_on is None:
                each.dispute = dispute
    for promise in unit.promises:
        for each in _meant(found, promise.item, promise.account):
            each.promised = True
            if promise.withdrawn_on is None and (each.promise is None or promise.on > each.promise.on):
                each.promise = promise
    for failed in unit.failed_payments:
        for each in _meant(found, failed.item, failed.account):
            each.failed = True


def _meant(found: dict[str, Standing], item: str | None, account: str) -> list[Standing]:
    if item is not None:
        return [found[item]] if item in found else []
    return [each for each in found.values() if each.invoice.account == account]
