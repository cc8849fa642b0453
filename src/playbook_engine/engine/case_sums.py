"""The facts of a case: sums over its items, computed when they are asked for."""

from collections.abc import Callable, Sequence
from fractions import Fraction
from functools import cached_property

from playbook_engine.engine.ledger import OpenItem
from playbook_engine.engine.state import View, World, sums
from playbook_engine.model.money import total_in


class CaseSums:
    """The facts `case.*`: over the items of a case that are open and not held out, with what is left of each."""

    def __init__(
        self,
        items: Sequence[OpenItem],
        world: World,
        view: View,
        entity: str,
        currency: str,
        contacts: Callable[[], int],
    ) -> None:
        self.entity = entity
        self.currency = currency
        self._count = contacts
        self._rates = world.rates
        self._items = items
        self._limit = world.day - view.grace

    @cached_property
    def contacts(self) -> int:
        """Contacts of this episode."""
        return self._count()

    @cached_property
    def _overdue(self) -> list[OpenItem]:
        return [item for item in self._items if item.due < self._limit]

    def _total(self, items: Sequence[OpenItem]) -> int | Fraction:
        if all(item.currency == self.currency for item in items):
            return sum(item.left for item in items)
        return total_in(sums(items, "left"), self.currency, self._rates)

    @cached_property
    def balance(self) -> int | Fraction:
        """Minor units of the case's currency. Raises MissingRate."""
        return self._total(self._items)

    @cached_property
    def overdue_balance(self) -> int | Fraction:
        """Minor units of the case's currency. Raises MissingRate."""
        return self._total(self._overdue)

    @property
    def overdue_share(self) -> Fraction | None:
        """Overdue balance over balance; None where nothing is open. Raises MissingRate."""
        return Fraction(self.overdue_balance) / Fraction(self.balance) if self.balance else None

    @property
    def items(self) -> int:
        """How many."""
        return len(self._items)

    @property
    def overdue_items(self) -> int:
        """How many."""
        return len(self._overdue)

    @property
    def oldest_due(self) -> int | None:
        """Earliest due day."""
        return min((item.due for item in self._items), default=None)
