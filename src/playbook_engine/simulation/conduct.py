"""What a customer does of themselves: pays, whole or in part, disputes, promises, keeps it or not, answers.

Each day of each item is drawn by itself, from how the item stands: so nothing has to be remembered from one part of
the days to the next, and two releases meet the same customers on the same days.
"""

import datetime as dt
from collections.abc import Iterator, Mapping
from enum import IntEnum

from playbook_engine.model.book import Allocation, Dispute, FailedPayment, Payment, Promise, Reply, Unit
from playbook_engine.model.events import Disputed, DisputeResolved, PaymentFailed, PaymentReceived, Promised, Replied
from playbook_engine.model.money import Money
from playbook_engine.simulation.chance import Chance
from playbook_engine.simulation.manners import Manner
from playbook_engine.simulation.standing import Standing, last_contact, standings

Done = PaymentReceived | Disputed | DisputeResolved | Promised | PaymentFailed | Replied


class What(IntEnum):
    """What may come, in the order in which things of one day come."""

    PAY = 0
    RESOLVE = 1
    DISPUTE = 2
    PROMISE = 3
    FAIL = 4
    REPLY = 5


Plan = tuple[int, What, str]
"""The day on which something comes next, what it is, and of which item or account."""


class Conduct:
    """The customers of one unit: what they do next, as far as can be said today."""

    def __init__(self, manners: Mapping[str, Manner], chance: Chance, last: dt.date) -> None:
        self._manners = manners
        self._chance = chance
        self._last = last.toordinal()
        self._plans: dict[str, Plan] = {}

    def look(self, unit: Unit, since: dt.date) -> None:
        """Plan everything anew, from a day on."""
        day = since.toordinal()
        self._plans = {each.item.id: plan for each in standings(unit) if (plan := self._plan(each, day))}
        for account in unit.accounts:
            self.contacted(unit, account.id, since)

    def contacted(self, unit: Unit, account: str, since: dt.date) -> None:
        """Plan what answers the last contact of an account."""
        manner = self._manners[account]
        self._plans.pop(f"\x1f{account}", None)
        if manner.replies.none or (touch := last_contact(unit, account)) is None:
            return
        draws = self._chance.by_day(account, touch.anchor or "", "reply")
        day = manner.replies.first_day(touch.on.toordinal(), since.toordinal(), self._last, draws)
        if day is not None:
            self._plans[f"\x1f{account}"] = (day, What.REPLY, account)

    def next_day(self) -> dt.date | None:
        """The next day on which anything comes."""
        return dt.date.fromordinal(min(self._plans.values())[0]) if self._plans else None

    def come(self, unit: Unit, day: dt.date) -> Iterator[Done]:
        """What comes on a day, in order; the unit has to be looked at again after it."""
        today = day.toordinal()
        for _, what, whose in sorted(plan for plan in self._plans.values() if plan[0] == today):
            if what == What.REPLY:
                yield from self._reply(unit, whose, day)
            else:
                for standing in standings(unit, (whose,)):
                    yield self._event(standing, what, day)

    def came(self, unit: Unit, day: dt.date) -> None:
        """Plan anew what the events of a day have changed, from the day after."""
        today = day.toordinal()
        moved = [(key, plan) for key, plan in self._plans.items() if plan[0] == today]
        for key, _ in moved:
            del self._plans[key]
        items = {whose for _, (_, what, whose) in moved if what != What.REPLY}
        for each in standings(unit, items) if items else ():
            if plan := self._plan(each, today + 1):
                self._plans[each.item.id] = plan

    def _plan(self, item: Standing, since: int) -> Plan | None:
        """What comes next of one item, from a day on."""
        manner = self._manners[item.invoice.account]
        ways = self._ways if item.dispute is None else self._disputed_ways
        best: Plan | None = None
        for what, day in ways(item, manner, since):
            if best is None or (day, what) < best[:2]:
                best = (day, what, item.item.id)
        return best

    def _disputed_ways(self, item: Standing, manner: Manner, since: int) -> Iterator[tuple[What, int]]:
        """What may come next of an item while it is disputed: it is paid all the same, or the dispute ends."""
        assert item.dispute is not None
        account, id, last = item.invoice.account, item.item.id, self._last
        if not manner.disputed.none:
            day = manner.disputed.first_day(item.due, since, last, self._chance.by_day(account, id, "pay"))
            if day is not None:
                yield What.PAY, day
                last = day - 1
        opened = item.dispute.opened_on.toordinal()
        day = manner.resolves.first_day(opened, since, last, self._chance.by_day(account, item.dispute.id, "resolve"))
        if day is not None:
            yield What.RESOLVE, day

    def _ways(self, item: Standing, manner: Manner, since: int) -> Iterator[tuple[What, int]]:
        """What may come next of an item that is not disputed, and when."""
        account, id, due, last = item.invoice.account, item.item.id, item.due, self._last
        paid = self._pays(item, manner, since, last)
        if paid is not None:
            yield What.PAY, paid
            last = paid - 1
        if not item.disputed and not manner.disputes.none:
            day = manner.disputes.first_day(due, since, last, self._chance.by_day(account, id, "dispute"))
            if day is not None:
                yield What.DISPUTE, day
        if not item.promised and not manner.promises.none:
            day = manner.promises.first_day(due, since, last, self._chance.by_day(account, id, "promise"))
            if day is not None:
                yield What.PROMISE, day
        if not item.failed and not manner.fails.none:
            day = manner.fails.first_day(due, since, last, self._chance.by_day(account, id, "fail"))
            if day is not None:
                yield What.FAIL, day

    def _pays(self, item: Standing, manner: Manner, since: int, last: int) -> int | None:
        """The day of the next payment: the promised one if the promise is kept, else as usual after it is broken."""
        account, id = item.invoice.account, item.item.id
        if item.promise is not None and (promised := item.promise.on.toordinal()) >= since:
            if manner.keeps(self._chance.of(account, item.promise.id, "keep")):
                return promised if promised <= last else None
            since = promised + 1
        draws = self._chance.by_day(account, id, "pay")
        if item.paid_on:
            return manner.rests.first_day(item.paid_on, since, last, draws)
        return manner.pays.first_day(item.due, since, last, draws)

    def _event(self, item: Standing, what: What, day: dt.date) -> Done:
        invoice, id = item.invoice, item.item.id
        account, name = invoice.account, f"drawn/{id}/{day.isoformat()}"
        manner = self._manners[account]
        match what:
            case What.PAY:
                return PaymentReceived(record=self._payment(item, manner, name, day))
            case What.RESOLVE:
                assert item.dispute is not None
                return DisputeResolved(account=account, dispute=item.dispute.id, on=day)
            case What.DISPUTE:
                reason = manner.dispute_reason(self._draw(item, day, "reason"))
                return Disputed(record=Dispute(id=name, account=account, opened_on=day, item=id, reason=reason))
            case What.PROMISE:
                by = day + dt.timedelta(manner.ahead(self._draw(item, day, "ahead")))
                return Promised(record=Promise(id=name, account=account, made_on=day, on=by, item=id))
            case _:
                return PaymentFailed(record=FailedPayment(id=name, account=account, on=day, item=id))

    def _payment(self, item: Standing, manner: Manner, name: str, day: dt.date) -> Payment:
        """All that is open, or a part: a first payment may be one, a promised or a later one is not."""
        invoice, amount = item.invoice, item.open
        promised = item.promise is not None and item.promise.on == day
        if not item.paid_on and not promised and manner.in_parts(self._draw(item, day, "in parts")):
            percent = manner.part(self._draw(item, day, "part"))
            amount = max(1, item.open * percent // 100)
        return Payment(
            id=name,
            account=invoice.account,
            on=day,
            amount=Money(amount, invoice.currency),
            allocations=(Allocation(item=item.item.id, amount=amount),),
            entity=invoice.entity,
            method=invoice.payment_method,
        )

    def _reply(self, unit: Unit, account: str, day: dt.date) -> Iterator[Replied]:
        touch = last_contact(unit, account)
        if touch is None:
            return
        kind = self._manners[account].reply_kind(self._chance.of(account, touch.anchor or "", day.isoformat(), "kind"))
        contact = next((each for each in touch.recipients if any(each == one.id for one in unit.contacts)), None)
        name = f"drawn/{account}/{day.isoformat()}"
        reply = Reply(id=name, account=account, on=day, kind=kind, contact=contact, item=touch.anchor)
        yield Replied(record=reply)

    def _draw(self, item: Standing, day: dt.date, purpose: str) -> int:
        return self._chance.of(item.invoice.account, item.item.id, day.isoformat(), purpose)
