"""The rules of evaluation and the traps: each has its number, a dated example, and tests that guard it."""

import re
from pathlib import Path

import pytest

from tests.repository.rule_index import RULES, TRAP, guards, index, rules_in, story_text, titles

DATE = re.compile(r"\b(?:\d{1,2} )?(?:January|February|March|April|May|June|July) 2026\b|\b2026-\d\d-\d\d")
INDEX = "## Index of tests\n"
PROMISES = range(36, 43)
TRAPS = range(1, 24)


@pytest.fixture
def page(top: Path) -> Path:
    return top / "docs" / "semantics.md"


@pytest.fixture
def semantics(page: Path) -> str:
    return page.read_text(encoding="utf-8")


@pytest.fixture
def stories(top: Path) -> dict[int, Path]:
    """The file of each trap."""
    return {int(path.stem[1:]): path for path in sorted((top / "tests/conformance/traps").rglob("tests/T*.yaml"))}


def test_every_rule_has_its_number_once_and_in_order(semantics: str) -> None:
    assert list(titles(semantics)) == list(RULES)


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_is_guarded_by_a_test(top: Path, rule: int) -> None:
    kinds = {each.kind for each in guards(top)[rule]}
    if rule in PROMISES:
        assert "properties" in kinds, f"no property says that it guards rule {rule}"
    else:
        assert kinds, f"no test says that it guards rule {rule}"


def test_no_test_speaks_of_a_rule_that_is_not_there(top: Path) -> None:
    assert set(guards(top)) == set(RULES)


def test_every_trap_has_its_number_and_a_dated_example(semantics: str) -> None:
    traps = {int(number): text for number, _, text in TRAP.findall(semantics)}
    assert list(traps) == list(TRAPS)
    for number, text in traps.items():
        _, example, words = text.partition("*Example: ")
        assert example, f"T{number} has no example"
        assert DATE.search(words), f"the example of T{number} has no date"


def test_every_trap_has_its_stories(stories: dict[int, Path]) -> None:
    assert sorted(stories) == list(TRAPS)
    for number, path in stories.items():
        text = path.read_text(encoding="utf-8")
        assert text.startswith(f"# T{number}, rule"), f"{path.name} does not say which trap it is about"


def test_a_trap_names_the_rules_that_its_stories_name(semantics: str, stories: dict[int, Path]) -> None:
    said = {int(number): rules_in(text) for number, _, text in TRAP.findall(semantics)}
    assert said == {
        number: rules_in(path.read_text(encoding="utf-8").splitlines()[0]) for number, path in stories.items()
    }


def test_the_index_says_which_tests_there_are(
    semantics: str, page: Path, top: Path, request: pytest.FixtureRequest
) -> None:
    before, heading, written = semantics.partition(INDEX)
    assert heading
    wanted = "\n" + index(semantics, top)
    if request.config.getoption("update"):
        page.write_text(before + heading + wanted, encoding="utf-8")
    else:
        assert written == wanted, "pytest tests/repository/test_semantics.py --update writes it anew"


def test_rules_are_read_out_of_sentences() -> None:
    assert rules_in("Rules 9 and 12 to 14: x; rule 24b, 24c and 31") == {9, 12, 13, 14, 24, 31}
    assert rules_in("a limit of 7 days") == set()
    assert rules_in(story_text("# Rule 3\n- test: see rule 5\n  about: of rules 7 and 8\n- {test: other}\n")) == {
        3,
        5,
        7,
        8,
    }
