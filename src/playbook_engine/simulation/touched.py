"""What was really done, as the same rows as what is decided, so that both are counted alike."""

import datetime as dt
from collections.abc import Iterator, Mapping

from playbook_engine.model.book import Account, Touch, Unit
from playbook_engine.model.decision import Action, Line
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import ACTION_KINDS
from playbook_engine.model.taking import HAPPENED
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.balances import Course, courses_of


def acts_done(unit: Unit, first: dt.date, last: dt.date) -> Iterator[Act]:
    """The touches of a unit on some days that were done, or may have been, by day.

    A touch says nothing of amounts: an item that it lists counts with what was open of it that day.
    """
    accounts = {each.id: each for each in unit.accounts}
    courses = {each.item: each for each in courses_of(unit)}
    for touch in sorted(unit.touches, key=lambda each: (each.on, each.id)):
        if first <= touch.on <= last and touch.outcome in HAPPENED and touch.kind in ACTION_KINDS:
            yield _act(unit.id, accounts[touch.account], touch, courses)


def _act(unit: str, account: Account, touch: Touch, courses: Mapping[str, Course]) -> Act:
    listed = [courses[each.item] for each in touch.items if each.item in courses]
    first = listed[0] if listed else None
    return Act(
        day=touch.on,
        unit=unit,
        account=account.id,
        case=_case(touch, first),
        playbook=touch.playbook,
        version=touch.version,
        action=_action(touch, listed),
        currency=first.currency if first else "",
        entity=first.entity if first else "",
        tier=account.tier or "",
        country=account.country or "",
        owner=account.owner or "",
        collector=account.collector or "",
    )


def _case(touch: Touch, first: Course | None) -> str:
    """The case as far as a touch tells it."""
    if first is None:
        return f"{touch.playbook}/{touch.account}"
    return f"{touch.playbook}/{touch.account}/{first.entity}/{first.currency}"


def _action(touch: Touch, listed: list[Course]) -> Action:
    steps = {each.item: each.step for each in touch.items}
    lines = [
        Line(item=each.item, amount=Money(each.balance(touch.on), each.currency), step=steps[each.item])
        for each in listed
    ]
    currencies = sorted({line.amount.currency for line in lines})
    return Action(
        id=touch.id,
        message=touch.message or touch.id,
        kind=touch.kind,  # type: ignore[arg-type]  # one of the kinds, as the caller has seen
        step=touch.step,
        on=touch.on,
        anchor=touch.anchor or "",
        occurrence=touch.occurrence,
        in_place_of=touch.in_place_of,
        tone=touch.tone,
        recipients=touch.recipients,
        addresses=touch.addresses,
        lines=tuple(lines),
        totals=tuple(
            Money(sum(line.amount.minor for line in lines if line.amount.currency == currency), currency)
            for currency in currencies
        ),
        pay_by=touch.pay_by,
    )
