"""What goes wrong in YAML, said in one sentence at the place where it went wrong, whichever parser noticed it."""

import pytest
import yaml

from playbook_engine.language import reading
from playbook_engine.language.reading import read
from playbook_engine.model.diagnostic import Diagnostic

# Text, code, line and column, a word of the help line.
FAULTS = [
    ("a:\n\tb: c\n", "PB105", (2, 1), "spaces"),
    ("a:\n  b: 1\n\tc: 2\n", "PB105", (3, 1), "spaces"),
    ("a: >\n\tx\n", "PB105", (2, 1), "spaces"),
    ("title: Strategic: high touch\n", "PB107", (1, 17), '`"Strategic: high touch"`'),
    ("- title: a: b  # remark\n", "PB107", (1, 11), '`"a: b"`'),
    ('a: say "x": y\n', "PB107", (1, 11), "`'say \"x\": y'`"),
    ("when: {a: b: c}\n", "PB107", (1, 12), "comma"),
    ("when: {a: at least 5 EUR b: c}\n", "PB107", (1, 27), "comma"),
    ("title: x\nowner ar\nversion: 3\n", "PB108", (2, 1), "`key: value`"),
    ("title: x\nowner ar\n", "PB108", (2, 1), "`key: value`"),
    ("title: x\nowner ar", "PB108", (2, 1), "`key: value`"),
    ("owner ar\n\n# remark\ntitle: x\n", "PB108", (1, 1), "`key: value`"),
    ("a:b\nc: d\n", "PB108", (1, 1), "`a: b`"),
    ("c: d\ne:\n  - a:b\n    f: g\n", "PB108", (3, 3), "`- a: b`"),
    ('title: "Strategic\nowner: ar\n', "PB109", (1, 8), "close"),
    ("a: 'x\n\n", "PB109", (1, 4), "close"),
    ('title: "Strategic\nowner: "ar"\nx: y\n', "PB109", (1, 8), "close"),
    ("title: 'it's late'\n", "PB109", (1, 12), "double quotes"),
    ('title: "x" y\n', "PB109", (1, 12), "single quotes"),
    ("to: [a, b\nx: y\n", "PB110", (1, 5), "`]`"),
    ("to: [a, b", "PB110", (1, 5), "`]`"),
    ("to: [a,\n", "PB110", (1, 5), "`]`"),
    ("to: {a: b\nx: y\n", "PB110", (1, 5), "`}`"),
    ("to: [b, {c: d]\n", "PB110", (1, 14), "`}`"),
    ("to: [a b] c\n", "PB110", (1, 11), "quotes"),
    ("to: [a, , b]\n", "PB110", (1, 9), "comma"),
    ('to: ["a" "b"]\n', "PB110", (1, 10), "comma"),
    ("a: {b: c}}\n", "PB110", (1, 10), "remove"),
    ("a:\n  b: 1\n c: 2\n", "PB106", (3, 2), "align"),
    ("a:\n  b: 1\n   c: 2\n", "PB106", (3, 4), "align"),
    ("- step: a\n  do: email\n tone: x\n", "PB106", (3, 2), "align"),
    ("- step: a\n   do: email\n", "PB106", (2, 4), "align"),
    ("a: - b\n", "PB106", (1, 4), "next line"),
    ("- a\nb: c\n", "PB106", (2, 1), "`- `"),
    ("a: b\n- c\n", "PB106", (2, 1), "indent"),
    ("a: *\n", "PB111", (1, 4), '`"*"`'),
    ("- *bold* text\n", "PB111", (1, 3), '`"*bold* text"`'),
    ("a: & b\n", "PB111", (1, 4), '`"& b"`'),
    ("at: @today\n", "PB111", (1, 5), '`"@today"`'),
    ("at: `x`\n", "PB111", (1, 5), "quotes"),
    ("at: %5\n", "PB111", (1, 5), '`"%5"`'),
    ("a: > 500\n", "PB111", (1, 4), "more than"),
    ("a: |x\n", "PB111", (1, 4), '`"|x"`'),
    ("a: ? b\n", "PB111", (1, 4), '`"? b"`'),
    ("a: , b\n", "PB111", (1, 4), '`", b"`'),
    ("a: ]\n", "PB111", (1, 4), "quotes"),
    ("k" * 1100 + ": b\n", "PB104", (1, 1101), "quote"),
    ("? a\n: b\nc\n: d\n", "PB108", (3, 1), "`key: value`"),
    (": c\n", "PB125", (1, 1), "key"),
    ("{a: b}\nc: d\n", "PB104", (2, 1), "brackets"),
    ('"a" b\n', "PB109", (1, 5), "quotes"),
    ("a\n...\nb\n", "PB114", (3, 1), "file of its own"),
    ("a\n... b\n", "PB114", (2, 5), "file of its own"),
    ("? [a\n: b\n", "PB110", (1, 3), "`]`"),
]


@pytest.fixture(params=["C", "Python"], autouse=True)
def parser(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "PARSER", yaml.CSafeLoader if request.param == "C" else yaml.SafeLoader)


def only_fault(text: str) -> Diagnostic:
    done = read("a.yaml", text.encode())
    assert done.node is None
    (fault,) = done.diagnostics
    return fault


@pytest.mark.parametrize(("text", "code", "place", "help"), FAULTS, ids=[text[:30] for text, *_ in FAULTS])
def test_a_fault_has_one_place_and_one_way_out(text: str, code: str, place: tuple[int, int], help: str) -> None:
    fault = only_fault(text)
    assert (fault.code, (fault.place.line, fault.place.column)) == (code, place)
    assert help in fault.help


@pytest.mark.parametrize("text", [text for text, *_ in FAULTS], ids=lambda text: text[:30])
def test_carriage_returns_change_nothing(text: str) -> None:
    assert only_fault(text.replace("\n", "\r\n")) == only_fault(text)


@pytest.mark.parametrize("text", [text for text, *_ in FAULTS], ids=lambda text: text[:30])
def test_a_message_is_a_sentence_in_our_words(text: str) -> None:
    fault = only_fault(text)
    for said in (fault.message, fault.help):
        assert said
        assert said[0].islower() or said[0] == "`"
        assert not said.endswith(".")
        for foreign in ("scalar", "token", "block mapping", "flow", "node", "stream", "Error"):
            assert foreign not in said


def test_a_quote_closed_too_late_points_to_where_the_text_goes_wrong() -> None:
    (related,) = only_fault('a: "b\nc: d\ne: "f"\n').related
    assert (related.place.line, related.place.column) == (3, 5)


def test_a_wrong_escape_is_shown_where_it_stands() -> None:
    fault = only_fault('a: "C:\\daily"\n')
    assert fault.code == "PB112"
    assert fault.place.line == 1
    assert fault.place.column in {7, 8}  # the parsers stop at the backslash, or behind it
