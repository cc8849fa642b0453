"""Rules 28 and 29: contacts counted against limits, over all touches and what is decided today."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from playbook_engine.model.decision import Action
from playbook_engine.model.playbook import CONTACT_KINDS, Limit
from tests.reference.touches import contacts, message_of, touches_on
from tests.reference.world import Case

Key = tuple[str, ...]


@dataclass(frozen=True)
class Contacted:
    """One contact, by touch or by an action of today; those with one `message` are one contact."""

    message: Key
    account: str
    playbook: str
    recipients: tuple[str, ...]
    items: tuple[str, ...]
    on: dt.date


def contacted_before(case: Case) -> list[Contacted]:
    """The contacts among all touches of the unit."""
    return [
        Contacted(
            message=(message_of(each),),
            account=each.account,
            playbook=each.playbook,
            recipients=each.recipients,
            items=tuple({each.anchor or "", *(line.item for line in each.items)}),
            on=each.on,
        )
        for each in contacts(touches_on(case.world.unit, case.day))
    ]


def as_contact(case: Case, action: Action, key: Key) -> Contacted:
    """An action of today as a contact."""
    return Contacted(
        message=key,
        account=case.account.id,
        playbook=case.playbook.name,
        recipients=action.recipients,
        items=tuple(line.item for line in action.lines),
        on=action.on,
    )


def message_key(case: Case, action: Action) -> Key:
    """Rule 29: actions with the same key are one message."""
    combine = case.playbook.combine
    if combine == "no" or action.kind not in CONTACT_KINDS:
        return ("alone", action.id)
    shared = (case.account.id, case.entity, case.playbook.name, action.kind, *action.recipients, action.state)
    return (combine, *shared, action.step if combine == "same step" else "")


def limit_broken(case: Case, one: Contacted, decided: Iterable[Contacted]) -> str:
    """The first limit, the organisation's before the playbook's, that the action would go over; empty: none."""
    known = [*contacted_before(case), *decided]
    for limit in (*case.world.organisation.limits, *case.current.limits):
        if any(_is_over(case, limit, same, one) for same in _counted(limit, one, known)):
            return f"{limit.contacts} in {limit.days} days per {limit.per}"
    return ""


def _counted(limit: Limit, one: Contacted, known: list[Contacted]) -> list[list[Contacted]]:
    """What counts with the action: once for the account, family or playbook, for each recipient, for each item."""
    match limit.per:
        case "account":
            return [[each for each in known if each.account == one.account]]
        case "family":
            return [known]
        case "playbook":
            return [[each for each in known if (each.account, each.playbook) == (one.account, one.playbook)]]
        case "contact":
            return [[each for each in known if who in each.recipients] for who in one.recipients]
        case "item":
            return [[each for each in known if item in each.items] for item in one.items]


def _is_over(case: Case, limit: Limit, same: list[Contacted], one: Contacted) -> bool:
    """Rule 3c: the window is D - n + 1 to D."""
    first = case.day - dt.timedelta(limit.days - 1)
    messages = {each.message for each in same if each.on >= first}
    return len(messages | {one.message}) > limit.contacts
