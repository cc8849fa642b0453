"""A scenario: a span of days, what happens in it, how customers behave, and the seed of all chance."""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.model.behaviour import Behaviour
from playbook_engine.model.events import Event
from playbook_engine.model.money import Money
from playbook_engine.model.timeline import AnyHappening

Approvals = Literal["given", "refused", "never"]
"""What becomes of questions: all answered at once, or nobody answers."""


class Days(msgspec.Struct, frozen=True, order=True):
    """A span of days, both ends included."""

    first: dt.date
    last: dt.date

    def __contains__(self, day: dt.date) -> bool:
        """Whether a day lies in it."""
        return self.first <= day <= self.last


class Dated(msgspec.Struct, frozen=True, kw_only=True):
    """An event by hand, which comes on a day before that day is decided."""

    on: dt.date
    event: Event


class Scenario(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What happens from `first` to `last`, both included; with nothing but these it is a forecast.

    `events` bring their records; `told` are looked up when they come (`in full` is what is open then). On the days of
    `down` nothing is decided. `invoices` new ones are drawn like past ones. Without `behaviour` customers do nothing of
    themselves. `runs` differ in what is drawn, and in nothing else. `costs`: what one contact costs, by channel.
    """

    first: dt.date
    last: dt.date
    seed: str = ""
    events: tuple[Dated, ...] = ()
    told: tuple[AnyHappening, ...] = ()
    down: tuple[Days, ...] = ()
    invoices: int = 0
    behaviour: Behaviour | None = None
    approvals: Approvals = "given"
    runs: int = 1
    costs: dict[str, Money] = {}

    def is_down(self, day: dt.date) -> bool:
        """Whether nothing is decided on a day."""
        return any(day in span for span in self.down)
