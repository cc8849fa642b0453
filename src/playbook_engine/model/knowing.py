"""The book as it was known at a moment: the only place where records are cut by time (rule 2)."""

import datetime as dt
import zoneinfo
from collections.abc import Callable, Iterator, Mapping

import msgspec

from playbook_engine.model.book import (
    AccountRecord,
    Approval,
    Book,
    Contact,
    Credit,
    Dispute,
    FailedPayment,
    Invoice,
    ManualHold,
    Membership,
    Payment,
    Promise,
    Reply,
    Setting,
    Touch,
    Unit,
)
from playbook_engine.model.units import make_setting, records_of, units_of

OWN_DAY: dict[type[AccountRecord], str] = {
    Contact: "",  # known from the beginning
    Invoice: "issued_on",
    Payment: "on",
    Credit: "on",
    Promise: "made_on",
    Dispute: "opened_on",
    ManualHold: "set_on",
    Touch: "on",
    Membership: "since",
    Reply: "on",
    FailedPayment: "on",
    Approval: "asked_on",
}
"""The field that dates a record where nothing says when it was learnt."""

LATER: dict[type[AccountRecord], tuple[str, dict[str, None]]] = {
    Payment: ("reversed_on", {"reversed_on": None}),
    Promise: ("withdrawn_on", {"withdrawn_on": None}),
    Dispute: ("resolved_on", {"resolved_on": None}),
    ManualHold: ("lifted_on", {"lifted_on": None}),
    Approval: ("answered_on", {"answered_on": None, "answer": None}),
}
"""The field that dates what happened to a record later, and what the record says before that."""


class Moment(msgspec.Struct, frozen=True):
    """A moment in one time zone: the day there, and the instant where the moment has one."""

    day: dt.date
    instant: dt.datetime | None
    zone: dt.tzinfo

    def has_come(self, known_at: dt.datetime | None, own_day: dt.date | None) -> bool:
        """Whether something is known: by the time it was learnt where that is given, else by its own day."""
        if known_at is None:
            return own_day is None or own_day <= self.day
        if self.instant is not None:
            return known_at <= self.instant
        return known_at.astimezone(self.zone).date() <= self.day


MomentIn = Callable[[str], Moment]


def known(book: Book, at: dt.date | dt.datetime, zone: str) -> Book:
    """The book as it was known then; `zone` is the organisation's, for accounts that have none of their own.

    A day counts as a whole, everywhere: what is dated or was learnt that day is known. An instant (with its offset) is
    each account's own day for what is dated, and exact for what says when it was learnt.
    """
    moment_in = _moments(at)
    units = [part for unit in book.units for part in _known_units(unit, moment_in, zone)]
    units.sort(key=lambda each: each.id)
    return Book(setting=_known_setting(book.setting, moment_in(zone)), units=tuple(units))


def _moments(at: dt.date | dt.datetime) -> MomentIn:
    """Gives the moment in a zone, made once for each zone."""
    made: dict[str, Moment] = {}

    def moment_in(zone: str) -> Moment:
        if zone not in made:
            place = zoneinfo.ZoneInfo(zone)
            instant = at if isinstance(at, dt.datetime) else None
            made[zone] = Moment(instant.astimezone(place).date() if instant else at, instant, place)
        return made[zone]

    return moment_in


def _known_setting(setting: Setting, moment: Moment) -> Setting:
    return make_setting(
        [each for each in setting.rates if each.on <= moment.day],
        [each for each in setting.freshness if moment.has_come(each.known_at, each.on)],
        [each for each in setting.entities if moment.has_come(each.known_at, None)],
    )


def _known_units(unit: Unit, moment_in: MomentIn, zone: str) -> tuple[Unit, ...]:
    """What is known of a unit: nothing yet, itself, or parts of it while an account that pays is not known."""
    moments = {each.id: moment_in(each.time_zone or zone) for each in unit.accounts}
    accounts = [each for each in unit.accounts if moments[each.id].has_come(each.known_at, None)]
    there = {each.id: moments[each.id] for each in accounts}
    return units_of(accounts, _known_records(unit, there))


def _known_records(unit: Unit, moments: Mapping[str, Moment]) -> Iterator[AccountRecord]:
    for record in records_of(unit):
        moment = moments.get(record.account)
        if moment is None:
            continue
        dated_by = OWN_DAY[type(record)]
        if moment.has_come(record.known_at, getattr(record, dated_by) if dated_by else None):
            yield _without_later(record, moment.day)


def _without_later(record: AccountRecord, day: dt.date) -> AccountRecord:
    """The record without what happened to it after a day."""
    dated_by, before = LATER.get(type(record), ("", {}))
    later = getattr(record, dated_by) if dated_by else None
    if later is None or later <= day:
        return record
    return msgspec.structs.replace(record, **before)
