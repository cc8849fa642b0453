"""The kinds of value that a field of a book can have, and how each is written and described."""

import datetime as dt
import re
from collections.abc import Callable
from typing import Annotated, Any, get_args

import msgspec

from playbook_engine.ingest.values_book import (
    DECIMAL,
    LANGUAGE_TAG,
    LONGEST_ID,
    LONGEST_TEXT,
    Wrong,
    read_channels,
    read_day,
    read_instant,
    read_language,
    read_list,
    read_money,
    read_name,
    read_rate,
    read_tags,
    read_text,
    read_whole,
    read_yes_no,
    read_zone,
    shown,
)
from playbook_engine.model.book import Channel


class ValueKind(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of value. `read` takes what JSON or a CSV cell says and raises Wrong; `write` is its inverse.

    `wire` is the type under which msgspec decodes it fast; what that refuses, `read` still has a say about.
    """

    name: str
    words: str
    read: Callable[[Any], Any]
    wire: Any
    schema: dict[str, Any]
    write: Callable[[Any], Any] = str


def pattern(name: str, regular: str, words: str, example: str) -> ValueKind:
    """Text of a fixed form."""
    compiled = re.compile(regular, re.ASCII)

    def read(value: object) -> str:
        text = read_text(value)
        if not compiled.fullmatch(text):
            raise Wrong(f"`{shown(text)}` is no {name}", help=f"write {words}, such as `{example}`")
        return text

    return ValueKind(name=name, words=words, read=read, wire=str, schema={"type": "string", "pattern": f"^{regular}$"})


def choice(*values: str) -> ValueKind:
    """One of a few words."""
    listed = ", ".join(f"`{each}`" for each in values)

    def read(value: object) -> str:
        if value not in values:
            raise Wrong(f"`{shown(value)}` is none of {listed}")
        # The word itself and not its equal: one that is a field's default is left out of the encoding by identity.
        return values[values.index(str(value))]

    return ValueKind(name="choice", words=f"one of {listed}", read=read, wire=str, schema={"enum": list(values)})


def _write_instant(value: dt.datetime) -> str:
    return value.isoformat().replace("+00:00", "Z")


_LIST = {"type": "array", "items": {"type": "string", "minLength": 1}}

NAME = ValueKind(
    name="name",
    words="a line of text",
    read=read_name,
    wire=Annotated[str, msgspec.Meta(min_length=1)],
    schema={"type": "string", "minLength": 1, "maxLength": LONGEST_ID},
)
TEXT = ValueKind(
    name="text", words="text", read=read_text, wire=str, schema={"type": "string", "maxLength": LONGEST_TEXT}
)
DAY = ValueKind(
    name="day",
    words="a day",
    read=read_day,
    wire=dt.date,
    schema={"type": "string", "format": "date"},
)
INSTANT = ValueKind(
    name="moment",
    words="a moment",
    read=read_instant,
    wire=dt.datetime,
    schema={"type": "string", "format": "date-time"},
    write=_write_instant,
)
MONEY = ValueKind(
    name="money",
    words="money",
    read=read_money,
    wire=str,
    schema={"type": "string", "pattern": "^[0-9]{1,15}(\\.[0-9]{1,4})? [A-Z]{3}$"},
)
WHOLE = ValueKind(
    name="whole number",
    words="a whole number",
    read=read_whole,
    wire=int | str,
    schema={"type": "integer", "minimum": 0},
    write=int,
)
YES_NO = ValueKind(
    name="yes or no",
    words="`true` or `false` in JSON, `yes` or `no` in CSV",
    read=read_yes_no,
    wire=bool | str,
    schema={"type": "boolean"},
    write=bool,
)
TAGS = ValueKind(
    name="tags",
    words="a list of labels",
    read=read_tags,
    wire=list[str] | str,
    schema=_LIST,
    write=list,
)
NAMES = ValueKind(
    name="names",
    words="a list of names in their order",
    read=lambda value: tuple(read_list(value)),
    wire=list[str] | str,
    schema=_LIST,
    write=list,
)
CHANNELS = ValueKind(
    name="channels",
    words="a list of `email`, `letter`, `sms`, `call`",
    read=read_channels,
    wire=list[str] | str,
    schema={"type": "array", "items": {"enum": list(get_args(Channel))}},
    write=list,
)
ZONE = ValueKind(
    name="time zone",
    words="an IANA time zone such as `Europe/Berlin`",
    read=read_zone,
    wire=str,
    schema={"type": "string", "minLength": 1},
)
LANGUAGE = ValueKind(
    name="language",
    words="a language tag such as `de` or `pt-BR`",
    read=read_language,
    wire=str,
    schema={"type": "string", "pattern": f"^{LANGUAGE_TAG.pattern}$"},
)
RATE = ValueKind(
    name="rate",
    words="a decimal number as text, more than zero, such as `1.0842`",
    read=read_rate,
    wire=str,
    schema={"type": "string", "pattern": f"^{DECIMAL.pattern}$"},
)
CURRENCY = pattern("currency", "[A-Z]{3}", "three capital letters (ISO 4217)", "EUR")
COUNTRY = pattern("country", "[A-Z]{2}", "two capital letters (ISO 3166)", "DE")
EMAIL = pattern("email address", "[^@\\s]+@[^@\\s]+", "an address with `@`", "ada@example.com")
