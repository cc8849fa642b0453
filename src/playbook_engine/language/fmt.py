"""A file in its usual form: edited by places, never written anew, so that comments and order stay."""

import msgspec

from playbook_engine.language.formatting.atoms import Atom, Unusual, atoms_of
from playbook_engine.language.formatting.gaps import gap
from playbook_engine.language.formatting.phrases import phrases_in
from playbook_engine.language.formatting.sameness import says_the_same
from playbook_engine.language.formatting.scalars import block, block_end, value
from playbook_engine.language.nodes import Node
from playbook_engine.language.reading import read
from playbook_engine.model.diagnostic import Diagnostic, errors


class Form(msgspec.Struct, frozen=True):
    """A file in its usual form; with errors as it was."""

    data: bytes
    diagnostics: tuple[Diagnostic, ...] = ()


def usual_form(path: str, data: bytes) -> Form:
    """The usual form of a YAML file; `path` within its folder says what kind of file it is.

    Two spaces a level, one space behind signs, at most one blank line, no spaces at the end of a line, no quotes that
    are not needed, phrases with single spaces. Formatting twice is formatting once.
    """
    plain = data.replace(b"\r\n", b"\n")
    reading = read(path, plain)
    if reading.node is None or errors(list(reading.diagnostics)):
        return Form(data, reading.diagnostics)
    try:
        after = formatted(path, reading.text, reading.node).encode()
    except Unusual:
        return Form(data, reading.diagnostics)
    return Form(after if says_the_same(path, plain, after) else data, reading.diagnostics)


def formatted(path: str, text: str, root: Node) -> str:
    """The usual form of a text that could be read. Raises Unusual."""
    atoms = atoms_of(text)
    for each in atoms:
        if each.style and each.style in "|>":
            each.end = block_end(text, each)
    phrases = set() if any(each.sign == "anchor" for each in atoms) else phrases_in(path, root)
    written: list[str] = []
    before: Atom | None = None
    for each in atoms:
        at = 0 if before is None else before.end
        written += (gap(text[at : each.start], before, each), _atom(text[each.start : each.end], each, before, phrases))
        before = each
    at = 0 if before is None else before.end
    return "".join((*written, gap(text[at:], before, None)))


def _atom(written: str, atom: Atom, before: Atom | None, phrases: set[tuple[int, int]]) -> str:
    if atom.sign != "scalar":
        return written
    if atom.style and atom.style in "|>":
        return block(written, atom)
    if before is not None and before.sign == "anchor":
        return written
    return value(written, atom, phrase=atom.at in phrases)
