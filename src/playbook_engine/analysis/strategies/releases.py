"""Releases: sets of playbooks that `check` would accept, small, with every option of the language."""

import datetime as dt

import msgspec
from hypothesis import strategies as st

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.organisations import organisation_for, templates
from playbook_engine.analysis.strategies.playbooks import playbook_for
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.playbook import Playbook
from playbook_engine.model.release import ClosedDays, Release

_COVERED = (dt.date(2025, 1, 1), dt.date(2027, 12, 31))

SEEDS = st.integers(min_value=0, max_value=2**32 - 1)


def releases() -> st.SearchStrategy[Release]:
    """Random releases; a failing one is made smaller by taking parts away, not by drawing another seed."""
    return SEEDS.map(lambda seed: release_of(Chance(seed)))


def release_of(chance: Chance) -> Release:
    """A release of one to three playbooks, some with an older version that cases still follow."""
    organisation, ground = organisation_for(chance.part("organisation"))
    names = pools.PLAYBOOKS[-chance.pick((1, 1, 2, 2, 3)) :]
    current = [playbook_for(ground, name, 2, chance.part("playbook", name), last=name == names[-1]) for name in names]
    older = [
        playbook_for(ground, name, 1, chance.part("older", name), last=name == names[-1])
        for name in names
        if chance.percent(20)
    ]
    return Release(
        organisation=msgspec.structs.replace(organisation, playbooks=names),
        playbooks=(*current, *older),
        current=len(current),
        templates=templates(chance.part("templates")),
        closed_days=_closed_days(organisation, [*current, *older], chance.part("closed")),
        covered=_COVERED,
    )


def _closed_days(organisation: Organisation, playbooks: list[Playbook], chance: Chance) -> tuple[ClosedDays, ...]:
    """Holidays of all regions that a calendar may ask for."""
    calendars = [organisation.calendar, organisation.work_calendar, *(each.calendar for each in playbooks)]
    asked = {each.holidays for each in calendars if each and each.holidays}
    regions = sorted({*(asked - {"account.country"}), *(pools.COUNTRIES if "account.country" in asked else ())})
    return tuple(ClosedDays(region=each, days=_holidays(chance.part(each))) for each in regions)


def _holidays(chance: Chance) -> tuple[dt.date, ...]:
    days = {pools.FIRST_DAY + dt.timedelta(chance.below(90)) for _ in range(4)}
    return tuple(sorted({*days, dt.date(2026, 4, 3), dt.date(2026, 4, 6)}))
