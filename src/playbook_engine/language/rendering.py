"""Diagnostics as people read them in a terminal: the line at fault, a caret below it, and the way out."""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from playbook_engine.language.cells import excerpt
from playbook_engine.language.wording import counted, visible
from playbook_engine.model.diagnostic import Diagnostic, Place, Severity, in_order

WIDTH = 110
"""Cells of a source line that are shown, the line number not counted."""


def render(diagnostic: Diagnostic, source: str | None) -> str:
    """One diagnostic with the lines of its file, without colour and without a line feed at its end.

    `source` is the text of the file at fault without a byte order mark, or None where it is not at hand.
    """
    lines = source.split("\n") if source is not None else []
    places = [
        diagnostic.place,
        *(each.place for each in diagnostic.related if each.place.path == diagnostic.place.path),
    ]
    gutter = len(str(max(max(each.line, each.end_line) for each in places)))
    return "\n".join(
        [
            f"{diagnostic.severity}[{diagnostic.code}]: {visible(diagnostic.message)}",
            *_block(diagnostic.place, _about(diagnostic), lines, gutter, "^"),
            *_related(diagnostic, lines, gutter),
            *_notes(diagnostic, " " * gutter),
        ]
    )


def render_all(diagnostics: Sequence[Diagnostic], sources: Mapping[str, str]) -> str:
    """Every diagnostic in the order of its place, then the summary; `sources` are texts by path."""
    blocks = [render(each, sources.get(each.place.path)) for each in in_order(list(diagnostics))]
    return "\n\n".join([*blocks, summary(diagnostics)]) + "\n"


def summary(diagnostics: Iterable[Diagnostic]) -> str:
    """How many there are of each severity, and in how many files: `2 errors, 1 warning in 3 files`."""
    found = list(diagnostics)
    severities: tuple[Severity, ...] = ("error", "warning", "note")
    numbers = [(sum(each.severity == severity for each in found), severity) for severity in severities]
    files = len({each.place.path for each in found})
    kinds = [counted(number, severity) for number, severity in numbers if number]
    return f"{', '.join(kinds)} in {counted(files, 'file')}" if kinds else "no faults found"


def _about(diagnostic: Diagnostic) -> str:
    """The record of a book that is at fault, and its field."""
    field = (
        f"`{visible(diagnostic.field)}` of " if diagnostic.field and diagnostic.record else visible(diagnostic.field)
    )
    about = field + visible(diagnostic.record)
    return f" ({about})" if about else ""


def _related(diagnostic: Diagnostic, lines: list[str], gutter: int) -> Iterator[str]:
    for each in diagnostic.related:
        of_file = lines if each.place.path == diagnostic.place.path else []
        yield from _block(each.place, f": {visible(each.message)}", of_file, gutter, "-")


def _notes(diagnostic: Diagnostic, margin: str) -> Iterator[str]:
    if diagnostic.help:
        yield f"{margin}  = help: {visible(diagnostic.help)}"
    yield f"{margin}  = more: playbook explain {diagnostic.code}  (or docs/codes/{diagnostic.code}.md)"


def _block(place: Place, about: str, lines: list[str], gutter: int, mark: str) -> Iterator[str]:
    """Where it is, and what stands there: one line, or the first and the last of several."""
    margin = " " * gutter
    yield f"{margin} --> {visible(str(place))}{about}"
    if not 0 < place.line <= len(lines):
        return
    yield f"{margin}  |"
    last = min(place.end_line, len(lines))
    first_line = lines[place.line - 1].removesuffix("\r")
    if last <= place.line:
        yield from _marked(place.line, first_line, place.column - 1, place.end_column - 1, gutter, mark)
        return
    yield from _marked(place.line, first_line, place.column - 1, len(first_line), gutter, mark)
    if last > place.line + 1:
        yield f"{margin} ..."
    last_line = lines[last - 1].removesuffix("\r")
    indent = len(last_line) - len(last_line.lstrip())
    yield from _marked(last, last_line, indent, place.end_column - 1, gutter, mark)


def _marked(number: int, line: str, start: int, end: int, gutter: int, mark: str) -> Iterator[str]:
    shown = excerpt(line, max(start, 0), end, WIDTH)
    yield f" {number:>{gutter}} | {shown.text}".rstrip()
    yield f" {' ' * gutter} | {' ' * shown.start}{mark * (shown.end - shown.start)}"
