"""Rules 4, 13d, 18, 19 and 25: the day of a step for an item, made in the order of rule 4."""

import calendar
import datetime as dt
from dataclasses import dataclass

from playbook_engine.model.book import Touch
from playbook_engine.model.playbook import Clause, Step
from tests.reference.bases import event_day
from tests.reference.calendars import calendar_of, contact_calendar, moved_by_open_days, rolled
from tests.reference.facts import holds_in
from tests.reference.holds import case_scope, stopped_days
from tests.reference.money import MissingRates
from tests.reference.touches import index_of, name_today
from tests.reference.world import Case, Entry


@dataclass(frozen=True)
class End:
    """A touch that took the item to exactly this ladder step, and ended it (rule 13b)."""

    index: int
    touch: Touch


@dataclass(frozen=True)
class Place:
    """Where an item stands on the ladder: the ends of its steps in order, and the most advanced step passed (-1: none).

    `alone`: the item by itself, for which `when` is not asked (rule 13a). `day`: the day D.
    """

    case: Case
    entry: Entry
    ends: tuple[End, ...]
    passed: int
    day: dt.date
    alone: bool = False

    @property
    def ladder(self) -> tuple[Step, ...]:
        return self.case.playbook.cadence


@dataclass(frozen=True)
class Made:
    """Which parts of a date are asked for: rule 26 and lateness leave out shift and rolling."""

    shifted: bool = True
    rolled: bool = True


FULL = Made()
PLAIN = Made(shifted=False, rolled=False)
UNSHIFTED = Made(shifted=False, rolled=True)


def ends_at(place: Place, index: int) -> list[Touch]:
    """The touches that ended this step for the item, in order."""
    return [each.touch for each in place.ends if each.index == index]


def last_end(place: Place, index: int) -> dt.date | None:
    """Rule 13b: end(i)."""
    return max((each.on for each in ends_at(place, index)), default=None)


def is_reached(place: Place, index: int, made: Made = FULL) -> bool:
    """Rules 18e and 19: the step's date has come, and it has not lapsed."""
    day = step_date(place, index, made)
    return day is not None and day <= place.day and not has_lapsed(place, place.ladder[index])


def has_lapsed(place: Place, step: Step) -> bool:
    """Rule 18e: a step with a clause before due can be reached only while D < due."""
    return any(each.base == "due" and each.before for each in step.at) and place.day >= place.entry.due


def step_date(place: Place, index: int, made: Made = FULL) -> dt.date | None:
    """The day of a ladder step; None: it has none. Rule 18d: without `at` it is D."""
    step = place.ladder[index]
    if not step.at:
        return place.day
    found = _latest(place, step, index, made)
    if found is None:
        return None
    day, base, clause = found
    day += _stopped(place, clause, base)
    if made.shifted and not _is_relative(clause):
        day += restart_move(place) + _shift_move(place, index)
    return _rolled(place, step, day, base) if made.rolled else day


def rule_date(place: Place, rule: Step) -> dt.date | None:
    """Rule 23b: the day of a rule alongside; it is neither shifted nor asked for when held up."""
    if not rule.at:
        return place.day
    found = _latest(place, rule, None, FULL)
    if found is None:
        return None
    day, base, clause = found
    return _rolled(place, rule, day + _stopped(place, clause, base), base)


def _latest(place: Place, step: Step, index: int | None, made: Made) -> tuple[dt.date, dt.date, Clause] | None:
    """Rule 4a to e: the latest of the clauses with its base; None where one has no base date."""
    latest = None
    for clause in step.at:
        base = _base(place, clause, index, made)
        day = None if base is None else _offset(place.case, clause, base)
        if base is None or day is None:
            return None
        if latest is None or day > latest[0]:
            latest = (day, base, clause)
    return latest


def _offset(case: Case, clause: Clause, base: dt.date) -> dt.date | None:
    """Rule 4b to d: months (clipped), then days or business days, then the end of the month."""
    sign = -1 if clause.before else 1
    day: dt.date | None = _months_on(base, sign * clause.months)
    assert day is not None
    if clause.business:
        open_days = contact_calendar(case.world, case.current)
        day = moved_by_open_days(case.world, open_days, case.account, day, sign * clause.days)
    else:
        day += dt.timedelta(sign * clause.days)
    if day is not None and clause.end_of_month:
        day = day.replace(day=calendar.monthrange(day.year, day.month)[1])
    return day


def _months_on(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _stopped(place: Place, clause: Clause, base: dt.date) -> dt.timedelta:
    """Rule 25: `before` clauses do not move."""
    if clause.before:
        return dt.timedelta(0)
    return dt.timedelta(stopped_days(place.case, place.entry, base, place.day))


def _rolled(place: Place, step: Step, day: dt.date, base: dt.date) -> dt.date | None:
    case = place.case
    return rolled(case.world, calendar_of(case.world, case.current, step.work), case.account, day, base)


def _is_relative(clause: Clause) -> bool:
    """Rule 18a."""
    return clause.base in {"previous", "step"}


def _base(place: Place, clause: Clause, index: int | None, made: Made) -> dt.date | None:
    """Rule 18b and c: the day that a clause counts from; `index` is None for a rule alongside."""
    below = _rests_on(place, clause, index)
    if not _is_relative(clause):
        return event_day(place.case, place.entry, clause.base)
    if below is None:
        return None
    if index is None and clause.before:
        return _while_ahead(place, below)
    return _end_or_date(place, below, made)


def _rests_on(place: Place, clause: Clause, index: int | None) -> int | None:
    """The ladder step that a relative clause counts from."""
    if clause.base == "step":
        return index_of(place.case.playbook, name_today(place.case.playbook, clause.step))
    return index - 1 if clause.base == "previous" and index else None


def _while_ahead(place: Place, index: int) -> dt.date | None:
    """Rule 23b: `before step X` counts only while X is neither passed nor reached."""
    if index <= place.passed or is_reached(place, index) or has_lapsed(place, place.ladder[index]):
        return None
    return step_date(place, index)


def _end_or_date(place: Place, index: int, made: Made) -> dt.date | None:
    """Rule 18b: the step's end, else its date if it is passed, lapsed, or its day has come and it does not apply."""
    end = last_end(place, index)
    if end is not None:
        return end
    step = place.ladder[index]
    if (
        place.alone
        or index <= place.passed
        or has_lapsed(place, step)
        or (is_reached(place, index, made) and _does_not_apply(place, step))
    ):
        return step_date(place, index, made)
    return None


def _does_not_apply(place: Place, step: Step) -> bool:
    if step.otherwise == "wait":
        return False
    try:
        return not holds_in(case_scope(place.case, place.entry), step.when)
    except MissingRates:
        return False


def restart_move(place: Place) -> dt.timedelta:
    """Rule 13d, `restart`: fixed dates move by the lateness of the first touch that the item led, never back."""
    if place.case.playbook.when_anchor_changes != "restart" or not place.ends:
        return dt.timedelta(0)
    first = min(place.ends, key=lambda each: (each.touch.on, each.touch.id))
    meant = step_date(place, first.index, UNSHIFTED)
    return dt.timedelta(0) if meant is None else max(dt.timedelta(0), first.touch.on - meant)


def _shift_move(place: Place, index: int) -> dt.timedelta:
    """Rule 19, `shift`: fixed dates of steps after the progress move by the lateness of its step."""
    if place.case.playbook.catch_up != "shift" or index <= place.passed or place.passed < 0:
        return dt.timedelta(0)
    return _lateness(place, place.passed)


def _lateness(place: Place, index: int) -> dt.timedelta:
    """Day of the step's first end less its date, and that of the step it rests on; a step passed by a move has none."""
    ends = ends_at(place, index)
    meant = step_date(place, index, UNSHIFTED)
    if not ends or meant is None:
        return dt.timedelta(0)
    late = min(each.on for each in ends) - meant
    found = _latest(place, place.ladder[index], index, UNSHIFTED)
    if found is None or not _is_relative(found[2]):
        return max(dt.timedelta(0), late - restart_move(place))
    below = _rests_on(place, found[2], index)
    return max(dt.timedelta(0), late + (dt.timedelta(0) if below is None else _lateness(place, below)))
