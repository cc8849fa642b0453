"""Events: each changes what it says, twice is once, and nothing is made up."""

import datetime as dt
from typing import get_args

import msgspec
import pytest

from playbook_engine.model.applying import CannotApply, apply, apply_to_book
from playbook_engine.model.book import (
    Account,
    Allocation,
    Approval,
    Contact,
    Credit,
    Dispute,
    FailedPayment,
    Freshness,
    Invoice,
    Item,
    ManualHold,
    Membership,
    Payment,
    Promise,
    Reply,
    Touch,
    Unit,
)
from playbook_engine.model.events import (
    AccountAdded,
    AccountChanged,
    ApprovalAnswered,
    ApprovalAsked,
    Bounced,
    ContactAdded,
    Corrected,
    CreditApplied,
    CreditGiven,
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
    PaymentApplied,
    PaymentFailed,
    PaymentReceived,
    PaymentReversed,
    Promised,
    PromiseWithdrawn,
    RateGiven,
    Replied,
    Synced,
    Touched,
)
from playbook_engine.model.money import Money, Rate
from playbook_engine.model.units import make_book, records_of, unit_of

DAY, LATER = dt.date(2026, 3, 16), dt.date(2026, 3, 20)


def euros(minor: int) -> Money:
    return Money(minor, "EUR")


INVOICE = Invoice(
    id="I",
    account="a",
    issued_on=DAY,
    currency="EUR",
    items=(Item(id="I/1", due_on=DAY, amount=600), Item(id="I/2", due_on=LATER, amount=400, settled=100)),
)
QUESTION = Approval(id="ap", account="a", asked_on=DAY, playbook="standard", step="final", anchor="I/1")
BOOK = make_book(
    [
        Account(id="a", tier="standard", renewal_date=LATER, x={"partner": True}),
        Account(id="b"),
        Contact(id="c", account="a", opted_out=("sms",)),
        INVOICE,
        Payment(id="p", account="a", on=DAY, amount=euros(500), allocations=(Allocation(item="I/1", amount=500),)),
        Credit(id="cr", account="a", on=DAY, amount=euros(50)),
        Promise(id="pr", account="a", made_on=DAY, on=LATER),
        Dispute(id="d", account="a", opened_on=DAY),
        ManualHold(id="h", account="a", set_on=DAY),
        QUESTION,
    ]
)
UNIT = BOOK.units[0]

EVENTS: tuple[Event, ...] = (
    PaymentReceived(record=Payment(id="p2", account="a", on=LATER, amount=euros(100)), for_item="I/1"),
    PaymentApplied(account="a", payment="p", item="I/1", amount=300),
    PaymentReversed(account="a", payment="p", on=LATER),
    PaymentFailed(record=FailedPayment(id="f", account="a", on=LATER)),
    CreditGiven(record=Credit(id="cr2", account="a", on=LATER, amount=euros(5))),
    CreditApplied(account="a", credit="cr", item="I/2", amount=50),
    Promised(record=Promise(id="pr2", account="a", made_on=LATER, on=LATER)),
    PromiseWithdrawn(account="a", promise="pr", on=LATER),
    Disputed(record=Dispute(id="d2", account="a", opened_on=LATER)),
    DisputeResolved(account="a", dispute="d", on=LATER),
    HoldSet(record=ManualHold(id="h2", account="a", set_on=LATER)),
    HoldLifted(account="a", hold="h", on=LATER),
    Replied(record=Reply(id="r", account="a", on=LATER)),
    Bounced(account="a", contact="c", channel="email"),
    OptedOut(account="a", contact="c", channel="call"),
    ContactAdded(record=Contact(id="c2", account="a")),
    Invoiced(record=Invoice(id="I2", account="a", issued_on=LATER, currency="EUR", items=())),
    InvoiceStateChanged(account="a", invoice="I", state="void"),
    DueDateMoved(account="a", item="I/1", due_on=dt.date(2026, 4, 1)),
    AccountAdded(record=Account(id="n", payer="a")),
    AccountChanged(account="a", field="tier", value="strategic"),
    Touched(record=Touch(id="t", account="a", on=LATER, kind="email")),
    Joined(record=Membership(id="m", account="a", item="I/1", playbook="standard", version=1, since=LATER)),
    ApprovalAsked(record=Approval(id="ap2", account="a", asked_on=LATER, playbook="s", step="final", anchor="I/1")),
    ApprovalAnswered(account="a", approval="ap", answer="refused", on=LATER),
    Corrected(record=Contact(id="c", account="a", name="Ada")),
    Synced(source="erp", on=LATER),
    RateGiven(rate=Rate(LATER, "USD", "EUR", "0.9")),
)


def after(*events: Event) -> Unit:
    unit = UNIT
    for event in events:
        unit = apply(unit, event)
    return unit


def test_the_samples_name_every_event() -> None:
    assert {type(each) for each in EVENTS} == set(get_args(Event))


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: type(each).__name__)
def test_each_event_changes_the_book_and_twice_is_once(event: Event) -> None:
    once = apply_to_book(BOOK, event)
    assert once != BOOK
    assert apply_to_book(once, event) == once


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: type(each).__name__)
def test_a_book_stays_in_order(event: Event) -> None:
    changed = apply_to_book(BOOK, event)
    accounts = [account for unit in changed.units for account in unit.accounts]
    records = [record for unit in changed.units for record in records_of(unit)]
    assert make_book([*accounts, *records, *changed.setting.freshness], changed.setting.rates) == changed


def test_a_payment_for_an_item_pays_what_is_open_of_it() -> None:
    unit = after(PaymentReceived(record=Payment(id="p2", account="a", on=DAY, amount=euros(999)), for_item="I/2"))
    assert unit.payments[1].allocations == (Allocation(item="I/2", amount=300),)


def test_a_payment_for_a_paid_item_stays_unapplied() -> None:
    paid = PaymentReceived(record=Payment(id="p2", account="a", on=DAY, amount=euros(100)), for_item="I/1")
    more = PaymentReceived(record=Payment(id="p3", account="a", on=DAY, amount=euros(100)), for_item="I/1")
    assert after(paid, more).payments[2].allocations == ()


def test_a_reversed_payment_leaves_its_item_open() -> None:
    back = PaymentReversed(account="a", payment="p", on=DAY)
    unit = after(back, PaymentReceived(record=Payment(id="p2", account="a", on=DAY, amount=euros(900)), for_item="I/1"))
    assert unit.payments[1].allocations == (Allocation(item="I/1", amount=600),)


def test_a_payment_in_another_currency_cannot_be_for_an_item() -> None:
    dollars = Payment(id="p2", account="a", on=DAY, amount=Money(100, "USD"))
    with pytest.raises(CannotApply, match="payment `p2` is in USD, item `I/1` in EUR"):
        apply(UNIT, PaymentReceived(record=dollars, for_item="I/1"))


def test_a_payment_that_comes_again_does_not_undo_its_reversal() -> None:
    received, back = PaymentReceived(record=UNIT.payments[0]), PaymentReversed(account="a", payment="p", on=LATER)
    assert after(received, back, received) == after(back)


def test_a_correction_takes_the_place_of_the_record() -> None:
    corrected = Payment(id="p", account="a", on=DAY, amount=euros(1))
    assert after(Corrected(record=corrected)).payments == (corrected,)


def test_a_record_corrected_to_another_account_moves_there() -> None:
    book = apply_to_book(BOOK, Corrected(record=Dispute(id="d", account="b", opened_on=DAY)))
    assert [len(unit.disputes) for unit in book.units] == [0, 1]


def test_nothing_set_against_an_item_takes_it_off() -> None:
    assert after(PaymentApplied(account="a", payment="p", item="I/1", amount=0)).payments[0].allocations == ()


def test_channels_are_added_to_those_that_must_not_be_used() -> None:
    assert after(OptedOut(account="a", contact="c", channel="email")).contacts[0].opted_out == ("email", "sms")


def test_an_item_moved_behind_another_keeps_its_id() -> None:
    moved = after(DueDateMoved(account="a", item="I/1", due_on=dt.date(2026, 4, 1)))
    assert [(each.id, each.due_on.month) for each in moved.invoices[0].items] == [("I/2", 3), ("I/1", 4)]


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("tier", None, None),
        ("renewal_date", "2026-05-01", dt.date(2026, 5, 1)),
        ("arr", euros(5), euros(5)),
        ("terms_days", 30, 30),
        ("tags", ["vip", "eu"], ("eu", "vip")),
        ("tags", None, ()),
    ],
)
def test_a_field_of_an_account_changes(field: str, value: str | int | list[str] | None, expected: object) -> None:
    assert getattr(after(AccountChanged(account="a", field=field, value=value)).accounts[0], field) == expected


def test_an_own_fact_of_an_account_changes_and_goes() -> None:
    assert after(AccountChanged(account="a", field="x.seats", value=3)).accounts[0].x == {"partner": True, "seats": 3}
    assert after(AccountChanged(account="a", field="x.partner")).accounts[0].x == {}


@pytest.mark.parametrize(
    ("event", "message"),
    [
        (AccountChanged(account="a", field="teir", value="x"), "an account has no field `teir`"),
        (AccountChanged(account="a", field="renewal_date", value="soon"), "`soon` is no value for `renewal_date`"),
        (PaymentReversed(account="a", payment="p9", on=DAY), "there is no `p9` among the payments of account `a`"),
        (DueDateMoved(account="a", item="I/9", due_on=DAY), "there is no item `I/9` in the unit of `a`"),
        (Bounced(account="zz", contact="c", channel="sms"), "there is no account `zz`"),
        (Replied(record=Reply(id="r", account="zz", on=DAY)), "there is no account `zz`"),
    ],
)
def test_an_event_about_what_is_not_there_says_so(event: Event, message: str) -> None:
    with pytest.raises(CannotApply, match=message):
        apply_to_book(BOOK, event)


def test_another_payer_makes_other_units() -> None:
    joined = apply_to_book(BOOK, AccountChanged(account="b", field="payer", value="a"))
    assert [[each.id for each in unit.accounts] for unit in joined.units] == [["a", "b"]]
    assert apply_to_book(joined, AccountChanged(account="b", field="payer")) == BOOK


def test_a_new_account_makes_a_unit_or_joins_one() -> None:
    alone = apply_to_book(BOOK, AccountAdded(record=Account(id="n")))
    joined = apply_to_book(BOOK, AccountAdded(record=Account(id="n", payer="b")))
    assert [unit.id for unit in alone.units] == ["a", "b", "n"]
    assert unit_of(joined, "n") == unit_of(joined, "b")


def test_asking_with_other_content_takes_the_place_of_the_question() -> None:
    answered = ApprovalAnswered(account="a", approval="ap", answer="approved", on=DAY)
    anew = msgspec.structs.replace(QUESTION, asked_on=LATER, tone="final")
    assert after(answered, ApprovalAsked(record=anew)).approvals == (anew,)


def test_the_same_question_again_keeps_its_answer() -> None:
    answered = ApprovalAnswered(account="a", approval="ap", answer="approved", on=DAY)
    assert after(answered, ApprovalAsked(record=QUESTION)) == after(answered)


def test_the_setting_learns_of_a_source_and_a_rate() -> None:
    rate = Rate(LATER, "USD", "EUR", "0.9")
    book = apply_to_book(apply_to_book(BOOK, Synced(source="erp", on=LATER)), RateGiven(rate=rate))
    assert book.setting.freshness == (Freshness(id="erp", on=LATER),)
    assert book.setting.rates == (rate,)
    assert book.units == BOOK.units
    assert apply(UNIT, RateGiven(rate=rate)) == UNIT


@pytest.mark.parametrize("event", EVENTS, ids=lambda each: type(each).__name__)
def test_an_event_can_be_written_down(event: Event) -> None:
    assert msgspec.json.decode(msgspec.json.encode(event), type=Event) == event
