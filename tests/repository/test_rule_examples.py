"""Each rule of docs/semantics.md has a dated example, and conformance tests named after the rule that say it."""

import re
from pathlib import Path

import pytest

from tests.conformance.reading import all_tests

RULES = range(1, 43)
DATE = re.compile(r"\b20[0-9]{2}\b|\b(January|February|March|April)\b")


@pytest.fixture(scope="module")
def paragraphs(top: Path) -> dict[int, str]:
    """The text of each rule, from its number to the next empty line."""
    text = (top / "docs" / "semantics.md").read_text(encoding="utf-8")
    found = re.findall(r"^\*\*(\d+)\.(.*?)\n\n", text, re.MULTILINE | re.DOTALL)
    return {int(number): said for number, said in found}


@pytest.fixture(scope="module")
def named() -> set[int]:
    """The rules that the timeline tests name at their start."""
    names = (name.partition(": ")[2] for _, name, _ in all_tests())
    return {int(found[1]) for name in names if (found := re.match(r"rule (\d+)\b", name))}


def test_the_rules_are_numbered_without_a_gap(paragraphs: dict[int, str]) -> None:
    assert list(paragraphs) == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_dated_example(paragraphs: dict[int, str], rule: int) -> None:
    example = paragraphs[rule].partition("\n*Example: ")[2]
    assert example.endswith("*"), f"rule {rule} has no line `*Example: ...*` at its end"
    assert DATE.search(example), f"the example of rule {rule} has no date"


@pytest.mark.parametrize("rule", RULES)
def test_each_rule_has_a_conformance_test_of_its_name(named: set[int], rule: int) -> None:
    assert rule in named, f"no timeline test in tests/conformance has a name that begins with `rule {rule}`"
