"""Each diagnostic code has its page in `docs/codes/`, each page its code, and the index lists them all."""

import importlib
import re
from pathlib import Path

import pytest

from playbook_engine.model.codes import CODES, Code

RANGES = {
    "1": "Text and structure",
    "2": "Meaning",
    "3": "Analysis",
    "4": "Books",
    "5": "Timeline tests",
    "6": "Templates",
}
HEADINGS = ["## Avoid", "## Prefer", "## Why"]


@pytest.fixture(scope="module")
def codes(top: Path) -> dict[str, Code]:
    """The whole catalogue: every module that declares codes has been imported."""
    source = top / "src"
    for path in sorted(source.rglob("codes_*.py")):
        importlib.import_module(".".join(path.relative_to(source).with_suffix("").parts))
    return dict(sorted(CODES.items()))


@pytest.fixture(scope="module")
def pages(top: Path) -> dict[str, str]:
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted((top / "docs" / "codes").glob("PB*.md"))}


def index(codes: dict[str, Code]) -> str:
    """The text of `docs/codes/README.md`."""
    lines = [
        "# Diagnostics",
        "",
        "Every fault that is reported has a number, a place, a sentence and, where there is one, a way out.",
        "Errors have to be mended; warnings and notes do not, unless a command is told `--strict`.",
    ]
    for first, title in RANGES.items():
        of_range = [each for each in codes.values() if each.code[2] == first]
        if of_range:
            lines += ["", f"## {title}", "", "| number | severity | what it says |", "|---|---|---|"]
            lines += [f"| [{each.code}]({each.code}.md) | {each.severity} | {each.title} |" for each in of_range]
    return "\n".join(lines) + "\n"


def test_each_code_has_its_page(codes: dict[str, Code], pages: dict[str, str]) -> None:
    missing = sorted(set(codes) - set(pages))
    assert not missing, f"docs/codes/ has no page for {', '.join(missing)}"


def test_each_page_has_its_code(codes: dict[str, Code], pages: dict[str, str]) -> None:
    stray = sorted(set(pages) - set(codes))
    assert not stray, f"no code is declared for the pages {', '.join(stray)}"


def test_each_page_says_what_to_avoid_what_to_prefer_and_why(codes: dict[str, Code], pages: dict[str, str]) -> None:
    for number in sorted(set(codes) & set(pages)):
        text = pages[number]
        assert text.startswith(f"# {number}: {codes[number].title}\n"), f"{number}: the page's title is not the code's"
        assert re.findall(r"^## .*$", text, re.MULTILINE) == HEADINGS, f"{number}: headings are not {HEADINGS}"
        parts = re.split(r"^## .*$", text, flags=re.MULTILINE)[1:]
        assert all(len(part.strip()) > 10 for part in parts), f"{number}: a part of the page is empty"


def test_each_code_is_well_formed(codes: dict[str, Code]) -> None:
    for each in codes.values():
        assert re.fullmatch(r"PB[1-6][0-9]{2}", each.code), each
        assert each.title, each
        assert each.title[0] == each.title[0].lower(), each
        assert not each.title.endswith("."), each


def test_the_index_lists_them_all(top: Path, codes: dict[str, Code], request: pytest.FixtureRequest) -> None:
    path = top / "docs" / "codes" / "README.md"
    if request.config.getoption("update"):
        path.write_text(index(codes), encoding="utf-8")
    assert path.read_text(encoding="utf-8") == index(codes), "run this test with --update"


def test_no_code_is_declared_outside_a_module_of_codes(top: Path) -> None:
    room = top / "src" / "playbook_engine"
    strays = [
        path.relative_to(room).as_posix()
        for path in room.rglob("*.py")
        if not path.name.startswith("codes")
        and re.search(r"\bcode\(\s*[\"']PB[0-9]{3}", path.read_text(encoding="utf-8"))
    ]
    assert not strays, "an index made from modules named `codes_*` would miss theirs"
