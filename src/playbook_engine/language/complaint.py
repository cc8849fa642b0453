"""A YAML parser's complaint, and the text around the place it points to."""

import msgspec
import yaml

from playbook_engine.model.diagnostic import Place


class Complaint(msgspec.Struct, frozen=True):
    """`words` of the parser; `at`: where it stopped, `since`: where what it was reading began (line and column from 0).

    `opened`: the innermost list or mapping in brackets that was open, or nothing.
    """

    path: str
    lines: list[str]
    words: str
    at: tuple[int, int]
    since: tuple[int, int]
    opened: Place | None

    @property
    def line(self) -> str:
        """The line on which the parser stopped."""
        return self.lines[self.at[0]]

    @property
    def character(self) -> str:
        """The character at which it stopped; empty at the end of a line."""
        return self.line[self.at[1] : self.at[1] + 1]

    @property
    def before(self) -> str:
        """What stands before that on its line."""
        return self.line[: self.at[1]]

    @property
    def here(self) -> Place:
        """The place of that character."""
        return self.place(self.at)

    @property
    def above(self) -> int:
        """The number of the nearest line above that says something; this line's where there is none."""
        says = (
            n for n in range(self.at[0] - 1, -1, -1) if self.lines[n].strip(" \t-") and self.lines[n].lstrip()[0] != "#"
        )
        return next(says, self.at[0])

    def place(self, at: tuple[int, int], length: int = 1) -> Place:
        """A stretch of one line."""
        line, column = at
        end = max(column, min(column + length, len(self.lines[line])))
        return Place(self.path, line + 1, column + 1, line + 1, end + 1)

    def whole(self, number: int) -> Place:
        """A line without the spaces around it."""
        line = self.lines[number]
        return self.place((number, indent(line)), len(line.strip()))


def complaint(path: str, text: str, error: yaml.YAMLError, opened: Place | None) -> Complaint:
    """What a parser raised, as data."""
    lines = [line.removesuffix("\r") for line in text.split("\n")]
    at, since = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    words = f"{getattr(error, 'context', None)}: {getattr(error, 'problem', None)}"
    return Complaint(path, lines, words, _inside(lines, at or since), _inside(lines, since or at), opened)


def indent(line: str) -> int:
    """How many characters of white space a line begins with."""
    return len(line) - len(line.lstrip())


def _inside(lines: list[str], mark: yaml.Mark | None) -> tuple[int, int]:
    """A mark as line and column, drawn back to the end of the text where it lies behind it."""
    if mark is None or mark.line >= len(lines):
        return len(lines) - 1, len(lines[-1])
    return mark.line, min(mark.column, len(lines[mark.line]))
