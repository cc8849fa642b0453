"""Money in a timeline test: laid over balances, applied later, undone."""

from collections.abc import Iterable, Iterator

from playbook_engine.model.book import Allocation, Book, Credit, Invoice, Item, Payment, Unit
from playbook_engine.model.events import (
    CreditApplied,
    CreditGiven,
    Event,
    PaymentApplied,
    PaymentReceived,
    PaymentReversed,
)
from playbook_engine.model.money import Money
from playbook_engine.model.timeline import Applied, Happening, MoneyCame, Reversed
from playbook_engine.model.units import unit_of


class CannotHappen(ValueError):
    """A test tells something that its book does not allow, such as the reversal of a payment that never came."""


def unit_told(book: Book, told: Happening) -> Unit:
    """The unit that something happens to. Raises CannotHappen."""
    unit = unit_of(book, told.account)
    if unit is None:
        raise CannotHappen(f"there is no account `{told.account}`")
    return unit


def money_came(unit: Unit, told: MoneyCame, number: int) -> Event:
    """A payment or credit note, set against items as the test says."""
    parts = [Allocation(item=item, amount=share) for item, share in told.shares] or list(
        _laid_over(unit, told.items, told.amount.minor if told.amount else None)
    )
    currency = told.amount.currency if told.amount else _invoice_of(unit, told.items[0]).currency
    minor = told.amount.minor if told.amount else sum(each.amount for each in parts)
    id = told.id or f"{told.dated.isoformat()}-{number}"
    entity = told.entity or _entity(unit, [each.item for each in parts])
    account, on, amount, allocations = told.account, told.dated, Money(minor, currency), tuple(parts)
    if told.credit:
        credit = Credit(id=id, account=account, on=on, amount=amount, allocations=allocations, entity=entity)
        return CreditGiven(record=credit)
    payment = Payment(
        id=id, account=account, on=on, amount=amount, allocations=allocations, entity=entity, method=told.method
    )
    return PaymentReceived(record=payment)


def _entity(unit: Unit, items: list[str]) -> str:
    """The legal entity that is paid: that of the items, else the only one that bills this account."""
    entities = {_invoice_of(unit, item).entity for item in items} or {each.entity for each in unit.invoices}
    return entities.pop() if len(entities) == 1 else ""


def _laid_over(unit: Unit, items: Iterable[str], minor: int | None) -> Iterator[Allocation]:
    """An amount over the balances of items in due order; None: the balances themselves."""
    for item in sorted((_item_of(unit, each) for each in items), key=lambda each: (each.due_on, each.id)):
        balance = max(0, _balance(unit, item))
        part = balance if minor is None else min(minor, balance)
        if minor is not None:
            minor -= part
        if part:
            yield Allocation(item=item.id, amount=part)


def applied(unit: Unit, told: Applied) -> Iterator[Event]:
    """Unapplied money set against items in due order. Raises CannotHappen."""
    sources: tuple[Payment | Credit, ...] = (*unit.payments, *unit.credits)
    source = next((each for each in sources if each.id == told.source), None)
    if source is None:
        raise CannotHappen(f"there is no payment or credit `{told.source}` to apply")
    before = {each.item: each.amount for each in source.allocations}
    left = source.amount.minor - sum(before.values())
    for part in _laid_over(unit, told.items, min(left, told.amount.minor) if told.amount else left):
        amount = before.get(part.item, 0) + part.amount
        if isinstance(source, Payment):
            yield PaymentApplied(account=source.account, payment=source.id, item=part.item, amount=amount)
        else:
            yield CreditApplied(account=source.account, credit=source.id, item=part.item, amount=amount)


def reversed_payments(unit: Unit, told: Reversed) -> Iterator[PaymentReversed]:
    """The payments that are undone. Raises CannotHappen."""
    wanted = set(told.items)
    found = [
        each
        for each in unit.payments
        if each.reversed_on is None
        and (each.id == told.payment or any(part.item in wanted for part in each.allocations))
    ]
    if not found:
        raise CannotHappen("there is no payment to reverse")
    for each in found:
        yield PaymentReversed(account=each.account, payment=each.id, on=told.dated)


def _invoice_of(unit: Unit, item: str) -> Invoice:
    found = next((each for each in unit.invoices for part in each.items if part.id == item), None)
    if found is None:
        raise CannotHappen(f"there is no item `{item}`")
    return found


def _item_of(unit: Unit, item: str) -> Item:
    return next(each for each in _invoice_of(unit, item).items if each.id == item)


def _balance(unit: Unit, item: Item) -> int:
    counted: list[Payment | Credit] = [each for each in unit.payments if each.reversed_on is None]
    counted += unit.credits
    return (
        item.amount
        - item.settled
        - sum(part.amount for each in counted for part in each.allocations if part.item == item.id)
    )
