"""Money that an event moves: what came in, was billed or credited."""

import datetime as dt
from collections.abc import Iterator

from playbook_engine.model.book import Unit
from playbook_engine.model.events import CreditGiven, Event, Invoiced, PaymentReceived, PaymentReversed
from playbook_engine.simulation.lived import Moved


def moved(unit: Unit, event: Event, day: dt.date) -> Iterator[Moved]:
    """What an event moves on a day, of a unit as it was before; what is there already moves nothing again."""
    match event:
        case PaymentReceived(record=payment):
            if all(each.id != payment.id for each in unit.payments):
                money = payment.amount
                yield Moved(day=day, account=payment.account, currency=money.currency, what="paid", minor=money.minor)
        case PaymentReversed(payment=id):
            for each in unit.payments:
                if each.id == id and each.reversed_on is None:
                    back = -each.amount.minor
                    yield Moved(day=day, account=each.account, currency=each.amount.currency, what="paid", minor=back)
        case CreditGiven(record=credit):
            if all(each.id != credit.id for each in unit.credits):
                money = credit.amount
                yield Moved(
                    day=day, account=credit.account, currency=money.currency, what="credited", minor=money.minor
                )
        case Invoiced(record=bill):
            if all(each.id != bill.id for each in unit.invoices):
                minor = sum(each.amount for each in bill.items)
                yield Moved(day=day, account=bill.account, currency=bill.currency, what="billed", minor=minor)
        case _:
            return
