"""The moment of truth: units decided again on the state that is known now, and their actions brought in line.

Whoever asks holds the lock of the units, as does whoever brings in a payment: one of them is before the other.
"""

import asyncio
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.service.production.actions_content import comes_with_a_step, main_of
from playbook_engine.service.production.reconciling import Decided, reconcile
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_setting, load_units
from playbook_engine.store.action_queries import COMES_WITH
from playbook_engine.store.actions import ActionRow
from playbook_engine.store.database import Work
from playbook_engine.store.units import UnitRow


class Judged(msgspec.Struct, frozen=True, kw_only=True):
    """What is known and decided now: what a message is written from."""

    setting: Setting
    evaluator: Evaluator | None
    decided: Decided


async def judge(
    runtime: Runtime, work: Work, units: Mapping[str, UnitRow], taken: Collection[ActionRow] = ()
) -> dict[str, Judged]:
    """Decide locked units again and reconcile; `taken` are the rows whose holder asks whether they may go on."""
    setting = await load_setting(work)
    followed = await effective(work, work.at)
    judged: dict[str, Judged] = {}
    for unit in await load_units(work, sorted(units)):
        number = followed.release_for(unit.id)
        judge_of = None if number is None else await evaluator(runtime, work, number)
        judged[unit.id] = _undecided(unit, units[unit.id], number or 0, setting, judge_of)
    await asyncio.to_thread(_decide_all, judged, work, _mains(taken))
    found = [each.decided for each in judged.values()]
    await reconcile(work, found, units, {row.id for row in taken})
    return judged


def _undecided(unit: Unit, row: UnitRow, number: int, setting: Setting, judge_of: Evaluator | None) -> Judged:
    zone = judge_of.release.organisation.time_zone if judge_of else "UTC"
    return Judged(
        setting=setting,
        evaluator=judge_of,
        decided=Decided(unit=unit, decisions=(), number=row.decision, release=number, zone=zone),
    )


def _mains(taken: Iterable[ActionRow]) -> dict[str, list[str]]:
    """By unit the steps whose work that comes with them is asked about."""
    mains: dict[str, list[str]] = {}
    for row in taken:
        if comes_with_a_step(row):
            mains.setdefault(row.unit, []).append(main_of(row))
    return mains


def _decide_all(judged: dict[str, Judged], work: Work, mains: Mapping[str, Sequence[str]]) -> None:
    """In a thread, so that the server answers others meanwhile."""
    for name, each in judged.items():
        if each.evaluator is None:
            continue
        decided = each.decided
        decisions = each.evaluator.decide(each.setting, decided.unit, work.at)
        still = _without(each, mains[name], work) if name in mains else frozenset()
        found = msgspec.structs.replace(decided, decisions=decisions, still=still)
        judged[name] = msgspec.structs.replace(each, decided=found)


def _without(judged: Judged, mains: Sequence[str], work: Work) -> frozenset[str]:
    """What would be decided if these steps had not gone: what comes with them is wanted while they would be."""
    assert judged.evaluator is not None
    unit = judged.decided.unit
    gone = tuple(each for each in unit.touches if not _is_of(each.id, mains))
    before = msgspec.structs.replace(unit, touches=gone)
    decisions: Sequence[Decision] = judged.evaluator.decide(judged.setting, before, work.at)
    return frozenset(action.id for decision in decisions for action in decision.actions)


def _is_of(touch: str, mains: Sequence[str]) -> bool:
    return any(touch == main or touch.startswith(f"{main}{COMES_WITH}") for main in mains)
