"""Cases under the conditions of rules 38 to 40: fixed dates, and conditions that say `at least`."""

import datetime as dt
from typing import Any

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.model.condition import ALWAYS, All, Condition, InAmount, InRange, Interval, OneOf, Test
from playbook_engine.model.decision import Decision
from playbook_engine.model.money import Rate
from playbook_engine.model.playbook import Choice, Clause, Hold, Playbook, Step
from playbook_engine.model.release import Release
from playbook_engine.model.units import make_setting
from tests.property.growing import grown

_AT_LEAST: tuple[Condition, ...] = (
    ALWAYS,
    ALWAYS,
    Test("case.overdue_balance", InAmount((("EUR", Interval(10_000, None)),))),
    Test("case.items", InRange(Interval(2, None))),
    All(
        (
            Test("anchor.days_overdue", InRange(Interval(5, None))),
            Test("case.balance", InAmount((("EUR", Interval(5_000, None)),))),
        )
    ),
)
"""Conditions that a payment can only make false."""

_RATES = tuple(
    Rate(on=dt.date(2020, 1, 1), source=source, target=target, rate=rate)
    for source, target, rate in (("USD", "EUR", "0.9"), ("JPY", "EUR", "0.01"), ("USD", "JPY", "90"))
)
"""All rates: a missing one holds a case until a payment makes it needless."""

DISPUTE = Hold(name="dispute", when=Test("item.disputed", OneOf(("yes",))), covers="item")
"""The hold that every tamed release has."""


def tamed(case: Drawn) -> Drawn:
    """The case with one version of each playbook, simple ladders of stiffening tones, and a hold for disputes."""
    release = case.release
    organisation = msgspec.structs.replace(
        release.organisation,
        holds=(DISPUTE,),
        limits=(),
        guarantees=(),
        freshness=(),
        required=(),
        own_facts=_free(release),
    )
    amount = release.playbooks[0].amount
    playbooks = tuple(
        msgspec.structs.replace(_tame(each, release.organisation.tones), amount=amount)
        for each in release.playbooks[: release.current]
    )
    changed = msgspec.structs.replace(release, organisation=organisation, playbooks=playbooks)
    return msgspec.structs.replace(case, release=changed, setting=make_setting(_RATES, (), case.setting.entities))


def tamed_and_grown(case: Drawn) -> Drawn:
    """A tamed case with the history that its own decisions made."""
    return grown(tamed(case), case.day.toordinal(), all_done=True)


def _free(release: Release) -> Any:
    return tuple(msgspec.structs.replace(each, required=False) for each in release.organisation.own_facts)


def _tame(playbook: Playbook, tones: tuple[str, ...]) -> Playbook:
    cadence = tuple(_tame_step(step, number, tones) for number, step in enumerate(playbook.cadence))
    return msgspec.structs.replace(
        playbook, when=ALWAYS, cadence=cadence, exhausted=(), alongside=(), holds=(), limits=(), guarantees=(),
        chase=True, effective_from="", effective_until="", stays="while it matches",
    )  # fmt: skip


def _tame_step(step: Step, number: int, tones: tuple[str, ...]) -> Step:
    """A step so many days after due, stiffer than the one above, of a fixed tone."""
    tone = Choice(value=tones[min(number, len(tones) - 1)]) if step.work.tone else None
    days = step.at[0].days if step.at else 0
    return msgspec.structs.replace(
        step,
        at=(Clause(base="due", days=5 * number + days % 5, business=bool(step.at) and step.at[0].business),),
        when=_AT_LEAST[days % len(_AT_LEAST)],
        otherwise="wait" if step.otherwise == "wait" else "skip",
        work=msgspec.structs.replace(step.work, tone=tone),
        approval=None,
        also=(),
    )


def worst(release: Release, decisions: tuple[Decision, ...]) -> dict[str, int]:
    """By case the number of the most advanced ladder step that it takes today or has reached by its dates, -1 for none.

    Cases that are held altogether are left out: they take none, and have no anchor whose dates could count.
    """
    found: dict[str, int] = {}
    for decision in decisions:
        ladder = _ladder(release, decision)
        if decision.anchor and ladder:
            steps = [decision.stage, *(action.step for action in decision.actions)]
            found[decision.case] = max((ladder.index(step) for step in steps if step in ladder), default=-1)
    return found


def _ladder(release: Release, decision: Decision) -> list[str]:
    return [step.name for each in release.playbooks if each.name == decision.playbook for step in each.cadence]
