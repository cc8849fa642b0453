"""From YAML events to nodes in one pass: places, limits, and every fault that does not stop the reading."""

import re
from itertools import islice
from typing import NoReturn

from playbook_engine.language import refusals
from playbook_engine.language.characters import unseen_in
from playbook_engine.language.codes_text import NO_VALUE
from playbook_engine.language.containers import Anchored, OpenMapping, OpenSequence
from playbook_engine.language.events import (
    AliasEvent,
    Event,
    NodeEvent,
    ScalarEvent,
    StartEvent,
    between,
    tag_at,
    value_at,
)
from playbook_engine.language.nodes import Node, Scalar
from playbook_engine.model.diagnostic import Diagnostic, Place

DEEPEST = 40
"""Lists and mappings inside one another, with what aliases stand for."""

MOST_NODES = 250_000
"""Keys, values, lists and mappings of one file; an alias counts as all that it stands for."""

LONGEST_SCALAR = 64 * 1024
"""Characters of one value."""

MOST_FAULTS = 100

MOST_LOST_COMMENTS = 20

NULLS = frozenset(("", "~", "null", "Null", "NULL"))
# Text glued to a `#` that one space sets apart ("case #4") is more likely meant than a remark.
_GLUED = re.compile(r" #\w[^\n]*")


class GivenUp(Exception):
    """Reading ends here; the last fault says why."""


class Builder:
    """Takes the events of one file in turn; `root` is what it says, `faults` what is wrong with it."""

    def __init__(self, path: str, text: str) -> None:
        self.path = path
        self.text = text
        self.root: Node | None = None
        self.faults: list[Diagnostic] = []
        self.last = Place(path, 1, 1, 1, 1)
        self._stack: list[OpenSequence | OpenMapping] = []
        self._anchors: dict[str, Anchored] = {}
        self._count = 0
        self._documents = 0
        after_text = (each for each in _GLUED.finditer(text) if not text[each.start() - 1].isspace())
        self._glued = {each.start(): each.group().strip() for each in islice(after_text, MOST_LOST_COMMENTS)}

    @property
    def opened(self) -> Place | None:
        """Where the innermost list or mapping in brackets begins that has not been closed."""
        return self._stack[-1].start if self._stack and self._stack[-1].flow else None

    def stopped(self, fault: Diagnostic) -> None:
        """The text cannot be read further; a value that is missing in brackets left open is no fault of its own."""
        outer = next((each.start for each in self._stack if each.flow), None)
        kept = [each for each in self.faults if outer is None or each.code != NO_VALUE.code or each.place < outer]
        self.faults = [*kept, fault]

    def document(self, event: Event) -> None:
        """One is fine, a second ends the reading."""
        self._documents += 1
        if self._documents > 1:
            self._give_up(refusals.second_document(between(self.path, event.start_mark, event.end_mark)))

    def scalar(self, event: ScalarEvent) -> None:
        """A key, or a value that is no list or mapping."""
        text = event.value
        properties = event.anchor is not None or event.tag is not None
        if event.style or properties or text in NULLS or len(text) > LONGEST_SCALAR:
            self._special_scalar(event)
            return
        self.last = place = between(self.path, event.start_mark, event.end_mark)
        if self._glued and event.end_mark.index in self._glued:
            self.faults.append(refusals.lost_comment(place, self._glued[event.end_mark.index]))
        self._take(Scalar(text, False, place))

    def sequence(self, event: StartEvent) -> None:
        """A list begins."""
        start, anchored = self._opened(event)
        self._stack.append(OpenSequence(event, start, anchored, self._count))

    def mapping(self, event: StartEvent) -> None:
        """A mapping begins."""
        start, anchored = self._opened(event)
        self._stack.append(OpenMapping(event, start, anchored, self._count, self._report))

    def close(self, event: Event) -> None:
        """The innermost list or mapping ends: with its bracket, else with the last thing in it."""
        container = self._stack.pop()
        if container.flow:
            self.last = between(self.path, event.start_mark, event.end_mark)
        node = container.closed(self.last)
        height = container.height + 1
        if container.anchored:
            container.anchored.complete(node, self._count - container.started + 1, height)
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, height)
        self._take(node)

    def alias(self, event: AliasEvent) -> None:
        """What its anchor stands for, once more: a text at the place of the alias, all else at its own."""
        name = event.anchor
        self.last = place = between(self.path, event.start_mark, event.end_mark)
        known = self._anchors.get(name)
        if known is None or known.node is None:
            unknown = refusals.unknown_anchor(place, name, self._anchors)
            self._report(refusals.cycle(place, name, known.place) if known else unknown)
            self._take(Scalar("", False, place, absent=True))
            return
        if len(self._stack) + known.height > DEEPEST:
            self._give_up(refusals.too_deep(place, DEEPEST))
        if self._stack:
            self._stack[-1].height = max(self._stack[-1].height, known.height)
        self._count += known.size - 1
        node = known.node
        self._take(Scalar(node.text, node.quoted, place, node.absent) if isinstance(node, Scalar) else node)

    def _special_scalar(self, event: ScalarEvent) -> None:
        """A scalar that is quoted, a block, anchored, tagged, absent or too long."""
        place = value_at(self.path, self.text, event, trim=True)
        text, quoted = event.value, bool(event.style)
        self._refuse_tag(event)
        absent = not quoted and text in NULLS
        if text:
            self.last = place
        if absent:
            place = self._report_absent(event, place)
        elif len(text) > LONGEST_SCALAR:
            self._report(refusals.too_long(place, len(text), LONGEST_SCALAR))
            absent = True
        elif event.style == '"' and unseen_in(text):
            self._report(refusals.escaped(place, unseen_in(text)))
            absent = True
        node = Scalar("" if absent else text, quoted, place, absent)
        anchored = self._anchor(event, place)
        if anchored:
            anchored.complete(node, 1, 0)
        self._take(node)

    def _report_absent(self, event: ScalarEvent, place: Place) -> Place:
        """Report a missing value, at its key where nothing at all is written; a mapping reports a missing key."""
        inside = self._stack[-1] if self._stack else None
        if inside is None or (isinstance(inside, OpenMapping) and inside.key is None):
            return place
        key = inside.key if isinstance(inside, OpenMapping) and not event.value else None
        before = self.text[max(event.start_mark.index - 100, 0) : event.start_mark.index].rstrip()
        if key and inside.flow and not before.endswith(":"):
            self._report(refusals.no_colon_in_braces(key))
        else:
            self._report(refusals.no_value(key.place if key else place))
        return key.place if key else place

    def _opened(self, event: StartEvent) -> tuple[Place, Anchored | None]:
        """Where a list or mapping begins, and its anchor."""
        self.last = place = value_at(self.path, self.text, event, trim=False)
        if len(self._stack) >= DEEPEST:
            self._give_up(refusals.too_deep(place, DEEPEST))
        self._refuse_tag(event)
        return place, self._anchor(event, place)

    def _anchor(self, event: NodeEvent, place: Place) -> Anchored | None:
        if event.anchor is None:
            return None
        first = self._anchors.get(event.anchor)
        if first:
            self._report(refusals.anchor_twice(place, event.anchor, first.place))
        self._anchors[event.anchor] = anchored = Anchored(place)
        return anchored

    def _refuse_tag(self, event: NodeEvent) -> None:
        if event.tag is not None:
            written, place = tag_at(self.path, self.text, event)
            self._report(refusals.tag(place, written))

    def _report(self, fault: Diagnostic) -> None:
        """Keep a fault; too many end the reading, for the rest is more of the same."""
        self.faults.append(fault)
        if len(self.faults) >= MOST_FAULTS:
            self._give_up(refusals.too_many_faults(fault.place, MOST_FAULTS))

    def _give_up(self, fault: Diagnostic) -> NoReturn:
        self.faults.append(fault)
        raise GivenUp

    def _take(self, node: Node) -> None:
        """Give a complete node to what it stands in."""
        self._count += 1
        if self._count > MOST_NODES:
            self._give_up(refusals.too_much(self.last, MOST_NODES))
        if self._stack:
            self._stack[-1].take(node)
        else:
            self.root = node
