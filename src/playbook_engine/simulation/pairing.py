"""Which piece of work of one run is which of another.

1. The same account, playbook, step, anchor and occurrence.
2. Of what is left: the same account, playbook, step and occurrence, about an item that both list; the anchor changed.
3. Of what is left: the same account, step and occurrence, about an item that both list; another playbook took it.

In the second and third way the nearest in days go together first. What is left then is in one run alone.
"""

import datetime as dt
from collections import defaultdict
from collections.abc import Callable, Hashable, Sequence
from itertools import chain

from playbook_engine.simulation.pieces import Piece

Pair = tuple[Piece | None, Piece | None]


def paired(before: Sequence[Piece], after: Sequence[Piece]) -> list[Pair]:
    """Every piece once: those in both runs together, the others alone. Exchanging the runs exchanges the sides."""
    found, left, right = _same(before, after)
    for alike in (_same_step, _same_name):
        more, left, right = _nearest(left, right, alike)
        found += more
    return [*found, *((each, None) for each in left), *((None, each) for each in right)]


def _same(before: Sequence[Piece], after: Sequence[Piece]) -> tuple[list[Pair], list[Piece], list[Piece]]:
    known = {each.key: each for each in after}
    pairs: list[Pair] = [(each, known[each.key]) for each in before if each.key in known]
    met = {each.key for each, _ in pairs if each is not None}
    return pairs, [each for each in before if each.key not in met], [each for each in after if each.key not in met]


def _same_step(piece: Piece) -> Hashable:
    key = piece.key
    return key.account, key.playbook, key.step, key.occurrence, key.in_place_of


def _same_name(piece: Piece) -> Hashable:
    key = piece.key
    return key.account, key.step, key.occurrence, key.in_place_of


def _nearest(
    before: Sequence[Piece], after: Sequence[Piece], alike: Callable[[Piece], Hashable]
) -> tuple[list[Pair], list[Piece], list[Piece]]:
    about: defaultdict[tuple[Hashable, str], list[int]] = defaultdict(list)
    for number, piece in enumerate(after):
        for item in piece.items:
            about[alike(piece), item].append(number)
    possible = {
        (number, other)
        for number, piece in enumerate(before)
        for other in chain.from_iterable(about.get((alike(piece), item), ()) for item in piece.items)
    }
    pairs: list[Pair] = []
    taken_before: set[int] = set()
    taken_after: set[int] = set()
    for number, other in sorted(possible, key=lambda pair: _distance(before[pair[0]], after[pair[1]])):
        if number not in taken_before and other not in taken_after:
            pairs.append((before[number], after[other]))
            taken_before.add(number)
            taken_after.add(other)
    return pairs, _without(before, taken_before), _without(after, taken_after)


def _distance(one: Piece, other: Piece) -> tuple[int, list[tuple[dt.date, str]]]:
    """The same whichever of the two comes first, so that nothing hangs on which run is which."""
    names = sorted(((one.day, str(one.key)), (other.day, str(other.key))))
    return abs((one.day - other.day).days), names


def _without(pieces: Sequence[Piece], taken: set[int]) -> list[Piece]:
    return [each for number, each in enumerate(pieces) if number not in taken]
