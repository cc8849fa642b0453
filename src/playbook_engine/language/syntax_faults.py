"""What a YAML parser's complaint means for the author: one place, one sentence, one way out.

Both parsers (PyYAML's own and libyaml) are understood; they say the same in slightly other words. What they point at is
often not where the fault is, so the text around it is looked at too.
"""

import re
from collections.abc import Callable

import yaml

from playbook_engine.language.codes_text import (
    BRACKET,
    COLON_IN_VALUE,
    INDENTATION,
    NO_COLON,
    NOT_YAML,
    QUOTE,
    RESERVED_START,
    TAB,
)
from playbook_engine.language.complaint import Complaint, complaint, indent
from playbook_engine.language.refusals import bad_escape, no_key, second_document, tag
from playbook_engine.language.wording import ticked
from playbook_engine.model.codes import found
from playbook_engine.model.diagnostic import Diagnostic, Place, Related

_LONGEST_KEY = 1024
"""Characters within which YAML wants the colon of a key."""

_KEY_AND_VALUE = re.compile(r"[\s-]*(?:\"[^\"]*\"|'[^']*'|[^\s\"'][^:]*):\s+(\S.*)")
_NO_SPACE = re.compile(r"([\s-]*[\w.-]+):(?=\S)")


def explained(path: str, text: str, error: yaml.YAMLError, opened: Place | None) -> Diagnostic:
    """A parser's complaint as a diagnostic; `opened` is the innermost list or mapping in brackets that was open."""
    what = complaint(path, text, error, opened)
    for pattern, explain in _RULES:
        if re.search(pattern, what.words):
            return explain(what)
    return found(NOT_YAML, "this is not well-formed YAML", what.here, help="look at this line and the one above it")


def _cannot_start(what: Complaint) -> Diagnostic:
    if what.character in {"\t", ""} or "tab character" in what.words:
        return _tab(what)
    return _reserved(what, what.at)


def _tab(what: Complaint) -> Diagnostic:
    first = max(what.line.find("\t"), 0)
    length = len(what.line) - first - len(what.line[first:].lstrip("\t"))
    place = what.place((what.at[0], first), length)
    return found(TAB, "a tab stands where spaces are expected", place, help="indent with spaces, two for each level")


def _reserved(what: Complaint, at: tuple[int, int]) -> Diagnostic:
    value = _without_comment(what.lines[at[0]][at[1] :])
    character = value[:1]
    why = {"*": ", which begins an alias", "&": ", which begins an anchor", "?": " and a space"}.get(character, "")
    shown = "a backtick" if character == "`" else ticked(character)
    help = _in_quotes(value)
    if character == ">":
        help = "for a comparison write `more than` or `at least`; for text put the value in quotes"
    return found(RESERVED_START, f"a value cannot begin with {shown}{why}", what.place(at), help=help)


def _begun(what: Complaint) -> Diagnostic:
    return _reserved(what, what.since)


def _here(what: Complaint) -> Diagnostic:
    return _reserved(what, what.at)


def _tag(what: Complaint) -> Diagnostic:
    written = what.lines[what.since[0]][what.since[1] :].split(" ")[0]
    return tag(what.place(what.since, len(written)), written)


def _escape(what: Complaint) -> Diagnostic:
    return bad_escape(what.here)


def _open_quote(what: Complaint) -> Diagnostic:
    mark = what.lines[what.since[0]][what.since[1] : what.since[1] + 1]
    return found(
        QUOTE, "this quote is never closed", what.place(what.since), help=f"close the value with {ticked(mark)}"
    )


def _no_colon(what: Complaint) -> Diagnostic:
    return _line_without_colon(what, what.since[0])


def _line_without_colon(what: Complaint, number: int) -> Diagnostic:
    line, place = what.lines[number], what.whole(number)
    if _NO_SPACE.match(line):
        fixed = _NO_SPACE.sub(r"\1: ", line, count=1).strip()
        return found(NO_COLON, "no space stands after the colon", place, help=f"write {ticked(fixed)}")
    help = "write `key: value`; a line that goes on with the text above is indented deeper"
    return found(NO_COLON, "this line has no colon after its key", place, help=help)


def _colon(what: Complaint) -> Diagnostic:
    """A colon stands where no key can be: inside a value, under a value, or below a line that lacks its own."""
    same_line = _KEY_AND_VALUE.match(what.line)
    if same_line and what.at[1] > same_line.start(1):
        return _colon_in_value(what, _without_comment(same_line.group(1)))
    if what.at[1] - indent(what.line) > _LONGEST_KEY:
        help = "is a quote or a colon missing further up?"
        return found(NOT_YAML, f"a key has more than {_LONGEST_KEY} characters", what.here, help=help)
    above = what.above
    if above == what.at[0] or not _KEY_AND_VALUE.match(what.lines[above]):
        return _line_without_colon(what, above)
    return found(
        INDENTATION,
        "this line is indented deeper than the key above, which has a value already",
        what.whole(what.at[0]),
        help="align it with that key, or remove the value there",
        related=(Related(what.whole(above), "the line above"),),
    )


def _colon_in_value(what: Complaint, value: str) -> Diagnostic:
    return found(COLON_IN_VALUE, "a colon and a space stand inside this value", what.here, help=_in_quotes(value))


def _list_on_key_line(what: Complaint) -> Diagnostic:
    help = "put `- ` on the next line, indented, or write `[one, another]`; text that begins with `- ` needs quotes"
    return found(INDENTATION, "a list with `- ` cannot begin on the line of its key", what.here, help=help)


def _in_brackets(what: Complaint) -> Diagnostic:
    """A list or mapping in brackets goes on where it cannot."""
    line, column = what.since
    opening = what.lines[line][column : column + 1]
    closing = {"[": "]", "{": "}"}.get(opening, "bracket")
    related = (Related(what.place(what.since), "opened here"),)
    if what.character and what.character in "]}":
        message = f"{ticked(opening)} is closed by {ticked(what.character)}"
        return found(BRACKET, message, what.here, help=f"write {ticked(closing)}", related=related)
    rest = [what.lines[line][column:], *what.lines[line + 1 :]]
    if not what.character or (what.at[0] > line and not any(closing in each for each in rest)):
        return _never_closed(what.place(what.since), opening)
    if what.character == ":":
        help = "put the value in quotes, or a comma before the next key"
        return found(
            COLON_IN_VALUE,
            "a colon and a space stand inside a value in brackets",
            what.here,
            help=help,
            related=related,
        )
    message = f"a comma or {ticked(closing)} is missing before this"
    return found(BRACKET, message, what.here, help="values in brackets are parted by commas", related=related)


def _never_closed(place: Place, opening: str) -> Diagnostic:
    closing = {"[": "]", "{": "}"}.get(opening, "its bracket")
    return found(BRACKET, f"this {ticked(opening)} is never closed", place, help=f"close it with {ticked(closing)}")


def _no_content(what: Complaint) -> Diagnostic:
    if not what.opened:
        return _reserved(what, what.at)
    if not what.character:
        line, column = what.opened.line, what.opened.column
        return _never_closed(what.place((line - 1, column - 1)), what.lines[line - 1][column - 1])
    message = f"nothing stands before this {ticked(what.character)}"
    return found(BRACKET, message, what.here, help="remove one comma, or write the missing value")


def _does_not_fit(what: Complaint) -> Diagnostic:
    """Something stands after a complete value, or a line belongs to nothing above it."""
    before = what.before.rstrip()
    if what.character and what.character in "]}":
        return found(
            BRACKET,
            f"this {ticked(what.character)} closes nothing",
            what.here,
            help="remove it, or put the value in quotes",
        )
    if before.strip("- "):
        return _after_value(what, before)
    place = what.whole(what.at[0])
    if what.character == ":":
        return no_key(what.here)
    if what.at[1] != what.since[1]:
        help = "align it with the lines that it belongs to"
        return found(INDENTATION, "the indentation of this line fits no line above it", place, help=help)
    if what.character == "-":
        help = "indent it below its key, and give that key no other value"
        return found(INDENTATION, "a list entry stands where a key is expected", place, help=help)
    if "block mapping" in what.words:
        return found(NOT_YAML, "a key and a value are expected here", place, help="write `key: value`")
    return found(
        INDENTATION, "a key stands where a list entry is expected", place, help="begin the line with `- `, or indent it"
    )


def _after_value(what: Complaint, before: str) -> Diagnostic:
    last = before[-1]
    if last in "\"'":
        if before.count(last) % 2:
            return _closed_too_late(what, last)
        other = "double quotes" if last == "'" else "single quotes"
        escape = "`''`" if last == "'" else '`\\"`'
        help = f"put the whole value in {other}, or write a quote inside it as {escape}"
        return found(QUOTE, "text stands after the closing quote", what.here, help=help)
    if last in "]}":
        help = "put the whole value in quotes, or remove what follows the bracket"
        return found(BRACKET, "text stands after the closing bracket", what.here, help=help)
    return found(
        INDENTATION, "this does not belong to what stands before it", what.here, help="begin a new line, or use quotes"
    )


def _closed_too_late(what: Complaint, mark: str) -> Diagnostic:
    """A quote of an earlier line was closed by the one that was to open another value."""
    opened = next((n for n in range(what.at[0] - 1, -1, -1) if what.lines[n].count(mark) % 2), what.at[0])
    place = what.place((opened, what.lines[opened].rfind(mark)))
    related = (Related(what.here, "the text goes wrong here"),)
    return found(
        QUOTE,
        "this quote is not closed on its line",
        place,
        help=f"close the value with {ticked(mark)}",
        related=related,
    )


def _after_end(what: Complaint) -> Diagnostic:
    """The file's one value was complete: after `...` a second document begins, else the value lacks its colon."""
    before, above = what.before.rstrip(), what.above
    if before and not before.startswith("..."):
        return _after_value(what, before)
    if before or above == what.at[0] or any(each.startswith("...") for each in what.lines[above : what.at[0]]):
        return second_document(what.here)
    line = what.lines[above].rstrip()
    if line[-1] in "]}\"'":
        help = "a file holds one mapping: write it without brackets or quotes around it"
        return found(NOT_YAML, "this stands after the end of what the file says", what.whole(what.at[0]), help=help)
    return _line_without_colon(what, above)


def _without_comment(value: str) -> str:
    return re.split(r"\s#", value, maxsplit=1)[0].strip()


def _in_quotes(value: str) -> str:
    """A help line that shows a value in quotes."""
    if not value or len(value) > 50 or "`" in value:
        return "put the whole value in quotes"
    quoted = "'" + value.replace("'", "''") + "'" if '"' in value or "\\" in value else f'"{value}"'
    return f"put the whole value in quotes: `{quoted}`"


_RULES: tuple[tuple[str, Callable[[Complaint], Diagnostic]], ...] = (
    (r"tab character|cannot start any token", _cannot_start),
    (r"scanning an? (alias|anchor|block scalar)", _begun),
    (r"(scanning|parsing) a tag|tag handle", _tag),
    (r"escape|hexa?deci?mal", _escape),
    (r"quoted scalar", _open_quote),
    (r"simple key", _no_colon),
    (r"mapping values are not allowed", _colon),
    (r"sequence entries are not allowed", _list_on_key_line),
    (r"mapping keys are not allowed", _here),
    (r"flow (sequence|mapping)", _in_brackets),
    (r"node content", _no_content),
    (r"expected '?<document start>", _after_end),
    (r"block (mapping|collection|sequence)|block end", _does_not_fit),
)
