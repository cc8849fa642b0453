"""Opening hours, days of the week, holidays."""

import re

from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.scalars.dates import minutes_in
from playbook_engine.language.scalars.typed import Unfit
from playbook_engine.language.wording import ticked
from playbook_engine.model.facts import WEEKDAYS

_REGION = re.compile("[A-Z]{2}(-[A-Z0-9]{1,3})?")


def hours(text: str) -> tuple[int, int]:
    """`09:00 to 17:00` as minutes of the day. Raises Misread."""
    words = Words(text)
    opens = _time(words)
    if not words.take("to"):
        raise words.misread("`to` is missing", help="write `09:00 to 17:00`")
    closes = _time(words)
    words.end("the hours")
    if opens >= closes:
        help = "hours lie within one day; midnight at its end is `24:00`"
        raise Misread("it closes before it opens", start=0, end=len(text), help=help)
    return opens, closes


def hours_text(opens: int, closes: int) -> str:
    """Minutes of the day as `hours` reads them back."""
    return f"{opens // 60:02}:{opens % 60:02} to {closes // 60:02}:{closes % 60:02}"


def _time(words: Words) -> int:
    text = words.peek()
    if not text:
        raise words.misread("a time of day is missing", help="write `09:00 to 17:00`")
    found = minutes_in(text)
    if isinstance(found, Unfit):
        raise words.misread(found.message, help=found.help)
    words.word()
    return found


def weekdays(text: str) -> tuple[int, ...]:
    """`mon to fri` or `wed` as days of the week, Monday is 0. Raises Misread."""
    words = Words(text)
    first = _weekday(words)
    last = _weekday(words) if words.take("to") else first
    words.end("the days", help="write a list: `[mon, wed]`")
    if last < first:
        return (*range(first, 7), *range(last + 1))
    return tuple(range(first, last + 1))


def _weekday(words: Words) -> int:
    day = words.peek()
    if day not in WEEKDAYS:
        message = f"{ticked(day)} is no day of the week" if day else "a day of the week is missing"
        raise words.misread(message, help=_meant(day))
    words.word()
    return WEEKDAYS.index(day)


def _meant(day: str) -> str:
    short = day[:3].lower()
    return f"did you mean `{short}`?" if short in WEEKDAYS else or_one_of(short, WEEKDAYS)


def holidays(text: str) -> str:
    """A region's code, `account.country`, or nothing for `none`. Raises Misread."""
    if text in ("none", "account.country"):
        return "" if text == "none" else text
    if not _REGION.fullmatch(text):
        help = "write a country (`DE`), a part of one (`DE-BY`), `account.country` or `none`"
        raise Misread(f"{ticked(text)} is no country or region", start=0, end=len(text), help=help)
    return text
