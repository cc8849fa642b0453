"""`next_change_on` by hand: the first day on which something that is looked at moves by itself."""

from typing import Any

import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import (
    Account,
    AccountRecord,
    FailedPayment,
    Freshness,
    ManualHold,
    Reply,
    Setting,
)
from playbook_engine.model.condition import Condition, InDays, InRange, Interval, Test
from playbook_engine.model.facts import Fact, Kind
from playbook_engine.model.money import Rate
from playbook_engine.model.organisation import Aggregate, Derived
from playbook_engine.model.playbook import Hold, Playbook
from tests.reference.build import (
    at_least,
    day,
    dispute,
    invoice,
    one_of,
    payment,
    playbook,
    promise,
    release,
    step,
    touch,
    unit,
)

ON = "2026-03-16"
FAR = step("far", "500 days after due")
ITEM = invoice("I", "2026-01-10")


def told(
    rules: Playbook, *records: AccountRecord | Account, setting: Setting | None = None, **organisation: Any
) -> str:
    """The day named on ON, about an item that is overdue for long and on a ladder that begins much later."""
    state = unit(ITEM, *records)
    (decision,) = Evaluator(release(rules, **organisation)).decide(setting or Setting(), state, day(ON))
    assert not decision.actions
    return decision.next_change_on.isoformat() if decision.next_change_on else "never"


def asking(when: Condition) -> Playbook:
    """The ladder, with a rule alongside that asks for something."""
    return playbook(FAR, alongside=(step("rule", "400 days after due", when=when),))


class TestSteps:
    def test_the_day_of_the_next_step(self) -> None:
        assert told(playbook(step("first", "90 days after due"))) == "2026-04-10"

    def test_where_nothing_comes_any_more_nothing_changes(self) -> None:
        assert told(playbook(step("first", when=one_of("account.tier", "gold")))) == "never"

    def test_another_item_that_falls_due_and_then_is_overdue(self) -> None:
        rules = playbook(step("first", when=one_of("account.tier", "gold")), grace=3)
        assert told(rules, invoice("J", "2026-03-20")) == "2026-03-20"
        assert told(rules, invoice("J", "2026-03-15")) == "2026-03-19"


class TestClaims:
    RULES = playbook(FAR, holds=(Hold(name="h", when=one_of("item.promise", "open"), covers="item", grace=2),))

    @pytest.mark.parametrize(
        ("record", "on"),
        [
            (promise("2026-03-10", "2026-03-20", "I", "100 EUR"), "2026-03-20"),
            (promise("2026-03-10", "2026-03-15", "I", "100 EUR"), "2026-03-18"),
            (promise("2026-03-18", "2026-03-30", "I", "100 EUR"), "2026-03-18"),
            (dispute("2026-03-18", "I"), "2026-03-18"),
            (dispute("2026-03-10", "I", resolved="2026-03-21"), "2026-03-21"),
            (ManualHold(id="h", account="A", set_on=day("2026-03-01"), until=day("2026-03-22")), "2026-03-23"),
        ],
    )
    def test_the_day_on_which_it_begins_or_ends(self, record: AccountRecord, on: str) -> None:
        assert told(self.RULES, record) == on


class TestWindows:
    """A record that leaves the days in which it counts."""

    def test_a_contact_of_the_last_30_days(self) -> None:
        rules = asking(at_least("account.contacts_30_days", 1))
        assert told(rules, touch("2026-03-01", "other", "I", playbook="elsewhere")) == "2026-04-01"

    def test_days_since_a_contact_and_a_reply(self) -> None:
        rules = asking(Test("account.days_since_contact", InRange(Interval(20, None))))
        assert told(rules, touch("2026-03-01", "other", "I", playbook="elsewhere")) == "2026-03-21"
        rules = asking(Test("account.days_since_reply", InRange(Interval(20, None))))
        assert told(rules, Reply(id="r", account="A", on=day("2026-03-02"))) == "2026-03-22"

    def test_a_failed_payment_of_the_last_30_days(self) -> None:
        rules = asking(at_least("account.failed_payments", 1))
        assert told(rules, FailedPayment(id="f", account="A", on=day("2026-03-05"))) == "2026-04-05"

    def test_an_item_paid_in_the_last_365_days(self) -> None:
        rules = asking(Test("account.average_days_late", InRange(Interval(5, None))))
        paid = (invoice("J", "2025-03-01"), payment("2025-03-20", "100 EUR", "J"))
        assert told(rules, *paid) == "2026-03-21"

    @pytest.mark.parametrize(
        ("collection", "kind", "records", "on"),
        [
            ("payments", "number", (payment("2026-03-10", "1 EUR", "I"),), "2026-03-18"),
            ("promises", "number", (promise("2026-01-01", "2026-03-10", "I", "1 EUR"),), "2026-03-18"),
            ("disputes", "number", (dispute("2026-03-10", "I", resolved="2026-03-11"),), "2026-03-18"),
            ("touches", "number", (touch("2026-03-10", "other", "I", playbook="elsewhere"),), "2026-03-18"),
            ("replies", "number", (Reply(id="r", account="A", on=day("2026-03-10")),), "2026-03-18"),
            ("failed payments", "number", (FailedPayment(id="f", account="A", on=day("2026-03-10")),), "2026-03-18"),
            ("items", "number", (invoice("J", "2026-03-10"), payment("2026-03-11", "100 EUR", "J")), "2026-03-18"),
        ],
    )
    def test_a_record_of_a_derived_fact(
        self, collection: str, kind: Kind, records: tuple[AccountRecord, ...], on: str
    ) -> None:
        fact = Fact(name="account.x.made", kind=kind, sentence="made")
        made = Derived(fact=fact, by=Aggregate(operation="count", collection=collection, days=7))
        assert told(asking(at_least("account.x.made", 1)), *records, derived=(made,)) == on


class TestDates:
    def test_a_date_that_comes_within_reach(self) -> None:
        near = Test("account.renewal_date", InDays(Interval(0, 30)))
        account = Account(id="A", renewal_date=day("2026-05-01"))
        assert told(asking(near), account) == "2026-04-01"
        soon = Account(id="A", renewal_date=day("2026-04-01"))
        assert ON < told(asking(near), soon) <= "2026-04-02"  # a day too early does no harm

    @pytest.mark.parametrize("fact", ["item.due_on", "anchor.due_on", "case.oldest_due", "account.oldest_due"])
    def test_the_due_date_of_an_item(self, fact: str) -> None:
        past = Test(fact, InDays(Interval(None, -70)))
        assert (
            told(playbook(FAR, follow="item", alongside=(step("r", "400 days after due", when=past),))) == "2026-03-21"
        )

    def test_a_fixed_date_and_the_days_on_which_a_playbook_is_in_force(self) -> None:
        fixed = Test("today.date", InRange(Interval(day("2026-04-05").toordinal(), None)))
        assert told(asking(fixed)) == "2026-04-05"
        assert told(playbook(FAR, effective_until="2026-03-31")) == "2026-04-01"

    def test_a_count_of_days_overdue(self) -> None:
        assert told(asking(Test("account.days_overdue", InRange(Interval(80, 90))))) == "2026-03-31"

    def test_the_day_of_the_month_is_looked_at_every_day(self) -> None:
        assert told(asking(Test("today.day_of_month", InRange(Interval(1, 5))))) == "2026-03-17"


class TestSetting:
    def test_a_rate_that_comes_into_force(self) -> None:
        rate = Rate(on=day("2026-03-25"), source="USD", target="EUR", rate="0.9")
        assert told(playbook(FAR), setting=Setting(rates=(rate,))) == "2026-03-25"

    def test_a_source_that_grows_too_old(self) -> None:
        setting = Setting(freshness=(Freshness(id="erp", on=day("2026-03-15")),))
        assert told(playbook(FAR), setting=setting, freshness=(("erp", 3),)) == "2026-03-19"
