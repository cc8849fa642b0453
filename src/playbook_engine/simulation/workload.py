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
    most = [_most(days) for _, _, days in sides]
    names = sorted({name for calls, tasks, _ in sides for name in (*calls, *tasks)})
    return tuple(
        Person(
            name=name,
            calls=Count(before=sides[0][0][name], after=sides[1][0][name]),
            tasks=Count(before=sides[0][1][name], after=sides[1][1][name]),
            busiest=Count(before=most[0].get(name, 0), after=most[1].get(name, 0)),
        )
        for name in names
    )


def approvers(before: Iterable[Piece], after: Iterable[Piece]) -> tuple[Approver, ...]:
    """Every role that is asked in either run, by name."""
    asked = [[each for each in run if each.asked] for run in (before, after)]
    sums = [Counter(each.act.action.approval_by for each in run) for run in asked]
    most = [_most(Counter((each.act.action.approval_by, each.day) for each in run)) for run in asked]
    return tuple(
        Approver(
            role=role,
            asked=Count(before=sums[0][role], after=sums[1][role]),
            busiest=Count(before=most[0].get(role, 0), after=most[1].get(role, 0)),
        )
        for role in sorted(sums[0] | sums[1])
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


def _most(days: Counter[tuple[str, dt.date]]) -> dict[str, int]:
    """The most on one day, by name."""
    found: dict[str, int] = {}
    for (name, _), count in days.items():
        found[name] = max(count, found.get(name, 0))
    return found
