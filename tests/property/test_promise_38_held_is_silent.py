"""Rule 38: a paid, void or held item is never in a message, and holding something never makes it worse."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Dispute, Invoice, ManualHold, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.release import Release
from playbook_engine.model.taking import take
from tests.property.growing import grown
from tests.property.laws import of_cases
from tests.property.taming import tamed, tamed_and_grown, worst
from tests.property.test_promise_42_everything_is_answered import open_items

DAYS = (0, 1, 4, 10, 21)


class TestMessages:
    """Rule 38: "a paid, void or held item is never in a message"."""

    @of_cases(2)
    def test_no_message_lists_an_item_that_is_paid_void_or_stopped_by_a_person(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 11)):
            for days in (0, 1, 7):
                day = drawn.after(days)
                decisions = Evaluator(drawn.release).decide(drawn.setting, drawn.unit, day)
                allowed = set(open_items(drawn.unit)) - stopped(drawn.unit, day)
                assert listed(decisions) <= allowed, f"in a message: {listed(decisions) - allowed}"


class TestAddingAHold:
    """Rule 38: "adding a hold or a dispute never adds a contact about what it covers, nor a stiffer step"."""

    @of_cases(0.75)
    def test_an_item_put_on_hold_is_in_no_message_of_any_later_day(self, case: Drawn) -> None:
        for invoice, item in _open_pairs(case.unit):
            hold = ManualHold(id="added", account=invoice.account, set_on=case.day, item=item)
            unit = msgspec.structs.replace(case.unit, holds=(*case.unit.holds, hold))
            for days in DAYS:
                found = listed(Evaluator(case.release).decide(case.setting, unit, case.after(days)))
                assert item not in found, f"in a message though on hold: {item}"

    @of_cases(prepare=tamed)
    def test_a_disputed_item_is_in_no_message_under_a_hold_for_disputes(self, case: Drawn) -> None:
        for invoice, item in _open_pairs(case.unit):
            found = listed(Evaluator(case.release).decide(case.setting, _disputing(case, invoice, item), case.day))
            assert item not in found, f"in a message though disputed: {item}"

    @of_cases(2, prepare=tamed_and_grown)
    def test_a_dispute_never_adds_a_stiffer_step_where_steps_count_from_fixed_dates(self, case: Drawn) -> None:
        evaluator = Evaluator(case.release)
        for days in (0, 2, 5):
            before = evaluator.decide(case.setting, case.unit, case.after(days))
            for invoice, item in _open_pairs(case.unit):
                after = evaluator.decide(case.setting, _disputing(case, invoice, item), case.after(days))
                assert_not_worse(case.release, before, after)


class TestOneMessage:
    """Rule 38: "repeats and failed attempts aside, an item is taken to one step by one message only"."""

    @of_cases()
    def test_an_item_that_leads_is_taken_to_a_step_by_one_message(self, case: Drawn) -> None:
        release = _without_repeats(case.release)
        unit = msgspec.structs.replace(case.unit, touches=(), approvals=())
        evaluator = Evaluator(release)
        for days in range(0, 40, 2):
            unit = take(unit, evaluator.decide(case.setting, unit, case.after(days)))
        ladders = {(each.name, step.name) for each in release.playbooks for step in each.cadence}
        taken = Counter(
            (touch.playbook, touch.anchor, touch.step, touch.in_place_of)
            for touch in unit.touches
            if (touch.playbook, touch.step) in ladders
        )
        assert not [each for each, count in taken.items() if count > 1], f"taken twice: {taken}"


def listed(decisions: tuple[Decision, ...]) -> set[str]:
    """Items in messages to the customer."""
    return {line.item for action in contacts(decisions) for line in action.lines}


def contacts(decisions: tuple[Decision, ...]) -> list[Action]:
    """Actions that reach the customer."""
    return [action for each in decisions for action in each.actions if action.kind in CONTACT_KINDS]


def stopped(unit: Unit, day: dt.date) -> set[str]:
    """Items that a person stopped: rule 24e, in other words than the engine's."""
    covered: set[str] = set()
    for hold in unit.holds:
        lasts = hold.set_on <= day and (hold.until is None or day <= hold.until)
        if lasts and (hold.lifted_on is None or day < hold.lifted_on):
            mine = [each for each in unit.invoices if each.account == hold.account]
            covered |= {hold.item} if hold.item else {item.id for each in mine for item in each.items}
    return covered


def assert_not_worse(release: Release, before: tuple[Decision, ...], after: tuple[Decision, ...]) -> None:
    """No case does or has reached more than it did or had reached before."""
    reached, now = worst(release, before), worst(release, after)
    for case in reached.keys() & now.keys():
        assert now[case] <= reached[case], f"stiffer: {case} at step {now[case]} after {reached[case]}"


def _open_pairs(unit: Unit) -> Iterator[tuple[Invoice, str]]:
    there = set(open_items(unit))
    for invoice in unit.invoices:
        for item in invoice.items:
            if item.id in there:
                yield invoice, item.id


def _disputing(case: Drawn, invoice: Invoice, item: str) -> Unit:
    dispute = Dispute(id="added", account=invoice.account, opened_on=case.day, item=item)
    return msgspec.structs.replace(case.unit, disputes=(*case.unit.disputes, dispute))


def _without_repeats(release: Release) -> Release:
    """Without repeats, fall-backs, and choices that let an item go through the ladder again."""
    playbooks = tuple(
        msgspec.structs.replace(
            each,
            cadence=tuple(msgspec.structs.replace(step, repeat=None) for step in each.cadence),
            when_anchor_changes="rejoin" if each.when_anchor_changes == "restart" else each.when_anchor_changes,
            reopened="continue",
        )
        for each in release.playbooks
    )
    return msgspec.structs.replace(release, playbooks=playbooks)
