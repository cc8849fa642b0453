"""What a YAML file says, before anybody knows what it means: text, lists and mappings, each with its place."""

from collections.abc import Iterable

import msgspec

from playbook_engine.model.diagnostic import Place


class Scalar(msgspec.Struct, frozen=True, gc=False):
    """One value as it was written: `NO`, `010` and `17:00` stay these texts.

    `quoted`: in quotes or as a block of text. `absent`: nothing was written, or nothing that could be read; its text is
    empty and the fault has been reported.
    """

    text: str
    quoted: bool
    place: Place
    absent: bool = False

    def part(self, start: int, end: int) -> "Scalar":
        """The characters from `start` to before `end`, at their own place where the file has the same letters."""
        place = self.place
        extra = (place.end_column - place.column - len(self.text)) if place.line == place.end_line else -1
        if extra == (2 if self.quoted else 0):
            first = place.column + extra // 2
            place = Place(place.path, place.line, first + start, place.line, first + end)
        return Scalar(self.text[start:end], self.quoted, place)


class Sequence(msgspec.Struct, frozen=True):
    """A list in the order in which it was written."""

    items: tuple["Node", ...]
    place: Place


class Mapping(msgspec.Struct, frozen=True):
    """Keys and values in the order in which they were written; no key stands twice.

    `incomplete`: an entry could not be kept (a merge, a key that is no text), so a missing key may be no fault.
    """

    entries: tuple[tuple[Scalar, "Node"], ...]
    place: Place
    incomplete: bool = False

    def get(self, name: str) -> "Node | None":
        """The value of a key, or None where the key does not stand here."""
        return next((value for key, value in self.entries if key.text == name), None)

    def key(self, name: str) -> Scalar | None:
        """The key itself, for its place."""
        return next((key for key, _ in self.entries if key.text == name), None)


Node = Scalar | Sequence | Mapping


def find(node: Node, path: Iterable[str | int]) -> Node:
    """The node at a path of keys and positions; as far as the path leads."""
    for step in path:
        inner = _inside(node, step)
        if inner is None:
            break
        node = inner
    return node


def _inside(node: Node, step: str | int) -> Node | None:
    match node:
        case Mapping():
            return node.get(str(step))
        case Sequence(items):
            return items[step] if isinstance(step, int) and 0 <= step < len(items) else None
        case Scalar():
            return None
