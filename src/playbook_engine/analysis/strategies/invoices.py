"""Invoices and the money that came for them."""

import datetime as dt

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.background import Background
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.model.book import Allocation, Credit, Invoice, InvoiceState, Item, Payment
from playbook_engine.model.money import Money


def invoice_for(background: Background, name: str, account: str, chance: Chance) -> Invoice:
    """An invoice of one or two items that fall due around today, of amounts at or beside a constant."""
    constants = background.constants

    def text(field: str) -> str | None:
        part = chance.part(field)
        return constants.text(f"invoice.{field}", part) if part.percent(70) else None

    items = tuple(
        _item(background, f"{name}-{number + 1}", chance.part("item", number))
        for number in range(2 if chance.percent(20) else 1)
    )
    items = tuple(sorted(items, key=lambda each: (each.due_on, each.id)))
    return Invoice(
        id=name,
        account=account,
        issued_on=items[0].due_on - dt.timedelta(chance.pick((0, 14, 30, constants.distance(chance)))),
        currency=chance.pick(("EUR", *pools.CURRENCIES)),
        items=items,
        entity=chance.pick(("e1", "e1", "e1", "e2", "")),
        state=_state(chance),
        kind=text("kind"),
        payment_method=text("payment_method"),
        purchase_order=text("purchase_order"),
        tags=chance.some(constants.tags, 1, 2) if chance.percent(25) else (),
        x=background.own("invoice", chance.part("x")),
    )


def _state(chance: Chance) -> InvoiceState:
    return chance.pick(("draft", "void", "written off")) if chance.percent(5) else "open"


def _item(background: Background, name: str, chance: Chance) -> Item:
    constants = background.constants
    draw = chance.below(100)
    days = constants.distance(chance) if draw < 90 else 0
    days += constants.distance(chance.part("more")) if draw < 30 else 0
    due_on = background.today + dt.timedelta(days if chance.percent(20) else -days)
    amount = constants.amount(chance.part("amount"))
    settled = chance.pick((1, amount // 2, amount - 1, amount)) if chance.percent(8) else 0
    return Item(id=name, due_on=due_on, amount=amount, settled=settled, x=background.own("item", chance.part("x")))


def payments_for(background: Background, invoice: Invoice, chance: Chance) -> tuple[Payment, ...]:
    """Money received for an invoice: in part, in full, too much, in two parts, reversed; mostly none."""
    count = chance.pick((0, 0, 0, 0, 1, 1, 1, 2))
    return tuple(_payment(background, invoice, number, chance.part(number)) for number in range(count))


def _payment(background: Background, invoice: Invoice, number: int, chance: Chance) -> Payment:
    item = chance.pick(invoice.items)
    amount = chance.pick(
        (item.amount, item.amount, item.amount // 2, item.amount - 1, item.amount + 1, item.amount * 2)
    )
    amount = max(1, amount)
    allocated = chance.pick((amount, amount, amount, min(amount, item.amount), amount // 2, 0))
    on = background.ago(chance.part("on"))
    return Payment(
        id=f"{invoice.id}-p{number + 1}",
        account=invoice.account,
        on=on,
        amount=Money(amount, invoice.currency),
        allocations=(Allocation(item=item.id, amount=allocated),) if allocated else (),
        entity=invoice.entity,
        method=background.constants.text("payment.method", chance) if chance.percent(60) else None,
        reversed_on=_later(background, on, chance) if chance.percent(25) else None,
    )


def _later(background: Background, on: dt.date, chance: Chance) -> dt.date:
    """A day from `on` to today."""
    return on + dt.timedelta(chance.between(0, (background.today - on).days))


def loose_money(
    background: Background, account: str, invoices: list[Invoice], chance: Chance
) -> tuple[tuple[Payment, ...], tuple[Credit, ...]]:
    """Payments and credit notes of an account that stand against nothing, or only in part."""
    amount = Money(background.constants.amount(chance.part("amount")), chance.pick(("EUR", "EUR", *pools.CURRENCIES)))
    entity = chance.pick(("e1", "e1", "e2", ""))
    on = background.ago(chance.part("on"))
    if chance.percent(45):
        back = _later(background, on, chance) if chance.percent(15) else None
        payment = Payment(id=f"{account}-p", account=account, on=on, amount=amount, entity=entity, reversed_on=back)
        return (payment,), ()
    credit = Credit(id=f"{account}-k", account=account, on=on, amount=amount, entity=entity)
    mine = [each for each in invoices if each.account == account and each.currency == amount.currency]
    if mine and chance.percent(50):
        item = chance.pick(chance.pick(mine).items)
        parts = (Allocation(item=item.id, amount=max(1, min(amount.minor, item.amount) // chance.between(1, 2))),)
        credit = msgspec.structs.replace(credit, allocations=parts)
    return (), (credit,)
