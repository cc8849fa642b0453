"""Lengths of time in days: `10 days`, `2 weeks`."""

from playbook_engine.language.codes_text import NOT_DURATION
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.scalars.dates import MOST_DAYS, duration_in
from playbook_engine.language.scalars.numbers import whole_in
from playbook_engine.language.scalars.typed import Unfit

_UNITS = {"day": 1, "days": 1, "week": 7, "weeks": 7}


def days(text: str) -> int:
    """`10 days` or `2 weeks` as days. Raises Misread."""
    found = duration_in(text)
    if isinstance(found, Unfit):
        raise Misread(found.message, start=0, end=len(text), help=found.help, kind=NOT_DURATION)
    if found.days is None:
        raise Misread(
            f"how many days `{found}` are depends on the date",
            start=0,
            end=len(text),
            help="write days or weeks, such as `30 days`",
            kind=NOT_DURATION,
        )
    return found.days


def span(words: Words) -> int:
    """Take a number and its unit inside a longer phrase. Raises Misread."""
    count = number(words)
    unit = words.peek()
    if unit in _UNITS:
        words.word()
        return within_reach(words, count * _UNITS[unit])
    if unit in ("month", "months"):
        raise words.misread("months cannot stand here", help="write days or weeks, such as `30 days`")
    message = f"`{unit}` is no unit of time" if unit else f"`{count}` has no unit"
    raise words.misread(message, help=f"write `{days_text(count)}`")


def number(words: Words) -> int:
    """Take a whole number. Raises Misread."""
    text = words.peek()
    if not text:
        raise words.misread("a number is missing", help="write `10 days`")
    found = whole_in(text, 0, MOST_DAYS)
    if isinstance(found, Unfit):
        raise words.misread(found.message, help=found.help)
    words.word()
    return found


def within_reach(words: Words, count: int) -> int:
    """The same number, if dates so far away can be counted. Raises Misread."""
    if count > MOST_DAYS:
        raise words.misread(f"{count} days are too many", help=f"at most {MOST_DAYS} can be counted")
    return count


def days_text(count: int) -> str:
    """`1 day`, `10 days`: what `days` reads back."""
    return f"{count} day" if count == 1 else f"{count} days"
