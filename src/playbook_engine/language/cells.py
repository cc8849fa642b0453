"""Text in a terminal: how many cells a character takes, and a line cut around the part that matters."""

import unicodedata

import msgspec

from playbook_engine.language.wording import visible

TAB = "    "
"""How a tab is shown: carets below it need a known width."""

ELLIPSIS = "…"


class Excerpt(msgspec.Struct, frozen=True):
    """A line as it is shown, and from which cell to before which one its marked part stands."""

    text: str
    start: int
    end: int


def excerpt(line: str, start: int, end: int, most: int) -> Excerpt:
    """At most `most` cells of a line, with the characters from `start` to before `end`, or as many of them as fit."""
    shown = [_shown(each) for each in line]
    sizes = [width(each) for each in shown]
    first, last = _window(sizes, start, end, most)
    before = ELLIPSIS if first else ""
    text = before + "".join(shown[first:last]) + (ELLIPSIS if last < len(line) else "")
    lead = len(before) + sum(sizes[first:start])
    return Excerpt(text, lead, max(lead + sum(sizes[start : min(end, last)]), lead + 1))


def width(text: str) -> int:
    """The cells that a text takes in a terminal: two for wide characters, none for those that join the one before."""
    if text.isascii():
        return len(text)
    return sum(map(_cells, text))


def _cells(character: str) -> int:
    if unicodedata.category(character) in {"Mn", "Me"} or character in "\u200c\u200d\ufe0e\ufe0f":
        return 0
    return 2 if unicodedata.east_asian_width(character) in {"W", "F"} else 1


def _shown(character: str) -> str:
    """A character as it may be printed: nothing moves the cursor, hides or turns text."""
    if character == "\t":
        return TAB
    return character if character in "\u200c\u200d\xa0" else visible(character)


def _window(sizes: list[int], start: int, end: int, most: int) -> tuple[int, int]:
    """Which characters are shown: the marked ones first, then what fits around them, a third of it before."""
    if sum(sizes) <= most:
        return 0, len(sizes)
    room = most - 2 * len(ELLIPSIS)
    first = last = min(start, len(sizes))
    while last < min(end, len(sizes)) and sum(sizes[first : last + 1]) <= room:
        last += 1
    spare = room - sum(sizes[first:last])
    after = sum(sizes[last:])
    lead = max(spare // 3, spare - after)
    while first > 0 and lead >= sizes[first - 1]:
        first -= 1
        lead -= sizes[first]
        spare -= sizes[first]
    while last < len(sizes) and spare >= sizes[last]:
        spare -= sizes[last]
        last += 1
    return first, last
