"""The reference on small cases worked out by hand: days, dates, money, facts, credits."""

import datetime as dt

import pytest

from playbook_engine.model.book import Account, Credit, Setting
from playbook_engine.model.condition import Has, InAmount, Interval, Not, Test
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money, Rate
from playbook_engine.model.organisation import Aggregate, Derived
from playbook_engine.model.playbook import Calendar, Hold
from playbook_engine.model.release import Release
from tests.reference.ask import one, silence_of, steps_of
from tests.reference.build import (
    WEEKDAYS,
    at_least,
    day,
    dispute,
    invoice,
    one_of,
    playbook,
    promise,
    release,
    step,
    touch,
    unit,
)
from tests.reference.evaluator import decide

SECOND = step("second", "10 days after due")
OFFICE = Calendar(weekdays=WEEKDAYS)
HELD_DISPUTES = Hold(name="dispute", when=one_of("item.disputed", "yes"), covers="item")


class TestTimeAndDates:
    """Rules 1 to 4."""

    def test_half_past_eleven_is_two_days_at_once(self) -> None:
        late = dt.datetime(2026, 3, 16, 23, 30, tzinfo=dt.UTC)
        rules = release(playbook(step("now", "1 day after due"), when=one_of("item.overdue", "yes")))
        berlin = unit(Account(id="A", time_zone="Europe/Berlin"), invoice("I", "2026-03-16"))
        london = unit(Account(id="A", time_zone="Europe/London"), invoice("I", "2026-03-16"))
        assert steps_of(one(rules, berlin, late)) == ["now"]
        assert one(rules, berlin, late).day == day("2026-03-17")
        assert silence_of(one(rules, london, late))[0] == "uncovered"

    def test_grace_includes_its_last_day(self) -> None:
        rules = release(playbook(step("now", when=at_least("case.overdue_items", 1)), grace=2))
        open_item = unit(invoice("I", "2026-03-02"))
        assert silence_of(one(rules, open_item, "2026-03-04")) == ("condition", "", "now")
        assert steps_of(one(rules, open_item, "2026-03-05")) == ["now"]

    @pytest.mark.parametrize(
        ("at", "due", "reached", "calendar"),
        [
            ("7 days after due", "2026-03-02", "2026-03-09", None),
            ("1 month after due", "2026-01-31", "2026-02-28", None),
            ("30 days after due at end of month", "2026-01-15", "2026-02-28", None),
            ("3 business days after due", "2026-03-06", "2026-03-11", OFFICE),
            ("2 days after due", "2026-03-05", "2026-03-09", OFFICE),
        ],
    )
    def test_a_step_is_reached_on_its_day_and_not_before(
        self, at: str, due: str, reached: str, calendar: Calendar | None
    ) -> None:
        rules = release(playbook(step("now", at), calendar=calendar))
        item = unit(invoice("I", due))
        before = day(reached) - dt.timedelta(1)
        assert silence_of(one(rules, item, before.isoformat())) == ("not yet due", "", "")
        assert steps_of(one(rules, item, reached)) == ["now"]

    def test_several_clauses_mean_the_latest_and_none_without_its_base(self) -> None:
        rules = release(playbook(step("now", ["5 days after due", "1 day after promise"])))
        plain, promised = invoice("I", "2026-03-02"), promise("2026-03-03", "2026-03-09")
        assert silence_of(one(rules, unit(plain), "2026-04-01"))[0] == "not yet due"
        assert silence_of(one(rules, unit(plain, promised), "2026-03-09"))[0] == "not yet due"
        assert steps_of(one(rules, unit(plain, promised), "2026-03-10")) == ["now"]

    def test_a_reminder_before_due_lapses_on_the_due_date(self) -> None:
        rules = release(playbook(step("courtesy", "7 days before due"), SECOND))
        item = unit(invoice("I", "2026-03-10"))
        assert steps_of(one(rules, item, "2026-03-09")) == ["courtesy"]
        assert silence_of(one(rules, item, "2026-03-10"))[0] == "not yet due"


class TestMoneyAndFacts:
    """Rules 5 to 7."""

    CASE = unit(invoice("I", "2026-03-02", "1000 USD"))

    def rules(self) -> Release:
        return release(playbook(step("now", "1 day after due", when=at_least("case.balance", "900 EUR"))))

    def test_an_amount_is_converted_by_the_latest_rate(self) -> None:
        rates = (Rate(day("2026-03-01"), "USD", "EUR", "0.8"), Rate(day("2026-03-04"), "USD", "EUR", "0.9"))
        setting = Setting(rates=rates)
        assert silence_of(one(self.rules(), self.CASE, "2026-03-03", setting)) == ("condition", "", "now")
        assert steps_of(one(self.rules(), self.CASE, "2026-03-04", setting)) == ["now"]

    def test_the_opposite_rate_will_do(self) -> None:
        setting = Setting(rates=(Rate(day("2026-03-01"), "EUR", "USD", "1.1"),))
        assert steps_of(one(self.rules(), self.CASE, "2026-03-03", setting)) == ["now"]

    def test_a_missing_rate_holds_the_case_only_when_it_is_needed(self) -> None:
        assert silence_of(one(self.rules(), self.CASE, "2026-03-03")) == ("missing rate", "USD>EUR", "now")
        assert one(self.rules(), self.CASE, "2026-03-03").exceptions == ("missing rate",)
        assert silence_of(one(self.rules(), self.CASE, "2026-03-02"))[0] == "not yet due"

    def test_a_constant_in_the_own_currency_needs_no_rate(self) -> None:
        bounds = (("EUR", Interval(low=90_000)), ("USD", Interval(low=100_000)))
        rules = release(playbook(step("now", when=Test("case.balance", InAmount(bounds)))))
        assert steps_of(one(rules, self.CASE, "2026-03-03")) == ["now"]

    def test_not_is_the_plain_opposite_of_a_test_of_a_missing_fact(self) -> None:
        vip = one_of("account.tier", "vip")
        for tier, matches in (("vip", False), ("basic", True), (None, True)):
            rules = release(playbook(step("now"), when=Not(vip)))
            decision = one(rules, unit(Account(id="A", tier=tier), invoice("I", "2026-03-02")), "2026-03-03")
            assert (decision.actions != ()) is matches
        rules = release(playbook(step("now"), when=Not(Test("account.tags", Has(("vip",))))))
        assert steps_of(one(rules, unit(invoice("I", "2026-03-02")), "2026-03-03")) == ["now"]

    def test_account_facts_count_disputed_items_and_case_facts_do_not(self) -> None:
        items = (invoice("I", "2026-03-02"), invoice("J", "2026-03-03"), dispute("2026-03-04", "J"))
        for fact, expected in (("account.open_balance", True), ("case.balance", False)):
            rules = release(
                playbook(step("now", when=at_least(fact, "200 EUR")), holds=(HELD_DISPUTES,)),
            )
            assert (one(rules, unit(*items), "2026-03-05").actions != ()) is expected

    def test_a_derived_fact_counts_records_of_its_window(self) -> None:
        fact = Fact(name="account.x.broken", kind="number", sentence="promises broken lately")
        by = Aggregate(operation="count", collection="promises", where=one_of("promise.state", "broken"), days=180)
        rules = release(
            playbook(step("now", when=at_least("account.x.broken", 1))), derived=(Derived(fact=fact, by=by),)
        )
        broken = unit(invoice("I", "2025-12-01"), promise("2025-12-20", "2026-01-01", "I", "100 EUR"))
        assert steps_of(one(rules, broken, "2026-06-30")) == ["now"]
        assert silence_of(one(rules, broken, "2026-07-01"))[0] == "condition"

    def test_a_required_fact_that_is_missing_is_for_a_person(self) -> None:
        rules = release(playbook(step("now")), required=("account.name", "account.country"))
        decision = one(rules, unit(invoice("I", "2026-03-02")), "2026-03-03")
        assert silence_of(decision) == ("missing fact", "account.country", "")
        assert decision.case == "-missing fact/A//EUR/account.country"
        assert decision.exceptions == ("missing fact",)


class TestCredits:
    """Rule 10."""

    CREDIT = Credit(id="C", account="A", on=day("2026-03-01"), amount=Money(3000, "EUR"))

    def test_a_credit_makes_the_item_smaller_unless_gross(self) -> None:
        item = unit(invoice("I", "2026-03-02"), self.CREDIT)
        for amount, asked in (("net of credits", 7000), ("gross", 10000)):
            decision = one(release(playbook(step("now"), amount=amount)), item, "2026-03-10")
            assert decision.actions[0].totals == (Money(asked, "EUR"),)

    def test_a_credit_is_set_against_one_of_several_cases_only(self) -> None:
        items = unit(invoice("I", "2026-03-02"), invoice("J", "2026-03-03"), self.CREDIT)
        decisions = decide(release(playbook(step("now"), follow="item")), Setting(), items, day("2026-03-10"))
        assert [each.actions[0].totals[0].minor for each in decisions] == [7000, 10000]

    def test_what_a_credit_covers_is_a_task_once(self) -> None:
        credit = Credit(id="C", account="A", on=day("2026-03-01"), amount=Money(10000, "EUR"))
        rules = release(playbook(step("now")))
        decision = one(rules, unit(invoice("I", "2026-03-02"), credit), "2026-03-10")
        assert decision.silence is not None
        assert decision.silence.reason == "covered by credit"
        (task,) = decision.actions
        assert (task.id, task.kind) == ("acme//apply-credit/I/2026-03-02/0/1", "task")
        assert task.totals == (Money(10000, "EUR"),)
        done = touch("2026-03-10", "apply-credit", "I", playbook="", kind="task", version=0)
        assert one(rules, unit(invoice("I", "2026-03-02"), credit, done), "2026-03-11").actions == ()
