"""Suggestions: only what is close, and the same whatever the order."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.suggest import did_you_mean, help_meant

FACTS = [
    "account.tier",
    "account.overdue_balance",
    "account.balance",
    "account.country",
    "item.balance",
    "case.balance",
]
KEYS = ["at", "to", "cc", "do", "tone", "template", "items", "attach", "approval", "also", "assign", "pay_by"]


@pytest.mark.parametrize(
    ("word", "candidates", "meant"),
    [
        ("account.teir", FACTS, "account.tier"),
        ("acount.tier", FACTS, "account.tier"),
        ("Account.Tier", FACTS, "account.tier"),
        ("account.overdue-balance", FACTS, "account.overdue_balance"),
        ("account.ballance", FACTS, "account.balance"),
        ("pay-by", KEYS, "pay_by"),
        ("tmeplate", KEYS, "template"),
        ("TONE", KEYS, "tone"),
        ("aproval", KEYS, "approval"),
        ("de", ["DE", "AT"], "DE"),
        ("xy", ["DE", "AT", "yx"], None),
        ("na", KEYS, None),
        ("colour", KEYS, None),
        ("invoice.amount", FACTS, None),
        ("", KEYS, None),
        ("tone", [], None),
        ("x" * 100_000, KEYS, None),
    ],
)
def test_only_what_is_close_is_suggested(word: str, candidates: list[str], meant: str | None) -> None:
    assert did_you_mean(word, candidates) == meant


def test_a_word_is_not_suggested_for_itself() -> None:
    assert did_you_mean("tone", ["tone", "tune"]) == "tune"


def test_help_is_a_question_or_nothing() -> None:
    assert help_meant("teir", ["tier"]) == "did you mean `tier`?"
    assert help_meant("colour", ["tier"]) == ""


@given(st.text(max_size=12), st.permutations([*KEYS, *FACTS]))
def test_the_order_of_candidates_does_not_count(word: str, candidates: list[str]) -> None:
    assert did_you_mean(word, candidates) == did_you_mean(word, [*KEYS, *FACTS])


@given(st.sampled_from(FACTS), st.data())
def test_two_swapped_letters_find_their_word(word: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(word) - 2))
    swapped = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    assert swapped == word or did_you_mean(swapped, FACTS) == word
