"""The part of the language reference that is made from the keys: Markdown, the same on every machine."""

from collections.abc import Iterator, Sequence
from typing import assert_never

from playbook_engine.language.keys.catalogue import CONDITION_WORDS, PARTS
from playbook_engine.language.keys.kinds import (
    Conditions,
    Either,
    Enum,
    Form,
    Key,
    Keys,
    ListOf,
    MapOf,
    Name,
    Part,
    Phrase,
    Refer,
    Text,
    Type,
    Variable,
    Whole,
)
from playbook_engine.language.keys.phrases import ALWAYS_ALLOWED, COMPARISONS, PHRASES

_SHAPES = (
    "`…` after a type means that a list may stand there, of which the entries are of that type. "
    "A key without a default is left out unless it is said that it is needed. "
    "Keys with a link are shown day by day."
)
_SHOWN = (
    "effective", "chase", "follow", "currencies", "amount", "grace", "when_anchor_changes", "reopened", "catch_up",
    "combine", "in_flight", "exhausted", "limits", "guarantees", "freshness", "required", "stays", "was", "at", "do",
    "items", "pay_by", "when", "otherwise", "repeat", "each", "once_per", "expires", "if_refused", "covers", "clock",
    "stops", "per", "holidays", "closed", "in_last",
)  # fmt: skip
DATED: dict[str, str] = {
    **{name: name for name in _SHOWN},
    "times": "repeat",
    "every": "repeat",
    "contacts": "limits",
    "in": "limits",
    "instead": "stops",
    "priority": "when",
}
"""Keys that a folder of `docs/examples` shows day by day, with the name of the folder."""

_CALLED: dict[type, str] = {Text: "text", Name: "name", Variable: "name of a variable", Conditions: "condition"}


def key_reference() -> str:
    """Every key by the mapping it stands in, then the words of conditions, comparisons by type, and other phrases."""
    lines = ["## Keys", "", _SHAPES]
    for part in PARTS.values():
        lines += _part(part)
    lines += ["", "## Words of conditions", "", "| key | |", "|---|---|"]
    lines += [f"| `{word}` | {sentence} |" for word, sentence in CONDITION_WORDS.items()]
    lines += ["", "## Comparisons", ""]
    for kind, forms in COMPARISONS.items():
        lines += _forms(f"{kind}", forms)
    lines += _forms("any type", ALWAYS_ALLOWED)
    lines += ["## Other phrases", ""]
    for name, forms in PHRASES.items():
        lines += _forms(name, forms)
    return "\n".join(lines).rstrip() + "\n"


def value_text(type_: Type) -> str:
    """What may stand behind a key, in words."""
    match type_:
        case Text() | Name() | Variable() | Conditions():
            return _CALLED[type(type_)]
        case Whole(least):
            return f"whole number, {least} or more" if least >= 0 else "whole number"
        case Refer(to, by_table):
            return f"{to}, or `by table` and a table" if by_table else to
        case Phrase(kind):
            return kind
        case Enum(values):
            return " · ".join(f"`{each}`" for each in values)
        case ListOf(of, single):
            return f"{value_text(of)} …" if single else f"list: {value_text(of)}"
        case MapOf(key, value):
            return f"{value_text(key)}: {value_text(value)}"
        case Part(name):
            return f"[{name}](#{_anchor(name)})"
        case Either(scalar, other):
            return f"{value_text(scalar)}, or {value_text(other)}"
        case _:
            assert_never(type_)


def _part(part: Keys) -> Iterator[str]:
    yield from ("", f"### {part.name}", "", part.sentence, "", "| key | value | left out | |", "|---|---|---|---|")
    for key in part.keys:
        yield f"| {_linked(key.name)} | {value_text(key.type)} | {_left_out(key)} | {key.sentence} |"
    yield from ("", "```yaml", *(each.example for each in part.keys), "```")
    dated = [each for each in part.keys if each.dated]
    if dated:
        yield ""
        yield from (f"- `{each.example}`: {each.dated}" for each in dated)


def _linked(name: str) -> str:
    """A key, with its dated example where it has one."""
    return f"[`{name}`](examples/README.md#{DATED[name]})" if name in DATED else f"`{name}`"


def _left_out(key: Key) -> str:
    if key.required:
        return "needed"
    return f"`{key.default}`" if key.default else key.absent


def _forms(title: str, forms: Sequence[Form]) -> Iterator[str]:
    yield from (f"**{title}**", "", "| written | |", "|---|---|")
    yield from (f"| `{each.example}` | {each.sentence} |" for each in forms)
    yield ""


def _anchor(title: str) -> str:
    return title.replace(" ", "-")
