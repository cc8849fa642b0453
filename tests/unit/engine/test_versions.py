"""A case follows its anchor's version, also in what it asks for (rules 7e and 35)."""

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting
from playbook_engine.model.money import Rate
from tests.reference.ask import one
from tests.reference.build import day, invoice, payment, playbook, release, step, touch, unit

STEPS = (step("first", "5 days after due"), step("second", "20 days after due"))
RULES = release(
    playbook(*STEPS, version=2, amount="gross", currencies="together"),
    older=(playbook(*STEPS, version=1, currencies="together"),),
)
SETTING = Setting(rates=(Rate(on=day("2026-01-01"), source="EUR", target="JPY", rate="160"),))
STATE = unit(
    invoice("A", "2026-03-01", "5000 JPY"),
    invoice("B", "2026-03-02", "100 EUR"),
    touch("2026-03-06", "first", "A", version=1),
    payment("2026-03-10", "20 EUR"),
)
"""The anchor A follows version 1, which counts credits, and B the one in force, which does not."""


def test_what_is_asked_for_an_item_is_in_the_view_of_the_case() -> None:
    (decision,) = Evaluator(RULES).decide(SETTING, STATE, day("2026-03-21"))
    (action,) = decision.actions
    assert decision.version == 1
    assert [str(line.amount) for line in action.lines] == ["5000 JPY", "80.00 EUR"]


def test_so_says_the_reference() -> None:
    (action,) = one(RULES, STATE, "2026-03-21", SETTING).actions
    assert [str(line.amount) for line in action.lines] == ["5000 JPY", "80.00 EUR"]
