"""Rule 39: a payment never raises severity, under the conditions that the rule names."""

from collections.abc import Iterator

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Allocation, Payment, Unit
from playbook_engine.model.money import Money
from tests.property.laws import of_cases
from tests.property.taming import tamed_and_grown
from tests.property.test_promise_38_held_is_silent import assert_not_worse
from tests.property.test_promise_42_everything_is_answered import open_items


class TestPayments:
    """Rule 39: "a payment never raises severity within one playbook version whose steps count from fixed dates"."""

    @of_cases(2, prepare=tamed_and_grown)
    def test_a_payment_in_part_in_full_or_too_much_raises_no_step(self, case: Drawn) -> None:
        evaluator = Evaluator(case.release)
        for days in (0, 3, 9):
            before = evaluator.decide(case.setting, case.unit, case.after(days))
            for unit in _paid(case):
                assert_not_worse(case.release, before, evaluator.decide(case.setting, unit, case.after(days)))


def _paid(case: Drawn) -> Iterator[Unit]:
    """The unit with one more payment: against an item in part, in full and too much, and against nothing."""
    there = set(open_items(case.unit))
    for invoice in case.unit.invoices:
        for item in invoice.items:
            if item.id not in there:
                continue
            for minor in (1, item.amount, item.amount + 1):
                payment = Payment(
                    id="added",
                    account=invoice.account,
                    on=case.day,
                    amount=Money(minor, invoice.currency),
                    allocations=(Allocation(item=item.id, amount=minor),),
                    entity=invoice.entity,
                )
                yield _with(case.unit, payment)
                yield _with(case.unit, msgspec.structs.replace(payment, allocations=()))


def _with(unit: Unit, payment: Payment) -> Unit:
    return msgspec.structs.replace(unit, payments=(*unit.payments, payment))
