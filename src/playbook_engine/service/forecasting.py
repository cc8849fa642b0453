"""The coming schedule of a book, as if nothing else happened."""

import datetime as dt
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Literal

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.model.book import Book, Setting
from playbook_engine.model.decision import Decision
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.release import Release
from playbook_engine.service.as_of import AsOf, day_of
from playbook_engine.service.deciding import Watch, as_known, concerns, narrowed
from playbook_engine.service.wrong_use import WrongUse

FURTHEST = 3 * 366
"""Days that a forecast may reach ahead: beyond them closed days and rates are guesses."""


class Forecast(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions with actions or a changed silence, by day, then in the order of units."""

    as_of: str
    until: dt.date
    decisions: tuple[Decision, ...]


def forecast_book(
    release: Release,
    book: Book,
    as_of: AsOf,
    until: dt.date,
    *,
    account: str = "",
    approvals: Literal["given", "never"] = "given",
    watch: Watch = iter,
) -> Forecast:
    """What would be decided up to and including a day, of all units or one account's cases. Raises WrongUse.

    Sources that are fresh today are taken as synced on every day to come: a forecast would else end with the first
    source that grows old.
    """
    if not day_of(as_of) <= until <= day_of(as_of) + dt.timedelta(days=FURTHEST):
        raise WrongUse(
            f"`{until}` is no day up to {FURTHEST} days after {day_of(as_of)}", "name a later day, or how many `--days`"
        )
    chosen = as_known(narrowed(book, account), as_of, release)
    setting = synced(chosen.setting, release.organisation, day_of(as_of), until)
    evaluator = Evaluator(release)
    found = chain.from_iterable(
        (
            decision
            for decision in news(forecast(evaluator, setting, unit, as_of, until, approvals))
            if not account or concerns(decision, account, unit)
        )
        for unit in watch(chosen.units)
    )
    decisions = tuple(sorted(found, key=lambda each: each.day))
    return Forecast(as_of=as_of.isoformat(), until=until, decisions=decisions)


def synced(setting: Setting, organisation: Organisation, day: dt.date, until: dt.date) -> Setting:
    """The setting with every source that is fresh on a day synced until another."""
    allowed = dict(organisation.freshness)
    freshness = tuple(
        msgspec.structs.replace(each, on=until) if (day - each.on).days <= allowed.get(each.id, 0) else each
        for each in setting.freshness
    )
    return msgspec.structs.replace(setting, freshness=freshness)


def news(decisions: Iterable[Decision]) -> Iterator[Decision]:
    """Decisions with actions, and those whose reason for silence is another than the day before."""
    last: dict[str, tuple[str, str] | None] = {}
    for each in decisions:
        reason = (each.silence.reason, each.silence.by) if each.silence else None
        if each.actions or each.case not in last or last[each.case] != reason:
            yield each
        last[each.case] = reason
