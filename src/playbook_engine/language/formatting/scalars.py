"""One value in its usual form: without quotes that it does not need, its lines moved with what they stand in."""

import re

import yaml

from playbook_engine.language.building import NULLS
from playbook_engine.language.formatting.atoms import STEP, Atom
from playbook_engine.language.formatting.gaps import WHITE
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.plain import as_plain
from playbook_engine.language.reading import PARSER
from playbook_engine.model.diagnostic import Place

_SPECIAL = frozenset(("none", "<<", "---", "...", *NULLS))
_INDICATOR = re.compile(r"[-?:,\[\]{}#&*!|>'\"%@`]")
_HEADER = re.compile(r"[|>](?:[+-]?([1-9])?|([1-9])[+-]?)")


def value(written: str, atom: Atom, *, phrase: bool) -> str:
    """A quoted or plain value; `phrase`: how many spaces part its words does not matter."""
    if "\n" in written:
        return _in_lines(written, atom)
    text = " ".join(atom.value.split()) if phrase else atom.value
    if not atom.style:
        return text if phrase else written
    quote = atom.style
    bare = written[1:-1] if quote == '"' else written[1:-1].replace("''", "'")
    if bare != atom.value:  # it has escapes
        return written
    if plain_reads(text, key=atom.key, flow=atom.depth > 0):
        return text
    inner = text if quote == '"' else text.replace("'", "''")
    return f"{quote}{inner}{quote}"


def plain_reads(text: str, *, key: bool, flow: bool) -> bool:
    """Whether a text without quotes is the same value, to us and to an editor."""
    if text in _SPECIAL or not text.isprintable() or _INDICATOR.match(text) or (flow and re.search(r"[,\[\]{}]", text)):
        return False
    if not isinstance(as_plain(Scalar(text, quoted=False, place=Place(""))), str):
        return False
    shown = f"{text}: a" if key else f"a: {text}"
    return _scalars_of(f"{{{shown}}}" if flow else shown) == ([text, "a"] if key else ["a", text])


def block(written: str, atom: Atom) -> str:
    """A text in lines of its own behind `|` or `>`, moved to stand one step further right than its key."""
    header, *lines = written.split("\n")
    match = _HEADER.match(header)
    assert match, "the scalar has the style of a block"
    digit = int(match[1] or match[2] or 0)
    indent = _parent(atom.blocks) + digit if digit else _indent_of(lines)
    wanted = _parent(tuple((new, new) for _, new in atom.blocks)) + digit if digit else STEP * len(atom.blocks)
    moved = [" " * wanted + each[indent:] if len(each) > indent else "" for each in lines]
    return "\n".join([header.rstrip(WHITE), *moved])


def block_end(text: str, atom: Atom) -> int:
    """Where a block of text ends, without the blank lines behind it that do not belong to it."""
    written = text[atom.start : atom.end]
    header, *lines = written.split("\n")
    match = _HEADER.match(header)
    assert match, "the scalar has the style of a block"
    if "+" in match[0]:
        return atom.end - written.endswith("\n")
    digit = int(match[1] or match[2] or 0)
    indent = _parent(atom.blocks) + digit if digit else _indent_of(lines)
    while lines and not lines[-1].strip(" ") and len(lines[-1]) <= indent:
        lines.pop()
    return atom.start + len("\n".join([header, *lines]))


def _in_lines(written: str, atom: Atom) -> str:
    """A value over several lines: where a line begins and ends does not matter to it, what is blank does."""
    first, *rest = written.split("\n")
    lines = [_ended(first, atom)]
    for number, line in enumerate(rest, 1):
        bare = _ended(line.lstrip(WHITE), atom) if number < len(rest) else line.lstrip(WHITE)
        lines.append(f"{' ' * _continued(atom)}{bare}" if bare else "")
    return "\n".join(lines)


def _ended(line: str, atom: Atom) -> str:
    """A line without the spaces at its end; behind a backslash one of them belongs to the text."""
    bare = line.rstrip(WHITE)
    slashes = len(bare) - len(bare.rstrip("\\"))
    return line[: len(bare) + 1] if atom.style == '"' and slashes % 2 and len(line) > len(bare) else bare


def _continued(atom: Atom) -> int:
    return STEP * max(1, len(atom.blocks) + atom.depth)


def _parent(blocks: tuple[tuple[int, int], ...]) -> int:
    return blocks[-1][0] if blocks else 0


def _indent_of(lines: list[str]) -> int:
    return next((len(each) - len(each.lstrip(" ")) for each in lines if each.strip(" ")), 0)


def _scalars_of(text: str) -> list[str]:
    """The plain scalars of a text that has nothing else; nothing where it cannot be read."""
    parser = PARSER(text)
    try:
        found = []
        while parser.check_event():
            event = parser.get_event()
            if isinstance(event, yaml.ScalarEvent):
                found.append(event)
            elif isinstance(event, yaml.AliasEvent | yaml.SequenceStartEvent):
                return []
        return [each.value for each in found] if all(not each.style and not each.tag for each in found) else []
    except yaml.YAMLError:
        return []
    finally:
        parser.dispose()
