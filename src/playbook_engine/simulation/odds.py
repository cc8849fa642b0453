"""How likely something is at each age, from counts: the closest group with enough who could, age by age."""

from collections.abc import Callable, Sequence

from playbook_engine.model.behaviour import Ages
from playbook_engine.simulation.chance import WHOLE


class Odds:
    """Of each age from `first` on the number below which a day's draw must stay, out of `WHOLE`."""

    __slots__ = ("first", "limits", "none")

    def __init__(self, first: int = 0, limits: Sequence[int] = ()) -> None:
        self.first = first
        self.limits = limits
        self.none = not any(limits)

    def first_day(self, zero: int, since: int, last: int, draws: Callable[[int], Sequence[int]]) -> int | None:
        """The first day from `since` to `last` on which it happens; the age is counted from day `zero`.

        Each day is drawn by itself, so that days may be asked for in parts.
        """
        limits, begin = self.limits, zero + self.first
        block, drawn = -1, ()  # type: int, Sequence[int]
        for day in range(max(since, begin), min(last, begin + len(limits) - 1) + 1):
            limit = limits[day - begin]
            if limit:
                if day >> 4 != block:
                    block = day >> 4
                    drawn = draws(block)
                if drawn[day & 15] < limit:
                    return day
        return None


def odds_of(ages: Ages) -> Odds:
    """The odds of everyone: of each age how many of those who could did."""
    return Odds(ages.first, [_limit(did, could) for did, could in zip(ages.did, ages.could, strict=True)])


def closer(odds: Odds, ages: Ages, least: int) -> Odds:
    """The odds of a closer group where it has at least `least` who could, and the others elsewhere."""
    if not ages.could or max(ages.could) < least:
        return odds
    first = min(odds.first, ages.first) if odds.limits else ages.first
    behind = max(odds.first + len(odds.limits), ages.first + len(ages.could))
    limits = [0] * (odds.first - first) + list(odds.limits)
    limits += [0] * (behind - first - len(limits))
    for place, could in enumerate(ages.could, ages.first - first):
        if could >= least:
            limits[place] = _limit(ages.did[place + first - ages.first], could)
    return Odds(first, limits)


def _limit(did: int, could: int) -> int:
    return did * WHOLE // could if could else 0
