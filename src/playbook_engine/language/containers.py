"""Lists and mappings while they are being read: what they have taken so far, and what they refuse."""

from collections.abc import Callable

from playbook_engine.language.events import StartEvent
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.refusals import key_not_text, key_twice, merge
from playbook_engine.model.diagnostic import Diagnostic, Place

Report = Callable[[Diagnostic], None]


class Anchored:
    """What an anchor stands for once it is complete, how many nodes that is, and how deep they nest."""

    __slots__ = ("height", "node", "place", "size")

    def __init__(self, place: Place) -> None:
        self.place = place
        self.node: Node | None = None
        self.size = 0
        self.height = 0

    def complete(self, node: Node, size: int, height: int) -> None:
        """Its end has been seen."""
        self.node, self.size, self.height = node, size, height


class Open:
    """A list or mapping of which the end has not been seen; `started`: how many nodes had been read before it."""

    __slots__ = ("anchored", "flow", "height", "start", "started")

    def __init__(self, event: StartEvent, start: Place, anchored: Anchored | None, started: int) -> None:
        self.start = start
        self.anchored = anchored
        self.started = started
        self.height = 0
        # A pair in a list, `[a: b]`, is a mapping in brackets without brackets of its own.
        self.flow = bool(event.flow_style) and event.end_mark.index > event.start_mark.index

    def place(self, end: Place) -> Place:
        """From its own start to the end of `end`."""
        return Place(end.path, self.start.line, self.start.column, end.end_line, end.end_column)


class OpenSequence(Open):
    """A list whose end has not been seen."""

    __slots__ = ("items",)

    def __init__(self, event: StartEvent, start: Place, anchored: Anchored | None, started: int) -> None:
        super().__init__(event, start, anchored, started)
        self.items: list[Node] = []

    def take(self, node: Node) -> None:
        """The next item."""
        self.items.append(node)

    def closed(self, end: Place) -> Sequence:
        """The complete list."""
        return Sequence(tuple(self.items), self.place(end))


class OpenMapping(Open):
    """A mapping whose end has not been seen; takes a key and a value in turn, and reports keys that it refuses."""

    __slots__ = ("entries", "incomplete", "key", "keys", "report", "skips")

    def __init__(
        self, event: StartEvent, start: Place, anchored: Anchored | None, started: int, report: Report
    ) -> None:
        super().__init__(event, start, anchored, started)
        self.report = report
        self.entries: list[tuple[Scalar, Node]] = []
        self.keys: dict[str, Scalar] = {}
        self.key: Scalar | None = None
        self.skips = False
        self.incomplete = False

    def take(self, node: Node) -> None:
        """A key, or the value of the key before it."""
        if self.key is not None:
            self.entries.append((self.key, node))
            self.key = None
        elif self.skips:
            self.skips = False
        else:
            self._take_key(node)

    def closed(self, end: Place) -> Mapping:
        """The complete mapping."""
        return Mapping(tuple(self.entries), self.place(end), self.incomplete)

    def _take_key(self, node: Node) -> None:
        if not isinstance(node, Scalar) or node.absent:
            self._skip(key_not_text(node))
        elif node.text == "<<" and not node.quoted:
            self._skip(merge(node))
        elif node.text in self.keys:
            self._skip(key_twice(node, self.keys[node.text]), incomplete=False)
        else:
            self.keys[node.text] = self.key = node

    def _skip(self, fault: Diagnostic, *, incomplete: bool = True) -> None:
        """Report a key, and let its value go."""
        self.report(fault)
        self.skips = True
        self.incomplete = self.incomplete or incomplete
