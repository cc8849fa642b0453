"""A customer with a past that can be counted by hand, and behaviours that leave nothing open."""

import datetime as dt

from playbook_engine.model.behaviour import Ages, Behaviour, Habits
from playbook_engine.model.book import (
    Account,
    Allocation,
    Contact,
    Dispute,
    FailedPayment,
    Invoice,
    Item,
    Payment,
    Promise,
    Reply,
    Touch,
    Unit,
)
from playbook_engine.model.money import Money

TODAY = dt.date(2026, 3, 1)


REACHABLE = Contact(
    id="AP", account="ACME", role="billing", email="ap@acme.example", phone="+44 20 7946 0000", postal_address="1 St"
)


def ago(days: int) -> dt.date:
    return TODAY - dt.timedelta(days)


def bill(name: str, due: dt.date, amount: int = 100000, account: str = "ACME", terms: int = 30) -> Invoice:
    return Invoice(
        id=name,
        account=account,
        issued_on=due - dt.timedelta(terms),
        currency="EUR",
        items=(Item(id=name, due_on=due, amount=amount),),
    )


def paid(name: str, on: dt.date, amount: int = 100000, account: str = "ACME") -> Payment:
    part = Allocation(item=name, amount=amount)
    return Payment(id=f"P-{name}-{on}", account=account, on=on, amount=Money(amount, "EUR"), allocations=(part,))


def promise(item: str, made: dt.date, on: dt.date) -> Promise:
    return Promise(id=f"R-{item}", account="ACME", made_on=made, on=on, item=item)


def dispute(item: str, opened: dt.date, resolved: dt.date | None = None) -> Dispute:
    return Dispute(id=f"D-{item}", account="ACME", opened_on=opened, item=item, resolved_on=resolved, reason="price")


def touch(item: str, on: dt.date) -> Touch:
    return Touch(id=f"T-{item}-{on}", account="ACME", on=on, kind="email", anchor=item, recipients=("AP",))


def reply(on: dt.date) -> Reply:
    return Reply(id=f"A-{on}", account="ACME", on=on, kind="out of office")


def failed(item: str, on: dt.date) -> FailedPayment:
    return FailedPayment(id=f"F-{item}", account="ACME", on=on, item=item)


def customer(*invoices: Invoice, tier: str = "standard", **records: object) -> Unit:
    return Unit(
        id="ACME",
        accounts=(Account(id="ACME", owner="olga", collector="carl", tier=tier),),
        contacts=(
            Contact(id="AP", account="ACME", role="billing", email="ap@acme.example", postal_address="1 Street"),
        ),
        invoices=invoices,
        **records,  # type: ignore[arg-type]
    )


def surely(age: int) -> Ages:
    """It happens to everyone at this age."""
    return Ages(age, (10,), (10,))


def behaving(**habits: object) -> Behaviour:
    return Behaviour(everyone=Habits(**habits))  # type: ignore[arg-type]
