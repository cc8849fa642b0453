"""Pieces of work: the acts of one run gathered by what they are, so that work that waits for days counts once."""

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec

from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.simulation.acts import Act

Renamed = Mapping[tuple[str, str], str]
"""The present name of a step by its playbook and an earlier name (`was:`)."""


ALSO = "/also"
"""What the name of the work that comes with a step has behind the step's name (rule 16)."""


class Key(NamedTuple):
    """What a piece of work is, whatever day, tone or recipient it has; `again` tells apart what is else alike.

    The name of the organisation, the version and the due date are no part of it: they may change, and the work is
    the same.
    """

    account: str
    playbook: str
    step: str
    anchor: str
    occurrence: int
    in_place_of: str
    again: int


class Piece(msgspec.Struct, frozen=True, kw_only=True):
    """One piece of work: `act` is the day on which it is done, else on which a person was asked first.

    `asked`: a person had to agree (to the work that comes with a step nobody agrees apart); `done`: it happens, which
    without that person's word it does not.
    """

    key: Key
    act: Act
    asked: bool
    done: bool

    @property
    def day(self) -> dt.date:
        """The day it is done, else asked for."""
        return self.act.day

    @property
    def contact(self) -> bool:
        """Whether it reaches a person at the customer."""
        return self.done and self.act.action.kind in CONTACT_KINDS

    @property
    def items(self) -> frozenset[str]:
        """Its anchor, and what it lists."""
        return frozenset((self.act.action.anchor, *(line.item for line in self.act.action.lines)))


def pieces_of(acts: Iterable[Act], *, agreed: bool, renamed: Renamed) -> list[Piece]:
    """The pieces of work of a run, by day; `agreed`: what is asked for is given at once, so it is done."""
    found: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
    for act in sorted(acts, key=_by_day):
        found[act.account, act.action.id].append(act)
    seen: defaultdict[Key, int] = defaultdict(int)
    pieces = []
    for days in found.values():
        act = next((each for each in days if not each.asked), days[0])
        key = _key(act, renamed)
        seen[key] += 1
        asked = ALSO not in act.action.step and any(each.asked for each in days)
        pieces.append(
            Piece(key=key._replace(again=seen[key]), act=act, asked=asked, done=agreed or not act.asked),
        )
    return sorted(pieces, key=lambda each: _by_day(each.act))


def present_name(playbook: str, step: str, renamed: Renamed) -> str:
    """The name that a step has now; the work that comes with it keeps its mark."""
    name, mark, number = step.partition("/")
    return renamed.get((playbook, name), name) + mark + number


def _key(act: Act, renamed: Renamed) -> Key:
    action = act.action
    return Key(
        account=act.account,
        playbook=act.playbook,
        step=present_name(act.playbook, action.step, renamed),
        anchor=action.anchor,
        occurrence=action.occurrence,
        in_place_of=present_name(act.playbook, action.in_place_of, renamed),
        again=0,
    )


def _by_day(act: Act) -> tuple[dt.date, str, str, str]:
    return act.day, act.account, act.case, act.action.id
