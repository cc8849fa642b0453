"""Which tests guard which rule, gathered from what the tests say of themselves.

A story (a timeline test in `tests/conformance`) names its rules in its name, in `about`, or in the comment at the top
of its file; a test in Python in the docstring of its module, class or function.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

RULES = range(1, 43)
NUMBERS = r"\d+[a-h]?(?:(?:, | and | to )\d+[a-h]?)*"
MENTION = re.compile(rf"\b[Rr]ules? ({NUMBERS})\b")
NUMBERED = re.compile(r"^\*\*(\d+)\.(?: ([^*]+?)\.)?\*\*", re.MULTILINE)
TRAP = re.compile(r"^\*\*T(\d+)\. ([^*]+?)[.]?\*\*(.*?)(?=^\*\*|^## )", re.MULTILINE | re.DOTALL)
KINDS = ("stories", "properties", "other tests")


@dataclass(frozen=True, order=True)
class Guard:
    """A file of tests that names a rule."""

    kind: str
    path: str

    @property
    def link(self) -> str:
        """The file, named as short as it is clear, as a link from `docs`."""
        name = self.path.removeprefix("tests/").removesuffix(".py").removesuffix(".yaml")
        name = name.removeprefix("conformance/").replace("/tests/", "/").removeprefix("property/test_")
        return f"[{name}](../{self.path})"


def guards(top: Path) -> dict[int, set[Guard]]:
    """The files of tests that name each rule."""
    found: dict[int, set[Guard]] = {rule: set() for rule in RULES}
    for guard, text in mentions(top):
        for rule in rules_in(text):
            found.setdefault(rule, set()).add(guard)
    return found


def mentions(top: Path) -> Iterator[tuple[Guard, str]]:
    """What each file of tests says of itself."""
    for path in sorted((top / "tests" / "conformance").rglob("tests/*.yaml")):
        yield Guard("stories", path.relative_to(top).as_posix()), story_text(path.read_text(encoding="utf-8"))
    for path in sorted((top / "tests").rglob("test_*.py")):
        name = path.relative_to(top).as_posix()
        if not name.startswith("tests/unit/reference/"):  # these test the reference, and nothing of the product
            kind = "properties" if name.startswith("tests/property/") else "other tests"
            yield Guard(kind, name), "\n".join(docstrings(path.read_text(encoding="utf-8")))


def story_text(text: str) -> str:
    """The comment at the top of a file of stories, and the name and the words of each."""
    comment = [line for line in text.splitlines() if line.startswith("#")]
    read: Any = yaml.load(text, Loader=yaml.BaseLoader)  # noqa: S506 - it makes nothing but texts
    stories = read["tests"] if isinstance(read, dict) else read
    return "\n".join([*comment, *(str(each.get(key, "")) for each in stories for key in ("test", "about"))])


def docstrings(text: str) -> Iterator[str]:
    """Those of a module, its classes and its functions."""
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            yield ast.get_docstring(node) or ""


def rules_in(text: str) -> set[int]:
    """The numbers in `rules 9, 12 to 16 and 24b`."""
    found: set[int] = set()
    for numbers in MENTION.findall(text):
        for part in re.split(r", | and ", numbers):
            first, _, last = (re.sub("[a-h]", "", each) for each in part.partition(" to "))
            found.update(range(int(first), int(last or first) + 1))
    return found


def titles(semantics: str) -> dict[int, str]:
    """The rules that the page numbers, with their names."""
    return {int(number): name for number, name in NUMBERED.findall(semantics)}


def index(semantics: str, top: Path) -> str:
    """The table of the page: each rule with the files that guard it."""
    found = guards(top)
    lines = [
        "Each rule with the tests that name it; written by `pytest tests/repository/test_semantics.py --update`.",
        "",
        f"| rule | {' | '.join(KINDS)} |",
        "|---|---|---|---|",
    ]
    for rule, name in titles(semantics).items():
        cells = [", ".join(each.link for each in sorted(found[rule]) if each.kind == kind) for kind in KINDS]
        lines.append(f"| {f'{rule}. {name}'.strip()} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
