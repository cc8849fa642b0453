"""A template file as text: its front matter, its body, and where each character stands."""

import re

import msgspec

from playbook_engine.language.codes_templates import BAD_FRONT_MATTER, BAD_SUBJECT, TOO_MUCH
from playbook_engine.language.codes_text import DIRECTIVE
from playbook_engine.language.decoding import decode
from playbook_engine.language.wording import ticked
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic, Place

LARGEST_FILE = 64 * 1024
"""Bytes of one template file."""

_FENCE = "---"
_ENTRY = re.compile(r"[ \t]*([^:\s][^:]*?)[ \t]*:[ \t]*(.*?)[ \t]*")


class Fault(msgspec.Struct, frozen=True):
    """What is wrong with a stretch of text, from `start` to before `end`."""

    kind: Code
    message: str
    start: int
    end: int
    help: str = ""

    def moved(self, by: int) -> "Fault":
        """The same fault in a text that begins `by` characters earlier."""
        return msgspec.structs.replace(self, start=self.start + by, end=self.end + by)


class Unreadable(Exception):
    """A text that cannot be read further, with the fault that stopped it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault.message)
        self.fault = fault


class Source(msgspec.Struct, frozen=True):
    """The text of one file, lines ended by a line feed alone."""

    path: str
    text: str

    def place(self, start: int, end: int) -> Place:
        """Where a stretch of the text stands, in lines and columns from 1."""
        line, column = self._position(start)
        end_line, end_column = self._position(max(start, end))
        return Place(self.path, line, column, end_line, end_column)

    def diagnostic(self, fault: Fault) -> Diagnostic:
        """The fault as it is shown to the author."""
        return found(fault.kind, fault.message, self.place(fault.start, fault.end), help=fault.help)

    def _position(self, index: int) -> tuple[int, int]:
        before = self.text[:index]
        return before.count("\n") + 1, index - (before.rfind("\n") + 1) + 1


class Written(msgspec.Struct, frozen=True):
    """Subject and body of a template, and at which character of the file each begins."""

    subject: str
    subject_at: int
    body: str
    body_at: int


def read_source(path: str, data: bytes) -> tuple[Source, list[Diagnostic]]:
    """The file's text, and what keeps it from being read."""
    if len(data) > LARGEST_FILE:
        message = f"the file has {len(data)} bytes, and a template has at most {LARGEST_FILE}"
        return Source(path, ""), [found(TOO_MUCH, message, Place(path))]
    text, diagnostics = decode(path, data)
    # A line that begins with `%` means something in YAML alone.
    return Source(path, text.replace("\r\n", "\n")), [each for each in diagnostics if each.code != DIRECTIVE.code]


def read_written(source: Source) -> Written:
    """Subject and body, divided by the front matter. Raises Unreadable."""
    lines = source.text.split("\n")
    if lines[0].rstrip() != _FENCE:
        raise Unreadable(_front_matter("the template does not begin with front matter", 0, len(lines[0])))
    at = len(lines[0]) + 1
    subject: tuple[str, int] | None = None
    for line in lines[1:]:
        if line.rstrip() == _FENCE:
            return _written(source, subject, at, at + len(line) + 1)
        subject = _entry(line, at, subject)
        at += len(line) + 1
    raise Unreadable(_front_matter("the front matter has no second `---`", 0, len(lines[0])))


def _written(source: Source, subject: tuple[str, int] | None, fence_at: int, body_at: int) -> Written:
    if subject is None:
        raise Unreadable(_front_matter("the front matter has no `subject`", fence_at, fence_at + 3))
    if not subject[0]:
        raise Unreadable(Fault(BAD_SUBJECT, "the subject is empty", subject[1], subject[1]))
    return Written(*subject, source.text[body_at:], body_at)


def _entry(line: str, at: int, before: tuple[str, int] | None) -> tuple[str, int] | None:
    """The subject, once its line is reached; what stood before for an empty line."""
    if not line.strip():
        return before
    match = _ENTRY.fullmatch(line)
    end = at + len(line)
    if not match and before:
        hint = "a subject stands on one line"
        raise Unreadable(Fault(BAD_SUBJECT, "the subject goes on over the line's end", at, end, hint))
    if not match:
        raise Unreadable(_front_matter(f"{ticked(line.strip())} is no `key: text`", at, end))
    key, text = match.groups()
    if key != "subject":
        raise Unreadable(_front_matter(f"front matter has no key {ticked(key)}", at + match.start(1), end))
    if before is not None:
        raise Unreadable(_front_matter("`subject` stands twice", at + match.start(1), end))
    if text in {"|", ">", "|-", ">-"}:
        hint = "write the subject behind the colon"
        raise Unreadable(Fault(BAD_SUBJECT, "the subject goes on over the line's end", at, end, hint))
    return _unquoted(text, at + match.start(2))


def _unquoted(text: str, at: int) -> tuple[str, int]:
    if len(text) >= 2 and text[0] == text[-1] and text[0] in "\"'" and text[0] not in text[1:-1]:
        return text[1:-1], at + 1
    return text, at


def _front_matter(message: str, start: int, end: int) -> Fault:
    hint = "begin with `---`, then `subject: ...`, then `---`, then the message"
    return Fault(BAD_FRONT_MATTER, message, start, end, hint)
