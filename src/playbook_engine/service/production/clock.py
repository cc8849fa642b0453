"""The clock of production: the only place that reads the machine's time for it."""

import datetime as dt
import threading
from typing import Protocol


class Clock(Protocol):
    """Tells the instant."""

    def now(self) -> dt.datetime:
        """The instant in UTC; never earlier than one told before."""


class MachineClock:
    """The machine's clock, which may be set back: then time stands still here until it is reached again."""

    def __init__(self) -> None:
        self._last = dt.datetime.min.replace(tzinfo=dt.UTC)
        self._lock = threading.Lock()

    def now(self) -> dt.datetime:
        """The instant in UTC; never earlier than one told before."""
        with self._lock:
            self._last = max(self._last, dt.datetime.now(dt.UTC))
            return self._last
