"""Notes of a unit's days: from when to when each case was silent, needed a person, and each question waited."""

import datetime as dt
from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, Literal, TypeVar

import msgspec

from playbook_engine.model.book import Account, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.taking import comes_with
from playbook_engine.simulation.lived import Flag, Spell, Wait, in_order

ONE_DAY = dt.timedelta(1)

Span = TypeVar("Span", Spell, Flag, Wait)


class Spans(Generic[Span]):
    """What goes on from one decided day until a later one says otherwise, by what it is of."""

    __slots__ = ("_going", "_over")

    def __init__(self) -> None:
        self._going: dict[Hashable, Span] = {}
        self._over: list[Span] = []

    def are(self, day: dt.date, now: Mapping[Hashable, Span]) -> None:
        """What there is from a day on; what was there already goes on."""
        going = self._going
        self._going = {key: going.pop(key, span) for key, span in now.items()}
        if going:
            self._over += [msgspec.structs.replace(each, last=day - ONE_DAY) for each in going.values()]

    def until(self, last: dt.date) -> tuple[Span, ...]:
        """All of them, those that still go on cut at the last day."""
        everything = list(self._over)
        everything += [msgspec.structs.replace(each, last=last) for each in self._going.values()]
        return in_order(everything)


class Notes:
    """What holds from one decided day until the next one says otherwise."""

    def __init__(self) -> None:
        self.spells: Spans[Spell] = Spans()
        self.flags: Spans[Flag] = Spans()
        self.waits: Spans[Wait] = Spans()

    def decided(self, day: dt.date, decisions: Iterable[Decision]) -> None:
        """What the cases say from this day on."""
        spells: dict[Hashable, Spell] = {}
        flags: dict[Hashable, Flag] = {}
        for each in decisions:
            silence = each.silence
            key = (each.case, each.playbook, silence and (silence.reason, silence.by, silence.step))
            spells[key] = _spell(each, day)
            for name in each.exceptions:
                flags[each.case, "exception", name] = _flag(each, "exception", name, day)
            for name in each.alarms:
                flags[each.case, "alarm", name] = _flag(each, "alarm", name, day)
        self.spells.are(day, spells)
        self.flags.are(day, flags)

    def asked(self, day: dt.date, unit: Unit, decisions: Iterable[Decision]) -> None:
        """The questions that wait from this day on."""
        accounts = {each.id: each for each in unit.accounts}
        self.waits.are(
            day,
            {
                action.id: _wait(action, each.playbook, accounts[each.account], day)
                for each in decisions
                for action in each.actions
                if action.state == "needs approval" and not any(comes_with(action, main) for main in each.actions)
            },
        )


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


def _flag(decision: Decision, what: Literal["exception", "alarm"], name: str, day: dt.date) -> Flag:
    return Flag(case=decision.case, account=decision.account, what=what, name=name, first=day, last=day)


def _wait(action: Action, playbook: str, account: Account, day: dt.date) -> Wait:
    return Wait(
        action=action.id,
        account=account.id,
        playbook=playbook,
        step=action.step,
        role=action.approval_by,
        owner=account.owner or "",
        collector=account.collector or "",
        first=day,
        last=day,
    )
