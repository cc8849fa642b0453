"""Rules 22 and 23b and c: what the rules alongside the ladder do today."""

import datetime as dt
from collections.abc import Iterator

from playbook_engine.model.book import Touch
from playbook_engine.model.playbook import Clause, Step
from tests.reference.bases import event_day
from tests.reference.calendars import is_internal
from tests.reference.candidates import again_on
from tests.reference.dates import Place, has_lapsed, rule_date
from tests.reference.episodes import episode
from tests.reference.facts import holds_in
from tests.reference.holds import case_scope
from tests.reference.money import MissingRates
from tests.reference.plans import Plan, of_rule
from tests.reference.progress import counts, ending_touches, place_of, rule_counts_from_due
from tests.reference.world import Case, Entry

EVENTS = ("promise", "dispute resolved", "reply", "failed payment", "reversal", "pay by")


def rules_today(case: Case) -> Iterator[Plan]:
    """The rules that act today, in list order, for each item in order."""
    for rule in case.playbook.alongside:
        for entry in _looked_at(case, rule):
            place = place_of(case, entry, leads=entry.id == case.lead.id)
            if _acts(place, rule):
                yield of_rule(rule, entry)


def _looked_at(case: Case, rule: Step) -> tuple[Entry, ...]:
    """Rule 23b and c: the anchor or every item; internal rules see what is held out too."""
    if rule.each_item:
        return case.entries if is_internal(rule.work) else case.free
    if is_internal(rule.work):
        return (case.earliest,)
    return () if case.anchor is None else (case.anchor,)


def _acts(place: Place, rule: Step) -> bool:
    day = rule_date(place, rule)
    if day is None or day > place.day or has_lapsed(place, rule):
        return False
    try:
        item = place.entry if rule.each_item else None
        if not holds_in(case_scope(place.case, place.entry, item), rule.when):
            return False
    except MissingRates:
        return False
    done = _done(place, rule, day)
    return not done or _goes_again(place, rule, done)


def _done(place: Place, rule: Step, day: dt.date) -> list[Touch]:
    """The touches for which the rule need not act."""
    case, entry = place.case, place.entry
    touches = [each for each in ending_touches(case) if each.step == rule.name]
    after_due = rule_counts_from_due(case, entry, rule, day)
    since = _not_older_than(place, rule, day)
    mine = [
        each
        for each in touches
        if each.anchor == entry.id
        and counts(case, entry, each, after_due=after_due)
        and (since is None or each.on >= since)
    ]
    return mine + [each for each in touches if each not in mine and _in_episode(case, rule, each)]


def _in_episode(case: Case, rule: Step, touch: Touch) -> bool:
    """`once_per: episode`: for any anchor of the group since the episode began."""
    if rule.once_per != "episode":
        return False
    begin = episode(case.view, case.group)
    return begin is not None and touch.on >= begin and touch.anchor in {each.id for each in case.group}


def _not_older_than(place: Place, rule: Step, day: dt.date) -> dt.date | None:
    """The base date that a touch must not be older than, for clauses that count from what happened."""
    bases = [_since(place, each, day) for each in rule.at if each.base in EVENTS]
    return max((each for each in bases if each is not None), default=None)


def _since(place: Place, clause: Clause, day: dt.date) -> dt.date | None:
    """A reminder before the base date goes before it: then its own day is meant."""
    base = event_day(place.case, place.entry, clause.base)
    return base if base is None or not clause.before else min(base, day)


def _goes_again(place: Place, rule: Step, done: list[Touch]) -> bool:
    """Rule 22, for a rule alongside."""
    if rule.repeat is None or (rule.repeat.times is not None and len(done) > rule.repeat.times):
        return False
    day = again_on(place, rule, rule.repeat, done)
    return day is not None and day <= place.day
