"""How each account behaves in a scenario: its own habits where there are enough, else its tier's, else everyone's."""

from collections.abc import Callable, Sequence
from typing import TypeVar

from playbook_engine.model.behaviour import Ages, Behaviour, Habits
from playbook_engine.model.book import Account
from playbook_engine.simulation.chance import picked
from playbook_engine.simulation.counting import habits_of
from playbook_engine.simulation.odds import Odds, closer, odds_of
from playbook_engine.simulation.watching import Seen

T = TypeVar("T")

TABLES: tuple[Callable[[Habits], Ages], ...] = (
    lambda habits: habits.pays,
    lambda habits: habits.disputed,
    lambda habits: habits.rests,
    lambda habits: habits.disputes,
    lambda habits: habits.resolves,
    lambda habits: habits.promises,
    lambda habits: habits.replies,
    lambda habits: habits.fails,
)


class Manner:
    """The habits of one account, or of all that have too few of their own, ready to be drawn from."""

    __slots__ = (
        "disputed", "disputes", "fails", "layers", "least", "pays", "promises", "replies", "resolves", "rests",
        "tables",
    )  # fmt: skip

    def __init__(self, layers: Sequence[Habits], odds: Sequence[Odds], least: int) -> None:
        self.layers = layers
        self.least = least
        self.tables = odds
        self.pays, self.disputed, self.rests, self.disputes, self.resolves, self.promises, self.replies, self.fails = (
            odds
        )

    def within(self, habits: Habits) -> "Manner":
        """The manner of a closer group: where it has enough, its own counts."""
        odds = [closer(known, of(habits), self.least) for known, of in zip(self.tables, TABLES, strict=True)]
        return Manner((habits, *self.layers), odds, self.least)

    def in_parts(self, draw: int) -> bool:
        """Whether a payment is a part only."""
        known = self._closest(lambda habits: habits.first_payments)
        return bool(known.in_parts and known.parts) and draw % known.first_payments < known.in_parts

    def keeps(self, draw: int) -> bool:
        """Whether a promise is kept; where no promise ever came to its day, it is not."""
        known = self._closest(lambda habits: habits.kept + habits.broken)
        settled = known.kept + known.broken
        return settled > 0 and draw % settled < known.kept

    def part(self, draw: int) -> int:
        """Percent of what is open that a part pays."""
        return self._picked(lambda habits: habits.parts, draw, 50)

    def ahead(self, draw: int) -> int:
        """Days from a promise to the promised day, which is to come."""
        return max(1, self._picked(lambda habits: habits.ahead, draw, 7))

    def reply_kind(self, draw: int) -> str:
        """What kind of reply it is."""
        return self._picked(lambda habits: habits.reply_kinds, draw, "reply")

    def dispute_reason(self, draw: int) -> str | None:
        """Why something is disputed."""
        return self._picked(lambda habits: habits.dispute_reasons, draw, "") or None

    def _closest(self, count: Callable[[Habits], int]) -> Habits:
        return next((each for each in self.layers if count(each) >= self.least), self.layers[-1])

    def _picked(self, of: Callable[[Habits], Sequence[tuple[T, int]]], draw: int, otherwise: T) -> T:
        counts = next((of(each) for each in self.layers if sum(n for _, n in of(each)) >= self.least), ())
        counts = counts or of(self.layers[-1])
        return picked(counts, draw) if counts else otherwise


class Manners:
    """The manners of everyone and of the tiers, made once; those of accounts are made from what was seen of them."""

    def __init__(self, behaviour: Behaviour) -> None:
        everyone = behaviour.everyone
        odds = [odds_of(of(everyone)) for of in TABLES]
        self._everyone = Manner((everyone,), odds, behaviour.least)
        self._tiers = {tier: self._everyone.within(habits) for tier, habits in behaviour.tiers.items()}
        self._least = behaviour.least

    def of(self, account: Account, seen: Seen | None) -> Manner:
        """The manner of one account."""
        tier = self._tiers.get(account.tier or "", self._everyone)
        if seen is None or len(seen.watched) < self._least:
            return tier
        return tier.within(habits_of(seen))
