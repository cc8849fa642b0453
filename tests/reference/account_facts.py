"""Facts of the account that a view is about, and of its family."""

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction

from playbook_engine.model.book import Promise, Touch
from tests.reference.conditions import Value
from tests.reference.credits import closing_day, money_in, unapplied
from tests.reference.money import added
from tests.reference.records import (
    PromiseState,
    dispute_is_open,
    hold_is_set,
    open_disputes,
    part_of,
    promise_is_there,
    promise_state,
)
from tests.reference.touches import contacts, count_messages, touches_on
from tests.reference.world import Entry, View


def in_last(day: dt.date, today: dt.date, days: int) -> bool:
    """Rule 3b: `in the last 30 days` is D - 30 to D."""
    return today - dt.timedelta(days) <= day <= today


def open_items(view: View) -> list[Entry]:
    """All open items of the account."""
    return [each for each in view.world.entries if each.account.id == view.account.id and view.is_open(each)]


def overdue_items(view: View) -> list[Entry]:
    """Its overdue items."""
    return [each for each in open_items(view) if view.is_overdue(each)]


def _balance(view: View, entries: Iterable[Entry]) -> Value:
    return added((each.currency, view.balance(each)) for each in entries)


def _disputed(view: View) -> Value:
    shares = []
    for entry in open_items(view):
        disputes = open_disputes(view, entry)
        if disputes:
            part = part_of(view, entry, disputes)
            whole = view.balance(entry)
            shares.append((entry.currency, whole if part is None else min(part, whole)))
    return added(shares)


def _unapplied(view: View) -> Value:
    return added(
        (each.amount.currency, unapplied(each)) for each in money_in(view.world.unit) if each.account == view.account.id
    )


def _oldest_due(view: View) -> dt.date | None:
    return min((each.due for each in open_items(view)), default=None)


def _days_overdue(view: View) -> Fraction:
    oldest = _oldest_due(view)
    return Fraction(0 if oldest is None else max(0, (view.day - oldest).days))


def _days_late(view: View) -> list[int]:
    """Days from due to closing of the items closed in the last 365 days, never below 0."""
    late = []
    for each in view.world.entries:
        closed = closing_day(view.world.unit, each.id)
        if each.account.id != view.account.id or not each.live or each.gross > 0 or closed is None:
            continue
        if in_last(closed, view.day, 365):
            late.append(max(0, (closed - each.due).days))
    return late


def _average_days_late(view: View) -> Fraction | None:
    late = _days_late(view)
    return Fraction(sum(late), len(late)) if late else None


def _paid_late_share(view: View) -> Fraction | None:
    late = _days_late(view)
    return Fraction(sum(each > 0 for each in late), len(late)) if late else None


def _promises(view: View, state: PromiseState) -> list[Promise]:
    return [
        each
        for each in view.world.unit.promises
        if each.account == view.account.id and promise_is_there(each, view.day) and promise_state(view, each) == state
    ]


def _recent_promises(view: View, state: PromiseState) -> Fraction:
    return Fraction(sum(in_last(each.on, view.day, 365) for each in _promises(view, state)))


def _open_disputes(view: View) -> Fraction:
    mine = [each for each in view.world.unit.disputes if each.account == view.account.id]
    return Fraction(sum(dispute_is_open(each, view.day) for each in mine))


def account_contacts(view: View) -> list[Touch]:
    """The contacts of the account."""
    mine = [each for each in touches_on(view.world.unit, view.day) if each.account == view.account.id]
    return contacts(mine)


def _contacts_30_days(view: View) -> Fraction:
    return Fraction(count_messages(each for each in account_contacts(view) if in_last(each.on, view.day, 30)))


def _last_contact(view: View) -> dt.date | None:
    return max((each.on for each in account_contacts(view)), default=None)


def _last_reply(view: View) -> dt.date | None:
    mine = [each.on for each in view.world.unit.replies if each.account == view.account.id]
    return max(mine, default=None)


def _last_payment(view: View) -> dt.date | None:
    mine = [each for each in view.world.unit.payments if each.account == view.account.id]
    return max((each.on for each in mine if each.reversed_on is None), default=None)


def _since(view: View, day: dt.date | None) -> Fraction | None:
    return None if day is None else Fraction((view.day - day).days)


def _failed_payments(view: View) -> Fraction:
    mine = [each for each in view.world.unit.failed_payments if each.account == view.account.id]
    return Fraction(sum(in_last(each.on, view.day, 30) for each in mine))


def _on_hold(view: View) -> str:
    holds = [each for each in view.world.unit.holds if each.account == view.account.id and each.item is None]
    return "yes" if any(hold_is_set(each, view.day) for each in holds) else "no"


ACCOUNT_FACTS: dict[str, Callable[[View], Value | None]] = {
    "on_hold": _on_hold,
    "open_balance": lambda view: _balance(view, open_items(view)),
    "overdue_balance": lambda view: _balance(view, overdue_items(view)),
    "disputed_balance": _disputed,
    "unapplied_credit": _unapplied,
    "open_items": lambda view: Fraction(len(open_items(view))),
    "overdue_items": lambda view: Fraction(len(overdue_items(view))),
    "oldest_due": _oldest_due,
    "days_overdue": _days_overdue,
    "average_days_late": _average_days_late,
    "paid_late_share": _paid_late_share,
    "open_promises": lambda view: Fraction(len(_promises(view, "open"))),
    "kept_promises": lambda view: _recent_promises(view, "kept"),
    "broken_promises": lambda view: _recent_promises(view, "broken"),
    "open_disputes": _open_disputes,
    "contacts_30_days": _contacts_30_days,
    "last_contact_on": _last_contact,
    "days_since_contact": lambda view: _since(view, _last_contact(view)),
    "last_reply_on": _last_reply,
    "days_since_reply": lambda view: _since(view, _last_reply(view)),
    "last_payment_on": _last_payment,
    "failed_payments": _failed_payments,
}
"""What is computed of the account; all other facts of it are fields of its record."""


def _family(view: View) -> list[Entry]:
    return [each for each in view.world.entries if view.is_open(each)]


def _family_overdue(view: View) -> list[Entry]:
    return [each for each in _family(view) if view.is_overdue(each)]


FAMILY_FACTS: dict[str, Callable[[View], Value | None]] = {
    "accounts": lambda view: Fraction(len(view.world.unit.accounts)),
    "open_balance": lambda view: _balance(view, _family(view)),
    "overdue_balance": lambda view: _balance(view, _family_overdue(view)),
    "overdue_items": lambda view: Fraction(len(_family_overdue(view))),
}
