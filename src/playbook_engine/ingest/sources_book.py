"""What every form of a book is brought into: batches of records, each with the line it stands on."""

import array
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec

from playbook_engine.ingest.fields_book import RecordKind
from playbook_engine.ingest.wire_book import WIRES, Wire
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic, Place


class Batch(msgspec.Struct):
    """All records of one kind in one file: each as its wire struct, or as it stands where that does not fit.

    `refused`: the file has a fault that makes every record doubtful.
    """

    kind: RecordKind
    path: str
    raws: list[Any]
    lines: Sequence[int]
    refused: bool = False

    def place(self, index: int) -> Place:
        """Where a record stands."""
        return Place(self.path, self.lines[index], 1)


class Source(msgspec.Struct):
    """A book as one of its forms gives it: at most one batch a kind, and what is wrong with the files themselves.

    `refused` says where records stand, by kind and id, that could not be taken out of their file.
    """

    batches: list[Batch]
    diagnostics: list[Diagnostic]
    refused: dict[tuple[str, str], Place] = {}


class Gathered:
    """Records of one file as they come, kind by kind."""

    def __init__(self, path: str) -> None:
        self._path = path
        self._batches: dict[str, tuple[RecordKind, list[Any], array.array[int]]] = {}

    def add(self, kind: RecordKind, raw: Any, line: int) -> None:
        """One more record."""
        _, raws, lines = self._batches.setdefault(kind.name, (kind, [], array.array("L")))
        raws.append(raw)
        lines.append(line)

    def batches(self) -> list[Batch]:
        """All of them."""
        return [Batch(kind, self._path, raws, lines) for kind, raws, lines in self._batches.values()]


def fast_or_raw(kind: RecordKind, raw: Mapping[str, Any]) -> Any:
    """A record for the fast path where its kind and form allow it, else as it stands."""
    if kind.name not in WIRES:
        return raw
    try:
        return msgspec.convert(raw, WIRES[kind.name])
    except msgspec.ValidationError:
        return raw


def id_of(raw: Any) -> str:
    """The id of a record as it came, whatever else is wrong with it; empty where it has none."""
    given = getattr(raw, "id", None) if isinstance(raw, Wire) else raw.get("id") if isinstance(raw, Mapping) else None
    return given if isinstance(given, str) else ""


def unreadable(code: Code, path: str, message: str, *, line: int = 0, column: int = 0, help: str = "") -> Source:
    """A source that gives nothing but the reason."""
    return Source([], [found(code, message, Place(path, line, column), help=help)])
