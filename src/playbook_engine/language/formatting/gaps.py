"""What stands between two atoms: spaces, line breaks, blank lines, comments."""

import msgspec

from playbook_engine.language.formatting.atoms import Atom, flow_column

WHITE = " \t"


class _Line(msgspec.Struct):
    """A line between two atoms: a comment with its column, or nothing."""

    comment: str = ""
    column: int = 0


def gap(written: str, before: Atom | None, after: Atom | None) -> str:
    """The gap as it usually is; no atom before it or after it at the ends of a text."""
    lines = written.split("\n")
    if before is not None and after is not None and len(lines) == 1:
        return " " if _spaced(before, after) else ""
    head = "" if before is None else f"{_trailing(lines.pop(0))}\n"
    indent = "" if after is None else " " * after.column
    if after is not None:
        lines.pop()
    return (
        head + "".join(map(_written, _tidied([_line(each, before, after) for each in lines], before, after))) + indent
    )


def comments_in(written: str) -> list[str]:
    """The comments of a gap, without the spaces around them."""
    found = (line.partition("#") for line in written.split("\n"))
    return [f"#{text.rstrip(WHITE)}" for _, mark, text in found if mark]


def _spaced(before: Atom, after: Atom) -> bool:
    """Whether there is a space between two atoms of one line."""
    if before.sign == "open" or after.sign in ("close", ","):
        return False
    # A colon could be part of an alias' name.
    return before.sign == "alias" if after.sign == ":" else True


def _trailing(line: str) -> str:
    """The rest of a line behind an atom: a comment keeps its distance, for it may stand below another."""
    return line.rstrip(WHITE)


def _line(written: str, before: Atom | None, after: Atom | None) -> _Line:
    bare = written.strip(WHITE)
    if not bare:
        return _Line()
    return _Line(bare, _comment_column(len(written) - len(written.lstrip(WHITE)), before, after))


def _comment_column(column: int, before: Atom | None, after: Atom | None) -> int:
    """Where a comment goes: to what it stood level with, below what comes before it or above what follows."""
    if after is not None and after.depth:
        return flow_column(len(after.blocks), after.depth)
    # A list may stand level with its key: what follows it is no part of the list, what comes before an item is.
    above = max((each for each in _reached(column, before)), key=lambda each: each[0], default=(-1, 0))
    below = next(reversed(_reached(column, after)), (-1, 0))
    return above[1] if above[0] > below[0] else below[1]


def _reached(column: int, atom: Atom | None) -> list[tuple[int, int]]:
    """The blocks of an atom that begin no further right: each by its column now, and as it usually is."""
    return [] if atom is None else [each for each in atom.blocks if each[0] <= column]


def _tidied(lines: list[_Line], before: Atom | None, after: Atom | None) -> list[_Line]:
    """At most one blank line in a row, none at the ends of the text, one between what is long at the top."""
    kept = [each for number, each in enumerate(lines) if each.comment or not number or lines[number - 1].comment]
    if before is None and kept and not kept[0].comment:
        kept = kept[1:]
    if after is None and kept and not kept[-1].comment:
        kept = kept[:-1]
    if after is not None and after.separate and all(each.comment for each in kept):
        own = next((number for number, each in enumerate(kept) if not any(rest.column for rest in kept[number:])), None)
        kept.insert(len(kept) if own is None else own, _Line())
    return kept


def _written(line: _Line) -> str:
    return f"{' ' * line.column}{line.comment}\n" if line.comment else "\n"
