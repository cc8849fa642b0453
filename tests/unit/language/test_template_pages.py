"""The pages of the codes of templates: what they say to avoid is reported, what they prefer is not."""

import re
from pathlib import Path

import pytest

from playbook_engine.language.templates import load_templates

PAGES = ["PB602", "PB603", "PB604", "PB605", "PB606", "PB607", "PB608", "PB609", "PB610", "PB611", "PB612"]


def codes_of(text: str) -> set[str]:
    whole = (
        text
        if text.startswith("---") or "Dear {{ account.name }}, please find" in text
        else f"---\nsubject: s\n---\n{text}"
    )
    files = {
        "templates/notice/en.liquid": whole.encode(),
        "templates/parts/signature/en.liquid": b"{{ sender.name }}\n",
    }
    return {each.code for each in load_templates(files)[1]}


def shown(top: Path, code: str) -> tuple[str, str]:
    text = (top / "docs" / "codes" / f"{code}.md").read_text(encoding="utf-8")
    avoid, prefer = re.findall(r"```liquid\n(.*?)```", text, re.DOTALL)
    return avoid, prefer


@pytest.mark.parametrize("code", PAGES)
def test_what_a_page_says_to_avoid_is_reported_under_its_code(top: Path, code: str) -> None:
    assert codes_of(shown(top, code)[0]) == {code}


@pytest.mark.parametrize("code", PAGES)
def test_what_a_page_prefers_is_all_right(top: Path, code: str) -> None:
    assert codes_of(shown(top, code)[1]) == set()


def test_paths_to_avoid_and_to_prefer(top: Path) -> None:
    text = (top / "docs" / "codes" / "PB601.md").read_text(encoding="utf-8")
    avoid, prefer = re.findall(r"```text\n(.*?)```", text, re.DOTALL)
    for path in avoid.split():
        assert {each.code for each in load_templates({path: b"---\nsubject: s\n---\nx"})[1]} == {"PB601"}
    for path in prefer.split():
        data = b"x" if "/parts/" in path else b"---\nsubject: s\n---\nx"
        assert load_templates({path: data})[1] == []
