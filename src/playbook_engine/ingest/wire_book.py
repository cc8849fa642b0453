"""Records as they travel: structs made from the tables of kinds, for msgspec to decode without a step in Python."""

from types import GenericAlias
from typing import Any, Literal

import msgspec

from playbook_engine.ingest.fields_book import Field, Nested, OwnFacts, RecordKind
from playbook_engine.ingest.kinds_book import KINDS, PARTS

Wire = msgspec.Struct
"""A record that came through the fast path; its fields are those of its kind."""

_OWN = dict[str, str | int | bool | list[str]]


def _wire_type(field: Field) -> Any:
    if isinstance(field.kind, OwnFacts):
        return _OWN
    if isinstance(field.kind, Nested):
        part: Any = _PART_WIRES[field.kind.of]
        return GenericAlias(list, part | str) | str if field.kind.of == "touched item" else GenericAlias(list, part)
    return field.kind.wire


def _wire(kind: RecordKind, *, tag: str | None) -> type[Wire]:
    fields = [
        (each.name, _wire_type(each)) if each.required else (each.name, _wire_type(each) | None, None)
        for each in kind.fields
    ]
    return msgspec.defstruct(
        kind.name.title().replace(" ", ""),
        fields,
        tag_field="record" if tag else None,
        tag=tag,
        kw_only=True,
        forbid_unknown_fields=True,
        gc=False,
    )


_PART_WIRES: dict[str, type[Wire]] = {}
for _part in PARTS.values():
    _PART_WIRES[_part.name] = _wire(_part, tag=None)

WIRES: dict[str, type[Wire]] = {each.name: _wire(each, tag=each.name) for each in KINDS}
"""The struct of each kind of record, by the kind's name."""

BOOK_WIRE: type[Any] = msgspec.defstruct(
    "BookFile",
    [
        ("format", int),
        ("kind", Literal["book"]),
        *((each.collection, GenericAlias(list, WIRES[each.name]) | None, None) for each in KINDS),
    ],
    kw_only=True,
    forbid_unknown_fields=True,
)
"""A whole book in one JSON document."""
