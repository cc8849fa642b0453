"""Instants that a caller gave."""

import datetime as dt

from playbook_engine.service.wrong_use import WrongUse


def in_utc(given: dt.datetime) -> dt.datetime:
    """The instant in UTC. Raises WrongUse for one without an offset, or outside of what a calendar holds."""
    if given.tzinfo is None:
        raise WrongUse(f"`{given.isoformat()}` has no time zone", "add the offset, such as `+01:00` or `Z`", 422)
    try:
        return given.astimezone(dt.UTC)
    except OverflowError:
        raise WrongUse(f"`{given.isoformat()}` is outside of the calendar", "give a day of our time", 422) from None
