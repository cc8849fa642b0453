"""Cases that hundreds of thousands of generated ones found, in their smallest form."""

import datetime as dt

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Account, Setting
from playbook_engine.model.condition import InDays, Interval, Not, Test
from playbook_engine.model.facts import Fact
from playbook_engine.model.organisation import Aggregate, Derived
from playbook_engine.model.playbook import Hold, Limit
from tests.reference.build import (
    at_least,
    contact,
    day,
    invoice,
    one_of,
    payment,
    playbook,
    promise,
    release,
    step,
    touch,
    unit,
    work,
)
from tests.reference.evaluator import decide as by_the_reference

NOTHING_SET = Setting()


def test_a_derived_date_of_which_a_rate_lacks_does_not_stop_deciding() -> None:
    """Rule 42: what `check` accepts never fails to evaluate."""
    large = Aggregate(
        operation="latest", collection="payments", value="payment.on", where=at_least("payment.amount", "9 USD")
    )
    made = Derived(fact=Fact(name="account.x.paid", kind="date", sentence="made", optional=True), by=large)
    recently = Test("account.x.paid", InDays(Interval(-9, 0)))
    rules = release(playbook(step("first", "500 days after due", when=recently)), derived=(made,))
    state = unit(invoice("I", "2026-03-01"), payment("2026-03-10", "5 EUR", "I"))
    (decision,) = Evaluator(rules).decide(NOTHING_SET, state, day("2026-03-16"))
    assert decision.silence is not None


def test_a_message_that_went_in_part_before_is_a_contact_when_the_rest_goes() -> None:
    """Rules 3c and 28: one contact in 14 days; the action that named the message was not done with the others."""
    limit = Limit(contacts=1, days=14, per="contact")
    rules = release(playbook(step("first", "5 days after due"), limits=(limit,)))
    other = touch("2026-03-12", "first", "J", message="acme/standard/first/I/2026-03-01/0/1")
    state = unit(invoice("I", "2026-03-01"), other)
    (decision,) = Evaluator(rules).decide(NOTHING_SET, state, day("2026-03-16"))
    (again,) = by_the_reference(rules, NOTHING_SET, state, day("2026-03-16"))
    assert decision.actions == again.actions == ()


def test_what_goes_on_another_accounts_day_counts_on_that_day() -> None:
    """Rules 1 and 3c: in New York it is still the day before, which a limit of one day in Berlin does not see."""
    mondays = Not(one_of("today.weekday", "tue"))
    call = step("watch", does=work("call"))
    rules = release(
        playbook(name="strategic", when=mondays, alongside=(call,)),
        playbook(name="standard", alongside=(call,), limits=(Limit(contacts=1, days=1, per="family"),)),
        time_zone="Europe/Berlin",
    )
    state = unit(
        Account(id="A"),
        Account(id="B", time_zone="America/New_York"),
        contact("a", phone="1"),
        contact("b", account="B", phone="2"),
        invoice("I", "2026-02-18"),
        invoice("J", "2026-02-16", account="B"),
    )
    night = dt.datetime(2026, 2, 23, 23, tzinfo=dt.UTC)
    decided = Evaluator(rules).decide(NOTHING_SET, state, night)
    again = by_the_reference(rules, NOTHING_SET, state, night)
    assert [len(each.actions) for each in decided] == [len(each.actions) for each in again] == [1, 1]


def test_an_item_of_a_draft_is_no_promised_item() -> None:
    """Rules 8 and 24f: a promise about all that was issued by then; of a draft nothing is open."""
    hold = Hold(name="promised", when=one_of("item.promise", "open"), covers="item", clock="stops")
    rules = release(playbook(step("first", "7 days after due"), holds=(hold,)))
    state = unit(
        invoice("I", "2026-01-11", state="draft"),
        invoice("J", "2026-02-01", issued="2026-02-01"),
        payment("2026-02-11", "50 EUR", "I"),
        promise("2026-01-28", "2026-02-11"),
    )
    (decision,) = Evaluator(rules).decide(NOTHING_SET, state, day("2026-02-11"))
    (again,) = by_the_reference(rules, NOTHING_SET, state, day("2026-02-11"))
    assert decision.stage == again.stage == "first"
