"""What a YAML text is made of: its words and signs in order, each with the column that it has in the usual form."""

from typing import Any, Literal

import msgspec
import yaml

from playbook_engine.language.reading import PARSER

Sign = Literal["scalar", "alias", "anchor", "-", ":", ",", "open", "close", "mark"]

STEP = 2
"""Columns that an inner list or mapping stands further to the right."""


class Unusual(Exception):
    """Something that is legal and nobody writes; a file with it keeps its form."""


class Atom(msgspec.Struct, kw_only=True):
    """A sign or scalar from `start` to before `end`, at a line and column.

    `column` is where it goes if it begins a line. `depth` counts the brackets that are open before it, `blocks` are the
    lists and mappings without brackets that it stands in, each by its column now and in the usual form. `key`: it
    begins a key. `separate`: a blank line goes before it, as it and what is above it at the top are longer than a line.
    """

    sign: Sign
    start: int
    end: int
    at: tuple[int, int]
    style: str = ""
    value: str = ""
    depth: int = 0
    column: int = 0
    blocks: tuple[tuple[int, int], ...] = ()
    key: bool = False
    separate: bool = False


def atoms_of(text: str) -> list[Atom]:
    """The atoms of a text that can be read. Raises Unusual."""
    parser = PARSER(text)
    try:
        tokens = _Tokens()
        while parser.check_token():
            tokens.take(parser.get_token())
        tokens.finish()
        return tokens.atoms
    finally:
        parser.dispose()


_SIGNS: dict[type, Sign] = {
    yaml.ScalarToken: "scalar",
    yaml.AliasToken: "alias",
    yaml.AnchorToken: "anchor",
    yaml.BlockEntryToken: "-",
    yaml.ValueToken: ":",
    yaml.FlowEntryToken: ",",
    yaml.FlowMappingStartToken: "open",
    yaml.FlowSequenceStartToken: "open",
    yaml.FlowMappingEndToken: "close",
    yaml.FlowSequenceEndToken: "close",
    yaml.DocumentStartToken: "mark",
    yaml.DocumentEndToken: "mark",
}


class _Block(msgspec.Struct):
    """A list or mapping without brackets; `bare`: a list that stands no further right than the key above it."""

    column: int
    mapping: bool
    bare: bool = False


class _Tokens:
    """Takes the tokens of a text in turn."""

    def __init__(self) -> None:
        self.atoms: list[Atom] = []
        self._blocks: list[_Block] = []
        self._depth = 0
        self._key = False
        self._top: Atom | None = None
        self._long = self._last_long = False

    def take(self, token: Any) -> None:
        """The next token: it opens or closes a block, or is an atom."""
        start, end = token.start_mark, token.end_mark
        match token:
            case yaml.BlockMappingStartToken() | yaml.BlockSequenceStartToken():
                self._push(_Block(start.column, isinstance(token, yaml.BlockMappingStartToken)))
            case yaml.BlockEndToken():
                self._pop()
            case yaml.KeyToken():
                if end.index > start.index:
                    raise Unusual
                self._begin_key()
            case _ if type(token) in _SIGNS:
                self._atom(token, _SIGNS[type(token)])

    def finish(self) -> None:
        """The entry at the top is complete: two neighbours longer than a line have a blank line between them."""
        if self._top is not None:
            self._top.separate = self._last_long and self._long

    def _push(self, block: _Block) -> None:
        self._long = self._long or bool(self._blocks)
        self._blocks.append(block)

    def _pop(self) -> None:
        if self._blocks.pop().bare:
            self._blocks.pop()

    def _begin_key(self) -> None:
        self._key = True
        if self._depth == 0 and self._blocks and self._blocks[-1].bare:
            self._blocks.pop()

    def _atom(self, token: Any, sign: Sign) -> None:
        if sign == "-" and self._blocks[-1].mapping:
            self._push(_Block(token.start_mark.column, mapping=False, bare=True))
        atom = Atom(
            sign=sign,
            start=token.start_mark.index,
            end=token.end_mark.index,
            at=(token.start_mark.line + 1, token.start_mark.column + 1),
            style=(token.style or "") if sign == "scalar" else "",
            value=token.value if sign in ("scalar", "alias") else "",
            depth=self._depth,
            column=self._column(sign),
            blocks=tuple((each.column, STEP * number) for number, each in enumerate(self._blocks)),
            key=self._key,
        )
        self._mark_top(atom)
        self._key = False
        self._depth += {"open": 1, "close": -1}.get(sign, 0)
        self.atoms.append(atom)

    def _column(self, sign: Sign) -> int:
        blocks = len(self._blocks)
        if sign == "mark":
            return 0
        if self._depth:
            return flow_column(blocks, self._depth - (sign == "close"))
        return STEP * (blocks - 1 if self._key or sign == "-" else blocks)

    def _mark_top(self, atom: Atom) -> None:
        if atom.key and len(self._blocks) == 1 and not self._depth:
            self.finish()
            self._last_long, self._long, self._top = self._long, False, atom


def flow_column(blocks: int, depth: int) -> int:
    """The column of a line within brackets; it always stands to the right of the key or dash that it belongs to."""
    return STEP * (blocks - 1 + max(1, depth)) if blocks else STEP * depth
