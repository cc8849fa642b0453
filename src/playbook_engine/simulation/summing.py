"""What changes add up to: by kind of change, by playbook, step, tier and country, in money, and guarantees."""

import datetime as dt
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.alarms import Alarm
from playbook_engine.simulation.changes import CHANGE_KINDS, Change, ChangeKind
from playbook_engine.simulation.pairing import Pair
from playbook_engine.simulation.pieces import Piece, Renamed, present_name


class Count(msgspec.Struct, frozen=True, kw_only=True):
    """The same number in both runs."""

    before: int
    after: int

    @property
    def more(self) -> int:
        """How many more there are after; fewer where negative."""
        return self.after - self.before


class Group(msgspec.Struct, frozen=True, kw_only=True):
    """All changes of one kind; a change of several kinds stands in the group of each.

    `money`: what is open of the items concerned, each once; `days`: the least and the most that they move.
    """

    kind: ChangeKind
    pieces: int
    accounts: int
    strategic: int
    money: tuple[Money, ...]
    first: dt.date
    days: tuple[int, int] | None = None


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """The pieces of work of one row: `after` is `before - gone + added - left + came`.

    `left` and `came`: the same piece of work that stands in another row before and after. `kinds`: changes of what
    is there in both runs, by kind, in the row where it is after.
    """

    name: tuple[str, ...]
    before: int
    after: int
    added: int = 0
    gone: int = 0
    came: int = 0
    left: int = 0
    kinds: dict[ChangeKind, int] = {}


class Touched(msgspec.Struct, frozen=True, kw_only=True):
    """Money that messages and calls ask for in one currency, each item once, with the most that is asked of it.

    `only_before`, `only_after`: of items that the other run does not ask for.
    """

    currency: str
    before: Money
    after: Money
    only_before: Money
    only_after: Money


class Fired(msgspec.Struct, frozen=True, kw_only=True):
    """A guarantee that stops something, or a trouble, by its cases; `news`: accounts that have it only after.

    `first` is the first day of it in either run.
    """

    name: str
    cases: Count
    first: dt.date
    news: tuple[str, ...] = ()
    no_longer: tuple[str, ...] = ()


def groups(changes: Sequence[Change]) -> tuple[Group, ...]:
    """Changes by kind."""
    found: defaultdict[ChangeKind, list[Change]] = defaultdict(list)
    for change in changes:
        for kind in change.kinds:
            found[kind].append(change)
    return tuple(_group(kind, found[kind]) for kind in CHANGE_KINDS if kind in found)


def tallies(
    pairs: Iterable[Pair], changes: Iterable[Change], row: Callable[[Act], tuple[str, ...]], renamed: Renamed
) -> tuple[Tally, ...]:
    """The pieces of work by row, in the order of the rows' names."""
    counts: defaultdict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    kinds: defaultdict[tuple[str, ...], Counter[ChangeKind]] = defaultdict(Counter)
    for before, after in pairs:
        one, other = (_row(each, row, renamed) for each in (before, after))
        if one is not None:
            counts[one].update(["before"] + (["gone"] if other is None else ["left"] * (one != other)))
        if other is not None:
            counts[other].update(["after"] + (["added"] if one is None else ["came"] * (one != other)))
    for change in changes:
        if change.before is not None and change.after is not None:
            kinds[_present(row(change.after), renamed)].update(change.kinds)
    return tuple(
        Tally(name=name, before=found["before"], after=found["after"], added=found["added"], gone=found["gone"],
              came=found["came"], left=found["left"], kinds={kind: kinds[name][kind] for kind in CHANGE_KINDS
                                                             if kinds[name][kind]})
        for name, found in sorted(counts.items())
    )  # fmt: skip


def money_asked_for(before: Iterable[Piece], after: Iterable[Piece]) -> tuple[Touched, ...]:
    """What contacts ask for, by currency."""
    one = most_asked(each.act for each in before if each.contact)
    other = most_asked(each.act for each in after if each.contact)
    currencies = sorted({each.currency for each in (*one.values(), *other.values())})
    return tuple(
        Touched(
            currency=currency,
            before=_sum(one, one, currency),
            after=_sum(other, other, currency),
            only_before=_sum(one, one.keys() - other.keys(), currency),
            only_after=_sum(other, other.keys() - one.keys(), currency),
        )
        for currency in currencies
    )


def money_of(changes: Iterable[Change]) -> tuple[Money, ...]:
    """What is open of the items that changed work lists, before or after, by currency and each item once."""
    asked = most_asked(act for each in changes for act in (each.before, each.after) if act is not None)
    return tuple(_sum(asked, asked, currency) for currency in sorted({each.currency for each in asked.values()}))


ItemIn = tuple[str, str, str]
"""An item of a unit in its currency."""


def most_asked(acts: Iterable[Act]) -> dict[ItemIn, Money]:
    """The most that is asked of each item: an invoice named in ten letters counts once."""
    found: dict[ItemIn, Money] = {}
    for act in acts:
        for line in act.action.lines:
            key = (act.unit, line.item, line.amount.currency)
            known = found.get(key)
            if known is None or line.amount.minor > known.minor:
                found[key] = line.amount
    return found


def fired(before: Iterable[Alarm], after: Iterable[Alarm]) -> tuple[Fired, ...]:
    """Alarms by name; a case that has one on many days counts once."""
    cases: defaultdict[str, tuple[dict[str, Alarm], dict[str, Alarm]]] = defaultdict(lambda: ({}, {}))
    for side, alarms in enumerate((before, after)):
        for alarm in sorted(alarms, key=lambda each: each.day):
            cases[alarm.name][side].setdefault(alarm.case, alarm)
    return tuple(
        Fired(
            name=name,
            cases=Count(before=len(one), after=len(other)),
            first=min(each.day for each in (*one.values(), *other.values())),
            news=tuple(sorted({other[case].account for case in other.keys() - one.keys()})),
            no_longer=tuple(sorted({one[case].account for case in one.keys() - other.keys()})),
        )
        for name, (one, other) in sorted(cases.items())
    )


def _group(kind: ChangeKind, changes: Sequence[Change]) -> Group:
    accounts = {each.account: each.strategic for each in changes}
    moved = [abs(each.days) for each in changes] if kind in {"earlier", "later"} else []
    return Group(
        kind=kind,
        pieces=len(changes),
        accounts=len(accounts),
        strategic=sum(accounts.values()),
        money=money_of(changes),
        first=min(each.day for each in changes),
        days=(min(moved), max(moved)) if moved else None,
    )


def _row(piece: Piece | None, row: Callable[[Act], tuple[str, ...]], renamed: Renamed) -> tuple[str, ...] | None:
    return None if piece is None else _present(row(piece.act), renamed)


def _present(name: tuple[str, ...], renamed: Renamed) -> tuple[str, ...]:
    return (name[0], present_name(*name, renamed)) if len(name) == 2 else name


def _sum(asked: dict[ItemIn, Money], items: Iterable[ItemIn], currency: str) -> Money:
    return Money(sum(asked[each].minor for each in items if asked[each].currency == currency), currency)
