"""What a YAML parser tells of a text, as far as it is used here, and the places of it.

PyYAML's types say that any mark may be missing and that the C parser gives other types; neither is so.
"""

import re
from typing import Protocol

from playbook_engine.model.diagnostic import Place

_TAG = re.compile(r"![^\s,\[\]{}]*")
_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*(?:\s|#[^\n]*(?=\n))*)*")


class Mark(Protocol):
    """A position: line and column from 0, and the number of characters before it."""

    line: int
    column: int
    index: int


class Event(Protocol):
    """Anything that was read, from `start_mark` to before `end_mark`."""

    start_mark: Mark
    end_mark: Mark


class AliasEvent(Event, Protocol):
    """`*anchor`."""

    anchor: str


class NodeEvent(Event, Protocol):
    """A value, or the beginning of a list or mapping, with its `&anchor` and `!tag`."""

    anchor: str | None
    tag: str | None


class ScalarEvent(NodeEvent, Protocol):
    """A value; `style` is its quote, `|` or `>`, and empty for a plain one."""

    value: str
    style: str | None


class StartEvent(NodeEvent, Protocol):
    """The beginning of a list or mapping; `flow_style`: in brackets."""

    flow_style: bool | None


def between(path: str, start: Mark, end: Mark) -> Place:
    """From one mark to another."""
    line = start.line + 1
    return Place(path, line, start.column + 1, line if end.line == start.line else end.line + 1, end.column + 1)


def value_at(path: str, text: str, event: NodeEvent, *, trim: bool) -> Place:
    """The place of a value without anchor and tag before it; `trim`: without blank lines after a block of text."""
    start, end = event.start_mark, event.end_mark
    bare = event.anchor is None and event.tag is None
    if bare and not (trim and end.line > start.line):
        return between(path, start, end)
    written = text[start.index : end.index]
    if trim:
        written = written.rstrip()
    match = None if bare else _PROPERTIES.match(written)
    return Place(path, *_after(start, match.group() if match else ""), *_after(start, written))


def tag_at(path: str, text: str, event: NodeEvent) -> tuple[str, Place]:
    """A tag as it is written, and where."""
    start = event.start_mark
    match = _TAG.search(text, start.index)
    assert match, "an event with a tag begins with it"
    line, column = _after(start, text[start.index : match.start()])
    return match.group(), Place(path, line, column, line, column + len(match.group()))


def _after(mark: Mark, passed: str) -> tuple[int, int]:
    """Line and column, from 1, of what follows the text `passed` that begins at a mark."""
    lines = passed.count("\n")
    column = len(passed) - passed.rfind("\n") - 1 if lines else mark.column + len(passed)
    return mark.line + lines + 1, column + 1
