"""A seeded portfolio: accounts of eight invoices each, and the same facts as plain rows for the peers."""

import datetime as dt
import hashlib
from collections.abc import Iterator

from playbook_engine.model.book import (
    Account,
    Allocation,
    Contact,
    Dispute,
    Invoice,
    Item,
    Payment,
    Promise,
    Unit,
)
from playbook_engine.model.money import Money

DAY = dt.date(2026, 3, 16)
INVOICES_EACH = 8
TIERS = ("strategic", "enterprise", "standard", "self-serve")
COUNTRIES = ("DE", "AT", "FR", "NL", "US", "GB", "ES", "IT", "CH", "SE")
METHODS = ("transfer", "card", "direct debit")
KINDS = ("subscription", "usage", "services")


def draw(purpose: str, number: int, choices: int) -> int:
    """A number below `choices`, from a hash of what it is for: the same in every run and in any order."""
    return int.from_bytes(hashlib.blake2b(f"{purpose}/{number}".encode(), digest_size=6).digest()) % choices


def units(invoices: int, start: int = 0) -> Iterator[Unit]:
    """Units with `invoices` invoices in all, from the one of invoice number `start` on."""
    for number in range(start // INVOICES_EACH, (start + invoices) // INVOICES_EACH):
        yield unit(number)


def unit(number: int) -> Unit:
    """One account with eight invoices, a contact, a payment, now and then a dispute or a promise."""
    name = f"A{number:06d}"
    bills = tuple(_invoice(name, number * INVOICES_EACH + each) for each in range(INVOICES_EACH))
    part = Allocation(item=bills[-1].id, amount=1 + draw("part", number, 1000))
    payment = Payment(
        id=f"{name}-P", account=name, on=dt.date(2026, 3, 1), amount=Money(part.amount, "EUR"), allocations=(part,)
    )
    return Unit(
        id=name,
        accounts=(_account(name, number),),
        contacts=(Contact(id=f"{name}-C", account=name, role="billing", email=f"ap@{name.lower()}.example"),),
        invoices=bills,
        payments=(payment,),
        promises=_promise(name, bills[0].id, number),
        disputes=_dispute(name, bills[1].id, number),
    )


def _account(name: str, number: int) -> Account:
    renewal = DAY + dt.timedelta(draw("renewal", number, 360) - 60)
    return Account(
        id=name,
        name=f"Customer {number}",
        tier=TIERS[draw("tier", number, len(TIERS))],
        country=COUNTRIES[draw("country", number, len(COUNTRIES))],
        language="en",
        status="active" if draw("status", number, 20) else "closing",
        owner=f"owner-{draw('owner', number, 9)}",
        collector=f"collector-{draw('collector', number, 5)}",
        renewal_date=renewal,
        terms_days=(14, 30, 45)[draw("terms", number, 3)],
        arr=Money((1 + draw("arr", number, 5000)) * 10000, "EUR"),
        credit_limit=Money((1 + draw("limit", number, 900)) * 100000, "EUR"),
        tags=("vip",) if draw("vip", number, 10) == 0 else (),
    )


def _invoice(account: str, number: int) -> Invoice:
    issued = DAY - dt.timedelta(20 + draw("issued", number, 70))
    item = Item(id=f"I{number:07d}", due_on=issued + dt.timedelta(30), amount=1000 + draw("amount", number, 900000))
    return Invoice(
        id=item.id,
        account=account,
        issued_on=issued,
        currency="EUR",
        items=(item,),
        entity="DE01" if draw("entity", number // INVOICES_EACH, 3) else "US01",
        kind=KINDS[draw("kind", number, len(KINDS))],
        payment_method=METHODS[draw("method", number, len(METHODS))],
        purchase_order=f"PO-{number}" if draw("order", number, 2) else None,
    )


def _promise(account: str, item: str, number: int) -> tuple[Promise, ...]:
    if draw("promise", number, 12):
        return ()
    on = DAY + dt.timedelta(draw("promised", number, 20) - 10)
    return (Promise(id=f"{account}-R", account=account, made_on=dt.date(2026, 3, 2), on=on, item=item),)


def _dispute(account: str, item: str, number: int) -> tuple[Dispute, ...]:
    if draw("dispute", number, 15):
        return ()
    return (Dispute(id=f"{account}-D", account=account, opened_on=dt.date(2026, 2, 20), item=item),)
