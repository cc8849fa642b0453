"""Two runs on one book side by side: what each piece of work becomes, and what that adds up to.

Which piece is which stands in `pairing`, what may differ in `changes`, and how it is counted in `summing`.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Sequence

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.alarms import Alarm
from playbook_engine.simulation.changes import Change, Leaders, differences
from playbook_engine.simulation.customers import Contacted, Contacts, StrategicAccount, contacts_of, strategic_accounts
from playbook_engine.simulation.pairing import Pair, paired
from playbook_engine.simulation.pieces import Key, Piece, pieces_of
from playbook_engine.simulation.summing import (
    Count,
    Fired,
    Group,
    Tally,
    Touched,
    fired,
    groups,
    money_asked_for,
    money_of,
    tallies,
)
from playbook_engine.simulation.workload import Approver, Person, approvers, people


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """What one release did on the days: its acts, the guarantees that stopped something, and troubles; in any order."""

    acts: tuple[Act, ...]
    alarms: tuple[Alarm, ...] = ()
    troubles: tuple[Alarm, ...] = ()


class Terms(msgspec.Struct, frozen=True, kw_only=True):
    """What a comparison has to be told: its days, the tones from the softest on, and whose account is strategic.

    `agreed`: what needs approval is approved at once and counts as done; without it such work only waits.
    `renamed`: playbook and earlier name of a step to its present one. `work_days`: open days of the office.
    """

    first: dt.date
    last: dt.date
    tones: tuple[str, ...]
    strategic: tuple[str, ...] = ("strategic",)
    agreed: bool = True
    renamed: dict[tuple[str, str], str] = {}
    work_days: int = 0


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """Two runs side by side. Every count is before and after; what is the same in both stands in no list of changes.

    `actions` counts pieces of work of every kind; `contacts` how many times customers hear from us (rule 28).
    `money_changed`: what is open of the items that changed work lists, each once.
    """

    first: dt.date
    last: dt.date
    work_days: int
    tones: tuple[str, ...]
    actions: Count
    contacts: Contacts
    calls: Count
    tasks: Count
    approvals: Count
    changes: tuple[Change, ...]
    money_changed: tuple[Money, ...]
    groups: tuple[Group, ...]
    by_playbook: tuple[Tally, ...]
    by_step: tuple[Tally, ...]
    by_tier: tuple[Tally, ...]
    by_country: tuple[Tally, ...]
    money: tuple[Touched, ...]
    contacted: tuple[Contacted, ...]
    strategic: tuple[StrategicAccount, ...]
    people: tuple[Person, ...]
    approvers: tuple[Approver, ...]
    guarantees: tuple[Fired, ...]
    troubles: tuple[Fired, ...]

    @property
    def empty(self) -> bool:
        """Whether both runs do the same, and the same stops them."""
        return not self.changes and not any(each.news or each.no_longer for each in (*self.guarantees, *self.troubles))


def compare(before: Run, after: Run, terms: Terms) -> Comparison:
    """Compare two runs on one book over the same days. Pure; the order of acts and alarms does not matter."""
    one = pieces_of(before.acts, agreed=terms.agreed, renamed=terms.renamed)
    other = pieces_of(after.acts, agreed=terms.agreed, renamed=terms.renamed)
    pairs = paired(one, other)
    changes = tuple(sorted(_changes(pairs, one, other, terms), key=_place))
    contacted = contacts_of(one, other, terms.first, terms.last)
    return Comparison(
        first=terms.first,
        last=terms.last,
        work_days=terms.work_days,
        tones=terms.tones,
        actions=Count(before=len(one), after=len(other)),
        contacts=contacted.all,
        calls=_count(one, other, "call"),
        tasks=_count(one, other, "task"),
        approvals=Count(before=sum(each.asked for each in one), after=sum(each.asked for each in other)),
        changes=changes,
        money_changed=money_of(changes),
        groups=groups(changes),
        by_playbook=tallies(pairs, changes, lambda act: (act.playbook,), terms.renamed),
        by_step=tallies(pairs, changes, lambda act: (act.playbook, act.action.step), terms.renamed),
        by_tier=tallies(pairs, changes, lambda act: (act.tier,), terms.renamed),
        by_country=tallies(pairs, changes, lambda act: (act.country,), terms.renamed),
        money=money_asked_for(one, other),
        contacted=contacted.accounts,
        strategic=strategic_accounts(changes, one, other, terms.tones),
        people=people(one, other),
        approvers=approvers(one, other),
        guarantees=fired(before.alarms, after.alarms),
        troubles=fired(before.troubles, after.troubles),
    )


def _changes(pairs: Iterable[Pair], before: Sequence[Piece], after: Sequence[Piece], terms: Terms) -> Iterable[Change]:
    leaders = (_leaders(before), _leaders(after))
    for one, other in pairs:
        if one is not None and other is not None:
            kinds = differences(one, other, terms.tones, leaders)
            if not kinds:
                continue
        else:
            kinds = ("gone",) if one is not None else ("added",)
        piece = other or one
        assert piece is not None
        yield Change(
            account=piece.act.account,
            step=piece.key.step,
            kinds=kinds,
            before=_shown(one),
            after=_shown(other),
            days=(other.day - one.day).days if one is not None and other is not None else 0,
            strategic=any(each.act.tier in terms.strategic for each in (one, other) if each is not None),
        )


def _leaders(pieces: Iterable[Piece]) -> Leaders:
    together: defaultdict[str, list[Piece]] = defaultdict(list)
    for each in pieces:
        together[each.act.action.message].append(each)
    return {
        message: next((each.key for each in members if each.act.action.id == message), members[0].key)
        for message, members in together.items()
        if len(members) > 1
    }


def _shown(piece: Piece | None) -> Act | None:
    return None if piece is None else msgspec.structs.replace(piece.act, asked=piece.asked)


def _count(before: Iterable[Piece], after: Iterable[Piece], kind: str) -> Count:
    return Count(
        before=sum(each.done and each.act.action.kind == kind for each in before),
        after=sum(each.done and each.act.action.kind == kind for each in after),
    )


def _place(change: Change) -> tuple[object, ...]:
    act = change.act
    key: Key | str = act.action.id
    return change.day, change.account, act.case, key, change.before is None
