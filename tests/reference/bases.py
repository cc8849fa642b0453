"""Rule 18c: the days that fixed clauses count from."""

import datetime as dt

from playbook_engine.model.book import Membership
from playbook_engine.model.playbook import Base
from tests.reference.credits import reversals
from tests.reference.records import concerns, promise_of
from tests.reference.touches import is_done, lists, touches_on
from tests.reference.world import Case, Entry, World


def latest_membership(world: World, entry: Entry) -> Membership | None:
    """The latest by since, id."""
    mine = [each for each in world.unit.memberships if each.item == entry.id]
    return max(mine, key=lambda each: (each.since, each.id), default=None)


def entry_day(case: Case, entry: Entry) -> dt.date:
    """Day since which the item is in this playbook: its latest membership if that names it, else D."""
    membership = latest_membership(case.world, entry)
    if membership is not None and membership.playbook == case.playbook.name:
        return membership.since
    return case.day


def event_day(case: Case, entry: Entry, base: Base) -> dt.date | None:
    """The base day of a clause that is not relative; None where it has not happened."""
    match base:
        case "due":
            return entry.due
        case "issue":
            return entry.issued
        case "entry":
            return entry_day(case, entry)
        case "promise":
            promise = promise_of(case.view, entry)
            return None if promise is None else promise.on
        case "pay by":
            return _pay_by(case, entry)
        case _:
            return max(_happened(case.world, entry, base), default=None)


def _pay_by(case: Case, entry: Entry) -> dt.date | None:
    """The latest pay-by of a touch (done or unknown) of this playbook that lists the item."""
    days = [
        each.pay_by
        for each in touches_on(case.world.unit, case.day)
        if each.playbook == case.playbook.name and is_done(each) and lists(each, entry.id) and each.pay_by is not None
    ]
    return max(days, default=None)


def _happened(world: World, entry: Entry, base: Base) -> list[dt.date]:
    """Days of the resolutions, replies, failed payments or reversals of the account or item."""
    unit = world.unit
    match base:
        case "dispute resolved":
            resolved = [each.resolved_on for each in unit.disputes if concerns(each, entry)]
            return [each for each in resolved if each is not None]
        case "reply":
            return [each.on for each in unit.replies if concerns(each, entry)]
        case "failed payment":
            failed = unit.failed_payments
            return [each.on for each in failed if concerns(each, entry) or each.item == entry.invoice.id]
        case "reversal":
            return reversals(unit, entry.id)
    return []
