"""Coverage by rule: every rule of a release, and the tests that reached it."""

from playbook_engine.simulation.coverage import Rule, coverage, rules_of
from tests.unit.simulation.small import DISPUTE, LIMIT, NOT_FINAL_FOR_VIP, release, result, standard

PART_HELD = """
    - test: one of two
      given: {invoices: {A: {due: 2026-03-02}, B: {due: 2026-03-02}}}
      timeline:
        - {on: 2026-03-05, event: {dispute: A}, expect: {step: first, items: B}}
"""


def test_all_rules_in_reading_order_the_organisations_first() -> None:
    chosen = release(standard(limits=(LIMIT,)), holds=(DISPUTE,), guarantees=(NOT_FINAL_FOR_VIP,))
    assert [(each.playbook, each.kind, each.name) for each in rules_of(chosen)] == [
        ("", "hold", "dispute"),
        ("", "guarantee", "no-final-for-vip"),
        ("standard", "segment", "standard"),
        ("standard", "step", "first"),
        ("standard", "step", "second"),
        ("standard", "step", "final"),
        ("standard", "exhausted", "exhausted-1"),
        ("standard", "hold", "dispute"),
        ("standard", "hold", "renewal"),
        ("standard", "limit", "1 in 10 days per account"),
    ]


def test_a_hold_that_leaves_out_one_item_of_a_case_is_reached() -> None:
    assert Rule("standard", "hold", "dispute") in result(PART_HELD).reached


def test_a_hold_of_the_organisation_is_told_from_a_playbooks() -> None:
    chosen = release(standard(holds=()), holds=(DISPUTE,))
    assert Rule("", "hold", "dispute") in result(PART_HELD, chosen).reached


def test_each_rule_with_the_tests_that_reached_it() -> None:
    found = coverage(release(), {"one": result(PART_HELD).reached, "two": ()})
    table = {each.rule.name: each.tests for each in found}
    assert table["first"] == table["dispute"] == table["standard"] == ("one",)
    assert table["second"] == table["renewal"] == ()
