"""Promises, disputes and manual holds: their state on a day, what they concern, and the days on which they stood (rule
24).
"""

from collections.abc import Iterable, Sequence

from playbook_engine.engine.ledger import ClosedItem, Ledger, OpenItem
from playbook_engine.model.book import Dispute, ManualHold, Payment, Promise, Unit

FOREVER = 10**7
"""A day after all days."""

Span = tuple[int, int]
"""From the first day up to, not including, the second."""


class Claims:
    """Promises, disputes and manual holds of a unit, ready to be asked by item and day."""

    __slots__ = ("_items", "_ledger", "_unit", "disputes", "holds", "none", "promises")

    def __init__(self, unit: Unit, ledger: Ledger) -> None:
        self._unit = unit
        self._ledger = ledger
        self.promises = sorted(unit.promises, key=lambda each: (each.made_on, each.id))
        self.disputes = sorted(unit.disputes, key=lambda each: (each.opened_on, each.id))
        self.holds = unit.holds
        self._items = {each.item for claims in (self.promises, self.disputes, self.holds) for each in claims}
        self.none = not (self.promises or self.disputes or self.holds)

    def concern(self, item: OpenItem) -> bool:
        """Whether any claim may concern an item."""
        return not self.none and (None in self._items or item.id in self._items)

    def disputes_of(self, item: OpenItem) -> list[Dispute]:
        """Disputes that concern an item, in order of opening."""
        return [each for each in self.disputes if _concerns(each, item)]

    def promises_of(self, item: OpenItem, day: int) -> list[Promise]:
        """Promises that concern an item and are there on a day, the latest last."""
        return [each for each in self.promises if _concerns(each, item) and stands(promise_span(each), day)]

    def holds_of(self, item: OpenItem) -> list[ManualHold]:
        """Manual holds that concern an item."""
        return [each for each in self.holds if _concerns(each, item)]

    def disputed(self, item: OpenItem, day: int) -> Dispute | None:
        """The latest dispute of an item that is open on a day."""
        standing = [each for each in self.disputes_of(item) if stands(dispute_span(each), day)]
        return standing[-1] if standing else None

    def on_hold(self, item: OpenItem, day: int) -> bool:
        """Whether a manual hold covers an item on a day."""
        return any(stands(hold_span(each), day) for each in self.holds_of(item))

    def promise_state(self, item: OpenItem, day: int, grace: int, basis: str) -> str | None:
        """State of the latest promise of an item; None without one."""
        there = self.promises_of(item, day)
        return self.state(there[-1], day, grace, basis) if there else None

    def state(self, promise: Promise, day: int, grace: int, basis: str) -> str:
        """`open`, `kept` or `broken` as of a day: what came after it does not count (rule 24f)."""
        last = promise.on.toordinal() + grace
        if self._kept(promise, min(last, day), day, basis):
            return "kept"
        return "open" if day <= last else "broken"

    def _kept(self, promise: Promise, last: int, day: int, basis: str) -> bool:
        if promise.amount is None:
            return not any(self._still_open(promise, day, basis))
        first = promise.made_on.toordinal()
        reached = sum(
            _counted(payment, promise, promise.amount.currency)
            for payment in self._unit.payments
            if payment.reversed_on is None and first <= payment.on.toordinal() <= last
        )
        return reached >= promise.amount.minor

    def _still_open(self, promise: Promise, day: int, basis: str) -> Iterable[OpenItem | ClosedItem]:
        """The promised items that are open, or that were still open on a day of the past."""
        made = promise.made_on.toordinal()
        everything: list[OpenItem | ClosedItem] = [*self._ledger.items, *self._ledger.closed]
        for item in everything:
            mine = item.id == promise.item or (
                promise.item is None and item.account == promise.account and item.issued <= made
            )
            is_open = isinstance(item, OpenItem) and getattr(item, basis) > 0
            if mine and (is_open or item.closed > day):
                yield item

    def payment_days(self) -> list[int]:
        """Days on which a promise may have been kept."""
        closings = [*(each.closed for each in self._ledger.items), *(each.closed for each in self._ledger.closed)]
        return [*(each.on.toordinal() for each in self._unit.payments), *closings]

    def held_part(self, item: OpenItem, facts: frozenset[str], day: int, grace: int, basis: str) -> int | None:
        """Minor units that amount holds leave out of an item; None: all of it (rule 24c)."""
        claims: list[Dispute | Promise] = []
        if facts & _DISPUTE_FACTS:
            claims += [each for each in self.disputes_of(item) if stands(dispute_span(each), day)]
        if "item.promise" in facts:
            claims += [each for each in self.promises_of(item, day) if self.state(each, day, grace, basis) == "open"]
        if not claims or any(not _has_amount(each, item) for each in claims):
            return None
        own = sum(each.amount.minor for each in claims if each.amount and each.item)
        spread = sum(
            each.amount.minor
            for each in claims
            if each.amount and not each.item and each.amount.currency == item.currency
        )
        return own + self._laid_over(spread, item, basis)

    def _laid_over(self, rest: int, item: OpenItem, basis: str) -> int:
        """The share of one item when an amount is laid over the account's open items, oldest first."""
        for each in self._ledger.items:
            if each.account == item.account and each.currency == item.currency:
                share: int = min(rest, getattr(each, basis))
                if each is item:
                    return share
                rest -= share
        return 0


_DISPUTE_FACTS = frozenset(("item.disputed", "item.dispute_reason"))


def _has_amount(claim: Dispute | Promise, item: OpenItem) -> bool:
    return claim.amount is not None and (claim.item is None or claim.amount.currency == item.currency)


def _concerns(claim: Dispute | Promise | ManualHold, item: OpenItem) -> bool:
    return claim.item == item.id or (claim.item is None and claim.account == item.account)


def _counted(payment: Payment, promise: Promise, currency: str) -> int:
    if payment.amount.currency != currency:
        return 0
    if promise.item is not None:
        return sum(part.amount for part in payment.allocations if part.item == promise.item)
    return payment.amount.minor if payment.account == promise.account else 0


def promise_span(promise: Promise) -> Span:
    """The days on which a promise is there."""
    return promise.made_on.toordinal(), promise.withdrawn_on.toordinal() if promise.withdrawn_on else FOREVER


def dispute_span(dispute: Dispute) -> Span:
    """The days on which a dispute is open."""
    end = dispute.resolved_on.toordinal() if dispute.resolved_on else FOREVER
    return dispute.opened_on.toordinal(), end


def hold_span(hold: ManualHold) -> Span:
    """The days on which a manual hold stands."""
    end = hold.until.toordinal() + 1 if hold.until else FOREVER
    if hold.lifted_on:
        end = min(end, hold.lifted_on.toordinal())
    return hold.set_on.toordinal(), end


def stands(span: Span, day: int) -> bool:
    """Whether a day lies in a span."""
    return span[0] <= day < span[1]


def ends_of(spans: Sequence[Span]) -> list[int]:
    """All first days and days after the last."""
    return [day for span in spans for day in span]
