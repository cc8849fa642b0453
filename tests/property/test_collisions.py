"""Small cases, found by the properties, in which a rule and a promise say or said different things."""

import datetime as dt

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Account, Setting
from playbook_engine.model.condition import InRange, Interval, OneOf, Test
from playbook_engine.model.decision import Action
from playbook_engine.model.playbook import Guarantee, Hold, Stops
from playbook_engine.model.release import Release
from playbook_engine.model.taking import take
from tests.reference.build import day, dispute, invoice, playbook, release, step, unit, work


def test_an_item_is_taken_to_a_step_by_one_message_when_an_older_one_leads_again() -> None:
    """Rule 38 against rule 13a: the younger item got its notice while the older one was disputed."""
    hold = Hold(name="dispute", when=Test("item.disputed", OneOf(("yes",))), covers="item")
    rules = release(playbook(step("first", "3 days after due"), holds=(hold,)))
    book = unit(
        invoice("older", "2026-03-02"),
        invoice("younger", "2026-03-03"),
        dispute("2026-03-01", "older", resolved="2026-03-20"),
    )
    evaluator = Evaluator(rules)
    lines = []
    for on in ("2026-03-10", "2026-03-20"):
        decisions = evaluator.decide(Setting(), book, day(on))
        lines += [(line.item, line.step) for each in decisions for action in each.actions for line in action.lines]
        book = take(book, decisions)
    assert lines.count(("younger", "first")) == 1


def test_a_guarantee_binds_the_work_that_goes_with_a_step() -> None:
    """Rule 41 against "our own work always goes with its step"."""
    never = Guarantee(name="no-credit-hold", never=Stops(kinds=("status",)), when=Test("account.id", OneOf(("A",))))
    credit_hold = work("status", set="credit hold")
    rules = release(playbook(step("first", "on due", also=(credit_hold,)), guarantees=(never,)))
    assert not [each for each in _actions(rules) if each.kind == "status"]


def _actions(rules: Release) -> list[Action]:
    decisions = Evaluator(rules).decide(Setting(), unit(invoice("one", "2026-03-02")), day("2026-03-02"))
    return [action for each in decisions for action in each.actions]


def test_the_segment_of_a_family_is_judged_on_the_payers_day() -> None:
    """Rules 1a and 7c: it is still 14 March where the payer lives, and only one item of the family is overdue there."""
    several = Test("family.overdue_items", InRange(Interval(2, None)))
    rules = release(playbook(step("first"), follow="family", when=several))
    payer, child = Account(id="A", time_zone="America/New_York"), Account(id="B", payer="A")
    book = unit(
        payer,
        child,
        invoice("one", "2026-03-11"),
        invoice("two", "2026-03-14"),
        invoice("three", "2026-03-15", account="B"),
    )
    now = dt.datetime(2026, 3, 15, 1, tzinfo=dt.UTC)
    decisions = Evaluator(rules).decide(Setting(), book, now)
    assert not [each.case for each in decisions if each.playbook]
