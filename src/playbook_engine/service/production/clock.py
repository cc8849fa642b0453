"""The clock of production: the only place that reads the machine's time for it."""

import datetime as dt
import threading
from typing import Protocol

from playbook_engine.service.as_of import parse_as_of
from playbook_engine.service.wrong_use import WrongUse


class Clock(Protocol):
    """Tells the instant."""

    def now(self) -> dt.datetime:
        """The instant in UTC; never earlier than one told before."""


class MachineClock:
    """The machine's clock, which may be set back: then time stands still here until it is reached again.

    With `starts_at` it says that instant now and goes on from there: for trying out a book of another time.
    """

    def __init__(self, starts_at: dt.datetime | None = None) -> None:
        self._ahead = dt.timedelta() if starts_at is None else starts_at - dt.datetime.now(dt.UTC)
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._lock = threading.Lock()

    def now(self) -> dt.datetime:
        """The instant in UTC; never earlier than one told before."""
        with self._lock:
            self._last = max(self._last, dt.datetime.now(dt.UTC) + self._ahead)
            return self._last


def clock_of(starts_at: str) -> MachineClock:
    """The clock that a setting asks for. Raises WrongUse for what is no instant with its offset."""
    if not starts_at:
        return MachineClock()
    instant = parse_as_of(starts_at)
    if not isinstance(instant, dt.datetime):
        raise WrongUse(f"`{starts_at}` is a day, and no instant", "write it as `2026-03-16T09:30:00+01:00`")
    return MachineClock(instant)
