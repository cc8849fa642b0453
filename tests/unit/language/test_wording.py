"""Input in a sentence: in backticks, on one line, short, and with nothing hidden in it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.language.cells import excerpt, width
from playbook_engine.language.wording import counted, listed, ticked, visible


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("tier", "`tier`"),
        ("a`b", "`a´b`"),
        ("a\nb", "`a\\nb`"),
        ("a\u200bb", "`a\\u200bb`"),
        ("a\xa0b", "`a\\xa0b`"),
        ("é 日本", "`é 日本`"),
        ("x" * 61, f"`{'x' * 59}…`"),
        ("x" * 60, f"`{'x' * 60}`"),
    ],
)
def test_input_is_shown_in_backticks(text: str, shown: str) -> None:
    assert ticked(text) == shown


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ([], ""),
        (["a"], "`a`"),
        (["a", "b"], "`a` or `b`"),
        (["a", "b", "c"], "`a`, `b` or `c`"),
        (["a", "b", "c", "d", "e"], "`a`, `b`, `c` and 2 more"),
    ],
)
def test_words_are_listed_as_english_does(words: list[str], said: str) -> None:
    assert listed(words, most=3) == said


def test_numbers_take_their_plural() -> None:
    assert [counted(number, "error") for number in (0, 1, 2)] == ["0 errors", "1 error", "2 errors"]
    assert counted(2, "entry", "entries") == "2 entries"


@given(st.text())
def test_whatever_is_shown_is_seen(text: str) -> None:
    assert visible(text).isprintable()
    assert visible(visible(text)) == visible(text)


@pytest.mark.parametrize(
    ("text", "cells"), [("abc", 3), ("日本", 4), ("é", 1), ("e\u0301", 1), ("🙂", 2), ("ｱ", 1), ("Ａ", 2), ("", 0)]
)
def test_cells_are_counted_as_a_terminal_does(text: str, cells: int) -> None:
    assert width(text) == cells


LINES = st.text(st.sampled_from("ab c\t日🙂\u0301\u200b\x1b"), max_size=80)


@given(LINES, st.integers(0, 90), st.integers(0, 90), st.integers(12, 60))
def test_an_excerpt_fits_and_holds_the_beginning_of_what_is_marked(
    line: str, start: int, length: int, most: int
) -> None:
    shown = excerpt(line, start, start + length, most)
    assert shown.text.isprintable()
    assert width(shown.text) <= most
    assert 0 <= shown.start < shown.end
    if start < len(line):
        assert shown.end <= most + 1


@given(LINES.filter(lambda line: len(line) > 0), st.data())
def test_the_mark_stands_below_its_character(line: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(line) - 1))
    shown = excerpt(line, at, at + 1, 40)
    before = line[:at]
    inner = {"\t": "    ", "\u200b": "\\u200b", "\x1b": "\\x1b"}.get(line[at], line[at])
    full = excerpt(line, at, at + 1, 10_000)
    assert full.start == width("".join(excerpt(each, 0, 1, 10).text for each in before))
    assert full.end - full.start == max(width(inner), 1)
    assert shown.end - shown.start == full.end - full.start
