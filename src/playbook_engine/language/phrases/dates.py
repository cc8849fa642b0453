"""Dates compared with fixed days, and by their distance from today."""

import datetime as dt

from playbook_engine.language.codes_meaning import EMPTY_RANGE
from playbook_engine.language.phrases.days import span
from playbook_engine.language.phrases.words import Misread, Words
from playbook_engine.language.scalars.dates import date_in
from playbook_engine.language.scalars.typed import Unfit
from playbook_engine.model.condition import InDays, InRange, Interval

_BEFORE_AFTER = ("on or before", "on or after", "before", "after", "on")


def take_date(words: Words) -> dt.date:
    """Take a date. Raises Misread."""
    text = words.peek()
    if not text:
        raise words.misread("a date is missing")
    found = date_in(text)
    if isinstance(found, Unfit):
        raise words.misread(found.message, help=found.help if len(text) > 4 else "")
    words.word()
    return found


def in_days_or_range(words: Words) -> InRange | InDays:
    """A comparison of a date. Raises Misread."""
    found = _distance(words) or _fixed(words)
    words.end("the comparison")
    return found


def _distance(words: Words) -> InDays | None:
    if words.take("today"):
        return InDays(Interval(0, 0))
    if words.take("within"):
        return InDays(Interval(0, span(words)))
    if words.take("in the last"):
        return InDays(Interval(-span(words), 0))
    for bound, more in (("more than", 1), ("at least", 0)):
        if words.take(bound):
            return _ago_or_ahead(words, more)
    return None


def _ago_or_ahead(words: Words, more: int) -> InDays:
    count = span(words) + more
    if words.take("ago"):
        return InDays(Interval(None, -count))
    if words.take("ahead"):
        return InDays(Interval(count, None))
    raise words.misread(
        "`ago` or `ahead` is missing", help="write `more than 90 days ago` or `more than 30 days ahead`"
    )


def _fixed(words: Words) -> InRange:
    for word in _BEFORE_AFTER:
        if words.take(word):
            return InRange(_side(word, take_date(words).toordinal()))
    words.take("from")
    first = take_date(words)
    if not words.take("to"):
        return InRange(Interval(first.toordinal(), first.toordinal()))
    last = take_date(words)
    if last < first:
        help = "the first day is the earlier one"
        raise Misread("no day lies in this range", start=0, end=len(words.text), help=help, kind=EMPTY_RANGE)
    return InRange(Interval(first.toordinal(), last.toordinal()))


def _side(word: str, day: int) -> Interval:
    """Days are whole, so an end that does not belong to it is the next day."""
    match word:
        case "before":
            return Interval(None, day - 1)
        case "on or before":
            return Interval(None, day)
        case "after":
            return Interval(day + 1, None)
        case "on or after":
            return Interval(day, None)
        case _:
            return Interval(day, day)
