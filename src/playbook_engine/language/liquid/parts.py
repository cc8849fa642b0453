"""Parts: texts that several templates share, put in where they are asked for."""

from collections.abc import Mapping

from playbook_engine.language.liquid.tokens import pieces


def with_parts(text: str, parts: Mapping[str, str]) -> str:
    """The text with every `{% render "name" %}` replaced by that part, without the part's last line end."""
    made = ""
    trims = False
    for piece in pieces(text):
        raw = text[piece.start : piece.end]
        if piece.name != "render":
            made += raw.lstrip() if trims else raw
            trims = False
            continue
        part = parts[piece.inner.strip("\"'")].removesuffix("\n")
        made = (made.rstrip() if piece.trims_before else made) + part
        trims = piece.trims_after
    return made
