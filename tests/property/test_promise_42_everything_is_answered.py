"""Rule 42: every open item is answered for, and what was accepted never fails to evaluate."""

import datetime as dt
from typing import Any

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.money import Money
from tests.property.growing import grown
from tests.property.laws import of_cases

INSTANTS = (dt.time(0, 0), dt.time(10, 30), dt.time(16, 59), dt.time(17, 0), dt.time(23, 30))


class TestOpenItems:
    """Rule 42: "every open item has an action, a silence with a reason, or is reported as not covered"."""

    @of_cases(2)
    def test_every_open_item_is_in_one_decision_that_acts_or_says_why_not(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 7)):
            decisions = Evaluator(drawn.release).decide(drawn.setting, drawn.unit, drawn.day)
            answered = [item for each in decisions for item in each.items]
            assert sorted(answered) == sorted(open_items(drawn.unit)), "open items: not each in one decision"
            for each in decisions:
                assert each.silence or each.actions, f"no answer: {each.case}"

    @of_cases()
    def test_items_that_are_not_open_are_in_no_decision(self, case: Drawn) -> None:
        for each in Evaluator(case.release).decide(case.setting, case.unit, case.day):
            assert set(each.held_out) <= set(each.items), "held out, and not in the case"
            assert {line.item for action in each.actions for line in action.lines} <= set(each.items)


class TestNeverFails:
    """Rule 42: "what `check` accepts never fails to evaluate"."""

    @of_cases(2)
    def test_any_day_and_any_instant_is_decided(self, case: Drawn) -> None:
        evaluator = Evaluator(case.release)
        for days in (-400, -30, -1, 0, 1, 13, 60, 400, 9000):
            evaluator.decide(case.setting, case.unit, case.after(days))
        for time in INSTANTS:
            evaluator.decide(case.setting, case.unit, dt.datetime.combine(case.day, time, dt.UTC))


class TestExactValues:
    """Rule 42: "money is exact, dates are dates"."""

    @of_cases()
    def test_totals_are_the_sums_of_the_lines(self, case: Drawn) -> None:
        for each in Evaluator(case.release).decide(case.setting, case.unit, case.day):
            for action in each.actions:
                assert {total.currency: total.minor for total in action.totals} == _sums(action.lines), "totals"

    @of_cases()
    def test_values_are_of_their_declared_types(self, case: Drawn) -> None:
        for each in Evaluator(case.release).decide(case.setting, case.unit, case.day):
            text = msgspec.json.encode(each)
            assert msgspec.json.decode(text, type=Decision, strict=True) == each, "types: not read back the same"


def open_items(unit: Unit) -> list[str]:
    """Rule 8, in other words than the engine's: what is billed less settled, paid and credited is above zero."""
    parts = [part for each in unit.payments if each.reversed_on is None for part in each.allocations]
    parts += [part for each in unit.credits for part in each.allocations]
    paid: dict[str, int] = {}
    for part in parts:
        paid[part.item] = paid.get(part.item, 0) + part.amount
    return [
        item.id
        for invoice in unit.invoices
        if invoice.state == "open"
        for item in invoice.items
        if item.amount - item.settled - paid.get(item.id, 0) > 0
    ]


def _sums(lines: Any) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        amount: Money = line.amount
        sums[amount.currency] = sums.get(amount.currency, 0) + amount.minor
    return sums
