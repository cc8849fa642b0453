"""What was seen of each account before a day: payments, disputes, promises, replies, and how long it was watched.

What had not happened by then is watched until the day before: leaving it out would make everyone look prompt.
"""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

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
    first = min(issued, days[0] if days else issued)
    about = About(invoice, item, due, first, end, closed)
    _pays(seen, about, days[0] if days else None, records)
    if days:
        _parts(seen, days, owed, sum(amount for day, amount, real in money if real and day == days[0]), closed, records)
    _disputes(seen, about, records)
    _promises(seen, about, records)
    failed = min((each.on.toordinal() for each in records.fails.get(item.id, ())), default=None)
    seen.watched.append(("fails", first - due, (end if failed is None else failed) - due, failed is not None))


class About(NamedTuple):
    """An item with the days, as ordinals, on which it is due and was watched; `closed`: it ended by then."""

    invoice: Invoice
    item: Item
    due: int
    first: int
    end: int
    closed: int | None


def _pays(seen: Seen, about: About, paid: int | None, records: Records) -> None:
    """The first payment; days on which a dispute or a promise stood are watched for themselves."""
    last = about.end if paid is None else paid
    disputes, promises = _concerning(records.disputes, about), _concerning(records.promises, about)
    disputed = [(each.opened_on.toordinal(), _end_of(each, records)) for each in disputes]
    promised = [(each.made_on.toordinal(), each.on.toordinal() + KEPT_WITHIN + 1) for each in promises]
    edges = {day for span in (*disputed, *promised) for day in span if about.first < day <= last}
    for begin, behind in pairwise([about.first, *sorted(edges), last + 1]):
        did = paid is not None and behind == last + 1
        if _in(disputed, begin):
            seen.watched.append(("disputed", begin - about.due, behind - 1 - about.due, did))
        elif not _in(promised, begin):
            seen.watched.append(("pays", begin - about.due, behind - 1 - about.due, did))


def _in(spans: Sequence[tuple[int, int]], day: int) -> bool:
    return any(first <= day < behind for first, behind in spans)


def _concerning(claims: Mapping[str, list[Claim]], about: About) -> list[Claim]:
    """What was said of an item, or of its whole account while it was open."""
    return [*claims.get(about.item.id, ()), *claims.get(about.invoice.account, ())]


def _end_of(dispute: Dispute, records: Records) -> int:
    """The first day on which a dispute stood no more, as far as that was known."""
    resolved = dispute.resolved_on.toordinal() if dispute.resolved_on else records.end
    return min(resolved, records.end)


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


def _disputes(seen: Seen, about: About, records: Records) -> None:
    """Disputes of an item; one of the whole account is counted for each of its items that was open."""
    disputes = [each for each in _concerning(records.disputes, about) if each.opened_on.toordinal() <= about.end]
    opened = min((each.opened_on.toordinal() for each in disputes), default=None)
    last = about.end if opened is None else opened
    seen.watched.append(("disputes", min(about.first, last) - about.due, last - about.due, opened is not None))
    for dispute in disputes:
        if dispute.reason:
            seen.values.append(("dispute_reasons", dispute.reason))
        begun, behind = dispute.opened_on.toordinal(), _end_of(dispute, records)
        resolved = behind < records.end and behind <= about.end
        last = behind if resolved else min(about.end, records.end - 1)
        seen.watched.append(("resolves", 1, max(1, last - begun) if resolved else last - begun, resolved))


def _promises(seen: Seen, about: About, records: Records) -> None:
    promises = [each for each in _concerning(records.promises, about) if each.made_on.toordinal() <= about.end]
    made = min((each.made_on.toordinal() for each in promises), default=None)
    last = about.end if made is None else made
    first = min(max(about.first - about.due, 1), last - about.due)
    seen.watched.append(("promises", first, last - about.due, made is not None))
    for promise in promises:
        _kept(seen, promise, about.closed, records)


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
