"""What is said of a key of the language: its type, default, one sentence, an example."""

from typing import Literal

import msgspec

Thing = Literal["playbook", "step", "template", "table", "role", "tone", "calendar", "fact", "segment", "collection"]

PhraseKind = Literal[
    "days", "date", "schedule", "items", "recipient", "person", "sender", "hours", "weekdays", "holidays",
    "times", "tone pattern", "kinds", "approved by", "currency", "time zone", "language", "country", "comparison",
    "money", "paid", "time of day", "pair of currencies", "dated rate",
]  # fmt: skip


class Text(msgspec.Struct, frozen=True, tag="text"):
    """Any text on one line."""


class Name(msgspec.Struct, frozen=True, tag="name"):
    """A name given here: small letters, digits, hyphens; `spaces`: also capitals, and spaces between words."""

    spaces: bool = False


class Variable(msgspec.Struct, frozen=True, tag="variable"):
    """A name for templates: small letters, digits and underscores."""


class Whole(msgspec.Struct, frozen=True, tag="whole"):
    """A whole number not below `least`; `most` 0 means no upper bound."""

    least: int = 0
    most: int = 0


class Refer(msgspec.Struct, frozen=True, tag="refer"):
    """The name of something that stands elsewhere; `by_table`: or `by table NAME`."""

    to: Thing
    by_table: bool = False


class Phrase(msgspec.Struct, frozen=True, tag="phrase"):
    """A phrase in words; how each kind is written stands in `PHRASES`."""

    kind: PhraseKind


class Enum(msgspec.Struct, frozen=True, tag="enum"):
    """One of these words."""

    values: tuple[str, ...]


class ListOf(msgspec.Struct, frozen=True, tag="list"):
    """A list; `single`: one value alone may stand without brackets."""

    of: "Type"
    single: bool = False


class MapOf(msgspec.Struct, frozen=True, tag="map"):
    """A mapping whose keys are given by the author."""

    key: "Type"
    value: "Type"


class Part(msgspec.Struct, frozen=True, tag="part"):
    """A mapping with the keys of `PARTS[name]`."""

    name: str


class Conditions(msgspec.Struct, frozen=True, tag="condition"):
    """Facts compared in words; siblings are AND, a list is OR, `any` / `all` / `not` / `segment` nest."""


class Either(msgspec.Struct, frozen=True, tag="either"):
    """A scalar of the first type, or a mapping (or list) of the second."""

    scalar: "Type"
    other: "Type"


Type = Text | Name | Variable | Whole | Refer | Phrase | Enum | ListOf | MapOf | Part | Conditions | Either


class Key(msgspec.Struct, frozen=True, kw_only=True):
    """One key of a mapping.

    Left out, `default` holds, as it would be written; where that cannot be written `absent` says what holds.
    `example` is the key as in a file, `dated` what it does on a date.
    """

    name: str
    type: Type
    sentence: str
    example: str
    required: bool = False
    default: str = ""
    absent: str = ""
    dated: str = ""


class Keys(msgspec.Struct, frozen=True, kw_only=True):
    """The keys of one mapping in the usual order; `one` is what a message calls the mapping."""

    name: str
    one: str
    sentence: str
    keys: tuple[Key, ...]

    def named(self) -> dict[str, Key]:
        """The keys by name."""
        return {each.name: each for each in self.keys}


class Form(msgspec.Struct, frozen=True, kw_only=True):
    """One way to write a phrase: a pattern over the whole text for editors, an example, the meaning."""

    pattern: str
    example: str
    sentence: str


def key(
    name: str,
    type_: Type,
    sentence: str,
    example: str,
    *,
    default: str = "",
    absent: str = "",
    dated: str = "",
    required: bool = False,
) -> Key:
    """A key, said shortly."""
    return Key(
        name=name,
        type=type_,
        sentence=sentence,
        example=example,
        default=default,
        absent=absent,
        dated=dated,
        required=required,
    )


YES_NO = Enum(("yes", "no"))
DAYS = Phrase("days")
KIND_OF_FACT = Enum(("text", "tags", "number", "money", "percent", "date", "yes/no"))
