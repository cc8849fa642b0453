"""Rules 8 and 10: balances of items, and what unapplied credits leave of them."""

import datetime as dt
from collections.abc import Iterator

from playbook_engine.model.book import Account, Allocation, Credit, Invoice, Item, Payment, Setting, Unit
from playbook_engine.model.release import Release, catalogue_of
from tests.reference.world import Entry, World, by_age


def world_of(release: Release, setting: Setting, unit: Unit, as_of: dt.date | dt.datetime) -> World:
    """The unit with the balance of every item, gross and net."""
    accounts = {each.id: each for each in unit.accounts}
    gross = tuple(
        _entry(unit, accounts[invoice.account], invoice, item) for invoice in unit.invoices for item in invoice.items
    )
    net = tuple(_net_of_credits(unit, each, gross) for each in gross)
    return World(release, setting, unit, as_of, net, catalogue_of(release.organisation))


def money_in(unit: Unit) -> Iterator[Payment | Credit]:
    """Payments that were not reversed, and credits."""
    yield from (each for each in unit.payments if each.reversed_on is None)
    yield from unit.credits


def allocated(record: Payment | Credit, item: str) -> int:
    """What of a payment or credit is set against an item."""
    return sum(each.amount for each in record.allocations if each.item == item)


def closing_day(unit: Unit, item: str) -> dt.date | None:
    """Day of the last payment or credit allocated to the item."""
    days = [each.on for each in money_in(unit) if _touches(each.allocations, item)]
    return max(days, default=None)


def reversals(unit: Unit, item: str) -> list[dt.date]:
    """Days on which a payment on the item was reversed."""
    return sorted(
        each.reversed_on for each in unit.payments if each.reversed_on is not None and _touches(each.allocations, item)
    )


def unapplied(record: Payment | Credit) -> int:
    """Rule 10a: the amount less its allocations."""
    return record.amount.minor - sum(each.amount for each in record.allocations)


def _touches(allocations: tuple[Allocation, ...], item: str) -> bool:
    return any(each.item == item for each in allocations)


def _entry(unit: Unit, account: Account, invoice: Invoice, item: Item) -> Entry:
    paid = sum(allocated(each, item.id) for each in money_in(unit))
    balance = item.amount - item.settled - paid
    return Entry(item, invoice, account, balance, balance)


def _net_of_credits(unit: Unit, entry: Entry, entries: tuple[Entry, ...]) -> Entry:
    """Rule 10a: what the account has to its credit is laid over its open items by due, issue, id."""
    same = [
        each
        for each in entries
        if each.live
        and (each.account.id, each.entity, each.currency) == (entry.account.id, entry.entity, entry.currency)
    ]
    left = max(0, _to_its_credit(unit, entry) + sum(-each.gross for each in same if each.gross < 0))
    for each in sorted((each for each in same if each.gross > 0), key=by_age):
        covered = min(left, each.gross)
        if each.id == entry.id:
            return Entry(entry.item, entry.invoice, entry.account, entry.gross, entry.gross - covered)
        left -= covered
    return entry


def _to_its_credit(unit: Unit, entry: Entry) -> int:
    return sum(
        unapplied(each)
        for each in money_in(unit)
        if (each.account, each.entity, each.amount.currency) == (entry.account.id, entry.entity, entry.currency)
    )
