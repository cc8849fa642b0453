"""What a comparison says about our own people: calls and tasks, and what they are asked to approve."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable

import msgspec

from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.pieces import Piece
from playbook_engine.simulation.summing import Count


class Person(msgspec.Struct, frozen=True, kw_only=True):
    """The calls and tasks of one person, and the most of both on one day; an empty name where nobody is named."""

    name: str
    calls: Count
    tasks: Count
    busiest: Count


class Approver(msgspec.Struct, frozen=True, kw_only=True):
    """What one role is asked to approve, and the most on one day."""

    role: str
    asked: Count
    busiest: Count


def people(before: Iterable[Piece], after: Iterable[Piece]) -> tuple[Person, ...]:
    """Everybody who has a call or a task in either run, by name; a call without a name is the collector's."""
    sides = [_work(each) for each in (before, after)]
    names = sorted({name for calls, tasks, _ in sides for name in (*calls, *tasks)})
    return tuple(
        Person(
            name=name,
            calls=Count(before=sides[0][0][name], after=sides[1][0][name]),
            tasks=Count(before=sides[0][1][name], after=sides[1][1][name]),
            busiest=Count(before=_most(sides[0][2], name), after=_most(sides[1][2], name)),
        )
        for name in names
    )


def approvers(before: Iterable[Piece], after: Iterable[Piece]) -> tuple[Approver, ...]:
    """Every role that is asked in either run, by name."""
    sides = [Counter((each.act.action.approval_by, each.day) for each in run if each.asked) for run in (before, after)]
    return tuple(
        Approver(
            role=role,
            asked=Count(before=_all(sides[0], role), after=_all(sides[1], role)),
            busiest=Count(before=_most(sides[0], role), after=_most(sides[1], role)),
        )
        for role in sorted({role for side in sides for role, _ in side})
    )


def doer(act: Act) -> str:
    """Who does it: the person it is assigned to, else the collector of the account."""
    return act.action.assign or act.collector


def _work(pieces: Iterable[Piece]) -> tuple[Counter[str], Counter[str], Counter[tuple[str, dt.date]]]:
    calls: Counter[str] = Counter()
    tasks: Counter[str] = Counter()
    days: Counter[tuple[str, dt.date]] = Counter()
    for each in pieces:
        kind, name = each.act.action.kind, doer(each.act)
        if each.done and kind in {"call", "task"}:
            (calls if kind == "call" else tasks)[name] += 1
            days[name, each.day] += 1
    return calls, tasks, days


def _most(days: Counter[tuple[str, dt.date]], name: str) -> int:
    return max((count for (who, _), count in days.items() if who == name), default=0)


def _all(days: Counter[tuple[str, dt.date]], role: str) -> int:
    return sum(count for (who, _), count in days.items() if who == role)
