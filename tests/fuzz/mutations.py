"""Files with something wrong in them: bytes taken out, doubled, swapped, cut off, or strewn in."""

import re
from collections.abc import Callable, Sequence

from hypothesis import settings
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.chance import Chance

SEEDS = st.integers(0, 2**32 - 1)

_STRAY = (
    *(
        b"\x00",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\r",
        b"\t",
        b"\n",
        b"\n\n\n",
        b" ",
        b"        ",
        b"\xe2\x80\xa8",
        b"\xc3",
    ),
    *(
        b"'",
        b'"',
        b"{",
        b"}",
        b"[",
        b"]",
        b": ",
        b"- ",
        b"#",
        b"&a ",
        b"*a ",
        b"!!python/object:x ",
        b"<<: ",
        b"|",
        b">",
    ),
    *(b"---\n", b"%YAML 1.1\n", b"null", b"~", b"yes", b"no", b"NO", b"1e999999", b".nan", b"-1", b"0", b"0x10"),
    *(b"999999999999999999999", b"2026-02-30", b"9999-12-31", b"0001-01-01", b"25:00", b"1,000.10", b"-0.005 EUR"),
    *(b"{{", b"}}", b"{%", b"%}", b"{% render 'x' %}", b"{% raw %}", b",", b";", b"\\", b"=1+1", b"${x}", b"../../x"),
    *(
        b"\xd9\xa1\xd9\xa2",
        b"a" * 5000,
        b"[" * 200,
        b"{a: " * 200,
        b"at least ",
        b"not ",
        b"after due",
        b"EUR",
        b"none",
    ),
)
_NUMBERS = (b"0", b"1", b"365", b"1000", b"36500", b"36501", b"99999999", b"9" * 15, b"-1", b"0.5", b"1/3", b"00")
_NUMBER = re.compile(rb"(?<![\w-])[0-9]+(?![\w:-])")
_WORD = re.compile(rb"[A-Za-z0-9_.-]+")


def share_of_examples(share: float) -> settings:
    """So many of the examples that the profile asks for: for tests of which each takes long."""
    return settings(max_examples=max(5, int(settings().max_examples * share)))


def mutated(data: bytes, seed: int) -> bytes:
    """The content with one to three changes."""
    chance = Chance(seed)
    for number in range(chance.pick((1, 1, 1, 2, 3))):
        part = chance.part(number)
        data = part.pick(_WAYS)(data, part)
    return data


def _places(data: bytes, chance: Chance) -> tuple[int, int]:
    start = chance.below(len(data) + 1)
    return start, min(len(data), start + chance.pick((1, 1, 2, 5, 20, 200)))


def _without(data: bytes, chance: Chance) -> bytes:
    start, end = _places(data, chance)
    return data[:start] + data[end:]


def _doubled(data: bytes, chance: Chance) -> bytes:
    start, end = _places(data, chance)
    return data[:end] + data[start:]


def _cut_off(data: bytes, chance: Chance) -> bytes:
    return data[: chance.below(len(data) + 1)]


def _strewn(data: bytes, chance: Chance) -> bytes:
    start, end = _places(data, chance)
    return data[:start] + chance.pick(_STRAY) + data[end if chance.percent(30) else start :]


def _flipped(data: bytes, chance: Chance) -> bytes:
    if not data:
        return data
    start = chance.below(len(data))
    return data[:start] + bytes([data[start] ^ (1 << chance.below(8))]) + data[start + 1 :]


def _lines_swapped(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    if len(lines) > 1:
        one, other = chance.below(len(lines)), chance.below(len(lines))
        lines[one], lines[other] = lines[other], lines[one]
    return b"".join(lines)


def _line_moved(data: bytes, chance: Chance) -> bytes:
    lines = data.splitlines(keepends=True)
    if lines:
        number = chance.below(len(lines))
        lines[number] = b" " * chance.between(1, 4) + lines[number] if chance.percent(50) else lines[number].lstrip()
    return b"".join(lines)


def _word_for_word(data: bytes, chance: Chance) -> bytes:
    """A word in place of another of the same file: names that are not there, values of the wrong kind."""
    words: Sequence[re.Match[bytes]] = list(_WORD.finditer(data))
    if not words:
        return data
    old, new = chance.pick(words), chance.pick(words)
    return data[: old.start()] + new.group() + data[old.end() :]


def _other_number(data: bytes, chance: Chance) -> bytes:
    numbers: Sequence[re.Match[bytes]] = list(_NUMBER.finditer(data))
    if not numbers:
        return data
    old = chance.pick(numbers)
    return data[: old.start()] + chance.pick(_NUMBERS) + data[old.end() :]


_WAYS: tuple[Callable[[bytes, Chance], bytes], ...] = (
    *(_word_for_word,) * 4,
    *(_other_number,) * 2,
    *(_strewn,) * 3,
    *(_without,) * 2,
    _doubled,
    _cut_off,
    _flipped,
    _lines_swapped,
    _line_moved,
)
