"""A YAML file read into nodes: hostile text refused before it costs anything, all faults of a file at once."""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import msgspec
import yaml

from playbook_engine.language.building import Builder, GivenUp
from playbook_engine.language.decoding import decode
from playbook_engine.language.nodes import Node, Scalar
from playbook_engine.language.refusals import bad_escape, says_nothing
from playbook_engine.language.syntax_faults import explained
from playbook_engine.model.diagnostic import Diagnostic, Place, errors

PARSER: type[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
"""Gives the events of a text; the one written in C where PyYAML was built with it, which is fifteen times as fast."""


class Reading(msgspec.Struct, frozen=True):
    """What a file says and what is wrong with it.

    `node` is None where the text cannot be read to its end; with other errors it holds what could be read, so that
    what is wrong with its meaning can be said in the same breath. `text` is for showing the lines at fault.
    """

    path: str
    text: str
    node: Node | None
    diagnostics: tuple[Diagnostic, ...] = ()

    @property
    def ok(self) -> bool:
        """Whether nothing but warnings was found."""
        return self.node is not None and not errors(list(self.diagnostics))


def read(path: str, data: bytes) -> Reading:
    """The nodes of one YAML file; any bytes give nodes or errors, and nothing is ever raised.

    `path` is only named in places.
    """
    text, faults = decode(path, data)
    if faults:
        return Reading(path, text, None, tuple(faults))
    builder = Builder(path, text)
    with _collector_off():
        complete = _built(builder)
    node = builder.root if complete else None
    if complete and (node is None or (isinstance(node, Scalar) and node.absent)):
        if not errors(builder.faults):
            builder.faults.append(says_nothing(Place(path, 1, 1, 1, 1)))
        node = None
    return Reading(path, text, node, tuple(builder.faults))


def _built(builder: Builder) -> bool:
    """Whether the text could be read to its end."""
    parser = PARSER(builder.text)
    try:
        _feed(builder, parser.get_event)
    except GivenUp:
        return False
    except yaml.YAMLError as error:
        builder.stopped(explained(builder.path, builder.text, error, builder.opened))
        return False
    except (ValueError, OverflowError):  # the parser in Python lets an escape beyond Unicode through to `chr`
        builder.stopped(bad_escape(builder.last))
        return False
    finally:
        parser.dispose()
    return True


def _feed(builder: Builder, next_event: Callable[[], yaml.Event]) -> None:
    take: dict[type[yaml.Event], Callable[[Any], None]] = {
        yaml.ScalarEvent: builder.scalar,
        yaml.MappingStartEvent: builder.mapping,
        yaml.MappingEndEvent: builder.close,
        yaml.SequenceStartEvent: builder.sequence,
        yaml.SequenceEndEvent: builder.close,
        yaml.AliasEvent: builder.alias,
        yaml.DocumentStartEvent: builder.document,
    }
    while True:
        event = next_event()
        handle = take.get(type(event))
        if handle is not None:
            handle(event)
        elif isinstance(event, yaml.StreamEndEvent):
            return


@contextmanager
def _collector_off() -> Iterator[None]:
    """Without the garbage collector: a file makes many objects at once, none of which can be freed while it is read."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()
