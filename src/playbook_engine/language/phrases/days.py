"""Lengths of time: `10 days`, `2 weeks`."""

import re

from playbook_engine.language.phrases.words import Misread, Words

MOST_DAYS = 36_500
"""A hundred years; more is a slip of the pen, and dates would leave the calendar."""

_WHOLE = re.compile("[0-9]{1,6}")


def days(text: str, least: int = 0) -> int:
    """`10 days` or `2 weeks` as days. Raises Misread."""
    words = Words(text)
    if words.done:
        raise words.misread("nothing is written", help="write `10 days`")
    count = span(words)
    words.end(f"`{days_text(count)}`")
    if count < least:
        raise Misread(f"`{text}` is too short", start=0, end=len(text), help=f"write at least `{days_text(least)}`")
    return count


def span(words: Words) -> int:
    """Take a number and its unit. Raises Misread."""
    count = number(words, "10 days")
    unit = words.peek()
    if unit in ("day", "days"):
        words.word()
        return count
    if unit in ("week", "weeks"):
        words.word()
        return within_reach(words, count * 7)
    if unit in ("month", "months"):
        help = "a month has no fixed length: write days, such as `30 days`"
        raise words.misread("months cannot stand here", help=help)
    if not unit:
        raise words.misread(f"`{count}` has no unit", help=f"write `{days_text(count)}`")
    raise words.misread(f"`{unit}` is no unit of time", help=f"write `{days_text(count)}`")


def number(words: Words, example: str) -> int:
    """Take a whole number. Raises Misread."""
    text = words.peek()
    if not _WHOLE.fullmatch(text):
        raise words.misread(
            f"`{text}` is no whole number" if text else "a number is missing", help=f"write `{example}`"
        )
    if int(text) > MOST_DAYS:
        raise words.misread(f"`{text}` is too large", help=f"at most {MOST_DAYS} can be counted")
    words.word()
    return int(text)


def within_reach(words: Words, count: int) -> int:
    """The same number, if dates so far away can be counted. Raises Misread."""
    if count > MOST_DAYS:
        raise words.misread(f"{count} days are too many", help=f"at most {MOST_DAYS} can be counted")
    return count


def days_text(count: int) -> str:
    """`1 day`, `10 days`: what `days` reads back."""
    return f"{count} day" if count == 1 else f"{count} days"
