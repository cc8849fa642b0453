"""Dates, times of day and lengths of time."""

import datetime as dt
import re
from calendar import monthrange
from typing import Literal

import msgspec

from playbook_engine.language.codes_text import NOT_DATE, NOT_DURATION, NOT_TIME
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.scalars.digits import number_in, of_unit
from playbook_engine.language.scalars.typed import Unfit, typed
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import counted, ticked
from playbook_engine.model.diagnostic import Diagnostic

FIRST_YEAR, LAST_YEAR = 1900, 2200

Unit = Literal["day", "business day", "week", "month", "year"]

MOST_DAYS = 36_500
"""The longest length of time: a hundred years."""

_DATE = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_DAY_FIRST = re.compile(r"([0-9]{1,2})\. ?([0-9]{1,2})\. ?([0-9]{4})")
_YEAR_FIRST = re.compile(r"([0-9]{4})([-/.]?)([0-9]{1,2})\2([0-9]{1,2})")
_SLASHED = re.compile(r"([0-9]{1,2})[/-]([0-9]{1,2})[/-]([0-9]{4})")
_TIME = re.compile(r"([0-9]{2}):([0-9]{2})")
_LOOSE_TIME = re.compile(r"([0-9]{1,2})(?:[:.h]([0-9]{2}))?(?::00)? ?(am|pm|h|uhr)?", re.IGNORECASE)
_DURATION = re.compile(r"([-+.\d]\S*) (\S.*)")
_UNITS: dict[str, Unit] = {
    form: unit
    for unit in ("day", "business day", "week", "month", "year")
    for form in (unit, f"{unit}s")
}  # fmt: skip
_LENGTH = {"day": 1, "business day": 1, "week": 7, "month": 28, "year": 365}


class Duration(msgspec.Struct, frozen=True):
    """A length of time as it is counted: three weeks are not 21 days when somebody writes weeks."""

    count: int
    unit: Unit

    def __str__(self) -> str:
        """`3 days`, `1 month`."""
        return counted(self.count, self.unit)

    @property
    def days(self) -> int | None:
        """Calendar days, or None where that depends on the date it begins."""
        return self.count * _LENGTH[self.unit] if self.unit in {"day", "week"} else None

    @property
    def months(self) -> int | None:
        """Months, or None where it is counted in days."""
        return {"month": self.count, "year": 12 * self.count}.get(self.unit)


def date(scalar: Scalar) -> dt.date | Diagnostic:
    """A day of the calendar: `2026-01-31`."""
    return typed(scalar, NOT_DATE, date_in)


def minutes(scalar: Scalar) -> int | Diagnostic:
    """A time of day as minutes since midnight: `09:00` is 540; `24:00` is the end of the day."""
    return typed(scalar, NOT_TIME, minutes_in)


def duration(scalar: Scalar) -> Duration | Diagnostic:
    """A length of time: `3 days`, `2 business days`, `1 month`."""
    return typed(scalar, NOT_DURATION, duration_in)


def date_in(text: str) -> dt.date | Unfit:
    """A text as a date, or why it is none."""
    match = _DATE.fullmatch(text)
    if not match:
        return Unfit(f"{ticked(text)} is no date", _date_help(text))
    year, month, day = map(int, match.groups())
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return Unfit(f"the year of {ticked(text)} is not between {FIRST_YEAR} and {LAST_YEAR}", "is it mistyped?")
    if not 1 <= month <= 12:
        return Unfit(f"{ticked(text)} has no month that exists", "write year, month and day, such as `2026-01-31`")
    last = monthrange(year, month)[1]
    if not 1 <= day <= last:
        return Unfit(f"{ticked(text)} is no day of the calendar", f"that month ends on `{year}-{month:02}-{last}`")
    return dt.date(year, month, day)


def minutes_in(text: str) -> int | Unfit:
    """A text as a time of day, or why it is none."""
    match = _TIME.fullmatch(text)
    if not match:
        return Unfit(f"{ticked(text)} is no time of day", _time_help(text))
    hour, minute = map(int, match.groups())
    if minute > 59 or hour > 24 or (hour == 24 and minute):
        return Unfit(f"{ticked(text)} is no time of day", "a day goes from `00:00` to `24:00`")
    return hour * 60 + minute


def duration_in(text: str) -> Duration | Unfit:
    """A text as a length of time, or why it is none."""
    match = _DURATION.fullmatch(text)
    if not match:
        return Unfit(f"{ticked(text)} is no length of time", _duration_help(text))
    count, unit = match.groups()
    digits = number_in(count)
    if isinstance(digits, Unfit):
        return of_unit(digits, f" {unit}")
    if "." in digits or digits.startswith("-"):
        return Unfit(
            f"{ticked(text)} is not counted in whole {unit.removesuffix('s')}s",
            "write a whole number, such as `3 days`",
        )
    if unit not in _UNITS:
        help = help_meant(unit, _UNITS) or "write `days`, `business days`, `weeks`, `months` or `years`"
        return Unfit(f"{ticked(unit)} is no unit of time", help)
    if int(digits) * _LENGTH[_UNITS[unit]] > MOST_DAYS:
        return Unfit(f"{ticked(text)} is longer than a hundred years", "write a shorter time")
    return Duration(int(digits), _UNITS[unit])


def _date_help(text: str) -> str:
    """How to write a date that is written in another order."""
    day_first, year_first, slashed = _DAY_FIRST.fullmatch(text), _YEAR_FIRST.fullmatch(text), _SLASHED.fullmatch(text)
    written = ""
    if day_first:
        written = _iso(day_first[3], day_first[2], day_first[1])
    elif year_first:
        written = _iso(year_first[1], year_first[3], year_first[4])
    elif slashed and int(slashed[1]) > 12:
        written = _iso(slashed[3], slashed[2], slashed[1])
    elif slashed and int(slashed[2]) > 12:
        written = _iso(slashed[3], slashed[1], slashed[2])
    elif _DATE.match(text):
        return f"write the date alone, {ticked(text[:10])}"
    return f"write {ticked(written)}" if written else "write year, month and day, such as `2026-01-31`"


def _iso(year: str, month: str, day: str) -> str:
    return f"{year}-{month:0>2}-{day:0>2}"


def _time_help(text: str) -> str:
    """How to write a time that is written in another way."""
    match = _LOOSE_TIME.fullmatch(text)
    if not match:
        return "write hours and minutes, such as `09:00`"
    hour, minute, half = int(match[1]), match[2] or "00", (match[3] or "").lower()
    if half in {"am", "pm"} and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return f"write `{hour:02}:{minute}`" if hour <= 24 and minute <= "59" else "a day goes from `00:00` to `24:00`"


def _duration_help(text: str) -> str:
    """How to write a length of time that lacks its unit or a space."""
    match = re.fullmatch(r"([0-9]+) *([a-z]*)", text, re.IGNORECASE)
    if not match:
        return "write a number and a unit, such as `3 days`"
    units = {"": "days", "d": "days", "w": "weeks", "m": "months", "y": "years"}
    unit = units.get(match[2].casefold(), match[2].casefold())
    if unit not in _UNITS:
        return "write a number and a unit, such as `3 days`"
    return f"write {ticked(str(Duration(int(match[1][:9]), _UNITS[unit])))}"
