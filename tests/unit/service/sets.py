"""Small releases and books for the tests of the use cases."""

import datetime as dt

from playbook_engine.model.book import Account, Book, Contact, Invoice, Item, Membership, Touch
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Choice, Clause, Playbook, Recipient, Step, Work
from playbook_engine.model.release import Release, Template
from playbook_engine.model.units import make_book

DUE = dt.date(2026, 3, 2)


def step(name: str, days: int, tone: str = "polite") -> Step:
    """An email some days after due."""
    return Step(
        name=name,
        at=(Clause(base="due", days=days, text=f"{days} days after due"),),
        work=Work(
            do=("email",),
            tone=Choice(value=tone),
            template=Choice(value="notice"),
            to=(Recipient(role="billing", text="billing contact"),),
        ),
    )


def playbook(name: str = "standard", version: int = 3, *steps: Step, **more: object) -> Playbook:
    """A playbook that takes every item."""
    ladder = steps or (step("first", 3), step("final", 30, "final"))
    return Playbook(name=name, version=version, cadence=ladder, **more)  # type: ignore[arg-type]


def release(*playbooks: Playbook, **more: object) -> Release:
    """A release of one organisation; one playbook where none is given."""
    chosen = playbooks or (playbook(),)
    names = tuple(each.name for each in chosen)
    organisation = Organisation(name="Example", base_currency="EUR", playbooks=names)
    return Release(
        organisation=more.pop("organisation", organisation),  # type: ignore[arg-type]
        playbooks=chosen,
        current=len(chosen),
        templates=tuple(
            Template(name="notice", language=each, subject="Pay", body=f"in {each}") for each in ("en", "de")
        ),
        **more,  # type: ignore[arg-type]
    )


def book(*names: str, memberships: tuple[Membership, ...] = (), touches: tuple[Touch, ...] = ()) -> Book:
    """Accounts with one invoice of 1,000.00 EUR each, due on 2 March 2026."""
    records: list[Account | Contact | Invoice | Membership | Touch] = [*memberships, *touches]
    for name in names or ("ACME", "BETA"):
        records += [
            Account(id=name, name=name.title(), language="de"),
            Contact(id=f"{name}-C", account=name, role="billing", email=f"billing@{name.lower()}.example"),
            Invoice(
                id=f"{name}-1",
                account=name,
                issued_on=DUE - dt.timedelta(days=30),
                currency="EUR",
                items=(Item(id=f"{name}-1", due_on=DUE, amount=100_000),),
            ),
        ]
    return make_book(records)
