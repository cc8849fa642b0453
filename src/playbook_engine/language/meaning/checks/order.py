"""Steps of a ladder whose dates can come in another order than the list (rule 17)."""

import calendar
import datetime as dt
from collections.abc import Iterator, Sequence
from functools import lru_cache

from playbook_engine.language.codes_meaning import OTHER_ORDER
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.meaning.steps import StepRead
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Related
from playbook_engine.model.playbook import Calendar, Clause

_FIRST = dt.date(2023, 12, 1).toordinal()
_DAYS_TRIED = 3 * 366
"""A leap year, an ordinary one, every length of month on every day of the week."""

MOST_PAIRS = 200
"""Pairs of dates that are worked out day by day; what is plain is compared at once."""

_FIXED = ("due", "issue")


def check_order(ladder: Sequence[StepRead], customers: Calendar | None, findings: Findings) -> None:
    """Note each step that can be reached before the step above it, with a date on which it is."""
    weekdays = customers.weekdays if customers else tuple(range(7))
    tried = 0
    for above, below in _pairs(ladder):
        first, second = above.step.at[0], below.step.at[0]
        if _in_order(first, second) or tried == MOST_PAIRS:
            continue
        tried += 1
        example = _example(_bare(first), _bare(second), weekdays)
        if example is not None:
            _note(above, below, example, weekdays, findings)


def _pairs(ladder: Sequence[StepRead]) -> Iterator[tuple[StepRead, StepRead]]:
    """Neighbours that count from the same date, steps that count from something else passed over."""
    above: dict[str, StepRead] = {}
    for each in ladder:
        clause = each.step.at[0] if len(each.step.at) == 1 and each.fields.sound("at") else None
        if clause is None or clause.base not in _FIXED:
            continue
        if clause.base in above:
            yield above[clause.base], each
        above[clause.base] = each


def _in_order(first: Clause, second: Clause) -> bool:
    """Whether two dates are made in the same way and differ in days alone, the first being the earlier one."""
    same = all(
        getattr(first, each) == getattr(second, each) for each in ("months", "business", "end_of_month", "before")
    )
    return same and (first.days >= second.days if first.before else first.days <= second.days)


def _bare(clause: Clause) -> Clause:
    return Clause(
        base=clause.base,
        months=clause.months,
        days=clause.days,
        business=clause.business,
        before=clause.before,
        end_of_month=clause.end_of_month,
    )


@lru_cache(maxsize=4096)
def _example(first: Clause, second: Clause, weekdays: tuple[int, ...]) -> int | None:
    """A date from which the second comes before the first, if there is one."""
    days = range(_FIRST, _FIRST + _DAYS_TRIED)
    return next((day for day in days if _reached(second, day, weekdays) < _reached(first, day, weekdays)), None)


def _reached(clause: Clause, base: int, weekdays: tuple[int, ...]) -> int:
    """The day of a clause, without holidays (rule 4)."""
    sign = -1 if clause.before else 1
    day = _months_on(base, sign * clause.months) if clause.months else base
    day = _business_on(day, sign * clause.days, weekdays) if clause.business else day + sign * clause.days
    if clause.end_of_month:
        date = dt.date.fromordinal(day)
        day += calendar.monthrange(date.year, date.month)[1] - date.day
    return day


def _months_on(base: int, months: int) -> int:
    date = dt.date.fromordinal(base)
    year, month = divmod(date.year * 12 + date.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return dt.date(year, month + 1, min(date.day, last)).toordinal()


def _business_on(day: int, count: int, weekdays: tuple[int, ...]) -> int:
    step = 1 if count >= 0 else -1
    weeks, rest = divmod(abs(count), len(weekdays))
    day += 7 * weeks * step
    if weeks and not rest and (day - 1) % 7 not in weekdays:
        day, rest = day - 7 * step, len(weekdays)
    while rest:
        day += step
        rest -= (day - 1) % 7 in weekdays
    return day


def _note(above: StepRead, below: StepRead, example: int, weekdays: tuple[int, ...], findings: Findings) -> None:
    base = below.step.at[0].base
    first, second = (dt.date.fromordinal(_reached(each.step.at[0], example, weekdays)) for each in (above, below))
    said = "due" if base == "due" else "issued"
    message = (
        f"{ticked(below.step.name)} can come before {ticked(above.step.name)}: {said} on "
        f"{dt.date.fromordinal(example)} it is reached on {second}, the step above on {first}"
    )
    related = (Related(above.fields.place("at"), "the step above"),)
    findings.add(OTHER_ORDER, message, below.fields.place("at"), "put the steps in the order of their dates", related)
