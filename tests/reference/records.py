"""Rule 24e and f: disputes, promises and manual holds as they stand on a day."""

import datetime as dt
from collections.abc import Sequence
from typing import Literal

from playbook_engine.model.book import Dispute, FailedPayment, ManualHold, Promise, Reply
from playbook_engine.model.money import Money
from tests.reference.credits import allocated, closing_day
from tests.reference.world import Entry, View, by_age

PromiseState = Literal["open", "kept", "broken"]


def concerns(record: Promise | Dispute | ManualHold | Reply | FailedPayment, entry: Entry) -> bool:
    """A record without item concerns all items of its account."""
    if record.item is None:
        return record.account == entry.account.id
    return record.item == entry.id


def dispute_is_open(dispute: Dispute, day: dt.date) -> bool:
    """Rule 24e: from opened_on until the day before resolved_on."""
    return dispute.opened_on <= day and (dispute.resolved_on is None or day < dispute.resolved_on)


def hold_is_set(hold: ManualHold, day: dt.date) -> bool:
    """Rule 24e: from set_on through `until`, until the day before lifted_on."""
    if day < hold.set_on or (hold.until is not None and day > hold.until):
        return False
    return hold.lifted_on is None or day < hold.lifted_on


def open_disputes(view: View, entry: Entry) -> list[Dispute]:
    """The open disputes that concern an item, oldest first."""
    found = [each for each in view.world.unit.disputes if concerns(each, entry) and dispute_is_open(each, view.day)]
    return sorted(found, key=lambda each: (each.opened_on, each.id))


def promise_is_there(promise: Promise, day: dt.date) -> bool:
    """Rule 24f: from made_on until the day before it is withdrawn."""
    return promise.made_on <= day and (promise.withdrawn_on is None or day < promise.withdrawn_on)


def promise_of(view: View, entry: Entry) -> Promise | None:
    """Rule 24f: the latest promise (made_on, id) that concerns the item."""
    there = [each for each in view.world.unit.promises if concerns(each, entry) and promise_is_there(each, view.day)]
    return max(there, key=lambda each: (each.made_on, each.id), default=None)


def open_promises(view: View, entry: Entry) -> list[Promise]:
    """All promises that concern the item and are open."""
    return [
        each
        for each in view.world.unit.promises
        if concerns(each, entry) and promise_is_there(each, view.day) and promise_state(view, each) == "open"
    ]


def promise_state(view: View, promise: Promise) -> PromiseState:
    """Rule 24f: kept, else open through its date and grace, else broken."""
    last = promise.on + dt.timedelta(view.promise_grace)
    if _is_kept(view, promise, last):
        return "kept"
    return "open" if view.day <= last else "broken"


def _is_kept(view: View, promise: Promise, last: dt.date) -> bool:
    if promise.amount is None:
        return not any(_open_then(view, each) for each in _promised(view, promise))
    return _paid(view, promise, promise.amount.currency, min(last, view.day)) >= promise.amount.minor


def _open_then(view: View, entry: Entry) -> bool:
    """Open today, or closed only after the day that is asked for."""
    closed = closing_day(view.world.unit, entry.id)
    return view.is_open(entry) or (closed is not None and closed > view.day)


def _promised(view: View, promise: Promise) -> list[Entry]:
    """The item, or every item of the account issued by the day on which the promise was made."""
    if promise.item is not None:
        return [each for each in view.world.entries if each.live and each.id == promise.item]
    return [
        each
        for each in view.world.entries
        if each.live and each.account.id == promise.account and each.issued <= promise.made_on
    ]


def _paid(view: View, promise: Promise, currency: str, last: dt.date) -> int:
    """Payments in the promise's currency in its time, not reversed: allocated to its item, or all of its account."""
    payments = [
        each
        for each in view.world.unit.payments
        if each.reversed_on is None and promise.made_on <= each.on <= last and each.amount.currency == currency
    ]
    if promise.item is not None:
        return sum(allocated(each, promise.item) for each in payments)
    return sum(each.amount.minor for each in payments if each.account == promise.account)


def part_of(view: View, entry: Entry, records: Sequence[Dispute | Promise]) -> int | None:
    """Rule 24c: how much of the item these open records that concern it speak of; None is all of it."""
    if not records:
        return None
    part = 0
    for each in records:
        if each.amount is None:
            return None
        if each.item is not None:
            if each.amount.currency != entry.currency:
                return None
            part += each.amount.minor
    spread = [each.amount for each in records if each.item is None and each.amount is not None]
    return part + _laid_over(view, entry, spread)


def _laid_over(view: View, entry: Entry, amounts: list[Money]) -> int:
    """The item's share of amounts laid over the account's open items of the currency by due, issue, id."""
    left = sum(each.minor for each in amounts if each.currency == entry.currency)
    items = [
        each
        for each in view.world.entries
        if each.account.id == entry.account.id and each.currency == entry.currency and view.is_open(each)
    ]
    for each in sorted(items, key=by_age):
        share = min(left, view.balance(each))
        if each.id == entry.id:
            return share
        left -= share
    return 0
