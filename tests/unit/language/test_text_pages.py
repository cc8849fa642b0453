"""The pages of the codes of text are true: what they say to avoid gives the code, the rest gives none."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from playbook_engine.language import codes_text
from playbook_engine.language.building import DEEPEST, LONGEST_SCALAR, MOST_FAULTS, MOST_NODES
from playbook_engine.language.decoding import LARGEST_FILE
from playbook_engine.language.nodes import Mapping, Scalar
from playbook_engine.language.reading import read
from playbook_engine.language.scalars.dates import date, duration, minutes
from playbook_engine.language.scalars.numbers import money, number, percent, whole
from playbook_engine.language.scalars.words import name, text, yes_no
from playbook_engine.model.codes import Code
from playbook_engine.model.diagnostic import Diagnostic

NUMBERS = sorted(each.code for each in vars(codes_text).values() if isinstance(each, Code))

# What a page cannot show: bytes that are no text, and what is too large for one.
UNSHOWN: dict[str, bytes] = {
    "PB101": "a: Müller".encode("latin-1"),
    "PB102": b"#" * (LARGEST_FILE + 1),
    "PB103": "a: b\u200b".encode(),
    "PB121": b"[" + b"a," * MOST_NODES + b"]",
    "PB122": b"[" * (DEEPEST + 1),
    "PB123": b"- " + b"a" * (LONGEST_SCALAR + 1),
    "PB127": b"- ~\n" * MOST_FAULTS,
}

TYPES: dict[str, Callable[[Scalar], object]] = {
    "PB131": text,
    "PB132": yes_no,
    "PB133": whole,
    "PB134": number,
    "PB135": percent,
    "PB136": date,
    "PB137": minutes,
    "PB138": money,
    "PB139": duration,
    "PB140": name,
}


def example(top: Path, number_: str, heading: str) -> bytes:
    """The YAML below a heading of a page; nothing where it has none."""
    page = (top / "docs" / "codes" / f"{number_}.md").read_text(encoding="utf-8")
    part = page.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    block = re.search(r"```yaml\n(.*?)```", part, re.DOTALL)
    return block[1].encode() if block else b""


def codes_in(number_: str, data: bytes) -> list[str]:
    """The codes of all faults of a file, its values read by the type that the code is about."""
    done = read("a.yaml", data)
    codes = [each.code for each in done.diagnostics]
    if number_ in TYPES and isinstance(done.node, Mapping):
        values = [TYPES[number_](value) for _, value in done.node.entries if isinstance(value, Scalar)]
        codes += [each.code for each in values if isinstance(each, Diagnostic)]
    return codes


@pytest.mark.parametrize("number_", NUMBERS)
def test_what_a_page_says_to_avoid_gives_its_code(top: Path, number_: str) -> None:
    data = UNSHOWN.get(number_) or example(top, number_, "Avoid")
    assert data, "the page shows no example, and there is none here"
    assert set(codes_in(number_, data)) - {"PB126"} <= {number_}
    assert number_ in codes_in(number_, data)


@pytest.mark.parametrize("number_", [each for each in NUMBERS if each not in UNSHOWN])
def test_what_a_page_says_to_prefer_is_fine(top: Path, number_: str) -> None:
    data = example(top, number_, "Prefer")
    assert data
    assert codes_in(number_, data) == []
