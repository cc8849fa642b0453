"""A last look before a file is written: it says what it said, and has its comments."""

from playbook_engine.language.formatting.atoms import atoms_of
from playbook_engine.language.formatting.gaps import comments_in
from playbook_engine.language.formatting.phrases import phrases_in
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.plain import as_plain
from playbook_engine.language.reading import read


def says_the_same(path: str, before: bytes, after: bytes) -> bool:
    """Whether two states of a file differ in nothing but spaces, line breaks and quotes without need."""
    old, new = read(path, before), read(path, after)
    if old.node is None or new.node is None or comments(old.text) != comments(new.text):
        return False
    return _same(old.node, new.node, phrases_in(path, old.node))


def comments(text: str) -> list[str]:
    """All comments of a text that can be read, in order."""
    found: list[str] = []
    at = 0
    for each in atoms_of(text):
        found += comments_in(text[at : each.start])
        at = each.end
    return found + comments_in(text[at:])


def _same(old: Node, new: Node, phrases: set[tuple[int, int]]) -> bool:
    match old, new:
        case Scalar(), Scalar():
            if (old.place.line, old.place.column) in phrases:
                return old.text.split() == new.text.split()
            return as_plain(old) == as_plain(new) and old.text == new.text
        case Sequence(), Sequence():
            pairs = zip(old.items, new.items, strict=True) if len(old.items) == len(new.items) else None
            return pairs is not None and all(_same(one, other, phrases) for one, other in pairs)
        case Mapping(), Mapping():
            if [key.text for key, _ in old.entries] != [key.text for key, _ in new.entries]:
                return False
            values = zip(old.entries, new.entries, strict=True)
            return all(_same(one, other, phrases) for (_, one), (_, other) in values)
        case _:
            return False
