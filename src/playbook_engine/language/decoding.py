"""From bytes to text: UTF-8 only, not too large, and nothing in it that a reviewer would not see."""

from collections.abc import Iterator
from itertools import islice

from playbook_engine.language.characters import FORBIDDEN, name_of
from playbook_engine.language.codes_text import BAD_CHARACTER, DIRECTIVE, NOT_UTF8, TOO_LARGE
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place

LARGEST_FILE = 2 * 1024 * 1024
"""Bytes of one YAML file."""

MOST_CHARACTERS_SHOWN = 20

_MARKS = (
    (b"\xff\xfe\x00\x00", "UTF-32"),
    (b"\x00\x00\xfe\xff", "UTF-32"),
    (b"\xff\xfe", "UTF-16"),
    (b"\xfe\xff", "UTF-16"),
)


def decode(path: str, data: bytes) -> tuple[str, list[Diagnostic]]:
    """The text of a file without its byte order mark, and what keeps it from being read."""
    if len(data) > LARGEST_FILE:
        return "", [_too_large(path, len(data))]
    encoding = _wide_encoding(data)
    if encoding:
        return "", [_not_utf8(f"the file is written in {encoding}", Place(path, 1, 1, 1, 1))]
    try:
        text = data.decode("utf-8").removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        return data.decode("utf-8", errors="replace").removeprefix("\ufeff"), [_bad_byte(path, data, error.start)]
    return text, [*_forbidden(path, text), *_directives(path, text)]


def _too_large(path: str, size: int) -> Diagnostic:
    return found(
        TOO_LARGE,
        f"the file has {size} bytes, and at most {LARGEST_FILE} are read",
        Place(path),
        help="split it into several playbooks",
    )


def _wide_encoding(data: bytes) -> str:
    """An encoding of two or four bytes a character, known by its mark or by the zeros of its first letters."""
    marked = next((name for mark, name in _MARKS if data.startswith(mark)), "")
    zeros = data[:4].count(0)
    return marked or {1: "", 2: "UTF-16", 3: "UTF-32"}.get(zeros if len(data) >= 4 else 0, "")


def _bad_byte(path: str, data: bytes, at: int) -> Diagnostic:
    before = data[:at].decode("utf-8").removeprefix("\ufeff")
    guess = data[at : at + 1].decode("cp1252", errors="replace")
    likely = f"; in Windows-1252 it is `{guess}`" if guess.isalpha() else ""
    return _not_utf8(f"the byte 0x{data[at]:02x} is not UTF-8{likely}", _place(path, before, 1))


def _not_utf8(message: str, place: Place) -> Diagnostic:
    return found(NOT_UTF8, message, place, help="save the file as UTF-8; editors offer it under `save with encoding`")


def _forbidden(path: str, text: str) -> Iterator[Diagnostic]:
    for match in islice(FORBIDDEN.finditer(text), MOST_CHARACTERS_SHOWN):
        yield found(
            BAD_CHARACTER,
            f"{name_of(match.group())} may not stand in a file",
            _place(path, text[: match.start()], 1),
            help="delete it; most editors do not show it",
        )


def _directives(path: str, text: str) -> Iterator[Diagnostic]:
    """Found by the text and not by the parser, which takes seconds over many of them."""
    at = 0 if text.startswith("%") else text.find("\n%") + 1
    if text[at : at + 1] == "%":
        line = text[at:].split("\n", 1)[0].rstrip()
        yield found(
            DIRECTIVE,
            "a line that begins with `%` is a YAML directive, and none is accepted",
            _place(path, text[:at], len(line)),
            help="delete the line; a file means the same without it",
        )


def _place(path: str, before: str, length: int) -> Place:
    """The place of `length` characters that follow the text `before`."""
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    return Place(path, line, column, line, column + length)
