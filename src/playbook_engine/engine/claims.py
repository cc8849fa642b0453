"""Promises, disputes and manual holds: their state on a day, what they concern, and the days on which they stood (rule
24).
"""

from collections.abc import Iterable, Sequence

from playbook_engine.engine.ledger import Ledger, OpenItem
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
        self.promises = sorted(
            (each for each in unit.promises if each.withdrawn_on is None), key=lambda each: (each.made_on, each.id)
        )
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

    def promises_of(self, item: OpenItem) -> list[Promise]:
        """Promises that concern an item, the latest last."""
        return [each for each in self.promises if _concerns(each, item)]

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

    def promise_state(self, item: OpenItem, day: int, grace: int) -> str | None:
        """State of the latest promise of an item; None without one."""
        concerning = self.promises_of(item)
        return self.state(concerning[-1], day, grace) if concerning else None

    def state(self, promise: Promise, day: int, grace: int) -> str:
        """`open`, `kept` or `broken` (rule 24f)."""
        if self.kept_on(promise, grace) is not None:
            return "kept"
        return "open" if day <= promise.on.toordinal() + grace else "broken"

    def kept_on(self, promise: Promise, grace: int) -> int | None:
        """The day on which payments reached what was promised."""
        last = promise.on.toordinal() + grace
        payments = sorted(self._payments(promise, last), key=lambda each: (each.on, each.id))
        if promise.amount is None:
            if any(self._still_open(promise)):
                return None
            return payments[-1].on.toordinal() if payments else promise.made_on.toordinal()
        reached = 0
        for payment in payments:
            reached += _counted(payment, promise)
            if reached >= promise.amount.minor:
                return payment.on.toordinal()
        return None

    def _payments(self, promise: Promise, last: int) -> Iterable[Payment]:
        for payment in self._unit.payments:
            if payment.reversed_on is None and promise.made_on.toordinal() <= payment.on.toordinal() <= last:
                yield payment

    def _still_open(self, promise: Promise) -> Iterable[OpenItem]:
        for item in self._ledger.items:
            if item.id == promise.item or (
                promise.item is None and item.account == promise.account and item.issued <= promise.made_on.toordinal()
            ):
                yield item

    def promise_span(self, promise: Promise, grace: int) -> Span:
        """The days on which a promise was open."""
        last = promise.on.toordinal() + grace + 1
        kept = self.kept_on(promise, grace)
        return promise.made_on.toordinal(), last if kept is None else min(kept, last)

    def held_part(self, item: OpenItem, facts: frozenset[str], day: int, grace: int, basis: str) -> int | None:
        """Minor units that an amount hold leaves out of an item; None: all of it (rule 24c)."""
        part = 0
        claims: list[Dispute | Promise] = []
        if facts & {"item.disputed", "item.dispute_reason"}:
            claims += [each for each in self.disputes_of(item) if stands(dispute_span(each), day)]
        if "item.promise" in facts:
            claims += [each for each in self.promises_of(item) if self.state(each, day, grace) == "open"]
        for claim in claims:
            if claim.amount is None or (claim.item and claim.amount.currency != item.currency):
                return None
            part += claim.amount.minor if claim.item else self._laid_over(claim, item, basis)
        return part

    def _laid_over(self, claim: Dispute | Promise, item: OpenItem, basis: str) -> int:
        assert claim.amount is not None
        rest = claim.amount.minor
        for each in self._ledger.items:
            if each.account == claim.account and each.currency == claim.amount.currency:
                share: int = min(rest, getattr(each, basis))
                if each is item:
                    return share
                rest -= share
        return 0


def _concerns(claim: Dispute | Promise | ManualHold, item: OpenItem) -> bool:
    return claim.item == item.id or (claim.item is None and claim.account == item.account)


def _counted(payment: Payment, promise: Promise) -> int:
    if promise.item is not None:
        return sum(part.amount for part in payment.allocations if part.item == promise.item)
    assert promise.amount is not None
    same = payment.account == promise.account and payment.amount.currency == promise.amount.currency
    return payment.amount.minor if same else 0


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
