"""Rules 13d, 17, 19 to 23 and 27: what the ladder of a case does today, or why nothing."""

import datetime as dt
from dataclasses import dataclass

from playbook_engine.model.book import Touch
from playbook_engine.model.decision import Silence
from playbook_engine.model.playbook import Exhausted, Repeat, Step
from tests.reference.calendars import calendar_of, rolled
from tests.reference.dates import Place, ends_at, has_lapsed, is_reached, last_end, step_date
from tests.reference.facts import holds_in
from tests.reference.holds import case_scope
from tests.reference.money import MissingRates
from tests.reference.plans import Plan, of_exhausted, of_step
from tests.reference.progress import counts, ending_touches, touches_of
from tests.reference.touches import index_of, is_done, lists, name_today
from tests.reference.world import Scope


@dataclass(frozen=True)
class Rung:
    """A step after the progress: whether it is reached today, and if so whether its `when` holds."""

    index: int
    step: Step
    day: dt.date | None
    reached: bool
    applies: bool


@dataclass(frozen=True)
class Candidate:
    """A step that may go today: at its own place in the list, or in place of the step there (rule 20)."""

    rung: Rung
    index: int
    in_place_of: str = ""


def ladder_today(place: Place) -> Plan | Silence:
    """The one step, repeat or follow-up of today (rule 17), or the reason for silence (rule 27)."""
    rungs = []
    for index in range(place.passed + 1, len(place.ladder)):
        try:
            rungs.append(_rung(place, index))
        except MissingRates as unknown:
            return Silence(reason="missing rate", by=unknown.first, step=place.ladder[index].name)
    try:
        standing = [each for each in rungs if not _missed(place, each)]
        plan = None if _went_today(place) else _planned(place, rungs, standing)
    except MissingRates as unknown:
        return Silence(reason="missing rate", by=unknown.first)
    return plan or _reason(place, standing)


def _missed(place: Place, rung: Rung) -> bool:
    """Rule 19, `never`: a step whose own day is over has lapsed."""
    if place.case.playbook.catch_up != "never" or not rung.reached or rung.day == place.day:
        return False
    ended = {each.id for each in touches_of(place.case)}
    asked = [
        each
        for each in place.case.world.unit.approvals
        if each.playbook == place.case.playbook.name
        and name_today(place.case.playbook, each.step) == rung.step.name
        and each.anchor == place.entry.id
        and each.id not in ended
    ]
    return not asked


def _rung(place: Place, index: int) -> Rung:
    step = place.ladder[index]
    reached = is_reached(place, index)
    applies = reached and holds_in(_scope(place), step.when)
    return Rung(index, step, step_date(place, index), reached, applies)


def _scope(place: Place) -> Scope:
    return case_scope(place.case, place.entry)


def _went_today(place: Place) -> bool:
    """Rule 17: at most one step a case a day."""
    case = place.case
    return any(
        is_done(touch)
        and touch.on == case.day
        and index_of(case.playbook, touch.step) is not None
        and any(lists(touch, each.id) for each in case.group)
        for touch in ending_touches(case)
    )


def _planned(place: Place, rungs: list[Rung], standing: list[Rung]) -> Plan | None:
    chosen = _caught_up(place, _candidates(place, standing))
    if chosen is not None:
        return of_step(place.ladder[chosen.index], chosen.index, place.entry, chosen.in_place_of)
    return _repeat(place) or _exhausted(place, rungs)


def _candidates(place: Place, rungs: list[Rung]) -> list[Candidate]:
    """Rules 19 and 20, in list order."""
    found = []
    for rung in rungs:
        if rung.applies:
            found.append(Candidate(rung, rung.index))
        elif rung.reached and rung.step.otherwise == "wait":
            break
        elif rung.reached and rung.step.otherwise == "previous step":
            index = _fall_back(place, rung)
            if index is not None:
                found.append(Candidate(rung, index, in_place_of=rung.step.name))
    return found


def _fall_back(place: Place, rung: Rung) -> int | None:
    """Rule 20: the nearest step above whose `when` holds and that has not lapsed, once an anchor."""
    for touch in ending_touches(place.case):
        on_ladder = index_of(place.case.playbook, touch.step) is not None
        stood_in = touch.anchor == place.entry.id and touch.in_place_of == rung.step.name
        if on_ladder and stood_in and counts(place.case, place.entry, touch, after_due=False):
            return None
    for index in range(rung.index - 1, -1, -1):
        above = place.ladder[index]
        if not has_lapsed(place, above) and holds_in(_scope(place), above.when):
            return index
    return None


def _caught_up(place: Place, candidates: list[Candidate]) -> Candidate | None:
    """Rule 19; rule 13d: under `restart` the first is the only one until the anchor has led a touch."""
    playbook = place.case.playbook
    if playbook.when_anchor_changes == "restart" and not place.ends:
        candidates = candidates[:1]
    if not candidates:
        return None
    return candidates[0] if playbook.catch_up in {"next", "shift"} else candidates[-1]


def _repeat(place: Place) -> Plan | None:
    """Rule 22: the progress step goes again."""
    if not _may_repeat(place):
        return None
    step = place.ladder[place.passed]
    assert step.repeat is not None
    day = again_on(place, step, step.repeat, ends_at(place, place.passed))
    if day is None or day > place.day or not holds_in(_scope(place), step.when):
        return None
    return of_step(step, place.passed, place.entry)


def again_on(place: Place, step: Step, repeat: Repeat, ends: list[Touch]) -> dt.date | None:
    """Rule 22: from the later of the last end and its pay-by, plus `every`, rolled."""
    last = max(ends, key=lambda each: (each.on, each.id))
    base = max(last.on, last.pay_by or last.on)
    case = place.case
    calendar = calendar_of(case.world, case.current, step.work)
    return rolled(case.world, calendar, case.account, base + dt.timedelta(repeat.every), base)


def _may_repeat(place: Place) -> bool:
    """Whether a repeat of the progress step is left: of c ends for this anchor, c <= times."""
    if place.passed < 0 or last_end(place, place.passed) is None:
        return False
    step = place.ladder[place.passed]
    repeat = step.repeat
    if repeat is None or has_lapsed(place, step):
        return False
    ended = sum(each.anchor == place.entry.id for each in ends_at(place, place.passed))
    return repeat.times is None or ended <= repeat.times


def _exhausted(place: Place, rungs: list[Rung]) -> Plan | None:
    """Rule 23a: the first entry whose `when` holds, from its day on, once an anchor."""
    base = _exhausted_since(place, rungs)
    entries = place.case.playbook.exhausted
    if base is None or _fired(place, entries):
        return None
    for each in entries:
        if holds_in(_scope(place), each.when):
            return of_exhausted(each, place.entry) if place.day >= base + dt.timedelta(each.after) else None
    return None


def _exhausted_since(place: Place, rungs: list[Rung]) -> dt.date | None:
    """Last end of the last step, its repeats used up; its date where it does not apply or a move passed it."""
    last = len(place.ladder) - 1
    if last < 0:
        return None
    if place.passed == last:
        return None if _may_repeat(place) else last_end(place, last) or step_date(place, last)
    rung = rungs[-1]
    return rung.day if rung.reached and not rung.applies and rung.step.otherwise != "wait" else None


def _fired(place: Place, entries: tuple[Exhausted, ...]) -> bool:
    names = {each.name for each in entries}
    return any(
        each.anchor == place.entry.id and each.step in names and counts(place.case, place.entry, each, after_due=False)
        for each in ending_touches(place.case)
    )


def _reason(place: Place, rungs: list[Rung]) -> Silence:
    """Rule 27: why no step is a candidate."""
    for rung in rungs:
        if rung.reached and not rung.applies:
            return Silence(reason="condition", step=rung.step.name)
    if _may_repeat(place) or any(not has_lapsed(place, rung.step) for rung in rungs):
        return Silence(reason="waiting" if place.ends else "not yet due")
    return Silence(reason="exhausted")
