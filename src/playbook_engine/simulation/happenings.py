"""What a timeline test tells, as events of the book it is told about: ids are made, balances looked up."""

import datetime as dt
from collections.abc import Iterator
from typing import TypeVar, assert_never

import msgspec

from playbook_engine.model.applying import apply_to_book
from playbook_engine.model.book import (
    Account,
    Approval,
    Book,
    Contact,
    Dispute,
    FailedPayment,
    ManualHold,
    Promise,
    Reply,
    Unit,
)
from playbook_engine.model.events import (
    ApprovalAnswered,
    Bounced,
    Corrected,
    Disputed,
    DisputeResolved,
    DueDateMoved,
    Event,
    HoldLifted,
    HoldSet,
    Invoiced,
    InvoiceStateChanged,
    Joined,
    OptedOut,
    PaymentFailed,
    Promised,
    PromiseWithdrawn,
    RateGiven,
    Replied,
    Synced,
    Touched,
)
from playbook_engine.model.timeline import (
    AccountChanged,
    Answered,
    AnyHappening,
    Applied,
    Billed,
    ChannelChanged,
    CollectionFailed,
    ContactChanged,
    DisputeOpened,
    DueMoved,
    Ended,
    EnteredPlaybook,
    MoneyCame,
    PromiseMade,
    RateChanged,
    ReplyCame,
    Reversed,
    SourceSynced,
    StateChanged,
    Stopped,
    TouchTold,
)
from playbook_engine.simulation.money_told import CannotHappen, applied, money_came, reversed_payments, unit_told

Person = TypeVar("Person", Account, Contact)


def happen(book: Book, told: AnyHappening, number: int) -> Book:
    """The book after what is told; `number` is its place in the test and makes ids. Raises CannotHappen."""
    for event in events_told(book, told, number):
        book = apply_to_book(book, event)
    return book


def events_told(book: Book, told: AnyHappening, number: int) -> Iterator[Event]:
    """The events that it stands for."""
    match told:
        case MoneyCame():
            yield money_came(unit_told(book, told), told, number)
        case Applied():
            yield from applied(unit_told(book, told), told)
        case Reversed():
            yield from reversed_payments(unit_told(book, told), told)
        case Ended():
            yield from _ended(unit_told(book, told), told)
        case Answered():
            yield from _answered(book, told)
        case PromiseMade() | DisputeOpened() | Stopped() | ReplyCame() | CollectionFailed():
            yield from _claims(told, number)
        case Billed() | DueMoved() | StateChanged():
            yield from _invoices(told)
        case AccountChanged() | ContactChanged() | ChannelChanged():
            yield from _people(book, told)
        case SourceSynced() | RateChanged() | TouchTold() | EnteredPlaybook():
            yield from _plain(told)
        case _:
            assert_never(told)


def _plain(told: SourceSynced | RateChanged | TouchTold | EnteredPlaybook) -> Iterator[Event]:
    match told:
        case SourceSynced(source=source, dated=on):
            yield Synced(source=source, on=on)
        case RateChanged(rate=rate):
            yield RateGiven(rate=rate)
        case TouchTold(touch=touch):
            yield Touched(record=touch)
        case EnteredPlaybook(memberships=memberships):
            yield from (Joined(record=each) for each in memberships)


def _claims(
    told: PromiseMade | DisputeOpened | Stopped | ReplyCame | CollectionFailed, number: int
) -> Iterator[Promised | Disputed | HoldSet | Replied | PaymentFailed]:
    """One record for each item that is named, or one for the account."""
    for place, item in enumerate(told.items or (None,), 1):
        id, account, on = f"{told.dated.isoformat()}-{number}.{place}", told.account, told.dated
        match told:
            case PromiseMade(by=by, amount=amount):
                promise = Promise(id=id, account=account, made_on=on, on=by, item=item, amount=amount)
                yield Promised(record=promise)
            case DisputeOpened(amount=amount, reason=reason):
                dispute = Dispute(id=id, account=account, opened_on=on, item=item, amount=amount, reason=reason)
                yield Disputed(record=dispute)
            case Stopped(until=until, reason=why):
                hold = ManualHold(id=id, account=account, set_on=on, item=item, reason=why, until=until)
                yield HoldSet(record=hold)
            case ReplyCame(kind=kind, contact=contact):
                yield Replied(record=Reply(id=id, account=account, on=on, kind=kind, contact=contact, item=item))
            case CollectionFailed(reason=reason):
                yield PaymentFailed(record=FailedPayment(id=id, account=account, on=on, item=item, reason=reason))


def _invoices(told: Billed | DueMoved | StateChanged) -> Iterator[Event]:
    match told:
        case Billed(invoice=invoice):
            yield Invoiced(record=invoice)
        case DueMoved(items=items, to=to):
            yield from (DueDateMoved(account=told.account, item=item, due_on=to) for item in items)
        case StateChanged(invoice=id, state=state):
            yield InvoiceStateChanged(account=told.account, invoice=id, state=state)


def _ended(unit: Unit, told: Ended) -> Iterator[Event]:
    """Ends what stands: of the items named, or what concerns the account as a whole."""
    named = set(told.items)
    ended = 0
    for record in _standing(unit, told):
        if (record.item in named) if named else record.item is None:
            ended += 1
            yield _ending(record, told.dated)
    if not ended:
        raise CannotHappen(f"there is no {told.what} that could end")


def _standing(unit: Unit, told: Ended) -> list[Promise | Dispute | ManualHold]:
    match told.what:
        case "promise":
            return [each for each in unit.promises if each.account == told.account and not each.withdrawn_on]
        case "dispute":
            return [each for each in unit.disputes if each.account == told.account and not each.resolved_on]
        case "hold":
            return [each for each in unit.holds if each.account == told.account and not each.lifted_on]


def _ending(record: Promise | Dispute | ManualHold, on: dt.date) -> Event:
    match record:
        case Promise():
            return PromiseWithdrawn(account=record.account, promise=record.id, on=on)
        case Dispute():
            return DisputeResolved(account=record.account, dispute=record.id, on=on)
        case ManualHold():
            return HoldLifted(account=record.account, hold=record.id, on=on)


def _answered(book: Book, told: Answered) -> Iterator[ApprovalAnswered]:
    asked = [each for unit in book.units for each in unit.approvals if _is_meant(each, told)]
    if not asked:
        raise CannotHappen(f"nobody was asked to approve `{told.step}`")
    for each in asked:
        yield ApprovalAnswered(account=each.account, approval=each.id, answer=told.answer, on=told.dated)


def _is_meant(approval: Approval, told: Answered) -> bool:
    of_items = not told.items or approval.anchor in told.items
    return approval.step == told.step and approval.answer is None and of_items


def _people(book: Book, told: AccountChanged | ContactChanged | ChannelChanged) -> Iterator[Event]:
    unit = unit_told(book, told)
    match told:
        case AccountChanged(record=record, fields=fields):
            account = next(each for each in unit.accounts if each.id == record.id)
            yield Corrected(record=_changed(account, record, fields))
        case ContactChanged(record=record, fields=fields):
            contact = next((each for each in unit.contacts if each.id == record.id), None)
            yield Corrected(record=_changed(contact, record, fields) if contact else record)
        case ChannelChanged(contact=id, channel=channel, change="bounced"):
            yield Bounced(account=told.account, contact=id, channel=channel)
        case ChannelChanged(contact=id, channel=channel, change="opted out"):
            yield OptedOut(account=told.account, contact=id, channel=channel)
        case ChannelChanged(contact=id, channel=channel):
            contact = _contact(unit, id)
            again = tuple(each for each in contact.opted_out if each != channel)
            yield Corrected(record=msgspec.structs.replace(contact, opted_out=again))


def _changed(old: Person, new: Person, fields: tuple[str, ...]) -> Person:
    """The old record with the named fields of the new one; an own fact is named `x.NAME`."""
    own = dict(old.x)
    for name in fields:
        if name.startswith("x."):
            own.pop(name[2:], None)
            own.update({key: value for key, value in new.x.items() if key == name[2:]})
    plain = {name: getattr(new, name) for name in fields if not name.startswith("x.")}
    return msgspec.structs.replace(old, **plain, x=own)


def _contact(unit: Unit, id: str) -> Contact:
    found = next((each for each in unit.contacts if each.id == id), None)
    if found is None:
        raise CannotHappen(f"there is no contact `{id}`")
    return found
