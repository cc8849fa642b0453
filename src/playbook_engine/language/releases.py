"""A release made from what was read of a folder."""

import datetime as dt
from collections.abc import Sequence
from importlib.metadata import version

from playbook_engine.language.meaning.regions import FIRST_YEAR, LAST_YEAR, closed_days, countries
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import ClosedDays, Release, Template

BY_COUNTRY = "account.country"


def build_release(
    organisation: Organisation,
    playbooks: Sequence[Playbook],
    templates: Sequence[Template] = (),
    customers_in: Sequence[str] = (),
    older: Sequence[Playbook] = (),
) -> Release:
    """The release of checked playbooks, in the organisation's order, and `older` versions that cases still follow.

    `customers_in`: the countries whose holidays a calendar with `holidays: account.country` needs; all where none is
    named. Holidays are those of the years 2010 to 2040, so that the same folder gives the same bytes on every day.
    """
    closed = tuple(
        ClosedDays(region=region, days=closed_days(region))
        for region in sorted(_regions(organisation, playbooks, customers_in))
    )
    return Release(
        organisation=organisation,
        playbooks=(*playbooks, *older),
        current=len(playbooks),
        templates=tuple(sorted(templates, key=lambda each: (each.name, each.language))),
        closed_days=closed,
        covered=(dt.date(FIRST_YEAR, 1, 1), dt.date(LAST_YEAR, 12, 31)) if closed else None,
        holidays_version=version("holidays") if closed else "",
        tzdata_version=version("tzdata"),
    )


def _regions(organisation: Organisation, playbooks: Sequence[Playbook], customers_in: Sequence[str]) -> set[str]:
    calendars = (organisation.calendar, organisation.work_calendar, *(each.calendar for each in playbooks))
    named = {each.holidays for each in calendars if each is not None} - {""}
    if BY_COUNTRY not in named:
        return named
    return (named - {BY_COUNTRY}) | set(customers_in or countries())
