"""What was seen of each account before a day: payments, disputes, promises, replies, and how long it was watched.

What had not happened by then is watched until the day before: leaving it out would make everyone look prompt.
"""

import datetime as dt
from collections.abc import Iterable
from itertools import pairwise
from typing import TypeVar

from playbook_engine.model.book import Dispute, FailedPayment, Invoice, Item, Promise, Unit
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.taking import HAPPENED

ANSWERED_WITHIN = 30
"""Days after a contact in which a reply is taken as its answer."""
KEPT_WITHIN = 2
"""Days after the promised one on which money still keeps a promise: a transfer takes its time."""


class Seen:
    """What was seen of one account: spans of ages by table, with whether it happened at the end; numbers, values."""

    __slots__ = ("numbers", "values", "watched")

    def __init__(self) -> None:
        self.watched: list[tuple[str, int, int, bool]] = []
        self.numbers: dict[str, int] = {}
        self.values: list[tuple[str, int | str]] = []

    def count(self, number: str) -> None:
        """One more."""
        self.numbers[number] = self.numbers.get(number, 0) + 1


Claim = TypeVar("Claim", Dispute, Promise, FailedPayment)

Sum = tuple[int, int, bool]
"""Day, minor units, and whether it is a payment; a credit is none."""


class Records:
    """The records of a unit that concern items, by item or account; all of them before a day, the `end`."""

    __slots__ = ("disputes", "end", "fails", "paid", "promises")

    def __init__(self, unit: Unit, before: dt.date) -> None:
        self.end = before.toordinal()
        self.paid = _paid(unit, before)
        self.disputes = _by_item(each for each in unit.disputes if each.opened_on < before)
        self.promises = _by_item(each for each in unit.promises if each.made_on < before)
        self.fails = _by_item(each for each in unit.failed_payments if each.on < before)


def _paid(unit: Unit, before: dt.date) -> dict[str, list[Sum]]:
    found: dict[str, list[Sum]] = {}
    for payment in unit.payments:
        if payment.on < before and (payment.reversed_on is None or payment.reversed_on >= before):
            for part in payment.allocations:
                found.setdefault(part.item, []).append((payment.on.toordinal(), part.amount, True))
    for credit in unit.credits:
        if credit.on < before:
            for part in credit.allocations:
                found.setdefault(part.item, []).append((credit.on.toordinal(), part.amount, False))
    return found


def _by_item(claims: Iterable[Claim]) -> dict[str, list[Claim]]:
    found: dict[str, list[Claim]] = {}
    for each in claims:
        found.setdefault(each.item or each.account, []).append(each)
    return found


def seen_of(unit: Unit, before: dt.date) -> dict[str, Seen]:
    """What was seen of each account of a unit that had anything to pay or was contacted."""
    records = Records(unit, before)
    seen: dict[str, Seen] = {}
    for invoice in unit.invoices:
        if invoice.state == "open" and invoice.issued_on < before:
            for item in invoice.items:
                _item(seen.setdefault(invoice.account, Seen()), invoice, item, records)
    if unit.touches:
        _replies(seen, unit, before)
    return seen


def _item(seen: Seen, invoice: Invoice, item: Item, records: Records) -> None:
    due, issued = item.due_on.toordinal(), invoice.issued_on.toordinal()
    owed = item.amount - item.settled
    if owed <= 0:
        return
    money = sorted(records.paid.get(item.id, ()))
    closed = _closed(owed, money)
    days = sorted({day for day, _, is_payment in money if is_payment})
    end = records.end - 1 if closed is None else closed
    first = min(issued, days[0] if days else issued) - due
    if days:
        seen.watched.append(("pays", first, days[0] - due, True))
        _parts(seen, days, owed, sum(amount for day, amount, real in money if real and day == days[0]), closed, records)
    else:
        seen.watched.append(("pays", first, end - due, False))
    _claims(seen, invoice, item, first, closed, records)
    failed = min((each.on.toordinal() for each in records.fails.get(item.id, ())), default=None)
    seen.watched.append(("fails", first, (end if failed is None else failed) - due, failed is not None))


def _closed(owed: int, money: list[Sum]) -> int | None:
    for day, amount, _ in money:
        owed -= amount
        if owed <= 0:
            return day
    return None


def _parts(seen: Seen, days: list[int], owed: int, paid: int, closed: int | None, records: Records) -> None:
    """Whether the first payment was a part of it, and when the next came."""
    seen.count("first_payments")
    if paid >= owed:
        return
    seen.count("in_parts")
    seen.values.append(("parts", max(1, min(99, paid * 100 // owed))))
    for day, later in pairwise(days):
        seen.watched.append(("rests", 1, later - day, True))
    if closed is None:
        seen.watched.append(("rests", 1, records.end - 1 - days[-1], False))


def _claims(seen: Seen, invoice: Invoice, item: Item, first: int, closed: int | None, records: Records) -> None:
    """Disputes and promises of an item; one of the whole account is counted for each of its items that was open."""
    due, end = item.due_on.toordinal(), records.end - 1 if closed is None else closed
    disputes = [*records.disputes.get(item.id, ()), *records.disputes.get(invoice.account, ())]
    opened = sorted(each.opened_on.toordinal() for each in disputes if each.opened_on.toordinal() <= end)
    last = opened[0] if opened else end
    seen.watched.append(("disputes", min(first, last - due), last - due, bool(opened)))
    for each in disputes:
        _resolved(seen, each, records)
    promises = [*records.promises.get(item.id, ()), *records.promises.get(invoice.account, ())]
    promises = [each for each in promises if each.made_on.toordinal() <= end]
    made = min((each.made_on.toordinal() for each in promises), default=None)
    last = end if made is None else made
    seen.watched.append(("promises", min(max(first, 1), last - due), last - due, made is not None))
    for promise in promises:
        _kept(seen, promise, closed, records)


def _resolved(seen: Seen, dispute: Dispute, records: Records) -> None:
    if dispute.reason:
        seen.values.append(("dispute_reasons", dispute.reason))
    opened = dispute.opened_on.toordinal()
    resolved = dispute.resolved_on.toordinal() if dispute.resolved_on else records.end
    is_over = resolved < records.end
    seen.watched.append(("resolves", 1, max(1, resolved - opened) if is_over else records.end - 1 - opened, is_over))


def _kept(seen: Seen, promise: Promise, closed: int | None, records: Records) -> None:
    seen.values.append(("ahead", max(0, (promise.on - promise.made_on).days)))
    last = promise.on.toordinal() + KEPT_WITHIN
    if closed is not None and closed <= last:
        seen.count("kept")
    elif last < records.end and promise.withdrawn_on is None:
        seen.count("broken")


def _replies(seen: dict[str, Seen], unit: Unit, before: dt.date) -> None:
    """Of each contact whether an answer came before the next one."""
    replies: dict[str, list[tuple[int, str]]] = {}
    for reply in unit.replies:
        if reply.on < before:
            replies.setdefault(reply.account, []).append((reply.on.toordinal(), reply.kind))
    contacts: dict[str, set[int]] = {}
    for touch in unit.touches:
        if touch.kind in CONTACT_KINDS and touch.outcome in HAPPENED and touch.on < before:
            contacts.setdefault(touch.account, set()).add(touch.on.toordinal())
    for account, days in contacts.items():
        of_account = seen.setdefault(account, Seen())
        of_account.values += [("reply_kinds", kind) for _, kind in replies.get(account, ())]
        _answers(of_account, sorted(days), sorted(day for day, _ in replies.get(account, ())), before.toordinal() - 1)


def _answers(seen: Seen, contacts: list[int], replies: list[int], end: int) -> None:
    for day, later in zip(contacts, [*contacts[1:], end + 1], strict=True):
        last = min(later - 1, day + ANSWERED_WITHIN)
        answer = next((reply for reply in replies if day <= reply <= last), None)
        seen.watched.append(("replies", 1, max(1, (last if answer is None else answer) - day), answer is not None))
