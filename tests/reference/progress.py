"""Rules 12 to 14 and 34: where an item stands on the ladder."""

import datetime as dt
from dataclasses import replace

from playbook_engine.model.book import Touch
from playbook_engine.model.playbook import Step
from tests.reference.approvals import lapsed
from tests.reference.bases import entry_day
from tests.reference.credits import reversals
from tests.reference.dates import PLAIN, End, Place, is_reached
from tests.reference.episodes import episode
from tests.reference.holds import case_scope
from tests.reference.item_facts import contacts_about
from tests.reference.money import MissingRates
from tests.reference.tables import chosen
from tests.reference.touches import index_of, is_ending, lists, name_today, renamed, took, touches_on
from tests.reference.world import Case, Entry


def place_of(case: Case, entry: Entry, *, leads: bool = False) -> Place:
    """Rule 13: the item's ends and progress; `leads`: it is the anchor of the case."""
    ends = _ends(case, entry, leads=leads)
    by_touches = max((each.index for each in ends), default=-1)
    place = Place(case, entry, tuple(ends), by_touches, case.day)
    return replace(place, passed=max(by_touches, _passed_by_move(place)))


def alone(place: Place) -> Place:
    """Rule 13a: the item by itself."""
    return replace(place, alone=True)


def touches_of(case: Case) -> list[Touch]:
    """Ended actions of this playbook under today's names, with what approvals ended."""
    recorded = [
        renamed(case.playbook, each)
        for each in touches_on(case.world.unit, case.day)
        if each.playbook == case.playbook.name
    ]
    answered = [renamed(case.playbook, each) for each in lapsed(case)]
    return sorted((*recorded, *answered), key=lambda each: (each.on, each.id))


def ending_touches(case: Case) -> list[Touch]:
    """Rule 13b: those that end what they were for."""
    return [each for each in touches_of(case) if is_ending(case.playbook, each)]


def _ends(case: Case, entry: Entry, *, leads: bool) -> list[End]:
    ends = []
    for touch in ending_touches(case):
        for index in sorted(_taken_to(case, entry, touch, leads=leads)):
            if counts(case, entry, touch, after_due=counts_from_due(case, index)):
                ends.append(End(index, touch))
    return ends


def _taken_to(case: Case, entry: Entry, touch: Touch, *, leads: bool) -> set[int]:
    """Rule 13a and d: the ladder steps that a touch took the item to."""
    taken = {took(case.playbook, touch, entry.id)}
    mode = case.playbook.when_anchor_changes
    if mode == "restart" and touch.anchor != entry.id:
        return set()
    if mode == "keep" and leads and _in_this_episode(case, touch):
        taken.add(index_of(case.playbook, touch.step))
    return {each for each in taken if each is not None}


def _in_this_episode(case: Case, touch: Touch) -> bool:
    """Since the episode began, and about an item of the group."""
    begin = episode(case.view, case.group)
    return begin is not None and touch.on >= begin and any(lists(touch, each.id) for each in case.group)


def counts(case: Case, entry: Entry, touch: Touch, *, after_due: bool) -> bool:
    """Rule 14: not before the present due date for what comes after due; `again`: not before the last reversal."""
    if after_due and touch.on < entry.due:
        return False
    undone = reversals(case.world.unit, entry.id)
    return not (case.playbook.reopened == "again" and undone and touch.on < undone[-1])


def counts_from_due(case: Case, index: int) -> bool:
    """Rule 14a: whether a ladder step counts from due and comes after it; a relative one is as what it rests on."""
    step = case.playbook.cadence[index]
    return any(_is_after_due(case, clause.base, clause.step, index, before=clause.before) for clause in step.at)


def rule_counts_from_due(case: Case, entry: Entry, rule: Step, day: dt.date | None) -> bool:
    """The same of a rule alongside; one before a step comes after due only where its day does."""
    if any(each.base == "step" and each.before for each in rule.at) and (day is None or day < entry.due):
        return False
    return any(
        _is_after_due(case, each.base, each.step, 0, before=each.before and each.base == "due") for each in rule.at
    )


def _is_after_due(case: Case, base: str, name: str, index: int, *, before: bool) -> bool:
    if base == "due":
        return not before
    if base == "previous":
        return index > 0 and counts_from_due(case, index - 1)
    below = index_of(case.playbook, name_today(case.playbook, name)) if base == "step" else None
    return below is not None and counts_from_due(case, below)


def _passed_by_move(place: Place) -> int:
    """Rule 34: after a contact by another playbook, what was reached on entry and is not stiffer counts as passed."""
    about = [
        each
        for each in contacts_about(place.case.view, place.entry)
        if each.playbook not in {"", place.case.playbook.name}
    ]
    if not about:
        return -1
    heard = _stiffness(place.case, about[-1].tone)
    then = replace(alone(place), day=entry_day(place.case, place.entry))
    passed = [
        index
        for index, step in enumerate(place.ladder)
        if is_reached(then, index, PLAIN) and _tone_of(place, step) <= heard
    ]
    return max(passed, default=-1)


def _tone_of(place: Place, step: Step) -> int:
    """How stiff a step is; one whose tone is unknown is stiffer than any."""
    try:
        tone = chosen(step.work.tone, case_scope(place.case, place.entry))
    except MissingRates:
        return len(place.case.world.organisation.tones)
    return _stiffness(place.case, tone)


def _stiffness(case: Case, tone: str) -> int:
    tones = case.world.organisation.tones
    return tones.index(tone) if tone in tones else -1
