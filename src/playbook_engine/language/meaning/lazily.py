"""Things that are defined by name, in any order, and read when the first of them is asked for."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

import msgspec

from playbook_engine.model.diagnostic import Place

T = TypeVar("T")

LONGEST_CHAIN = 20
"""How many definitions may rest on one another."""


class Definition(msgspec.Struct, Generic[T], frozen=True):
    """Where a name is given its meaning, and how that is read; None: it has faults, which have been noted."""

    place: Place
    read: Callable[[], T | None]


class Lazily(Generic[T]):
    """Definitions by name; each is read once, and what rests on itself is told to `circle`."""

    def __init__(self, circle: Callable[[tuple[str, ...], Place], None]) -> None:
        self._circle = circle
        self._definitions: dict[str, Definition[T]] = {}
        self._known: dict[str, T | None] = {}
        self._under_way: list[str] = []

    def define(self, name: str, definition: Definition[T]) -> None:
        """Give a name its definition; the first one stays."""
        self._definitions.setdefault(name, definition)

    def define_broken(self, name: str, place: Place) -> None:
        """Give a name a definition that could not be read."""
        self.define(name, Definition(place, lambda: None))

    def __contains__(self, name: object) -> bool:
        return name in self._definitions

    def __iter__(self) -> Iterator[str]:
        return iter(self._definitions)

    def place(self, name: str) -> Place:
        """Where a name is defined."""
        return self._definitions[name].place

    def get(self, name: str) -> T | None:
        """What a name means; None where its definition has faults, rests on itself, or is not there."""
        if name in self._known:
            return self._known[name]
        if name in self._under_way or len(self._under_way) == LONGEST_CHAIN:
            at = self._under_way.index(name) if name in self._under_way else 0
            chain = (*self._under_way[at:], name)
            self._known.update(dict.fromkeys(chain))
            self._circle(chain, self._definitions[chain[-2]].place)
            return None
        if name not in self._definitions:
            return None
        self._under_way.append(name)
        found = self._definitions[name].read()
        self._under_way.pop()
        return self._known.setdefault(name, found)

    def all(self) -> dict[str, T]:
        """Everything without faults, in the order of definition."""
        found = {name: self.get(name) for name in self._definitions}
        return {name: each for name, each in found.items() if each is not None}
