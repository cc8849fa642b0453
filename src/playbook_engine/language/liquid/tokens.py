"""Liquid text cut into pieces, in one pass: no text makes it slow, and each fault has its place.

The library's own pass is a regular expression that some texts keep busy for hours. A tag alone on its line leaves
no empty line behind.
"""

import re
from collections.abc import Iterator
from typing import Literal

import msgspec
from liquid.token import TOKEN_CONTENT, TOKEN_EXPRESSION, TOKEN_OUTPUT, TOKEN_TAG, Token

from playbook_engine.language.codes_templates import BAD_SYNTAX, TOO_MUCH, UNKNOWN_TAG
from playbook_engine.language.liquid.source import Fault, Unreadable
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import listed, ticked

LONGEST_TAG = 500
"""Characters between `{{` and `}}`, or `{%` and `%}`."""

BLOCKS: dict[str, tuple[str, ...]] = {
    "if": ("elsif", "else"),
    "unless": ("elsif", "else"),
    "for": ("else",),
    "case": ("when", "else"),
    "capture": (),
}
"""Tags that are closed by `end...`, with those that may stand between."""

SINGLE = ("assign", "break", "continue", "render", "comment", "#")
TAGS = (*BLOCKS, *SINGLE, *(f"end{each}" for each in BLOCKS), "elsif", "else", "when", "endcomment")

_OPENING = re.compile(r"\{\{|\{%")
_NAME = re.compile(r"#|\w+")
_END_OF_COMMENT = re.compile(r"\{%-?\s*endcomment\s*-?%\}")
_ONE = r"(?:\"[^\"]*\"|'[^']*'|[\w.\-]+)"
_WHEN = re.compile(rf"{_ONE}(?:\s*(?:,|\bor\b)\s*{_ONE})*")


class Piece(msgspec.Struct, frozen=True):
    """Plain text, a `{{ .. }}` or a `{% .. %}`; `inner` is what stands in it behind a tag's name."""

    kind: Literal["text", "output", "tag"]
    start: int
    end: int
    name: str = ""
    inner: str = ""
    inner_at: int = 0
    trims_before: bool = False
    trims_after: bool = False
    alone: bool = False


def liquid_tokens(text: str) -> Iterator[Token]:
    """The tokens that the library's parser reads. Raises Unreadable."""
    cut = pieces(text)
    check_blocks(cut, text)
    for before, piece, after in zip([None, *cut], cut, [*cut[1:], None], strict=False):
        match piece.kind:
            case "text":
                kept = _trimmed(text[piece.start : piece.end], before, after)
                if kept:
                    yield Token(TOKEN_CONTENT, kept, piece.start, text)
            case "output":
                yield Token(TOKEN_OUTPUT, text[piece.start : piece.end], piece.start, text)
                yield Token(TOKEN_EXPRESSION, piece.inner, piece.inner_at, text)
            case "tag" if piece.name not in {"comment", "#"}:
                yield Token(TOKEN_TAG, piece.name, piece.start, text)
                if piece.inner:
                    yield Token(TOKEN_EXPRESSION, piece.inner, piece.inner_at, text)


def pieces(text: str) -> list[Piece]:
    """The text cut at its tags; a comment with its end is one piece. Raises Unreadable."""
    cut: list[Piece] = []
    at = 0
    while opening := _OPENING.search(text, at):
        if opening.start() > at:
            cut.append(Piece("text", at, opening.start()))
        piece = _piece(text, opening.start())
        cut.append(piece)
        at = piece.end
    if at < len(text):
        cut.append(Piece("text", at, len(text)))
    return cut


def _piece(text: str, start: int) -> Piece:
    closing = "}}" if text[start + 1] == "{" else "%}"
    close = text.find(closing, start + 2)
    if close < 0:
        raise Unreadable(Fault(BAD_SYNTAX, f"`{text[start : start + 2]}` has no `{closing}`", start, start + 2))
    end = close + 2
    if close - start > LONGEST_TAG:
        raise Unreadable(Fault(TOO_MUCH, f"a tag has more than {LONGEST_TAG} characters", start, start + LONGEST_TAG))
    before, after = text[start + 2] == "-" and close > start + 2, text[close - 1] == "-" and close > start + 3
    inner, inner_at = _stripped(text, start + 2 + before, close - after)
    if closing == "}}":
        if not inner:
            raise Unreadable(Fault(BAD_SYNTAX, "nothing stands between `{{` and `}}`", start, end))
        return Piece("output", start, end, "", inner, inner_at, before, after)
    return _tag(text, Piece("tag", start, end, "", inner, inner_at, before, after))


def _tag(text: str, piece: Piece) -> Piece:
    match = _NAME.match(piece.inner)
    if not match or match[0] not in TAGS:
        raise Unreadable(_unknown_tag(piece, match[0] if match else ""))
    expression, at = _stripped(piece.inner, match.end(), len(piece.inner))
    piece = msgspec.structs.replace(
        piece, name=match[0], inner=expression, inner_at=piece.inner_at + at, alone=_alone(text, piece)
    )
    if piece.name == "comment":
        return _comment(text, piece)
    if piece.name == "when" and not _WHEN.fullmatch(piece.inner):
        hint = 'write `{% when "polite" %}` or `{% when "firm", "final" %}`'
        raise Unreadable(Fault(BAD_SYNTAX, "`when` needs values parted by commas", piece.start, piece.end, hint))
    return piece


def _comment(text: str, piece: Piece) -> Piece:
    close = _END_OF_COMMENT.search(text, piece.end)
    if not close:
        raise Unreadable(Fault(BAD_SYNTAX, "`{% comment %}` has no `{% endcomment %}`", piece.start, piece.end))
    whole = msgspec.structs.replace(piece, end=close.end(), trims_after=close[0].endswith("-%}"))
    return msgspec.structs.replace(whole, alone=_alone(text, whole))


def _unknown_tag(piece: Piece, name: str) -> Fault:
    if not name:
        return Fault(BAD_SYNTAX, "a tag begins with its name", piece.start, piece.end)
    if name in {"include", "layout", "block", "extends"}:
        hint = 'a part of the folder `templates/parts` is put in by `{% render "name" %}`'
    else:
        hint = help_meant(name, TAGS) or f"there are {listed((*BLOCKS, *SINGLE), 'and', 20)}"
    return Fault(UNKNOWN_TAG, f"there is no tag {ticked(name)}", piece.start, piece.end, hint)


def _stripped(text: str, start: int, end: int) -> tuple[str, int]:
    """The stretch without blanks around it, and where it begins."""
    kept = text[start:end].lstrip()
    return kept.rstrip(), end - len(kept)


def _alone(text: str, piece: Piece) -> bool:
    """Whether nothing else stands on the piece's lines."""
    line_start = text.rfind("\n", 0, piece.start) + 1
    line_end = text.find("\n", piece.end)
    rest = text[piece.end : line_end if line_end >= 0 else len(text)]
    return not text[line_start : piece.start].strip(" \t") and not rest.strip(" \t")


def _trimmed(text: str, before: Piece | None, after: Piece | None) -> str:
    if before and before.trims_after:
        text = text.lstrip()
    elif before and before.alone:
        text = text.lstrip(" \t").removeprefix("\n")
    if after and after.trims_before:
        return text.rstrip()
    return text.rstrip(" \t") if after and after.alone else text


def check_blocks(cut: list[Piece], text: str) -> None:
    """Whether every block is closed by its own end. Raises Unreadable."""
    opened: list[tuple[Piece, list[str]]] = []
    for piece in cut:
        if opened and opened[-1][0].name == "case" and not opened[-1][1]:
            _first_in_case(piece, text)
        if piece.kind != "tag":
            continue
        if piece.name in BLOCKS:
            opened.append((piece, []))
        elif piece.name.startswith("end"):
            _close(piece, opened)
        elif piece.name not in SINGLE:
            _between(piece, opened)
    if opened:
        block = opened[-1][0]
        message = f"`{{% {block.name} %}}` has no `{{% end{block.name} %}}`"
        raise Unreadable(Fault(BAD_SYNTAX, message, block.start, block.end))


def _first_in_case(piece: Piece, text: str) -> None:
    blank = piece.kind == "text" and not text[piece.start : piece.end].strip()
    if not blank and piece.name not in {"when", "endcase", "comment", "#"}:
        raise Unreadable(Fault(BAD_SYNTAX, "behind `{% case %}` the first is `{% when %}`", piece.start, piece.end))


def _close(piece: Piece, opened: list[tuple[Piece, list[str]]]) -> None:
    if not opened:
        raise Unreadable(Fault(BAD_SYNTAX, f"`{piece.name}` closes nothing", piece.start, piece.end))
    block = opened.pop()[0]
    if piece.name != f"end{block.name}":
        message = f"`{piece.name}` stands where `end{block.name}` belongs"
        raise Unreadable(Fault(BAD_SYNTAX, message, piece.start, piece.end))


def _between(piece: Piece, opened: list[tuple[Piece, list[str]]]) -> None:
    if not opened or piece.name not in BLOCKS[opened[-1][0].name]:
        raise Unreadable(Fault(BAD_SYNTAX, f"`{piece.name}` stands in no such block", piece.start, piece.end))
    seen = opened[-1][1]
    if "else" in seen:
        message = f"`{piece.name}` stands behind `else`"
        raise Unreadable(Fault(BAD_SYNTAX, message, piece.start, piece.end, "`else` is the last one"))
    if piece.name == "else" and piece.inner:
        hint = "write `elsif` to ask something"
        raise Unreadable(Fault(BAD_SYNTAX, "`else` asks nothing", piece.start, piece.end, hint))
    seen.append(piece.name)
