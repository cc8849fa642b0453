"""Rules 7b, 24 and 25: which items and cases are held, by what, and on which days."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass, replace

from playbook_engine.model.condition import facts_of
from playbook_engine.model.playbook import Hold, Playbook
from tests.reference.facts import holds_in
from tests.reference.money import MissingRates
from tests.reference.records import concerns, hold_is_set, open_disputes, open_promises, part_of
from tests.reference.world import Case, Entry, Scope, View, World


@dataclass(frozen=True)
class Standing:
    """How an item stands with holds: held out by one, or less by a part; `unknown`: the rates that lacked."""

    held_by: str = ""
    part: int = 0
    unknown: frozenset[str] = frozenset()


def holds_of(world: World, current: Playbook) -> tuple[Hold, ...]:
    """Rules 24a and 35: the organisation's, then those of the playbook in force."""
    return (*world.organisation.holds, *current.holds)


def standing(view: View, entry: Entry, current: Playbook) -> Standing:
    """Rule 24a to c: manual holds, the organisation's, the playbook's, in this order."""
    held_by = "manual" if _held_by_hand(view, entry) else ""
    read: set[str] = set()
    unknown: set[str] = set()
    for hold in holds_of(view.world, current):
        if hold.covers == "case":
            continue
        try:
            if not holds_in(Scope(view, item=entry), hold.when):
                continue
        except MissingRates as missing:
            unknown |= missing.pairs
            continue
        if hold.covers == "amount":
            of_this = _amounts_read(hold)
            read |= of_this
            if of_this and _left(view, entry, read) > 0:
                continue
        held_by = held_by or hold.name
    part = view.balance(entry) - _left(view, entry, read) if read and not held_by else 0
    return Standing(held_by, part, frozenset(unknown))


def _held_by_hand(view: View, entry: Entry) -> bool:
    return any(concerns(each, entry) and hold_is_set(each, view.day) for each in view.world.unit.holds)


def _amounts_read(hold: Hold) -> set[str]:
    """Rule 24c: which amounts the hold leaves out is said by the facts that its condition reads."""
    facts = facts_of(hold.when)
    disputes = {"disputes"} if facts & {"item.disputed", "item.dispute_reason"} else set()
    return disputes | ({"promises"} if "item.promise" in facts else set())


def _left(view: View, entry: Entry, read: set[str]) -> int:
    """What is left of the balance without the disputed and promised amounts; no amount leaves nothing."""
    disputes = open_disputes(view, entry) if "disputes" in read else []
    promises = open_promises(view, entry) if "promises" in read else []
    part = part_of(view, entry, [*disputes, *promises])
    return 0 if part is None else max(0, view.balance(entry) - part)


def case_scope(case: Case, anchor: Entry, item: Entry | None = None) -> Scope:
    """Rule 7a: the anchor is the item at hand too where invoices or items are followed."""
    at_hand = anchor if case.playbook.follow in {"invoice", "item"} else None
    return Scope(case.view, case, anchor, item or at_hand)


def covers_now(case: Case, hold: Hold, view: View) -> bool:
    """Rule 7b: whether a hold covers the case; a condition about an item holds when it does for an open one."""
    scope = replace(case_scope(case, case.lead), view=view)
    if not any(name.startswith(("item.", "invoice.")) for name in facts_of(hold.when)):
        return holds_in(scope, hold.when)
    missing: set[str] = set()
    for each in case.entries:
        try:
            if holds_in(replace(scope, item=each), hold.when):
                return True
        except MissingRates as unknown:
            missing |= unknown.pairs
    if missing:
        raise MissingRates(missing)
    return False


def stopped_days(case: Case, entry: Entry, base: dt.date, until: dt.date) -> int:
    """Rule 25: days after the base on which a hold that stops the clock held for the item; overlaps count once."""
    stopping = [each for each in holds_of(case.world, case.current) if each.clock == "stops"]
    days = (base + dt.timedelta(n) for n in range(1, (until - base).days + 1))
    return sum(_clock_stood(case, entry, stopping, day) for day in days)


def _clock_stood(case: Case, entry: Entry, stopping: Iterable[Hold], day: dt.date) -> bool:
    view = replace(case.view, day=day)
    return any(_held_then(case, entry, hold, view) for hold in stopping)


def _held_then(case: Case, entry: Entry, hold: Hold, view: View) -> bool:
    try:
        if hold.covers == "case":
            return covers_now(case, hold, view)
        return holds_in(Scope(view, item=entry), hold.when)
    except MissingRates:
        return False
