"""What the accounts of the portfolio did before: invoices paid late, some in parts, disputes, promises, replies."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from benchmarks.portfolio import DAY, INVOICES_EACH, draw, unit
from playbook_engine.model.book import Allocation, Dispute, Invoice, Item, Payment, Promise, Reply, Touch, Unit
from playbook_engine.model.money import Money

PAST_EACH = 8
"""Invoices of each account that are paid."""


def remembered(invoices: int, start: int = 0) -> Iterator[Unit]:
    """Units with `invoices` open invoices in all, and as many that are paid."""
    for number in range(start // INVOICES_EACH, (start + invoices) // INVOICES_EACH):
        yield with_past(number)


def with_past(number: int) -> Unit:
    """One account of the portfolio with what it did in the year before."""
    now = unit(number)
    bills: list[Invoice] = []
    payments: list[Payment] = []
    for each in range(PAST_EACH):
        bill = _bill(now.id, number * PAST_EACH + each)
        bills.append(bill)
        payments += _payments(bill, number * PAST_EACH + each)
    first, second = bills[0], bills[1]
    disputed = () if draw("past dispute", number, 4) else (_dispute(now.id, first),)
    promised = () if draw("past promise", number, 4) else (_promise(now.id, second),)
    contact, reply = _contact(now.id, second), () if draw("past reply", number, 6) else (_reply(now.id, second),)
    return msgspec.structs.replace(
        now,
        invoices=(*now.invoices, *bills),
        payments=(*now.payments, *payments),
        disputes=(*now.disputes, *disputed),
        promises=(*now.promises, *promised),
        touches=(*now.touches, contact),
        replies=(*now.replies, *reply),
    )


def _bill(account: str, number: int) -> Invoice:
    due = DAY - dt.timedelta(120 + draw("past due", number, 200))
    item = Item(id=f"H{number:07d}", due_on=due, amount=1000 + draw("past amount", number, 900000))
    return Invoice(
        id=item.id, account=account, issued_on=due - dt.timedelta(30), currency="EUR", items=(item,), entity="DE01"
    )


def _late(number: int) -> int:
    """Days late: most pay within some weeks after due, a few before, some after months."""
    most = draw("late", number, 20) + draw("later", number, 20) - 8
    return most + 45 if draw("very late", number, 10) == 0 else most


def _payments(bill: Invoice, number: int) -> Iterator[Payment]:
    item = bill.items[0]
    day = item.due_on + dt.timedelta(_late(number))
    if draw("in parts", number, 12):
        yield _payment(bill, "a", day, item.amount)
    else:
        yield _payment(bill, "a", day, item.amount // 2)
        yield _payment(bill, "b", day + dt.timedelta(7 + draw("rest", number, 20)), item.amount - item.amount // 2)


def _payment(bill: Invoice, part: str, day: dt.date, minor: int) -> Payment:
    return Payment(
        id=f"{bill.id}-{part}",
        account=bill.account,
        on=day,
        amount=Money(minor, "EUR"),
        allocations=(Allocation(item=bill.id, amount=minor),),
        entity=bill.entity,
    )


def _dispute(account: str, bill: Invoice) -> Dispute:
    opened = bill.items[0].due_on - dt.timedelta(10)
    return Dispute(
        id=f"{bill.id}-D", account=account, opened_on=opened, item=bill.id, resolved_on=opened + dt.timedelta(9)
    )


def _promise(account: str, bill: Invoice) -> Promise:
    made = bill.items[0].due_on + dt.timedelta(3)
    return Promise(id=f"{bill.id}-R", account=account, made_on=made, on=made + dt.timedelta(10), item=bill.id)


def _contact(account: str, bill: Invoice) -> Touch:
    on = bill.items[0].due_on + dt.timedelta(3)
    return Touch(id=f"{bill.id}-T", account=account, on=on, kind="email", anchor=bill.id, recipients=(f"{account}-C",))


def _reply(account: str, bill: Invoice) -> Reply:
    return Reply(id=f"{bill.id}-A", account=account, on=bill.items[0].due_on + dt.timedelta(5), item=bill.id)
