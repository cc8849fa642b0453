"""When a book was learnt: the days on which something became known, and what was known of the setting on each."""

import datetime as dt
import zoneinfo
from bisect import bisect_right
from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.model.book import Book, Freshness, Record, Setting, Unit
from playbook_engine.model.knowing import LATER, OWN_DAY, known
from playbook_engine.model.units import records_of


def days_learnt(unit: Unit, zone: str) -> list[dt.date]:
    """Each day on which a record of a unit, or what happened to it later, became known, in order.

    `zone` is the organisation's, for accounts that have none of their own.
    """
    zones = {each.id: each.time_zone or zone for each in unit.accounts}
    found = set(_told_on((each, each.time_zone or zone) for each in unit.accounts))
    for record in records_of(unit):
        dated_by = OWN_DAY[type(record)]
        own = getattr(record, dated_by) if dated_by else None
        found.update(_learnt_on(record, own, zones[record.account]))
        later, _ = LATER.get(type(record), ("", {}))
        if later and (day := getattr(record, later)) is not None:
            found.add(day)
    return sorted(found)


class SettingByDay:
    """What all units share, as it was known on each day, made once for all days between two that change it."""

    def __init__(self, setting: Setting, zone: str, fresh: tuple[Freshness, ...] | None = None) -> None:
        """`fresh`: what is said of every source on all days, in place of what the setting records."""
        self._setting = setting if fresh is None else msgspec.structs.replace(setting, freshness=())
        self._zone = zone
        self._fresh = fresh
        self._known: dict[int, Setting] = {}
        freshness = (day for each in self._setting.freshness for day in _learnt_on(each, each.on, zone))
        entities = (day for each in setting.entities for day in _learnt_on(each, None, zone))
        self.days = sorted({*(each.on for each in setting.rates), *freshness, *entities})

    def on(self, day: dt.date) -> Setting:
        """The setting as it was known on a day."""
        place = bisect_right(self.days, day)
        if place not in self._known:
            self._known[place] = self._as_known(day)
        return self._known[place]

    def _as_known(self, day: dt.date) -> Setting:
        then = known(Book(setting=self._setting), day, self._zone).setting
        return then if self._fresh is None else msgspec.structs.replace(then, freshness=self._fresh)


def _told_on(records: Iterable[tuple[Record, str]]) -> Iterator[dt.date]:
    for record, zone in records:
        yield from _learnt_on(record, None, zone)


def _learnt_on(record: Record, own: dt.date | None, zone: str) -> Iterator[dt.date]:
    """The day on which a record became known, in a zone; none where it was there from the beginning."""
    if record.known_at is not None:
        yield record.known_at.astimezone(zoneinfo.ZoneInfo(zone)).date()
    elif own is not None:
        yield own
