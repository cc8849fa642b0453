"""Notes of a unit's days: from when to when each case was silent, and each question waited."""

import datetime as dt
from collections.abc import Iterable

import msgspec

from playbook_engine.model.book import Account, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.taking import comes_with
from playbook_engine.simulation.lived import Spell, Wait

ONE_DAY = dt.timedelta(1)


class Notes:
    """What holds from one decided day until the next one says otherwise."""

    def __init__(self) -> None:
        self._going: dict[str, Spell] = {}
        self._spells: list[Spell] = []
        self._asked: dict[str, Wait] = {}
        self._waits: list[Wait] = []

    def decided(self, day: dt.date, decisions: Iterable[Decision]) -> None:
        """What the cases say from this day on."""
        going: dict[str, Spell] = {}
        for each in decisions:
            spell = _spell(each, day)
            before = self._going.pop(each.case, None)
            if before is not None and _same(before, spell):
                spell = before
            elif before is not None:
                self._end(before, day)
            going[each.case] = spell
        for gone in self._going.values():
            self._end(gone, day)
        self._going = going

    def asked(self, day: dt.date, unit: Unit, decisions: Iterable[Decision]) -> None:
        """The questions that wait from this day on."""
        accounts = {each.id: each for each in unit.accounts}
        asked = [
            (accounts[each.account], action)
            for each in decisions
            for action in each.actions
            if action.state == "needs approval" and not any(comes_with(action, main) for main in each.actions)
        ]
        waiting: dict[str, Wait] = {}
        for account, action in asked:
            before = self._asked.pop(action.id, None)
            waiting[action.id] = before if before is not None else _wait(action, account, day)
        self._waits += [msgspec.structs.replace(each, last=day - ONE_DAY) for each in self._asked.values()]
        self._asked = waiting

    def until(self, last: dt.date) -> tuple[tuple[Spell, ...], tuple[Wait, ...]]:
        """All spells and waits, those that still go on cut at the last day."""
        spells = [*self._spells, *(msgspec.structs.replace(each, last=last) for each in self._going.values())]
        waits = [*self._waits, *(msgspec.structs.replace(each, last=last) for each in self._asked.values())]
        spells.sort(key=lambda each: (each.first, each.case))
        waits.sort(key=lambda each: (each.first, each.action))
        return tuple(spells), tuple(waits)

    def _end(self, spell: Spell, day: dt.date) -> None:
        self._spells.append(msgspec.structs.replace(spell, last=day - ONE_DAY))


def _spell(decision: Decision, day: dt.date) -> Spell:
    silence = decision.silence
    return Spell(
        case=decision.case,
        account=decision.account,
        playbook=decision.playbook,
        reason=silence.reason if silence else "",
        by=silence.by if silence else "",
        step=silence.step if silence else "",
        first=day,
        last=day,
    )


def _wait(action: Action, account: Account, day: dt.date) -> Wait:
    return Wait(
        action=action.id,
        account=account.id,
        step=action.step,
        role=action.approval_by,
        owner=account.owner or "",
        collector=account.collector or "",
        first=day,
        last=day,
    )


def _same(one: Spell, other: Spell) -> bool:
    return (one.reason, one.by, one.step, one.playbook) == (other.reason, other.by, other.step, other.playbook)
