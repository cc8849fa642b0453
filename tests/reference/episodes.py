"""Rule 15: the unbroken run of days on which something of a group of items is overdue."""

import datetime as dt
from collections.abc import Iterable

from tests.reference.calendars import DAY
from tests.reference.credits import closing_day
from tests.reference.world import Entry, View


def episode(view: View, group: Iterable[Entry]) -> dt.date | None:
    """The first day of the run that contains the day of the view; None where nothing is overdue on it."""
    members = list(group)
    begin, day = None, view.day
    while any(_was_overdue(view, each, day) for each in members):
        begin, day = day, day - DAY
    return begin


def _was_overdue(view: View, entry: Entry, day: dt.date) -> bool:
    """From due + grace + 1 until the day before the closing day."""
    if not entry.live or day <= entry.due + dt.timedelta(view.grace):
        return False
    if view.balance(entry) > 0:
        return True
    closed = closing_day(view.world.unit, entry.id)
    return closed is not None and day < closed
