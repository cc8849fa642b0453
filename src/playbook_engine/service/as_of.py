"""The instant that is decided for, from what a person typed."""

import datetime as dt
import re

from playbook_engine.service.wrong_use import WrongUse

AsOf = dt.date | dt.datetime
"""A day, which is that day for every account; or an instant with a UTC offset."""

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_INSTANT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[+-][0-9]{2}:[0-9]{2})?")
_HOW = "write a day such as `2026-03-16`, or an instant such as `2026-03-16T09:00:00+01:00`"


def parse_as_of(text: str) -> AsOf:
    """`2026-03-16` or `2026-03-16T09:00:00+01:00`. Raises WrongUse; an instant without an offset is refused."""
    if not text:
        raise WrongUse("no day is given to decide for", "add `--as-of 2026-03-16`, or an instant with its offset")
    try:
        if _DAY.fullmatch(text):
            return dt.date.fromisoformat(text)
        if _INSTANT.fullmatch(text):
            return _with_offset(dt.datetime.fromisoformat(text), text)
    except ValueError:
        raise WrongUse(f"`{text}` is no day of the calendar", _HOW) from None
    raise WrongUse(f"`{text}` is neither a day nor an instant", _HOW)


def parse_day(text: str) -> dt.date:
    """`2026-03-16`. Raises WrongUse."""
    if _DAY.fullmatch(text):
        try:
            return dt.date.fromisoformat(text)
        except ValueError:
            raise WrongUse(f"`{text}` is no day of the calendar", "write a day such as `2026-03-16`") from None
    raise WrongUse(f"`{text}` is no day", "write a day such as `2026-03-16`")


def day_of(as_of: AsOf) -> dt.date:
    """The day as written, whatever the accounts' zones."""
    return as_of.date() if isinstance(as_of, dt.datetime) else as_of


def _with_offset(instant: dt.datetime, text: str) -> dt.datetime:
    if instant.tzinfo is None:
        raise WrongUse(
            f"`{text}` does not say in which time zone it is",
            f"add the offset, such as `{text}+01:00` or `{text}Z`; or give the day alone",
        )
    return instant
