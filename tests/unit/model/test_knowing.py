"""Rule 2: a book is cut to a moment by when things were learnt, else by their own day."""

import datetime as dt

import msgspec
import pytest

from playbook_engine.model.book import (
    FIELD_OF,
    Account,
    AccountRecord,
    Approval,
    Book,
    Contact,
    Credit,
    Dispute,
    Entity,
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
)
from playbook_engine.model.knowing import LATER, OWN_DAY, known
from playbook_engine.model.money import Money, Rate
from playbook_engine.model.units import make_book, records_of

DAY = dt.date(2026, 3, 16)
BEFORE, AFTER = DAY - dt.timedelta(days=1), DAY + dt.timedelta(days=1)
TEN = Money(1000, "EUR")
ACCOUNT = Account(id="a")

RECORDS: tuple[AccountRecord, ...] = (
    Invoice(id="i", account="a", issued_on=DAY, currency="EUR", items=(Item(id="i", due_on=AFTER, amount=1),)),
    Payment(id="p", account="a", on=DAY, amount=TEN),
    Credit(id="c", account="a", on=DAY, amount=TEN),
    Promise(id="pr", account="a", made_on=DAY, on=AFTER),
    Dispute(id="d", account="a", opened_on=DAY),
    ManualHold(id="h", account="a", set_on=DAY, until=AFTER),
    Touch(id="t", account="a", on=DAY, kind="email"),
    Membership(id="m", account="a", item="i", playbook="standard", version=1, since=DAY),
    Reply(id="r", account="a", on=DAY),
    FailedPayment(id="f", account="a", on=DAY),
    Approval(id="ap", account="a", asked_on=DAY, playbook="standard", step="final", anchor="i"),
)


def known_records(book: Book, at: dt.date | dt.datetime, zone: str = "UTC") -> list[AccountRecord]:
    return [record for unit in known(book, at, zone).units for record in records_of(unit)]


def test_the_samples_name_every_kind_that_has_a_day_of_its_own() -> None:
    assert {type(each) for each in RECORDS} == set(FIELD_OF) - {Contact}
    assert set(OWN_DAY) == set(FIELD_OF)


@pytest.mark.parametrize("record", RECORDS, ids=lambda each: type(each).__name__)
def test_a_record_is_known_from_its_own_day(record: AccountRecord) -> None:
    book = make_book([ACCOUNT, record])
    assert known_records(book, BEFORE) == []
    assert known_records(book, DAY) == [record]


def test_a_contact_is_known_from_the_beginning() -> None:
    contact = Contact(id="c", account="a")
    assert known_records(make_book([ACCOUNT, contact]), dt.date(1990, 1, 1)) == [contact]


ASKED = Approval(id="x", account="a", asked_on=BEFORE, playbook="standard", step="final", anchor="i")

LATER_SAMPLES: tuple[tuple[AccountRecord, AccountRecord], ...] = (
    (
        Payment(id="p", account="a", on=BEFORE, amount=TEN, reversed_on=AFTER),
        Payment(id="p", account="a", on=BEFORE, amount=TEN),
    ),
    (
        Promise(id="p", account="a", made_on=BEFORE, on=AFTER, withdrawn_on=AFTER),
        Promise(id="p", account="a", made_on=BEFORE, on=AFTER),
    ),
    (
        Dispute(id="d", account="a", opened_on=BEFORE, resolved_on=AFTER),
        Dispute(id="d", account="a", opened_on=BEFORE),
    ),
    (
        ManualHold(id="h", account="a", set_on=BEFORE, lifted_on=AFTER),
        ManualHold(id="h", account="a", set_on=BEFORE),
    ),
    (msgspec.structs.replace(ASKED, answer="approved", answered_on=AFTER), ASKED),
)


@pytest.mark.parametrize(("record", "before"), LATER_SAMPLES, ids=lambda each: type(each).__name__)
def test_what_happened_to_a_record_later_is_cut(record: AccountRecord, before: AccountRecord) -> None:
    book = make_book([ACCOUNT, record])
    assert known_records(book, DAY) == [before]
    assert known_records(book, AFTER) == [record]


def test_the_samples_name_every_kind_to_which_something_happens_later() -> None:
    assert {type(record) for record, _ in LATER_SAMPLES} == set(LATER)


def test_when_something_was_learnt_goes_before_its_own_day() -> None:
    late = Payment(id="p", account="a", on=BEFORE, amount=TEN, known_at=dt.datetime(2026, 3, 17, 8, tzinfo=dt.UTC))
    book = make_book([ACCOUNT, late])
    assert known_records(book, DAY) == []
    assert known_records(book, AFTER) == [late]


def test_what_was_learnt_early_is_known_before_its_day() -> None:
    early = Invoice(
        id="i", account="a", issued_on=AFTER, currency="EUR", items=(), known_at=dt.datetime(2026, 3, 1, tzinfo=dt.UTC)
    )
    assert known_records(make_book([ACCOUNT, early]), DAY) == [early]


def test_an_instant_is_exact_for_what_says_when_it_was_learnt() -> None:
    noon = dt.datetime(2026, 3, 16, 12, tzinfo=dt.UTC)
    reply = Reply(id="r", account="a", on=BEFORE, known_at=noon)
    book = make_book([ACCOUNT, reply])
    assert known_records(book, noon) == [reply]
    assert known_records(book, noon - dt.timedelta(seconds=1)) == []


def test_one_instant_is_two_days_at_once() -> None:
    berlin, london = Account(id="b", time_zone="Europe/Berlin"), Account(id="l", time_zone="Europe/London")
    replies = [Reply(id="rb", account="b", on=AFTER), Reply(id="rl", account="l", on=AFTER)]
    book = make_book([berlin, london, *replies])
    late = dt.datetime(2026, 3, 16, 23, 30, tzinfo=dt.UTC)
    assert [each.id for each in known_records(book, late)] == ["rb"]


def test_an_account_without_a_time_zone_has_the_organisations() -> None:
    book = make_book([ACCOUNT, Reply(id="r", account="a", on=AFTER)])
    late = dt.datetime(2026, 3, 16, 23, 30, tzinfo=dt.UTC)
    assert known_records(book, late, "Europe/London") == []
    assert len(known_records(book, late, "Europe/Berlin")) == 1


def test_a_day_is_the_accounts_own_for_what_says_when_it_was_learnt() -> None:
    tokyo = Account(id="a", time_zone="Asia/Tokyo")
    reply = Reply(id="r", account="a", on=BEFORE, known_at=dt.datetime(2026, 3, 16, 20, tzinfo=dt.UTC))
    book = make_book([tokyo, reply])
    assert known_records(book, DAY) == []
    assert known_records(book, AFTER) == [reply]


def test_while_the_payer_is_not_known_its_accounts_pay_for_themselves() -> None:
    payer = Account(id="payer", known_at=dt.datetime(2026, 3, 17, tzinfo=dt.UTC))
    child, reply = Account(id="child", payer="payer"), Reply(id="r", account="child", on=DAY)
    book = make_book([payer, child, reply])
    assert [unit.id for unit in known(book, DAY, "UTC").units] == ["child"]
    assert known_records(book, DAY) == [reply]
    assert known(book, AFTER, "UTC") == book


def test_records_of_an_account_that_is_not_known_yet_are_not_known() -> None:
    later = Account(id="a", known_at=dt.datetime(2026, 3, 17, tzinfo=dt.UTC))
    assert known(make_book([later, Reply(id="r", account="a", on=BEFORE)]), DAY, "UTC").units == ()


def test_the_setting_is_cut_too() -> None:
    rates = [Rate(BEFORE, "USD", "EUR", "0.9"), Rate(AFTER, "USD", "EUR", "0.8")]
    fresh = [Freshness(id="erp", on=BEFORE), Freshness(id="erp", on=AFTER)]
    entities = [Entity(id="one"), Entity(id="two", known_at=dt.datetime(2026, 3, 17, tzinfo=dt.UTC))]
    setting = known(make_book([*fresh, *entities], rates), DAY, "UTC").setting
    assert (setting.rates, setting.freshness, setting.entities) == ((rates[0],), (fresh[0],), (entities[0],))
