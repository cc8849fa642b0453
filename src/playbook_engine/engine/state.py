"""What is known of a unit on one day: its accounts and the family, with lazily computed sums."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property
from types import MappingProxyType
from typing import Any

from playbook_engine.engine.claims import Claims, dispute_span, hold_span, promise_span, stands
from playbook_engine.engine.history import History, Mark
from playbook_engine.engine.ledger import ClosedItem, Ledger, OpenItem
from playbook_engine.model.book import Account, Unit
from playbook_engine.model.money import Money, Rates

YEAR = 365
MONTH = 30


class World:
    """A unit on one day: all that is shared by its accounts. `ladders`: present names of ladder steps by
    name, for each version of a playbook.
    """

    __slots__ = ("_views", "claims", "day", "history", "ladders", "ledger", "rates", "unit")

    def __init__(
        self,
        unit: Unit,
        day: int,
        rates: Rates,
        history: History,
        ledger: Ledger,
        ladders: Mapping[str, Sequence[Mapping[str, str]]] = MappingProxyType({}),
    ) -> None:
        self.ladders = ladders
        self.unit = unit
        self.day = day
        self.rates = rates
        self.history = history
        self.ledger = ledger
        self.claims = Claims(unit, ledger)
        self._views: dict[tuple[str, int], AccountView] = {}

    def view(self, account: Account, view: "View") -> "AccountView":
        """An account as a playbook of this view sees it."""
        key = (account.id, view.number)
        found = self._views.get(key)
        if found is None:
            found = self._views[key] = AccountView(account, view, self)
        return found


class View:
    """How a playbook looks at balances and dates: what is overdue, whether credits count, when a promise is broken
    (rule 7e).
    """

    __slots__ = ("basis", "grace", "number", "promise_grace")

    def __init__(self, basis: str, grace: int, promise_grace: int, number: int = 0) -> None:
        self.basis = basis
        self.grace = grace
        self.promise_grace = promise_grace
        self.number = number


def sums(items: Iterable[OpenItem], basis: str) -> dict[str, int]:
    """Minor units by currency."""
    total: dict[str, int] = {}
    for item in items:
        amount: int = getattr(item, basis)
        total[item.currency] = total.get(item.currency, 0) + amount
    return total


class AccountView:
    """An account on one day, seen by playbooks of one view. Every attribute is a fact of the catalogue."""

    def __init__(self, record: Account, view: View, world: World) -> None:
        self.record = record
        self.world = world
        self.view = view
        self.derived: dict[str, object] = {}
        self.chains: dict[object, Callable[[Any], int]] = {}

    @cached_property
    def family(self) -> "FamilyView":
        """The sums of its unit."""
        return FamilyView(self.world, self.view)

    @cached_property
    def arr(self) -> tuple[int, str] | None:
        """Minor units and currency."""
        return pair(self.record.arr)

    @cached_property
    def credit_limit(self) -> tuple[int, str] | None:
        """Minor units and currency."""
        return pair(self.record.credit_limit)

    @cached_property
    def renewal_date(self) -> int | None:
        """As a day."""
        return ordinal(self.record.renewal_date)

    @cached_property
    def customer_since(self) -> int | None:
        """As a day."""
        return ordinal(self.record.customer_since)

    @cached_property
    def items(self) -> list[OpenItem]:
        """Open items, oldest first."""
        basis = self.view.basis
        everything = self.world.ledger.items
        if len(self.world.unit.accounts) == 1 and basis == "gross":
            return everything
        return [item for item in everything if item.account == self.record.id and getattr(item, basis) > 0]

    @cached_property
    def overdue(self) -> list[OpenItem]:
        """Overdue items."""
        limit = self.world.day - self.view.grace
        return [item for item in self.items if item.due < limit]

    @cached_property
    def open_balance(self) -> dict[str, int]:
        """By currency."""
        return sums(self.items, self.view.basis)

    @cached_property
    def overdue_balance(self) -> dict[str, int]:
        """By currency."""
        return sums(self.overdue, self.view.basis)

    @cached_property
    def disputed_balance(self) -> dict[str, int]:
        """The disputed part, by currency."""
        total: dict[str, int] = {}
        claims, day, basis = self.world.claims, self.world.day, self.view.basis
        if not claims.disputes:
            return total
        for item in self.items:
            if claims.disputed(item, day) is None:
                continue
            whole: int = getattr(item, basis)
            part = claims.held_part(item, frozenset(("item.disputed",)), day, 0, basis)
            total[item.currency] = total.get(item.currency, 0) + (whole if part is None else min(part, whole))
        return total

    @cached_property
    def unapplied_credit(self) -> dict[str, int]:
        """By currency."""
        total: dict[str, int] = {}
        for (account, _, currency), minor in self.world.ledger.unapplied.items():
            if account == self.record.id:
                total[currency] = total.get(currency, 0) + minor
        return total

    @cached_property
    def oldest_due(self) -> int | None:
        """Day of the earliest due date of an open item."""
        return min((item.due for item in self.items), default=None)

    @cached_property
    def days_overdue(self) -> int:
        """Days the oldest item is past due."""
        return max(0, self.world.day - self.oldest_due) if self.oldest_due is not None else 0

    @cached_property
    def _paid_lately(self) -> list[ClosedItem]:
        first, last = self.world.day - YEAR, self.world.day
        return [
            each for each in self.world.ledger.closed if each.account == self.record.id and first <= each.closed <= last
        ]

    @cached_property
    def average_days_late(self) -> Fraction | None:
        """Mean days from due to closing."""
        paid = self._paid_lately
        return Fraction(sum(max(0, each.closed - each.due) for each in paid), len(paid)) if paid else None

    @cached_property
    def paid_late_share(self) -> Fraction | None:
        """Share of items closed after due."""
        paid = self._paid_lately
        return Fraction(sum(each.closed > each.due for each in paid), len(paid)) if paid else None

    def promises(self, state: str) -> int:
        """How many promises are in a state; kept and broken ones of the last 365 days."""
        claims, day, grace = self.world.claims, self.world.day, self.view.promise_grace
        return sum(
            each.account == self.record.id
            and (state == "open" or day - YEAR <= each.on.toordinal() <= day)
            and stands(promise_span(each), day)
            and claims.state(each, day, grace, self.view.basis) == state
            for each in claims.promises
        )

    @cached_property
    def open_disputes(self) -> int:
        """How many are open."""
        day = self.world.day
        return sum(
            each.account == self.record.id and stands(dispute_span(each), day) for each in self.world.claims.disputes
        )

    @cached_property
    def on_hold(self) -> bool:
        """Whether a manual hold covers all of it."""
        day = self.world.day
        return any(
            each.account == self.record.id and each.item is None and stands(hold_span(each), day)
            for each in self.world.claims.holds
        )

    @cached_property
    def _contacts(self) -> list[Mark]:
        return [mark for mark in self.world.history.contacts if mark.touch.account == self.record.id]

    @cached_property
    def contacts_30_days(self) -> int:
        """Contacts from today - 30 to today; messages combined count once (rule 28)."""
        first = self.world.day - MONTH
        return len({mark.touch.message or mark.touch.id for mark in self._contacts if mark.day >= first})

    @cached_property
    def last_contact_on(self) -> int | None:
        """Day of the last contact."""
        return self._contacts[-1].day if self._contacts else None

    @cached_property
    def last_reply_on(self) -> int | None:
        """Day of the last reply."""
        return latest(each.on for each in self.world.unit.replies if each.account == self.record.id)

    @cached_property
    def last_payment_on(self) -> int | None:
        """Day of the last payment."""
        return latest(
            each.on for each in self.world.unit.payments if each.account == self.record.id and each.reversed_on is None
        )

    @cached_property
    def failed_payments(self) -> int:
        """Failed payments from today - 30 to today."""
        first, last = self.world.day - MONTH, self.world.day
        return sum(
            each.account == self.record.id and first <= each.on.toordinal() <= last
            for each in self.world.unit.failed_payments
        )

    def since(self, day: int | None) -> int | None:
        """Days since a day."""
        return None if day is None else self.world.day - day


class FamilyView:
    """The sums of a payer with all accounts that pay through it."""

    def __init__(self, world: World, view: View) -> None:
        self._world = world
        self._view = view

    @cached_property
    def _items(self) -> list[OpenItem]:
        return [item for item in self._world.ledger.items if getattr(item, self._view.basis) > 0]

    @cached_property
    def _overdue(self) -> list[OpenItem]:
        limit = self._world.day - self._view.grace
        return [item for item in self._items if item.due < limit]

    @property
    def accounts(self) -> int:
        """How many."""
        return len(self._world.unit.accounts)

    @cached_property
    def open_balance(self) -> dict[str, int]:
        """By currency."""
        return sums(self._items, self._view.basis)

    @cached_property
    def overdue_balance(self) -> dict[str, int]:
        """By currency."""
        return sums(self._overdue, self._view.basis)

    @property
    def overdue_items(self) -> int:
        """How many."""
        return len(self._overdue)


def latest(dates: Iterable[dt.date]) -> int | None:
    """The last of some dates as a day."""
    return max((each.toordinal() for each in dates), default=None)


def ordinal(date: dt.date | None) -> int | None:
    """A date as a day."""
    return None if date is None else date.toordinal()


def pair(money: Money | None) -> tuple[int, str] | None:
    """Money as minor units and currency."""
    return None if money is None else (money.minor, money.currency)
