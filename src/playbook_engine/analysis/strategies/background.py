"""What a generated book is made for."""

import datetime as dt

import msgspec

from playbook_engine.analysis.strategies import pools
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.constants import Constants, constants_of
from playbook_engine.model.book import Own
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money
from playbook_engine.model.release import Release


class Background(msgspec.Struct, frozen=True, kw_only=True):
    """A release, its constants, and the day around which everything happens."""

    release: Release
    constants: Constants
    today: dt.date

    def ago(self, chance: Chance) -> dt.date:
        """A day at or before today, at or beside a constant's distance."""
        return self.today - dt.timedelta(self.constants.distance(chance))

    def ahead(self, chance: Chance) -> dt.date:
        """A day at or after today, at or beside a constant's distance."""
        return self.today + dt.timedelta(self.constants.distance(chance))

    def near(self, chance: Chance) -> dt.date:
        """A day before or after today, or at or beside a date that a condition names."""
        if chance.percent(25):
            return dt.date.fromordinal(chance.pick(self.constants.dates) + chance.pick((0, 0, -1, 1)))
        return self.ahead(chance) if chance.percent(50) else self.ago(chance)

    def own(self, scope: str, chance: Chance) -> Own:
        """Values of an organisation's own facts of one scope; some are missing."""
        mine = [each for each in self.release.organisation.own_facts if each.fact.scope == scope]
        return {
            each.fact.name.partition(".x.")[2]: self._value(each.fact, chance.part(each.fact.name))
            for each in mine
            if chance.percent(85)
        }

    def _value(self, fact: Fact, chance: Chance) -> str | int | bool | Money | list[str]:
        match fact.kind:
            case "text":
                return self.constants.text(fact.name, chance)
            case "tags":
                return list(chance.some(self.constants.tags, 0, 2))
            case "number":
                return "0.5" if chance.percent(10) else self.constants.count(fact.name, chance)
            case "money":
                return Money(self.constants.amount(chance), chance.pick(pools.CURRENCIES))
            case "percent":
                return chance.pick(("0", "0.1", "0.5", "1", "0.3333"))
            case "date":
                return self.near(chance).isoformat()
            case "yes/no":
                return chance.percent(50)


def background_of(release: Release, today: dt.date) -> Background:
    """What books for a release on a day are made from."""
    return Background(release=release, constants=constants_of(release), today=today)
