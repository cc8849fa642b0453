"""What a field and a kind of record of a book are; which there are stands in `ingest/kinds_book.py`."""

from typing import Any

import msgspec

from playbook_engine.ingest.value_kinds_book import ValueKind


class Nested(msgspec.Struct, frozen=True):
    """A field that holds smaller records, of the kind `of`; `rows`: in CSV each of them has a row of its own."""

    of: str
    rows: bool = False


class OwnFacts(msgspec.Struct, frozen=True):
    """A field that holds the organisation's own facts of a scope (`account.x.*`)."""

    scope: str


FieldKind = ValueKind | Nested | OwnFacts


class Field(msgspec.Struct, frozen=True, kw_only=True):
    """One field of a record as files write it.

    `into`: the field of the noun where it is called otherwise. `refers`: what its text must be the id of. `column`: its
    name in a CSV file where that differs; a field of a part has a column in the file of the whole.
    """

    name: str
    kind: FieldKind
    sentence: str
    required: bool = False
    into: str = ""
    refers: str = ""
    column: str = ""

    @property
    def target(self) -> str:
        """The field of the noun."""
        return self.into or self.name

    @property
    def in_csv(self) -> str:
        """Its column in a CSV file."""
        return self.column or self.name


class RecordKind(msgspec.Struct, frozen=True, kw_only=True):
    """A kind of record: its name (in NDJSON), its collection (in JSON) and file (in CSV), its noun, its fields.

    `either`: groups of fields of which one has to be there, and no other.
    """

    name: str
    collection: str
    noun: Any
    sentence: str
    fields: tuple[Field, ...]
    either: tuple[tuple[str, ...], ...] = ()

    def field(self, name: str) -> Field:
        """A field by name."""
        return next(each for each in self.fields if each.name == name)


def required(name: str, kind: ValueKind, sentence: str, *, into: str = "", refers: str = "", column: str = "") -> Field:
    """A field that must be there."""
    return Field(name=name, kind=kind, sentence=sentence, required=True, into=into, refers=refers, column=column)


def may(name: str, kind: FieldKind, sentence: str, *, refers: str = "", column: str = "") -> Field:
    """A field that may be left out."""
    return Field(name=name, kind=kind, sentence=sentence, refers=refers, column=column)


def own_facts(scope: str, column: str = "") -> Field:
    """The field for the organisation's own facts of a scope."""
    return may("x", OwnFacts(scope), f"the organisation's own facts, as declared under `{scope}.x`", column=column)
