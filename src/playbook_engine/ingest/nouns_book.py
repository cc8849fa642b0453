"""What is made of the fields of a record, where that is more than to take them over."""

from collections.abc import Callable
from typing import Any

from playbook_engine.ingest.codes_book import (
    ALLOCATED_IN_ANOTHER_CURRENCY,
    ALLOCATED_TOO_MUCH,
    BALANCE_CONTRADICTS,
    CONTRADICTION,
    MISSING_FIELD,
)
from playbook_engine.ingest.faults_book import Fault, Several
from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.model.book import Allocation, Approval, Credit, Invoice, Item, Payment, Touch, TouchedItem
from playbook_engine.model.canonical import canonical
from playbook_engine.model.money import Money, decimal_text

Build = Callable[[dict[str, Any]], Any]

_ALONE = ("due_on", "amount", "balance", "settled")
"""The fields of an invoice that falls due on one day."""

OWN_STEP = "="
"""Marks a touched item that was given by its id alone: it was taken to the step of the touch. No step is called so."""


class Builders:
    """Makes records, and remembers which items money stands against (`allocated`).

    `balanced` names, with its settled amount, each of these of which the source says what is open: the book's own
    payments and credits may explain what then looks settled.
    """

    def __init__(self, warned: list[Fault]) -> None:
        self.allocated: set[str] = set()
        self.balanced: set[tuple[str, int]] = set()
        self._warned = warned

    def of(self, kind: RecordKind) -> Build:
        """What makes records of a kind; parts of records stay values."""
        if kind.noun is None:
            return lambda values: values
        special: dict[Any, Build] = {
            Invoice: self._invoice,
            Payment: lambda values: self._money(Payment, values),
            Credit: lambda values: self._money(Credit, values),
            Touch: _touch,
            Approval: _approval,
        }
        return special.get(kind.noun, lambda values: kind.noun(**values))

    def _invoice(self, values: dict[str, Any]) -> Invoice:
        """An invoice with its items by due date. Raises Several."""
        alone = {name: values.pop(name) for name in _ALONE if name in values}
        parts: list[dict[str, Any]] | None = values.pop("instalments", None)
        if parts is None:
            _demand(alone, "due_on", "amount")
            parts = [{"id": values["id"], **alone}]
        elif alone or not parts:
            name = next(iter(alone), "instalments")
            raise Several(_contradiction(name, "either `due_on` and `amount` are given, or `instalments`"))
        currency = _one_currency(parts)
        if len(parts) > 1:
            parts.sort(key=_part_order)
        items = tuple([self._item(part, values["id"], number) for number, part in enumerate(parts, 1)])
        return Invoice(currency=currency, items=items, **values)

    def _item(self, part: dict[str, Any], invoice: str, number: int) -> Item:
        name, amount = part.get("id") or f"{invoice}/{number}", part["amount"].minor
        settled = part["settled"].minor if "settled" in part else 0
        if (balance := part.get("balance")) is not None:
            settled = max(0, amount - balance.minor)
            if balance.minor > amount:
                self._warned.append(more_open_than_left(balance, part["amount"]))
            elif name in self.allocated or invoice in self.allocated:
                self.balanced.add((name, settled))
        return Item(id=name, due_on=part["due_on"], amount=amount, settled=settled, x=part.get("x", {}))

    def _money(self, noun: Callable[..., Any], values: dict[str, Any]) -> Any:
        """A payment or credit with what is set against items, by item. Raises Several."""
        parts = values.pop("allocations", None)
        item, allocated = values.pop("item", None), values.pop("allocated", None)
        if item is None and allocated is not None:
            raise Several(_contradiction("allocated", "it needs `item`, the item that the money is set against"))
        if item is not None:
            if parts is not None:
                raise Several(_contradiction("item", "either `item` is given, or `allocations`"))
            parts = [{"item": item, "amount": values["amount"] if allocated is None else allocated}]
        sums = _allocated(parts or [], values["amount"])
        self.allocated.update(sums)
        return noun(allocations=tuple(Allocation(item=name, amount=sums[name]) for name in sorted(sums)), **values)


def more_open_than_left(balance: Money, left: Money) -> Fault:
    """The source says that more is open than the book's own records leave."""
    return Fault(
        code=BALANCE_CONTRADICTS,
        field="balance",
        sentence=f"`{balance}` is said to be open, but the records in the book leave {left}",
        help="the book's own records count; look for a payment or credit that the source took back",
    )


def touched_from_text(value: Any) -> Any:
    """The items of a touch: a list, or text such as `INV-1; INV-2=first-notice`.

    An id alone was taken to the touch's own step.
    """
    parts = value.split(";") if isinstance(value, str) else value
    if not isinstance(parts, list):
        return value
    return [_touched_part(part.strip()) if isinstance(part, str) else part for part in parts if part != ""]


def _touched_part(text: str) -> dict[str, str]:
    item, equals, step = text.rpartition("=")
    return {"item": item.strip(), "step": step.strip()} if equals else {"item": text, "step": OWN_STEP}


def _touch(values: dict[str, Any]) -> Touch:
    own = values.get("step", "")
    items = tuple(
        TouchedItem(part["item"], own if (step := part.get("step", "")) == OWN_STEP else step)
        for part in values.pop("items", ())
    )
    return Touch(items=items, **values)


def _approval(values: dict[str, Any]) -> Approval:
    if ("answer" in values) != ("answered_on" in values):
        raise Several(_contradiction("answer", "`answer` and `answered_on` belong together"))
    return Approval(**values)


def _demand(values: dict[str, Any], *names: str) -> None:
    missing = [Fault(code=MISSING_FIELD, field=each, sentence="is missing") for each in names if each not in values]
    if missing:
        raise Several(*missing)


def _contradiction(field: str, sentence: str) -> Fault:
    return Fault(code=CONTRADICTION, field=field, sentence=sentence)


def _one_currency(parts: list[dict[str, Any]]) -> str:
    """The currency of all amounts of an invoice. Raises Several."""
    currency: str = parts[0]["amount"].currency
    for part in parts:
        if "balance" in part and "settled" in part:
            raise Several(_contradiction("settled", "either `balance` is given, or `settled`"))
        for name in ("amount", "balance", "settled"):
            if name in part and part[name].currency != currency:
                raise Several(_contradiction(name, f"`{part[name]}` is not in {currency}, as the invoice is"))
    return currency


def _part_order(part: dict[str, Any]) -> tuple[Any, ...]:
    """Instalments are numbered by due date, whatever order they are given in."""
    rest = [part[name].minor if name in part else -1 for name in ("amount", "balance", "settled")]
    return part["due_on"], part.get("id", ""), *rest, canonical(part.get("x", {}))


def _allocated(parts: list[dict[str, Any]], whole: Money) -> dict[str, int]:
    """What is set against each item, in minor units. Raises Several."""
    sums: dict[str, int] = {}
    for part in parts:
        money: Money = part["amount"]
        if money.currency != whole.currency:
            sentence = f"`{money}` for item `{part['item']}` is not in {whole.currency}, as the money is"
            raise Several(Fault(code=ALLOCATED_IN_ANOTHER_CURRENCY, field="allocations", sentence=sentence))
        sums[part["item"]] = sums.get(part["item"], 0) + money.minor
    if (total := sum(sums.values())) > whole.minor:
        raise Several(
            Fault(
                code=ALLOCATED_TOO_MUCH,
                field="allocations",
                sentence=f"{decimal_text(total, whole.currency)} is set against items, more than `{whole}`",
                help="what was allowed beside the payment, such as a discount, is a credit of its own",
            )
        )
    return {item: minor for item, minor in sums.items() if minor}
