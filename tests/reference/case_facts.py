"""Rule 7c: facts of a case are sums over its items that are open and not held out."""

import datetime as dt
from collections.abc import Callable, Iterable
from fractions import Fraction

from tests.reference.conditions import Value
from tests.reference.episodes import episode
from tests.reference.money import added, total_in
from tests.reference.touches import contacts, count_messages, lists, touches_on
from tests.reference.world import Case, Entry, View


def _balance(case: Case, view: View, entries: Iterable[Entry]) -> Fraction:
    """Rule 8: in the currency of the case, which is the base currency where currencies are together."""
    sums = added((each.currency, case.balance(each)) for each in entries)
    return total_in(sums, case.currency, view.world.setting, view.day)


def _overdue(case: Case, view: View) -> list[Entry]:
    return [each for each in case.free if view.is_overdue(each)]


def _share(case: Case, view: View) -> Fraction | None:
    if not case.free:
        return None
    return _balance(case, view, _overdue(case, view)) / _balance(case, view, case.free)


def _oldest_due(case: Case, _view: View) -> dt.date | None:
    return min((each.due for each in case.free), default=None)


def _contacts(case: Case, view: View) -> Fraction:
    """Contacts in this episode by this playbook about the group of the case."""
    begin = episode(view, case.group)
    if begin is None:
        return Fraction(0)
    found = [
        touch
        for touch in contacts(touches_on(view.world.unit, view.day))
        if touch.playbook == case.playbook.name
        and touch.on >= begin
        and any(lists(touch, each.id) for each in case.group)
    ]
    return Fraction(count_messages(found))


CASE_FACTS: dict[str, Callable[[Case, View], Value | None]] = {
    "currency": lambda case, _: case.currency,
    "entity": lambda case, _: case.entity,
    "balance": lambda case, view: {case.currency: _balance(case, view, case.free)},
    "overdue_balance": lambda case, view: {case.currency: _balance(case, view, _overdue(case, view))},
    "overdue_share": _share,
    "items": lambda case, _: Fraction(len(case.free)),
    "overdue_items": lambda case, view: Fraction(len(_overdue(case, view))),
    "oldest_due": _oldest_due,
    "contacts": _contacts,
}
