"""One record as it stands in a file, to a record of the book or all that is wrong with it."""

from collections.abc import Callable, Iterable, Mapping
from operator import attrgetter
from typing import Any

import msgspec

from playbook_engine.ingest.codes_book import ENDS_BEFORE_IT_BEGINS, MISSING_FIELD, MISSPELT_FIELD, WRONG_VALUE
from playbook_engine.ingest.faults_book import Fault, Several, faults_of, unknown_field
from playbook_engine.ingest.fields_book import Field, Nested, OwnFacts, RecordKind
from playbook_engine.ingest.kinds_book import ENDS, PARTS
from playbook_engine.ingest.nouns_book import Build, Builders, touched_from_text
from playbook_engine.ingest.own_facts_book import own_reader
from playbook_engine.ingest.values_book import shown
from playbook_engine.ingest.wire_book import Wire
from playbook_engine.model.facts import Fact

Values = dict[str, Any]
"""The fields of a record, read: by the name that the noun has for each."""


class Reading(msgspec.Struct, frozen=True):
    """How the records of one kind are read: each field with its reader, and what is made of the values."""

    kind: RecordKind
    fields: tuple[tuple[str, str, Callable[[Any], Any]], ...]
    picked: Callable[[Any], tuple[Any, ...]]
    build: Build


class RecordReader:
    """Reads records of all kinds; `warned` holds what was to be said of the last one though it was read."""

    def __init__(self, own_facts: Mapping[str, Fact]) -> None:
        self.warned: list[Fault] = []
        self.builders = Builders(self.warned)
        self._own = {
            scope: own_reader(scope, own_facts, self.warned) for scope in ("account", "contact", "invoice", "item")
        }
        self._readings: dict[str, Reading] = {}
        self._parts: dict[str, Reading] = {}

    def read(self, kind: RecordKind, raw: Any) -> Any:
        """The record of the book. Raises Several with all that is wrong."""
        reading = self._readings.get(kind.name) or self._made(self._readings, kind)
        self.warned.clear()
        record = self._read(reading, raw)
        if kind.name in ENDS:
            self.warned += _ending_too_early(ENDS[kind.name], record)
        return record

    def _read(self, reading: Reading, raw: Any) -> Any:
        if isinstance(raw, Wire):
            try:
                return reading.build(self._fast(reading, raw))
            except ValueError:
                self.warned.clear()
                raw = msgspec.structs.asdict(raw)
        return reading.build(self._careful(reading, raw))

    def _fast(self, reading: Reading, wire: Wire) -> Values:
        """Fields of a record whose form msgspec has seen to; stops at the first fault."""
        return {
            target: read(value)
            for value, (_, target, read) in zip(reading.picked(wire), reading.fields, strict=False)
            if value is not None and value != ""
        }

    def _careful(self, reading: Reading, raw: Any) -> Values:
        """Fields of a record of any form. Raises Several with the faults of all of them."""
        if not isinstance(raw, Mapping):
            raise Several(Fault(code=WRONG_VALUE, field="", sentence=f"`{shown(raw)}` is no record"))
        faults = [each for each in self._unknown(reading.kind, raw) if each.code is MISSPELT_FIELD]
        values: Values = {}
        for field, (name, target, read) in zip(reading.kind.fields, reading.fields, strict=True):
            value = raw.get(name)
            if value is None or value == "":
                faults += [_missing(field)] if field.required else []
                continue
            try:
                values[target] = read(value)
            except ValueError as wrong:
                faults += faults_of(wrong, name)
        if faults:
            raise Several(*faults)
        return values

    def _unknown(self, kind: RecordKind, raw: Mapping[Any, Any]) -> list[Fault]:
        names = {each.name for each in kind.fields}
        left = [each.name for each in kind.fields if each.name not in raw]
        unknown = [unknown_field(str(name), left) for name in raw if name not in names and name != "record"]
        self.warned += [each for each in unknown if each.code is not MISSPELT_FIELD]
        return unknown

    def _made(self, readings: dict[str, Reading], kind: RecordKind) -> Reading:
        """Made when the first record of a kind comes: a small book has few kinds."""
        readings[kind.name] = self._reading(kind)
        return readings[kind.name]

    def _reading(self, kind: RecordKind) -> Reading:
        names = [each.name for each in kind.fields]
        return Reading(
            kind,
            tuple((each.name, each.target, self._reader_of(each)) for each in kind.fields),
            attrgetter(*names),
            self.builders.of(kind),
        )

    def _reader_of(self, field: Field) -> Callable[[Any], Any]:
        match field.kind:
            case OwnFacts(scope=scope):
                return self._own[scope]
            case Nested(of=part):
                return lambda value: self._read_parts(
                    self._parts.get(part) or self._made(self._parts, PARTS[part]), value
                )
            case kind:
                return kind.read

    def _read_parts(self, reading: Reading, value: Any) -> list[Values]:
        """The smaller records of a field. Raises Several with the faults of all of them."""
        parts = touched_from_text(value) if reading.kind.name == "touched item" else value
        if not isinstance(parts, list):
            raise Several(Fault(code=WRONG_VALUE, field="", sentence=f"`{shown(value)}` is no list"))
        read: list[Values] = []
        faults: list[Fault] = []
        for number, part in enumerate(parts, 1):
            try:
                read.append(self._read_part(reading, part))
            except ValueError as wrong:
                faults += _prefixed(faults_of(wrong, ""), f"[{number}].")
        if faults:
            raise Several(*faults)
        return read

    def _read_part(self, reading: Reading, part: Any) -> Values:
        if not isinstance(part, Wire):
            return self._careful(reading, part)
        said = len(self.warned)
        try:
            return self._fast(reading, part)
        except ValueError:
            del self.warned[said:]
            return self._careful(reading, msgspec.structs.asdict(part))


def _missing(field: Field) -> Fault:
    return Fault(code=MISSING_FIELD, field=field.name, sentence="is missing", help=f"give {field.sentence}")


def _prefixed(faults: Iterable[Fault], prefix: str) -> list[Fault]:
    return [msgspec.structs.replace(each, field=f"{prefix}{each.field}".rstrip(".")) for each in faults]


def _ending_too_early(pairs: tuple[tuple[str, str], ...], record: Any) -> list[Fault]:
    """Days that come before those they end."""
    return [
        Fault(
            code=ENDS_BEFORE_IT_BEGINS,
            field=last,
            sentence=f"`{end}` is before `{first}`, which is {begin}",
            help="look at both days; the record is taken as it stands",
        )
        for first, last in pairs
        if (begin := getattr(record, first)) is not None and (end := getattr(record, last)) is not None and end < begin
    ]
