"""What was open of each item on each day, as the records of a unit tell it: for pictures and sums, not for deciding."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from playbook_engine.model.book import Credit, Invoice, Item, Payment, Unit


class Course(msgspec.Struct, frozen=True, kw_only=True):
    """An item through time: from its issue on it is `amount`, and each of `moves` takes off or adds on its day."""

    item: str
    account: str
    currency: str
    entity: str
    issued_on: dt.date
    due_on: dt.date
    amount: int
    moves: tuple[tuple[dt.date, int], ...]

    def balance(self, day: dt.date) -> int:
        """Minor units that are open on a day; nothing before its issue, and never below nothing."""
        if day < self.issued_on:
            return 0
        return max(0, self.amount + sum(minor for on, minor in self.moves if on <= day))

    @property
    def closed_on(self) -> dt.date | None:
        """The day since which nothing is open; none while something is."""
        if self.amount + sum(minor for _, minor in self.moves) > 0:
            return None
        return self.moves[-1][0] if self.moves else self.issued_on


def courses_of(unit: Unit) -> list[Course]:
    """All items of a unit that are to be paid, in the order of its invoices.

    Draft, void and written-off invoices are left out; what was settled without a record counts from the issue on.
    """
    moves: dict[str, list[tuple[dt.date, int]]] = {}
    records: tuple[Payment | Credit, ...] = (*unit.payments, *unit.credits)
    for record in records:
        for item, day, minor in _moves_of(record):
            moves.setdefault(item, []).append((day, minor))
    return [
        _course(invoice, item, moves.get(item.id, []))
        for invoice in unit.invoices
        if invoice.state == "open"
        for item in invoice.items
    ]


def _moves_of(record: Payment | Credit) -> Iterator[tuple[str, dt.date, int]]:
    reversed_on = record.reversed_on if isinstance(record, Payment) else None
    for part in record.allocations:
        yield part.item, record.on, -part.amount
        if reversed_on is not None:
            yield part.item, reversed_on, part.amount


def _course(invoice: Invoice, item: Item, moves: list[tuple[dt.date, int]]) -> Course:
    return Course(
        item=item.id,
        account=invoice.account,
        currency=invoice.currency,
        entity=invoice.entity,
        issued_on=invoice.issued_on,
        due_on=item.due_on,
        amount=item.amount - item.settled,
        moves=tuple(sorted(moves)),
    )
