"""A mapping read by its keys: values by type, places, and what could not be read."""

from collections.abc import Sequence
from typing import Any

from playbook_engine.language.keys.kinds import Keys, Name
from playbook_engine.language.nodes import Mapping, Node, Scalar
from playbook_engine.model.diagnostic import Place


class Fields:
    """The keys of one mapping that were written, with their values.

    `bad`: written, and with faults that have been noted, so that nobody builds on them.
    """

    def __init__(self, keys: Keys, mapping: Mapping) -> None:
        self.keys = keys
        self.mapping = mapping
        self.values: dict[str, Any] = {}
        self.nodes: dict[str, Node] = {}
        self.defaults: dict[str, Any] = {}
        self.bad: set[str] = set()

    def get(self, name: str) -> Any:
        """The value of a key, else its default, else None."""
        return self.values[name] if name in self.values else self.defaults.get(name)

    def written(self, name: str) -> bool:
        """Whether the key stands in the file, read or not."""
        return name in self.nodes or name in self.bad

    def sound(self, *names: str) -> bool:
        """Whether none of these keys has faults."""
        return self.bad.isdisjoint(names)

    def node(self, name: str) -> Node | None:
        """The node of a key's value."""
        return self.nodes.get(name)

    def place(self, name: str) -> Place:
        """Where the value of a key stands; the mapping's place if it does not."""
        node = self.nodes.get(name)
        return node.place if node is not None else self.here

    def key_place(self, name: str) -> Place:
        """Where the key itself stands; the mapping's place if it does not."""
        key = self.mapping.key(name)
        return key.place if key is not None else self.here

    @property
    def here(self) -> Place:
        """Where the mapping is best pointed at: its name, else its first key."""
        first = self.keys.keys[0]
        named = self.nodes.get(first.name)
        if isinstance(named, Scalar) and isinstance(first.type, Name):
            return named.place
        return self.mapping.entries[0][0].place if self.mapping.entries else self.mapping.place

    def left_out(self, name: str) -> list[Scalar]:
        """The keys of a mapping whose entries could not be read."""
        node = self.nodes.get(name)
        read = {key.text for key, *_ in self.values.get(name, ())}
        return [key for key, _ in node.entries if key.text not in read] if isinstance(node, Mapping) else []

    def unused(self, names: Sequence[str]) -> list[str]:
        """Those of these keys that stand here."""
        return [each for each in names if self.written(each)]
