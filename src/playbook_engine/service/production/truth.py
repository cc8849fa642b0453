"""The moment of truth: units decided again on the state that is known now, and their actions brought in line.

Whoever asks holds the lock of the units, as does whoever brings in a payment: one of them is before the other.
"""

import asyncio
import datetime as dt
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.service.production.actions_content import comes_with_a_step, main_of
from playbook_engine.service.production.deciding_units import failure_of
from playbook_engine.service.production.reconciling import Decided, reconcile
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_setting, load_units
from playbook_engine.store.actions import COMES_WITH, ActionRow
from playbook_engine.store.database import Work
from playbook_engine.store.units import UnitRow


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What is known and decided now: what a message is written from. `failure`: why it could not be decided."""

    setting: Setting
    evaluator: Evaluator | None
    decided: Decided
    failure: str = ""


async def judge(
    runtime: Runtime, work: Work, units: Mapping[str, UnitRow], taken: Collection[ActionRow] = ()
) -> dict[str, Judged]:
    """Decide locked units again and reconcile; `taken` are the rows whose holder asks whether they may go on.

    All that is known counts, whatever day it is dated by (rule 2): a payment that is here is not chased.

    Actions of a unit that cannot be decided are left as they are: they are not to go.
    """
    setting = await load_setting(work)
    followed = await effective(work, work.at)
    found = {each.id: each for each in await load_units(work, sorted(units))}
    judged: dict[str, Judged] = {}
    for name, row in units.items():
        number = followed.release_for(name)
        known = name in found and number is not None
        rules = await evaluator(runtime, work, number) if known and number is not None else None
        unit = found.get(name, Unit(id=name, accounts=()))
        judged[name] = _undecided(unit, row, number or 0, setting, rules)
    judged = await asyncio.to_thread(_decide_all, judged, work.at, _mains(taken))
    decided = [each.decided for each in judged.values() if not each.failure]
    await reconcile(work, decided, units, {row.id for row in taken})
    return judged


def _undecided(unit: Unit, row: UnitRow, number: int, setting: Setting, rules: Evaluator | None) -> Judged:
    zone = rules.release.organisation.time_zone if rules else "UTC"
    return Judged(
        setting=setting,
        evaluator=rules,
        decided=Decided(unit=unit, decisions=(), number=row.decision, release=number, zone=zone),
    )


def _mains(taken: Iterable[ActionRow]) -> dict[str, list[str]]:
    """By unit the steps whose work that comes with them is asked about."""
    mains: dict[str, list[str]] = {}
    for row in taken:
        if comes_with_a_step(row):
            mains.setdefault(row.unit, []).append(main_of(row))
    return mains


def _decide_all(judged: Mapping[str, Judged], at: dt.datetime, mains: Mapping[str, Sequence[str]]) -> dict[str, Judged]:
    """In a thread, so that the server answers others meanwhile."""
    return {name: _decide_one(each, at, mains.get(name, ())) for name, each in judged.items()}


def _decide_one(judged: Judged, at: dt.datetime, mains: Sequence[str]) -> Judged:
    if judged.evaluator is None:
        return judged
    unit = judged.decided.unit
    try:
        decisions = judged.evaluator.decide(judged.setting, unit, at)
        before = _without(unit, mains)
        again = decisions if before is unit else judged.evaluator.decide(judged.setting, before, at)
    except Exception as wrong:  # noqa: BLE001 - whatever is wrong with one unit is for a person, and stops no other
        return msgspec.structs.replace(judged, failure=failure_of(wrong))
    still = frozenset(action.id for decision in again for action in decision.actions)
    decided = msgspec.structs.replace(judged.decided, decisions=decisions, still=still)
    return msgspec.structs.replace(judged, decided=decided)


def _without(unit: Unit, mains: Sequence[str]) -> Unit:
    """As if these steps had not gone: what comes with them is wanted while they would be."""
    if not mains:
        return unit
    kept = tuple(each for each in unit.touches if not any(_is_of(each.id, main) for main in mains))
    return msgspec.structs.replace(unit, touches=kept)


def _is_of(touch: str, main: str) -> bool:
    return touch == main or touch.startswith(f"{main}{COMES_WITH}")
