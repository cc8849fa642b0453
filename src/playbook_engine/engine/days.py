"""Days as whole numbers (proleptic ordinals), calendars of open days, arithmetic of offsets (rules 4, 30)."""

import datetime as dt

from playbook_engine.model.playbook import Calendar, Clause

_LONGEST_CLOSURE = 400  # days; longer than any real one, so that a search for an open day ends


class OpenDays:
    """The open days of one calendar in one region; the hours are minutes of the day."""

    __slots__ = ("_added", "_closed", "_rolled", "_weekdays", "always", "backwards", "window")

    def __init__(self, calendar: Calendar | None, closed: frozenset[int]) -> None:
        rule = calendar or Calendar()
        self._weekdays = tuple(day in rule.weekdays for day in range(7))
        self._closed = closed
        self.window = (rule.opens, rule.closes)
        self.backwards = rule.closed == "previous open day"
        self._added: dict[tuple[int, int], int] = {}
        self._rolled: dict[int, int] = {}
        self.always = calendar is None or (all(self._weekdays) and not closed)

    def is_open(self, day: int) -> bool:
        """Whether anything may go on this day."""
        return self.always or (self._weekdays[(day - 1) % 7] and day not in self._closed)

    def next_open(self, day: int) -> int:
        """The first open day from `day` on."""
        for later in range(day, day + _LONGEST_CLOSURE):
            if self.is_open(later):
                return later
        return day + _LONGEST_CLOSURE

    def roll(self, day: int, base: int) -> int:
        """Where a date falls that may be closed; going back never reaches the day it counts from (rule 30b)."""
        if self.always:
            return day
        if self.backwards and not self.is_open(day):
            for earlier in range(day - 1, base, -1):
                if self.is_open(earlier):
                    return earlier
        rolled = self._rolled.get(day)
        if rolled is None:
            rolled = self._rolled[day] = self.next_open(day)
        return rolled

    def add(self, day: int, count: int) -> int:
        """Business days later (earlier where negative); none: the day itself."""
        found = self._added.get((day, count))
        if found is None:
            found = self._added[day, count] = self._walk(day, count)
        return found

    def _walk(self, day: int, count: int) -> int:
        step = 1 if count > 0 else -1
        for _ in range(abs(count)):
            day += step
            for _ in range(_LONGEST_CLOSURE):
                if self.is_open(day):
                    break
                day += step
        return day


def add_months(day: int, months: int) -> int:
    """The same day of another month, clipped to its last day."""
    date = dt.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    first = dt.date(year, month + 1, 1).toordinal()
    return min(first + date.day - 1, end_of_month(first))


def end_of_month(day: int) -> int:
    """The last day of the month of `day`."""
    date = dt.date.fromordinal(day)
    year, month = divmod(date.year * 12 + date.month, 12)
    return dt.date(year, month + 1, 1).toordinal() - 1


def offset(base: int, clause: Clause, calendar: OpenDays) -> int:
    """The date that a clause gives from its base: months, then days, then the end of the month."""
    sign = -1 if clause.before else 1
    day = add_months(base, sign * clause.months) if clause.months else base
    day = calendar.add(day, sign * clause.days) if clause.business else day + sign * clause.days
    return end_of_month(day) if clause.end_of_month else day


def local(as_of: dt.date | dt.datetime, zone: dt.tzinfo) -> tuple[int, int | None]:
    """Day and minute of the day of an instant in a zone; of a date: that date and no minute (rule 1)."""
    if not isinstance(as_of, dt.datetime):
        return as_of.toordinal(), None
    if as_of.tzinfo is None:
        raise ValueError("an instant needs its zone: write `2026-03-16T09:00:00+01:00`")
    moment = as_of.astimezone(zone)
    return moment.toordinal(), moment.hour * 60 + moment.minute
