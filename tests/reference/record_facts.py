"""What derived facts may count: records of one account, each with its day and its facts by name."""

import datetime as dt
from collections.abc import Iterator
from fractions import Fraction

from playbook_engine.model.money import Money
from tests.reference.conditions import Value
from tests.reference.records import dispute_is_open, promise_is_there, promise_state
from tests.reference.touches import touches_on
from tests.reference.world import View

Facts = dict[str, Value | None]


def records_of(collection: str, view: View) -> Iterator[tuple[dt.date, Facts]]:
    """The records of a collection of the view's account."""
    yield from {
        "payments": _payments,
        "promises": _promises,
        "disputes": _disputes,
        "touches": _touches,
        "replies": _replies,
        "failed payments": _failures,
        "items": _entries,
    }[collection](view)


def _payments(view: View) -> Iterator[tuple[dt.date, Facts]]:
    for each in view.world.unit.payments:
        if each.account == view.account.id:
            yield (
                each.on,
                {
                    "payment.on": each.on,
                    "payment.amount": _money(each.amount),
                    "payment.reversed": _yes(each.reversed_on is not None),
                    "payment.method": each.method,
                },
            )


def _promises(view: View) -> Iterator[tuple[dt.date, Facts]]:
    for each in view.world.unit.promises:
        if each.account == view.account.id and promise_is_there(each, view.day):
            yield (
                each.on,
                {
                    "promise.on": each.on,
                    "promise.amount": _money(each.amount),
                    "promise.state": promise_state(view, each),
                },
            )


def _disputes(view: View) -> Iterator[tuple[dt.date, Facts]]:
    for each in view.world.unit.disputes:
        if each.account == view.account.id:
            yield (
                each.opened_on,
                {
                    "dispute.on": each.opened_on,
                    "dispute.amount": _money(each.amount),
                    "dispute.open": _yes(dispute_is_open(each, view.day)),
                    "dispute.reason": each.reason,
                },
            )


def _touches(view: View) -> Iterator[tuple[dt.date, Facts]]:
    for each in touches_on(view.world.unit, view.day):
        if each.account == view.account.id:
            yield (
                each.on,
                {
                    "touch.on": each.on,
                    "touch.kind": each.kind,
                    "touch.tone": each.tone or None,
                    "touch.step": each.step,
                    "touch.playbook": each.playbook,
                    "touch.outcome": each.outcome,
                },
            )


def _replies(view: View) -> Iterator[tuple[dt.date, Facts]]:
    for each in view.world.unit.replies:
        if each.account == view.account.id:
            yield each.on, {"reply.on": each.on, "reply.kind": each.kind}


def _failures(view: View) -> Iterator[tuple[dt.date, Facts]]:
    for each in view.world.unit.failed_payments:
        if each.account == view.account.id:
            yield each.on, {"failure.on": each.on, "failure.reason": each.reason}


def _entries(view: View) -> Iterator[tuple[dt.date, Facts]]:
    """Items of the account, open or paid."""
    for each in view.world.entries:
        if each.account.id == view.account.id and each.live:
            yield (
                each.due,
                {
                    "entry.on": each.due,
                    "entry.issued_on": each.issued,
                    "entry.amount": {each.currency: Fraction(each.item.amount)},
                    "entry.balance": {each.currency: Fraction(max(0, view.balance(each)))},
                    "entry.open": _yes(view.is_open(each)),
                    "entry.overdue": _yes(view.is_overdue(each)),
                    "entry.days_overdue": Fraction((view.day - each.due).days),
                    "entry.currency": each.currency,
                },
            )


def _money(amount: Money | None) -> Value | None:
    return None if amount is None else {amount.currency: Fraction(amount.minor)}


def _yes(true: bool) -> str:
    return "yes" if true else "no"
