"""Rule 30: open days, by walking from day to day."""

import datetime as dt

from playbook_engine.model.book import Account
from playbook_engine.model.decision import Reason
from playbook_engine.model.playbook import CONTACT_KINDS, Calendar, Playbook, Work
from tests.reference.world import World

DAY = dt.timedelta(1)
TOO_FAR = 3660
"""Days after which a calendar counts as never open."""


def contact_calendar(world: World, current: Playbook) -> Calendar | None:
    """Rule 30a: the calendar of the playbook in force, else the organisation's."""
    return current.calendar or world.organisation.calendar


def calendar_of(world: World, current: Playbook, work: Work) -> Calendar | None:
    """The calendar that the dates of a step follow: work without any contact is internal."""
    if is_internal(work):
        return world.organisation.work_calendar
    return contact_calendar(world, current)


def is_internal(work: Work) -> bool:
    """Whether it reaches nobody at the customer."""
    return not any(kind in CONTACT_KINDS for kind in work.do)


def is_open_day(world: World, calendar: Calendar | None, account: Account, day: dt.date) -> bool:
    """Rule 30a: without a calendar every day is open."""
    if calendar is None:
        return True
    if day.weekday() not in calendar.weekdays:
        return False
    if day.isoformat() in world.organisation.closed_days:
        return False
    return day not in _holidays(world, calendar, account)


def closed_reason(world: World, calendar: Calendar | None, account: Account) -> Reason | None:
    """Rules 30c and 31: nothing goes on a closed day, nor at or after the closing of an open one."""
    if not is_open_day(world, calendar, account, world.day_of(account)):
        return "closed day"
    minute = world.minute_of(account)
    if calendar is not None and minute is not None and minute >= calendar.closes:
        return "outside hours"
    return None


def moved_by_open_days(
    world: World, calendar: Calendar | None, account: Account, day: dt.date, steps: int
) -> dt.date | None:
    """Rule 4c: each step of one goes to the next (previous) open day; zero steps stay."""
    way = DAY if steps > 0 else -DAY
    for _ in range(abs(steps)):
        found = next_open_day(world, calendar, account, day + way, way)
        if found is None:
            return None
        day = found
    return day


def rolled(world: World, calendar: Calendar | None, account: Account, day: dt.date, base: dt.date) -> dt.date | None:
    """Rule 30b: a closed day moves to the next open one, or to the previous one that is still after the base."""
    if is_open_day(world, calendar, account, day):
        return day
    if calendar is not None and calendar.closed == "previous open day":
        earlier = next_open_day(world, calendar, account, day, -DAY)
        if earlier is not None and earlier > base:
            return earlier
    return next_open_day(world, calendar, account, day, DAY)


def next_open_day(
    world: World, calendar: Calendar | None, account: Account, day: dt.date, way: dt.timedelta
) -> dt.date | None:
    """The first open day from this one on, itself included; None where there is none in ten years."""
    for _ in range(TOO_FAR):
        if is_open_day(world, calendar, account, day):
            return day
        day += way
    return None


def _holidays(world: World, calendar: Calendar, account: Account) -> set[dt.date]:
    region = account.country if calendar.holidays == "account.country" else calendar.holidays
    return {day for each in world.release.closed_days if each.region == region for day in each.days}
