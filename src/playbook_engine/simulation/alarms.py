"""Guarantees that stopped something: an alarm as a row that people count by."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.decision import Decision


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A guarantee that withheld work for a case on a day."""

    day: dt.date
    guarantee: str
    account: str
    case: str
    playbook: str
    tier: str = ""


def alarms_of(unit: Unit, decisions: Iterable[Decision]) -> Iterator[Alarm]:
    """The alarms of one day's decisions, in their order."""
    tiers = {each.id: each.tier or "" for each in unit.accounts}
    for decision in decisions:
        for guarantee in decision.alarms:
            yield Alarm(
                day=decision.day,
                guarantee=guarantee,
                account=decision.account,
                case=decision.case,
                playbook=decision.playbook,
                tier=tiers[decision.account],
            )
