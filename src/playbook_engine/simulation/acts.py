"""Actions as rows: what a simulated, past or planned day did to whom, with all that people count them by."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.decision import Action, Decision


class Act(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One action on its day. `day` is the account's; `asked`: it waits for a person, and is not done by itself.

    `tier`, `country`, `owner` and `collector` are the account's on that day, empty where unknown.
    """

    day: dt.date
    unit: str
    account: str
    case: str
    playbook: str
    version: int
    action: Action
    currency: str = ""
    entity: str = ""
    tier: str = ""
    country: str = ""
    owner: str = ""
    collector: str = ""
    asked: bool = False


def acts_of(unit: Unit, decisions: Iterable[Decision]) -> Iterator[Act]:
    """The actions of one day's decisions, in their order."""
    accounts = {each.id: each for each in unit.accounts}
    for decision in decisions:
        account = accounts[decision.account]
        for action in decision.actions:
            yield Act(
                day=decision.day,
                unit=unit.id,
                account=account.id,
                case=decision.case,
                playbook=decision.playbook,
                version=decision.version,
                action=action,
                currency=decision.currency,
                entity=decision.entity,
                tier=account.tier or "",
                country=account.country or "",
                owner=account.owner or "",
                collector=account.collector or "",
                asked=action.state == "needs approval",
            )
