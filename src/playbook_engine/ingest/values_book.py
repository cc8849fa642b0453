"""How each kind of value in a book is read, from JSON or from a cell of CSV."""

import datetime as dt
import functools
import json
import re
import zoneinfo
from typing import get_args

from playbook_engine.ingest.codes_book import (
    BELOW_ZERO,
    DAY_OUT_OF_RANGE,
    NO_LANGUAGE,
    UNKNOWN_TIME_ZONE,
    WRONG_VALUE,
)
from playbook_engine.model.book import Channel
from playbook_engine.model.codes import Code
from playbook_engine.model.money import Money, parse_money

FIRST_DAY, LAST_DAY = dt.date(1900, 1, 1), dt.date(2200, 12, 31)
LONGEST_ID, LONGEST_TEXT = 200, 10_000
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)
DECIMAL = re.compile(r"[0-9]{1,12}(\.[0-9]{1,12})?", re.ASCII)
LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*", re.ASCII)


class Wrong(ValueError):
    """A value that its field does not take: a sentence for its author, with the code and the way out."""

    def __init__(self, sentence: str, code: Code = WRONG_VALUE, *, help: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.help = help


def shown(value: object) -> str:
    """A value of the input in a message: as it stands there, cut where it is long."""
    if isinstance(value, dt.date):
        return value.isoformat()
    text = str(value) if isinstance(value, str) else json.dumps(value, default=str)
    plain = text if text.isprintable() else text.encode("unicode_escape").decode()
    return plain if len(plain) <= 60 else f"{plain[:57]}..."


def read_text(value: object) -> str:
    """Text of any kind."""
    if type(value) is not str:
        raise Wrong(f"`{shown(value)}` is no text", help="write it in quotation marks")
    if len(value) > LONGEST_TEXT:
        raise Wrong(f"the text has {len(value)} characters, more than {LONGEST_TEXT}")
    if "\0" in value or not (value.isascii() or _encodable(value)):
        raise Wrong("the text holds characters that no text can hold")
    return value


def read_name(value: object) -> str:
    """An id or name: one line, at most 200 characters."""
    if type(value) is str and value.isprintable() and len(value) <= LONGEST_ID:
        return value
    text = read_text(value)
    if len(text) > LONGEST_ID:
        raise Wrong(f"`{shown(text)}` has {len(text)} characters, more than {LONGEST_ID}")
    raise Wrong(f"`{shown(text)}` holds a line break or another control character")


def read_day(value: object) -> dt.date:
    """A day as ISO text."""
    day = value
    if type(value) is str:
        if not _DAY.fullmatch(value):
            raise Wrong(f"`{shown(value)}` is no day", help="write year, month and day, such as `2026-03-16`")
        try:
            day = dt.date.fromisoformat(value)
        except ValueError:
            raise Wrong(f"`{value}` is not in the calendar", help="look at the month and the day") from None
    if type(day) is not dt.date:
        raise Wrong(f"`{shown(value)}` is no day", help="write it as text, such as `2026-03-16`")
    if not FIRST_DAY <= day <= LAST_DAY:
        raise Wrong(f"`{day}` lies outside 1900 to 2200", DAY_OUT_OF_RANGE, help="look at the year")
    return day


def read_instant(value: object) -> dt.datetime:
    """A moment with its offset, kept in UTC."""
    moment = value
    if type(value) is str:
        try:
            moment = dt.datetime.fromisoformat(value)
        except ValueError:
            moment = None
    if type(moment) is not dt.datetime:
        raise Wrong(f"`{shown(value)}` is no moment", help="write it such as `2026-03-16T09:30:00Z`")
    if moment.tzinfo is None:
        raise Wrong(f"`{shown(value)}` does not say in which time zone", help="add `Z` or an offset such as `+01:00`")
    read_day(moment.date())
    return moment.astimezone(dt.UTC)


def read_money(value: object) -> Money:
    """An amount with its currency, zero or more."""
    if type(value) is not str:
        raise Wrong(f"`{shown(value)}` is no amount with a currency", help='write it as text, such as `"1000.10 EUR"`')
    return _money_of(value)


def read_whole(value: object) -> int:
    """A whole number, zero or more."""
    if type(value) is int and 0 <= value < 10**15:
        return value
    if type(value) is str and value.isascii() and value.isdigit() and len(value) <= 15:
        return int(value)
    raise Wrong(f"`{shown(value)}` is no whole number", help="write digits alone, such as `30`")


def read_yes_no(value: object) -> bool:
    """Yes or no, in words or as JSON says it."""
    if type(value) is bool:
        return value
    if value in ("yes", "no"):
        return value == "yes"
    raise Wrong(f"`{shown(value)}` is neither `yes` nor `no`")


def read_rate(value: object) -> str:
    """A rate as decimal text, more than zero."""
    text = value if type(value) is str else ""
    if not DECIMAL.fullmatch(text) or not text.strip("0."):
        raise Wrong(f"`{shown(value)}` is no exchange rate", help="write a decimal number as text, such as `1.0842`")
    return text


def read_zone(value: object) -> str:
    """An IANA time zone that this machine's data knows."""
    text = read_name(value)
    if not _zone_exists(text):
        raise Wrong(f"`{text}` is no time zone", UNKNOWN_TIME_ZONE, help="write its IANA name, such as `Europe/Berlin`")
    return text


def read_language(value: object) -> str:
    """A language tag (BCP 47)."""
    text = read_name(value)
    if not LANGUAGE_TAG.fullmatch(text):
        raise Wrong(f"`{text}` is no language tag", NO_LANGUAGE, help="write it such as `de` or `pt-BR`")
    return text


def read_list(value: object) -> list[str]:
    """Texts in their order; in a CSV cell parted by `;`."""
    parts = [part.strip() for part in value.split(";")] if type(value) is str else value
    if not isinstance(parts, list | tuple):
        raise Wrong(f"`{shown(value)}` is no list", help='write it such as `["one", "two"]`')
    return [read_name(part) for part in parts if part != ""]


def read_tags(value: object) -> tuple[str, ...]:
    """Labels: each once, in order."""
    return tuple(sorted(set(read_list(value))))


def read_channels(value: object) -> tuple[str, ...]:
    """Channels, each once."""
    channels = read_tags(value)
    for each in channels:
        if each not in get_args(Channel):
            raise Wrong(f"`{each}` is no channel", help="write some of `email`, `letter`, `sms`, `call`")
    return channels


def _encodable(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True


@functools.lru_cache(maxsize=4096)  # a balance mostly repeats its amount, and prices repeat
def _money_of(text: str) -> Money:
    try:
        money = parse_money(text)
    except ValueError as wrong:
        sentence, _, way_out = str(wrong).partition(": ")
        raise Wrong(sentence, help=way_out) from None
    if money.minor < 0:
        way_out = "money given back is a credit; a payment that was undone has `reversed_on`"
        raise Wrong(f"`{text}` is below zero", BELOW_ZERO, help=way_out)
    return money


@functools.lru_cache(maxsize=1024)
def _zone_exists(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
