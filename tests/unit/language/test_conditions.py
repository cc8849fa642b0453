"""Conditions from mappings: how they nest, what is at hand where, and what is said of a slip."""

import pytest

from playbook_engine.language.meaning.conditions import DEEPEST, MOST_TESTS
from playbook_engine.model.condition import (
    All,
    AnyOf,
    Condition,
    Has,
    InAmount,
    InDays,
    Interval,
    Named,
    Not,
    OneOf,
    Present,
    Test,
)
from tests.unit.language.written import codes, faults, loaded


def segment(text: str, organisation: str = "") -> Condition:
    """The condition of a segment that is free of faults."""
    found = loaded(f"segment:\n  when: {text}\n", **({"organisation.yaml": organisation} if organisation else {}))
    assert found.diagnostics == ()
    return found.playbooks[0].when


STRATEGIC = Test("account.tier", OneOf(("strategic",)), "strategic")
LARGE = Test("account.arr", InAmount((("EUR", Interval(10_000_000)),)), "at least 100000 EUR")
VIP = Test("account.tags", Has(("vip",)), "has vip")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("{account.tier: strategic}", STRATEGIC),
        ("{account.tier: strategic, account.tags: has vip}", All((STRATEGIC, VIP))),
        ("[{account.tier: strategic}, {account.tags: has vip}]", AnyOf((STRATEGIC, VIP))),
        ("{any: [{account.tier: strategic}, {account.tags: has vip}]}", AnyOf((STRATEGIC, VIP))),
        ("{any: {account.tier: strategic, account.tags: has vip}}", AnyOf((STRATEGIC, VIP))),
        ("{all: [{account.tier: strategic}, {account.tags: has vip}]}", All((STRATEGIC, VIP))),
        ("{not: {account.tags: has vip}}", Not(VIP)),
        ("{not: {account.tier: strategic, account.tags: has vip}}", Not(All((STRATEGIC, VIP)))),
        ("{not: [{account.tier: strategic}, {account.tags: has vip}]}", Not(AnyOf((STRATEGIC, VIP)))),
        (
            "{account.tier: strategic, any: [{account.tags: has vip}, {not: {account.arr: at least 100000 EUR}}]}",
            All((STRATEGIC, AnyOf((VIP, Not(LARGE))))),
        ),
        ("{account.country: [DE, AT, NO]}", Test("account.country", OneOf(("DE", "AT", "NO")), "[DE, AT, NO]")),
        (
            "{account.renewal_date: [within 30 days, none]}",
            AnyOf(
                (
                    Test("account.renewal_date", InDays(Interval(0, 30)), "within 30 days"),
                    Not(Test("account.renewal_date", Present(), "present")),
                )
            ),
        ),
        ('{account.country: "NO"}', Test("account.country", OneOf(("NO",)), "NO")),
    ],
)
def test_conditions_nest_freely(text: str, found: Condition) -> None:
    assert segment(text) == found


def test_a_segment_is_named_and_carries_what_it_stands_for() -> None:
    organisation = "segments:\n  vip: {account.tags: has vip}\n  kept: {segment: vip}\n"
    assert segment("{segment: vip}", organisation) == Named("vip", VIP)
    assert segment("{segment: kept}", organisation) == Named("kept", Named("vip", VIP))
    assert segment("{segment: [vip, kept]}", organisation) == AnyOf(
        (Named("vip", VIP), Named("kept", Named("vip", VIP)))
    )


def test_a_playbooks_name_stands_for_its_segment() -> None:
    found = loaded(
        "# organisation.yaml\nplaybooks: [strategic, standard]\n"
        "# strategic.yaml\nplaybook: strategic\nversion: 1\nchase: no\nbecause: b\n"
        "segment: {when: {account.tags: has vip}}\n"
        "# standard.yaml\nsegment: {when: {not: {segment: strategic}}}\n"
    )
    assert found.diagnostics == ()
    assert found.playbooks[1].when == Not(Named("strategic", VIP))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("{tier: strategic}", "PB210 tier: there is no fact `tier` | did you mean `account.tier`?"),
        ("{account: {tier: strategic}}", "PB210 account: `account` is no fact | write `account.tier: ..`"),
        (
            "{account.tier: {not: strategic}}",
            ("PB203 account.tier: `account.tier` is compared in words, and this is a mapping "
            "| write `not` around the whole comparison"),
        ),
        ("strategic", ("PB203 strategic: a condition compares facts, and `strategic` compares nothing "
         "| such as `{account.tier: strategic}`")),
        ("{any: []}", "PB206 []: this list has no alternatives | such as `{account.tier: strategic}`, or leave it out"),
        ("{account.tier: []}", ("PB206 []: nothing is compared with `account.tier` "
         "| such as `{account.tier: strategic}`, or leave it out")),
        ("{account.tier: [[a]]}", "PB203 [a]: `account.tier` is compared with single values | such as `[DE, AT]`"),
        ("{segment: {a: b}}", "PB203 {a: b}: `segment` is a name, and this is a mapping | such as `segment: vip`"),
        ("{account.zodiac: lion}", ("PB210 account.zodiac: there is no fact `account.zodiac` "
         "| `playbook facts` lists all facts; define it in `facts` or `derived`")),
        ("{account.arr: at least 5}", ("PB211 5: `account.arr` is money, and `5` has no currency "
         "| write `at least 1000 EUR`")),
        ("{case.balance: at least 5 EUR}", ("PB214 case.balance: `case.balance` is not at hand in a segment "
         "| a segment looks at one item: read `item.`, `invoice.` or `account.`, such as `item.balance`")),
        ("{contact.role: billing}", ("PB214 contact.role: `contact.role` is not at hand in a segment "
         "| a segment looks at one item: read `item.`, `invoice.` or `account.`")),
    ],
)  # fmt: skip
def test_a_slip_gives_one_fault_with_a_way_out(text: str, said: str) -> None:
    assert faults(f"segment:\n  when: {text}\n") == [said]


STEP = "cadence: [{step: a, at: on due, do: task, assign: collector, when: {%s}}]\n"
HOLD = "holds: [{hold: a, covers: %s, when: {%s}}]\n"


@pytest.mark.parametrize(
    ("text", "good"),
    [
        (STEP % "case.balance: at least 1 EUR", True),
        (STEP % "anchor.days_overdue: at least 1", True),
        (STEP % "item.days_overdue: at least 1", False),
        ("follow: item\n" + STEP % "item.days_overdue: at least 1", True),
        ("follow: invoice\n" + STEP % "invoice.kind: subscription", True),
        ("follow: family\n" + STEP % "family.overdue_items: at least 1", True),
        (
            "alongside: [{step: a, each: item, at: on due, do: task, assign: collector, when: {item.amount: 1 EUR}}]",
            True,
        ),
        ("alongside: [{step: a, at: on due, do: task, assign: collector, when: {item.amount: 1 EUR}}]", False),
        (HOLD % ("item", "item.on_hold: yes"), True),
        (HOLD % ("item", "case.items: at least 1"), False),
        (HOLD % ("case", "item.on_hold: yes"), True),
        (HOLD % ("case", "case.items: at least 1"), True),
        ("guarantees: [{guarantee: a, never: {do: letter}, when: {contact.role: [a, none]}}]", True),
        ("guarantees: [{guarantee: a, never: {do: letter}, when: {item.on_hold: yes}}]", False),
        ("cadence: [{step: a, at: on due, do: task, assign: collector, items: {item.amount: at least 1 EUR}}]", True),
        ("cadence: [{step: a, at: on due, do: task, assign: collector, items: {case.items: at least 1}}]", False),
        ("segment: {when: {family.overdue_items: at least 1}}", True),
    ],
)
def test_what_is_at_hand_depends_on_the_place(text: str, good: bool) -> None:
    assert codes(text) == ([] if good else ["PB214"])


def test_a_segment_is_judged_where_it_is_used() -> None:
    organisation = "segments: {small: {item.balance: less than 10 EUR}}\n"
    text = STEP % "segment: small"
    assert faults(text, **{"organisation.yaml": organisation}) == [
        (
            "PB214 small: the segment `small` reads `item.balance`, not at hand in a step of a case "
            "| a case has several items: read `case.` for all of them or `anchor.` for the leading one"
        )
    ]


def test_circles_of_segments_are_shown_once() -> None:
    organisation = "segments:\n  a: {segment: b}\n  b: {segment: c}\n  c: {segment: a}\n"
    text = "segment: {when: {segment: a}}\n"
    assert faults(text, **{"organisation.yaml": organisation}) == [
        "PB216 c: the segment `a` is defined by itself: `a` → `b` → `c` → `a` | "
    ]


def test_a_fault_in_a_segment_is_said_where_it_stands_and_nowhere_else() -> None:
    organisation = "segments: {vip: {account.tagz: has vip}}\n"
    text = "segment: {when: {segment: vip}}\n" + STEP % "segment: vip"
    assert [each.split(":")[0] for each in faults(text, **{"organisation.yaml": organisation})] == [
        "PB210 account.tagz"
    ]


def test_a_condition_may_not_grow_without_end() -> None:
    doubled = "".join(f"  s{n}: [{{segment: s{n - 1}}}, {{segment: s{n - 1}}}]\n" for n in range(1, 19))
    organisation = f"segments:\n  s0: [{{account.tier: a}}, {{account.tier: b}}]\n{doubled}"
    found = faults("", **{"organisation.yaml": organisation})
    assert [each.split(" ")[0] for each in found] == ["PB219"]
    assert f"more than {MOST_TESTS} comparisons" in found[0]


def test_a_condition_may_be_as_deep_as_the_reader_of_files_allows() -> None:
    levels = DEEPEST - 10
    text = f"segment:\n  when: {'{not: ' * levels}{{account.tier: a}}{'}' * levels}\n"
    assert codes(text) == []
