"""Whole cases: a release, a setting, a unit and the moment to decide for."""

import datetime as dt

import msgspec
from hypothesis import strategies as st

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.background import background_of
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.releases import SEEDS, release_of
from playbook_engine.analysis.strategies.units import setting_of, unit_of
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.release import Release


class Drawn(msgspec.Struct, frozen=True, kw_only=True):
    """What one decision is made from."""

    release: Release
    setting: Setting
    unit: Unit
    day: dt.date

    def after(self, days: int) -> dt.date:
        """The day so many days later."""
        return self.day + dt.timedelta(days)


def drawn_cases() -> st.SearchStrategy[Drawn]:
    """Random cases, each of a release of its own."""
    return SEEDS.map(lambda seed: case_of(Chance(seed)))


def case_of(chance: Chance) -> Drawn:
    """A case with a release of its own and one to four invoices."""
    return case_for(release_of(chance.part("release")), chance)


def case_for(release: Release, chance: Chance) -> Drawn:
    """A case for a release, with one to four invoices."""
    day = pools.FIRST_DAY + dt.timedelta(chance.below(pools.SPAN))
    background = background_of(release, day)
    stories = [chance.part("story", number).below(2**32) for number in range(chance.pick((1, 2, 2, 3, 3, 4)))]
    return Drawn(
        release=release,
        setting=setting_of(background, chance.part("setting")),
        unit=unit_of(background, chance.part("unit"), stories),
        day=day,
    )
