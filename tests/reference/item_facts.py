"""Facts of one item."""

import datetime as dt
from collections.abc import Callable
from fractions import Fraction

from playbook_engine.model.book import Touch
from tests.reference.conditions import Value
from tests.reference.credits import reversals
from tests.reference.records import concerns, hold_is_set, open_disputes, promise_of, promise_state
from tests.reference.touches import (
    contacts,
    count_messages,
    index_of,
    is_done,
    lists,
    renamed,
    touches_on,
)
from tests.reference.world import Entry, View


def contacts_about(view: View, entry: Entry) -> list[Touch]:
    """Contacts that listed the item, in order."""
    return [each for each in contacts(touches_on(view.world.unit, view.day)) if lists(each, entry.id)]


def _days_overdue(view: View, entry: Entry) -> Fraction:
    return Fraction((view.day - entry.due).days)


def _dispute_reason(view: View, entry: Entry) -> str | None:
    disputes = open_disputes(view, entry)
    return disputes[-1].reason if disputes else None


def _promise(view: View, entry: Entry) -> str | None:
    promise = promise_of(view, entry)
    return None if promise is None else promise_state(view, promise)


def _promised_on(view: View, entry: Entry) -> dt.date | None:
    promise = promise_of(view, entry)
    return None if promise is None else promise.on


def _on_hold(view: View, entry: Entry) -> str:
    holds = view.world.unit.holds
    return _yes(any(concerns(each, entry) and hold_is_set(each, view.day) for each in holds))


def _failed_payments(view: View, entry: Entry) -> Fraction:
    failures = view.world.unit.failed_payments
    return Fraction(sum(each.item in {entry.id, entry.invoice.id} for each in failures))


def _last_step(view: View, entry: Entry) -> str | None:
    """Step of the latest touch that took the item to a ladder step of any playbook."""
    last = None
    for touch in touches_on(view.world.unit, view.day):
        if is_done(touch) and lists(touch, entry.id):
            last = _taken_to(view, touch, entry) or last
    return last


def _taken_to(view: View, touch: Touch, entry: Entry) -> str:
    """The ladder step, by its present name, that the touch took the item to; empty: to none."""
    for playbook in view.world.release.playbooks:
        if playbook.name == touch.playbook:
            today = renamed(playbook, touch)
            if touch.anchor != entry.id:
                return next((each.step for each in today.items if each.item == entry.id), "")
            if index_of(playbook, today.step) is not None:
                return today.step
    return next((each.step for each in touch.items if each.item == entry.id), "")


def _last_tone(view: View, entry: Entry) -> str | None:
    about = contacts_about(view, entry)
    return about[-1].tone or None if about else None


def _yes(true: bool) -> str:
    return "yes" if true else "no"


ITEM_FACTS: dict[str, Callable[[View, Entry], Value | None]] = {
    "id": lambda _, entry: entry.id,
    "due_on": lambda _, entry: entry.due,
    "days_overdue": _days_overdue,
    "overdue": lambda view, entry: _yes(view.is_overdue(entry)),
    "amount": lambda _, entry: {entry.currency: Fraction(entry.item.amount)},
    "balance": lambda view, entry: {entry.currency: Fraction(view.balance(entry))},
    "disputed": lambda view, entry: _yes(bool(open_disputes(view, entry))),
    "dispute_reason": _dispute_reason,
    "promise": _promise,
    "promised_on": _promised_on,
    "on_hold": _on_hold,
    "failed_payments": _failed_payments,
    "reopened": lambda view, entry: Fraction(len(reversals(view.world.unit, entry.id))),
    "contacts": lambda view, entry: Fraction(count_messages(contacts_about(view, entry))),
    "last_step": _last_step,
    "last_tone": _last_tone,
}
