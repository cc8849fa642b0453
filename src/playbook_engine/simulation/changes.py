"""What is different about a piece of work in two runs."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Literal

import msgspec

from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.pieces import Key, Piece

ChangeKind = Literal[
    "added",               # only the later run does it
    "gone",                # only the earlier run does it
    "earlier",
    "later",
    "firmer",
    "softer",
    "other tone",          # one of the tones has no place in the organisation's order
    "someone else",        # other recipients, copies, or another person who does it
    "needs approval",
    "no approval",         # it needed one before
    "other approver",
    "other channel",
    "other playbook",
    "other items",         # it lists other items, or asks for other amounts
    "other content",       # another template, language, title, attachment, status, sender, priority, hours, days to pay
    "combined otherwise",  # it goes out by itself and did not, or with other work
]  # fmt: skip

CHANGE_KINDS: tuple[ChangeKind, ...] = ChangeKind.__args__  # type: ignore[attr-defined]

OPPOSITE: dict[ChangeKind, ChangeKind] = {
    "added": "gone", "gone": "added", "earlier": "later", "later": "earlier", "firmer": "softer", "softer": "firmer",
    "needs approval": "no approval", "no approval": "needs approval",
}  # fmt: skip
"""What a change is called when the runs are exchanged; the kinds left out are called the same."""


class Change(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """One piece of work that is not the same in both runs; `days` later, earlier where negative.

    `step` is its present name. `asked` of an act says here whether a person has to agree, also where that person has
    done so.
    """

    account: str
    step: str
    kinds: tuple[ChangeKind, ...]
    before: Act | None = None
    after: Act | None = None
    days: int = 0
    strategic: bool = False

    @property
    def act(self) -> Act:
        """As it will be, or as it was where it is gone."""
        found = self.after or self.before
        assert found is not None
        return found

    @property
    def day(self) -> dt.date:
        """The first day on which anything is different."""
        return min(each.day for each in (self.before, self.after) if each is not None)


Leaders = Mapping[str, Key]
"""By message the piece that names it, of one run; messages of a single piece are left out."""


def differences(
    before: Piece, after: Piece, tones: Sequence[str], leaders: tuple[Leaders, Leaders]
) -> tuple[ChangeKind, ...]:
    """How a piece of work differs in two runs, in the order of `CHANGE_KINDS`; nothing where it is the same."""
    one, other = before.act.action, after.act.action
    found: set[ChangeKind] = set()
    if before.day != after.day:
        found.add("earlier" if after.day < before.day else "later")
    if one.tone != other.tone:
        found.add(_tone(one.tone, other.tone, tones))
    if _people(before.act) != _people(after.act):
        found.add("someone else")
    if before.asked != after.asked:
        found.add("needs approval" if after.asked else "no approval")
    elif after.asked and one.approval_by != other.approval_by:
        found.add("other approver")
    if one.kind != other.kind:
        found.add("other channel")
    if before.key.playbook != after.key.playbook:
        found.add("other playbook")
    if _asked_for(before.act) != _asked_for(after.act):
        found.add("other items")
    if _content(before.act) != _content(after.act):
        found.add("other content")
    if leaders[0].get(one.message) != leaders[1].get(other.message):
        found.add("combined otherwise")
    return tuple(each for each in CHANGE_KINDS if each in found)


def rank(tone: str, tones: Sequence[str]) -> int:
    """The place of a tone from the softest on; -1 where it has none, as work without a tone."""
    return tones.index(tone) if tone in tones else -1


def _tone(before: str, after: str, tones: Sequence[str]) -> ChangeKind:
    one, other = rank(before, tones), rank(after, tones)
    if min(one, other) < 0:
        return "other tone"
    return "firmer" if other > one else "softer"


def _people(act: Act) -> tuple[object, ...]:
    action = act.action
    return sorted(action.recipients), sorted(action.cc), action.assign


def _asked_for(act: Act) -> list[tuple[str, str]]:
    return sorted((line.item, str(line.amount)) for line in act.action.lines)


def _content(act: Act) -> tuple[object, ...]:
    action = act.action
    days = None if action.pay_by is None else (action.pay_by - act.day).days
    return (
        action.template, action.language, action.title, action.set, action.attach, action.sender, action.priority,
        action.window, days,
    )  # fmt: skip
