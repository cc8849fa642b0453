"""What would have gone out against what did: the same work found in both, and both counted row by row."""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Iterable, Sequence

import msgspec

from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.release import Release
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.pairing import Pair, paired
from playbook_engine.simulation.pieces import Piece, Renamed, pieces_of


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """The work of one row: as it would have been done, as it was done, and how much of that is the same work."""

    name: tuple[str, ...]
    would: int
    did: int
    both: int


class WouldDid(msgspec.Struct, frozen=True, kw_only=True):
    """Both sides counted. Work is the same when `pairing` says so; `messages` are what customers would hear or heard.

    `only_would` and `only_did` have no counterpart; the rest went on the same day, or the release would have been
    earlier or later.
    """

    would: int
    did: int
    messages_would: int
    messages_did: int
    same_day: int
    earlier: int
    later: int
    other_tone: int
    only_would: int
    only_did: int
    by_step: tuple[Row, ...]
    by_kind: tuple[Row, ...]
    by_tone: tuple[Row, ...]
    by_account: tuple[Row, ...]
    by_day: tuple[Row, ...]


def would_and_did(would: Iterable[Act], did: Iterable[Act], tones: Sequence[str], renamed: Renamed) -> WouldDid:
    """Count what a release would have done against what was done; `tones` give the rows by tone their order."""
    pairs = same_work(would, did, renamed)
    ours = [one for _, one in pairs if one is not None]
    theirs = [other for other, _ in pairs if other is not None]
    moves = [(one.day - other.day).days for other, one in pairs if one is not None and other is not None]
    return WouldDid(
        would=len(ours),
        did=len(theirs),
        messages_would=messages(ours),
        messages_did=messages(theirs),
        same_day=moves.count(0),
        earlier=sum(days < 0 for days in moves),
        later=sum(days > 0 for days in moves),
        other_tone=sum(
            one is not None and other is not None and one.act.action.tone != other.act.action.tone
            for other, one in pairs
        ),
        only_would=sum(other is None for other, _ in pairs),
        only_did=sum(one is None for _, one in pairs),
        by_step=rows(pairs, lambda each: (each.key.playbook, each.key.step)),
        by_kind=rows(pairs, lambda each: (each.act.action.kind,)),
        by_tone=in_order(rows(pairs, lambda each: (each.act.action.tone,)), tones),
        by_account=rows(pairs, lambda each: (each.act.account,)),
        by_day=rows(pairs, lambda each: (each.day.isoformat(),)),
    )


def same_work(would: Iterable[Act], did: Iterable[Act], renamed: Renamed) -> list[Pair]:
    """Each piece of work as it was done, if it was, and as it would have been, if it would."""
    ours, theirs = (pieces_of(each, agreed=True, renamed=renamed) for each in (would, did))
    return paired(theirs, ours)


def renamed_in(release: Release) -> Renamed:
    """What each step that had another name is called now."""
    names: dict[tuple[str, str], str] = {}
    for playbook in release.playbooks[: release.current]:
        steps = (*playbook.cadence, *playbook.alongside)
        in_use = {each.name for each in steps}
        for step in steps:
            names |= {(playbook.name, former): step.name for former in step.was if former not in in_use}
    return names


def rows(pairs: Sequence[Pair], row: Callable[[Piece], tuple[str, ...]]) -> tuple[Row, ...]:
    """The work of both sides by row, in the order of the rows' names."""
    would = Counter(row(one) for _, one in pairs if one is not None)
    did = Counter(row(other) for other, _ in pairs if other is not None)
    both = Counter(row(one) for other, one in pairs if one is not None and other is not None and row(one) == row(other))
    names = sorted(would.keys() | did.keys())
    return tuple(Row(name=name, would=would[name], did=did[name], both=both[name]) for name in names)


def in_order(found: Iterable[Row], tones: Sequence[str]) -> tuple[Row, ...]:
    """Rows by tone from the softest to the stiffest, work without a tone last."""
    places = {tone: place for place, tone in enumerate(tones)}
    return tuple(sorted(found, key=lambda each: (not each.name[0], places.get(each.name[0], len(places)))))


def in_weeks(found: Iterable[Row]) -> tuple[Row, ...]:
    """Rows by day as rows by the Monday of their week."""
    return _gathered(found, lambda day: (day - dt.timedelta(days=day.weekday())).isoformat())


def in_months(found: Iterable[Row]) -> tuple[Row, ...]:
    """Rows by day as rows by month, such as 2026-03."""
    return _gathered(found, lambda day: f"{day:%Y-%m}")


def _gathered(found: Iterable[Row], name: Callable[[dt.date], str]) -> tuple[Row, ...]:
    sums: dict[str, Counter[str]] = {}
    for each in found:
        counts = sums.setdefault(name(dt.date.fromisoformat(each.name[0])), Counter())
        counts.update(would=each.would, did=each.did, both=each.both)
    return tuple(
        Row(name=(name,), would=counts["would"], did=counts["did"], both=counts["both"])
        for name, counts in sorted(sums.items())
    )


def messages(pieces: Iterable[Piece]) -> int:
    """How many messages reach customers: work that goes out as one counts once (rule 28)."""
    return len({(each.act.account, each.act.action.message) for each in pieces if _is_contact(each)})


def _is_contact(piece: Piece) -> bool:
    return piece.done and piece.act.action.kind in CONTACT_KINDS
