"""Which values of a file are phrases, in which it does not matter how many spaces part two words."""

from collections.abc import Iterator, Mapping
from typing import assert_never

from playbook_engine.language.keys.catalogue import CONDITION_WORDS, PARTS
from playbook_engine.language.keys.kinds import (
    Conditions,
    Either,
    Enum,
    Keys,
    ListOf,
    MapOf,
    Name,
    Part,
    Phrase,
    PhraseKind,
    Refer,
    Text,
    Type,
    Variable,
    Whole,
)
from playbook_engine.language.keys.timeline import TIMELINE_PARTS
from playbook_engine.language.nodes import Mapping as MappingNode
from playbook_engine.language.nodes import Node, Scalar, Sequence

READ_WORD_BY_WORD: frozenset[PhraseKind] = frozenset(
    (
        "schedule",
        "items",
        "recipient",
        "hours",
        "weekdays",
        "times",
        "tone pattern",
        "kinds",
        "approved by",
        "comparison",
    )
)
"""Phrases whose readers take one word after the other; the others are read as they are written."""

_TESTS: dict[str, Keys] = {**PARTS, **TIMELINE_PARTS}


def phrases_in(path: str, root: Node) -> set[tuple[int, int]]:
    """Line and column of every phrase of a file; its path in the folder says what kind of file it is."""
    found: Iterator[Scalar]
    if path.startswith("tests/"):
        part = "timeline test" if isinstance(root, Sequence) else "timeline file"
        nodes = root.items if isinstance(root, Sequence) else (root,)
        found = (each for node in nodes for each in _in_part(node, part, _TESTS))
    else:
        found = _in_part(root, "organisation" if path == "organisation.yaml" else "playbook", PARTS)
    return {(each.place.line, each.place.column) for each in found}


def _in_part(node: Node, part: str, parts: Mapping[str, Keys]) -> Iterator[Scalar]:
    if not isinstance(node, MappingNode):
        return
    known = parts[part].named()
    for name, value in node.entries:
        if (part, name.text) == ("table", "rows"):
            yield from _in_rows(value)
        elif name.text in known:
            yield from _in_value(value, known[name.text].type, parts)


def _in_value(node: Node, type_: Type, parts: Mapping[str, Keys]) -> Iterator[Scalar]:
    match type_:
        case Part(name):
            yield from _in_part(node, name, parts)
        case Conditions():
            yield from _in_condition(node)
        case Phrase(kind):
            if isinstance(node, Scalar) and kind in READ_WORD_BY_WORD:
                yield node
        case ListOf(of):
            for each in node.items if isinstance(node, Sequence) else (node,):
                yield from _in_value(each, of, parts)
        case MapOf(_, value):
            for _, each in node.entries if isinstance(node, MappingNode) else ():
                yield from _in_value(each, value, parts)
        case Either(scalar, other):
            yield from _in_value(node, scalar if isinstance(node, Scalar) else other, parts)
        case Text() | Name() | Variable() | Whole() | Refer() | Enum():
            return
        case _:
            assert_never(type_)


def _in_rows(node: Node) -> Iterator[Scalar]:
    """The cells of a table's rows are comparisons; the last of a row is the value, which is text."""
    for row in node.items if isinstance(node, Sequence) else ():
        for cell in row.items[:-1] if isinstance(row, Sequence) else ():
            yield from (each for each in _single_values(cell))


def _in_condition(node: Node) -> Iterator[Scalar]:
    match node:
        case Sequence(items):
            for each in items:
                yield from _in_condition(each)
        case MappingNode(entries):
            for name, value in entries:
                if name.text not in CONDITION_WORDS:
                    yield from _single_values(value)
                elif name.text != "segment":
                    yield from _in_condition(value)
        case Scalar():
            return


def _single_values(node: Node) -> Iterator[Scalar]:
    match node:
        case Scalar():
            yield node
        case Sequence(items):
            yield from (each for each in items if isinstance(each, Scalar))
        case MappingNode():
            return
