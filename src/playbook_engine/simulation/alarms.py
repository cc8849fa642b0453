"""What a person has to look at: guarantees that stopped something, and cases in trouble, as rows to count by."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.decision import Decision


class Alarm(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Something about a case on a day: the guarantee that withheld its work, or the trouble it is in (`no contact`)."""

    day: dt.date
    name: str
    account: str
    case: str
    playbook: str = ""
    tier: str = ""


def alarms_of(unit: Unit, decisions: Iterable[Decision]) -> Iterator[Alarm]:
    """The guarantees that stopped something on one day, in the order of the decisions."""
    for decision in decisions:
        for name in decision.alarms:
            yield _alarm(unit, decision, name)


def troubles_of(unit: Unit, decisions: Iterable[Decision]) -> Iterator[Alarm]:
    """What else is for a person on one day; guarantees are told apart."""
    for decision in decisions:
        for name in decision.exceptions:
            if name != "guarantee":
                yield _alarm(unit, decision, name)


def _alarm(unit: Unit, decision: Decision, name: str) -> Alarm:
    tier = next(each.tier for each in unit.accounts if each.id == decision.account)
    return Alarm(
        day=decision.day,
        name=name,
        account=decision.account,
        case=decision.case,
        playbook=decision.playbook,
        tier=tier or "",
    )
