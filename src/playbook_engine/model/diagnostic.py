"""What an author did wrong, as data: a code, a place, a sentence and a way out."""

from typing import Literal

import msgspec

Severity = Literal["error", "warning", "note"]


class Place(msgspec.Struct, frozen=True, order=True):
    """A span of text in a file; lines and columns count from 1, the end is exclusive, 0 means unknown."""

    path: str
    line: int = 0
    column: int = 0
    end_line: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        """`path:line:column`, as editors and terminals link it."""
        return f"{self.path}:{self.line}:{self.column}" if self.line else self.path


class Related(msgspec.Struct, frozen=True):
    """Another place that belongs to the fault, with what is there."""

    place: Place
    message: str


class Diagnostic(msgspec.Struct, frozen=True, kw_only=True):
    """One fault of an author: never raised, always collected.

    `message` is a sentence in lower case without a full stop, input in backticks; `help` says the way out; `record`
    names the kind and id of the record for faults in a book.
    """

    code: str
    severity: Severity
    message: str
    place: Place
    help: str = ""
    related: tuple[Related, ...] = ()
    record: str = ""
    field: str = ""


def errors(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Those that make the input unusable."""
    return [each for each in diagnostics if each.severity == "error"]


def in_order(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Sorted by place, then code: the order in which they are shown."""
    return sorted(diagnostics, key=lambda each: (each.place, each.code, each.message))
