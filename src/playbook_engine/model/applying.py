"""What an event changes: pure, with the ids that the event brings, and the same event twice changes nothing more."""

from typing import Any, assert_never

import msgspec

from playbook_engine.model.book import (
    FIELD_OF,
    Account,
    AccountRecord,
    Allocation,
    Approval,
    Book,
    Credit,
    Freshness,
    Invoice,
    Item,
    Own,
    Payment,
    Setting,
    Unit,
)
from playbook_engine.model.events import (
    AccountAdded,
    AccountChanged,
    ApprovalAnswered,
    ApprovalAsked,
    Arrival,
    Bounced,
    Change,
    Corrected,
    CreditApplied,
    DisputeResolved,
    DueDateMoved,
    Ending,
    Event,
    HoldLifted,
    InvoiceStateChanged,
    OptedOut,
    PaymentApplied,
    PaymentReceived,
    PaymentReversed,
    PromiseWithdrawn,
    RateGiven,
    SettingEvent,
    Synced,
    account_of,
)
from playbook_engine.model.units import make_setting, ordered, records_of, unit_of, units_of

_ACCOUNT_TYPES = {field.name: field.type for field in msgspec.structs.fields(Account) if field.name != "id"}


class CannotApply(ValueError):
    """An event speaks of something that is not there, or gives a field a value that it cannot have."""


def apply_to_book(book: Book, event: Event) -> Book:
    """The book after an event. Raises CannotApply."""
    if isinstance(event, SettingEvent):
        return msgspec.structs.replace(book, setting=apply_to_setting(book.setting, event))
    account = account_of(event)
    unit = unit_of(book, account)
    if unit is None:
        if isinstance(event, AccountAdded | Corrected) and isinstance(event.record, Account):
            return _regrouped(book, (*book.units, Unit(id=account, accounts=(event.record,))))
        raise CannotApply(f"there is no account `{account}`")
    changed = apply(unit, event)
    moved = event.record if isinstance(event, Corrected) and not isinstance(event.record, Account) else None
    units = tuple(changed if each is unit else _without(each, moved) for each in book.units)
    if _payers(changed) == _payers(unit):
        return msgspec.structs.replace(book, units=units)
    return _regrouped(book, units)


def apply(unit: Unit, event: Event) -> Unit:
    """The unit after an event; one about the setting leaves it as it is. Raises CannotApply."""
    match event:
        case PaymentReceived():
            return _added(unit, _paying(unit, event))
        case ApprovalAsked(record=record):
            return _asked(unit, record)
        case AccountAdded(record=record):
            return unit if _account(unit, record.id) else _with_account(unit, record)
        case Corrected(record=record):
            return _with_account(unit, record) if isinstance(record, Account) else _put(unit, record)
        case Synced() | RateGiven():
            return unit
        case _:
            return _added(unit, event.record) if isinstance(event, Arrival) else _changed(unit, event)


def apply_to_setting(setting: Setting, event: SettingEvent) -> Setting:
    """The setting after a source was read or a rate became known."""
    match event:
        case Synced():
            fresh = Freshness(id=event.source, on=event.on, known_at=event.known_at)
            return make_setting(setting.rates, {*setting.freshness, fresh}, setting.entities)
        case RateGiven():
            return make_setting({*setting.rates, event.rate}, setting.freshness, setting.entities)


def _changed(unit: Unit, event: Change) -> Unit:
    match event:
        case PaymentApplied():
            return _allocated(unit, "payments", event.payment, Allocation(item=event.item, amount=event.amount))
        case CreditApplied():
            return _allocated(unit, "credits", event.credit, Allocation(item=event.item, amount=event.amount))
        case Bounced():
            return _unreachable(unit, event.contact, "bounced", event.channel)
        case OptedOut():
            return _unreachable(unit, event.contact, "opted_out", event.channel)
        case DueDateMoved():
            return _moved(unit, event)
        case AccountChanged():
            return _account_changed(unit, event)
        case _:
            return _ended(unit, event)


def _ended(unit: Unit, event: Ending) -> Unit:
    match event:
        case PaymentReversed():
            return _edited(unit, "payments", event.payment, reversed_on=event.on)
        case PromiseWithdrawn():
            return _edited(unit, "promises", event.promise, withdrawn_on=event.on)
        case DisputeResolved():
            return _edited(unit, "disputes", event.dispute, resolved_on=event.on)
        case HoldLifted():
            return _edited(unit, "holds", event.hold, lifted_on=event.on)
        case ApprovalAnswered():
            return _edited(unit, "approvals", event.approval, answer=event.answer, answered_on=event.on)
        case InvoiceStateChanged():
            return _edited(unit, "invoices", event.invoice, state=event.state)
        case _:
            assert_never(event)


def _added(unit: Unit, record: AccountRecord) -> Unit:
    """With a record, unless one with its id is there: an event that comes twice must not undo what happened since."""
    return unit if _find(unit, FIELD_OF[type(record)], record.id) else _put(unit, record)


def _put(unit: Unit, record: AccountRecord) -> Unit:
    """With a record in the place of the one with its id, or new."""
    field = FIELD_OF[type(record)]
    others = [each for each in getattr(unit, field) if each.id != record.id]
    return _with(unit, field, [*others, record])


def _without(unit: Unit, record: AccountRecord | None) -> Unit:
    """Without a record that now belongs to another unit."""
    if record is None or not _find(unit, field := FIELD_OF[type(record)], record.id):
        return unit
    return _with(unit, field, [each for each in getattr(unit, field) if each.id != record.id])


def _with(unit: Unit, field: str, records: list[AccountRecord]) -> Unit:
    return msgspec.structs.replace(unit, **{field: tuple(sorted(records, key=lambda each: each.id))})


def _with_account(unit: Unit, account: Account) -> Unit:
    others = [each for each in unit.accounts if each.id != account.id]
    return ordered(msgspec.structs.replace(unit, accounts=(*others, account)))


def _paying(unit: Unit, event: PaymentReceived) -> Payment:
    """The payment, set against the item that it is for as far as that is open."""
    payment = event.record
    if event.for_item is None or payment.allocations:
        return payment
    invoice, item = _item(unit, event.for_item)
    if invoice.currency != payment.amount.currency:
        raise CannotApply(
            f"payment `{payment.id}` is in {payment.amount.currency}, item `{item.id}` in {invoice.currency}"
        )
    amount = max(0, min(payment.amount.minor, _balance(unit, item)))
    allocations = (Allocation(item=item.id, amount=amount),) if amount else ()
    return msgspec.structs.replace(payment, allocations=allocations)


def _balance(unit: Unit, item: Item) -> int:
    """What is open of an item, as rule 8 says."""
    counted: list[Payment | Credit] = [*(each for each in unit.payments if each.reversed_on is None), *unit.credits]
    set_against = sum(part.amount for each in counted for part in each.allocations if part.item == item.id)
    return item.amount - item.settled - set_against


def _asked(unit: Unit, approval: Approval) -> Unit:
    """A question takes the place of an earlier one about the same action, unless it is that one once more."""
    earlier: Approval | None = _find(unit, "approvals", approval.id)
    if earlier is not None and (approval.asked_on < earlier.asked_on or _question(earlier) == _question(approval)):
        return unit
    return _put(unit, approval)


def _question(approval: Approval) -> Approval:
    return msgspec.structs.replace(approval, answer=None, answered_on=None)


def _edited(unit: Unit, field: str, record_id: str, **changes: Any) -> Unit:
    """With some fields of a record changed."""
    record = _find(unit, field, record_id)
    if record is None:
        raise CannotApply(f"there is no `{record_id}` among the {field} of account `{unit.id}`")
    return _put(unit, msgspec.structs.replace(record, **changes))


def _allocated(unit: Unit, field: str, record_id: str, part: Allocation) -> Unit:
    """With part of a payment or credit set against an item, in the place of what stood against it."""
    record: Any = _find(unit, field, record_id)
    parts = [each for each in (record.allocations if record else ()) if each.item != part.item]
    parts += [part] if part.amount else []
    return _edited(unit, field, record_id, allocations=tuple(sorted(parts, key=lambda each: each.item)))


def _unreachable(unit: Unit, contact_id: str, why: str, channel: str) -> Unit:
    contact = _find(unit, "contacts", contact_id)
    channels = {*(getattr(contact, why) if contact else ()), channel}
    return _edited(unit, "contacts", contact_id, **{why: tuple(sorted(channels))})


def _moved(unit: Unit, event: DueDateMoved) -> Unit:
    invoice, moved = _item(unit, event.item)
    items = [msgspec.structs.replace(each, due_on=event.due_on) if each is moved else each for each in invoice.items]
    return _put(
        unit, msgspec.structs.replace(invoice, items=tuple(sorted(items, key=lambda each: (each.due_on, each.id))))
    )


def _account_changed(unit: Unit, event: AccountChanged) -> Unit:
    account = _account(unit, event.account)
    if account is None:
        raise CannotApply(f"account `{event.account}` is not in the unit of `{unit.id}`")
    if event.field.startswith("x."):
        own = event.field.removeprefix("x.")
        x: Own = {name: value for name, value in account.x.items() if name != own}
        if event.value is not None:
            x[own] = event.value
        return _with_account(unit, msgspec.structs.replace(account, x=x))
    return _with_account(unit, msgspec.structs.replace(account, **{event.field: _field_value(event)}))


def _field_value(event: AccountChanged) -> Any:
    """The new value of a field in its own type; of a field that is never missing, None is its default."""
    if event.field not in _ACCOUNT_TYPES:
        raise CannotApply(f"an account has no field `{event.field}`")
    if event.value is None:
        return next(each.default for each in msgspec.structs.fields(Account) if each.name == event.field)
    value = sorted(set(event.value)) if isinstance(event.value, list) else event.value
    try:
        return msgspec.convert(value, _ACCOUNT_TYPES[event.field])
    except msgspec.ValidationError:
        raise CannotApply(f"`{value}` is no value for `{event.field}` of an account") from None


def _find(unit: Unit, field: str, record_id: str) -> Any:
    return next((each for each in getattr(unit, field) if each.id == record_id), None)


def _account(unit: Unit, account_id: str) -> Account | None:
    return next((each for each in unit.accounts if each.id == account_id), None)


def _item(unit: Unit, item_id: str) -> tuple[Invoice, Item]:
    for invoice in unit.invoices:
        for item in invoice.items:
            if item.id == item_id:
                return invoice, item
    raise CannotApply(f"there is no item `{item_id}` in the unit of `{unit.id}`")


def _payers(unit: Unit) -> dict[str, str | None]:
    return {each.id: each.payer for each in unit.accounts}


def _regrouped(book: Book, units: tuple[Unit, ...]) -> Book:
    """Units made anew, because another account pays."""
    accounts = [account for unit in units for account in unit.accounts]
    return msgspec.structs.replace(
        book, units=units_of(accounts, [each for unit in units for each in records_of(unit)])
    )
