"""Several runs of one scenario as bands: what most of them lie between, day by day and in all."""

import datetime as dt
from collections import Counter
from collections.abc import Sequence

import msgspec

from playbook_engine.simulation.measures import Measures


class Band(msgspec.Struct, frozen=True, kw_only=True):
    """A number over all runs: one run in ten lies below `low`, one in ten above `high`, half of them below `middle`.

    `day` is empty for the whole span; money is in minor units.
    """

    what: str
    name: str
    day: dt.date | None
    low: int
    middle: int
    high: int


def bands(runs: Sequence[Measures]) -> tuple[Band, ...]:
    """Contacts by channel, calls and tasks, cash and what is open by currency: in all, and day by day."""
    numbers = [_numbers(each) for each in runs]
    keys = sorted({key for each in numbers for key in each}, key=lambda key: (key[0], key[1], key[2] or dt.date.min))
    return tuple(_band(key, sorted(each[key] for each in numbers)) for key in keys)


Key = tuple[str, str, dt.date | None]


def _numbers(of: Measures) -> Counter[Key]:
    found: Counter[Key] = Counter()
    for each in of.contacts:
        _add(found, "contacts", each.channel, each.day, each.count)
    for work in of.work:
        _add(found, "work", "calls", work.day, work.calls)
        _add(found, "work", "tasks", work.day, work.tasks)
    for cash in of.cash:
        _add(found, "paid", cash.paid.currency, cash.day, cash.paid.minor)
        found["open", cash.open.currency, cash.day] = cash.open.minor
    return found


def _add(into: Counter[Key], what: str, name: str, day: dt.date, count: int) -> None:
    into[what, name, None] += count
    into[what, name, day] += count


def _band(key: Key, values: Sequence[int]) -> Band:
    what, name, day = key
    low, middle, high = (values[-(-len(values) * percent // 100) - 1] for percent in (10, 50, 90))
    return Band(what=what, name=name, day=day, low=low, middle=middle, high=high)
