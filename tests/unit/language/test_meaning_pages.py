"""The pages of the codes of meaning are true: what they say to avoid gives the code, the rest gives none."""

import re
from pathlib import Path

import pytest

from playbook_engine.language import codes_meaning
from playbook_engine.model.codes import Code
from tests.unit.language.written import codes

NUMBERS = sorted(each.code for each in vars(codes_meaning).values() if isinstance(each, Code))


def example(top: Path, number: str, heading: str) -> str:
    """The YAML below a heading of a page."""
    page = (top / "docs" / "codes" / f"{number}.md").read_text(encoding="utf-8")
    part = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    block = re.search(r"```yaml\n(.*?)```", part, re.DOTALL)
    assert block, f"{number} shows no YAML under {heading}"
    return block[1]


@pytest.mark.parametrize("number", NUMBERS)
def test_what_a_page_says_to_avoid_gives_its_code_and_no_other(top: Path, number: str) -> None:
    assert set(codes(example(top, number, "Avoid"))) == {number}


@pytest.mark.parametrize("number", NUMBERS)
def test_what_a_page_says_to_prefer_is_fine(top: Path, number: str) -> None:
    assert codes(example(top, number, "Prefer")) == []
