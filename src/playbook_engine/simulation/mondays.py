"""A timeline test decided on Mondays only: later than daily, but never twice, out of order, or what must not go out."""

from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.model.decision import Reason
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.taking import HAPPENED
from playbook_engine.model.timeline import NoCase, Silent, TimelineTest
from playbook_engine.simulation.course import Decider
from playbook_engine.simulation.matching import fits
from playbook_engine.simulation.running import Failure, Run, Sent, TestResult
from playbook_engine.simulation.saying import said_action

NEVER_CHASED: tuple[Reason, ...] = ("not chased", "uncovered", "covered by credit", "stale data", "missing fact")
"""Reasons that do not depend on what was sent before: a day silent for one of them is silent on Mondays too."""

Fault = tuple[Sent, str, Place | None]
Ladders = dict[tuple[str, int], list[str]]


def run_on_mondays(decider: Decider, test: TimelineTest) -> TestResult:
    """Compare a run on Mondays only with the daily one.

    Actions end as they end in the daily run. No action is done twice, no step comes that the daily run does not know,
    the steps of an anchor come in the order of their ladder unless they do not in the daily run either. Nobody is
    chased on days on which the test says so, and no step goes that was held on that day.
    """
    daily = Run(decider, test, "as written").result()
    endings = {each.seen.action.id: each.ending for each in daily.sent}
    result = Run(decider, test, "mondays", endings=endings).result()
    ladders = _ladders(decider)
    faults = [
        *_done_twice(result.sent),
        *_unknown(daily.sent, result.sent),
        *_out_of_order(ladders, daily.sent, result.sent),
        *_chased(test, result.sent),
        *_held(daily, result.sent),
    ]
    failures = [
        Failure(day=each.day, place=place or test.place, expected=expected, got=said_action(each.seen.action))
        for each, expected, place in faults
    ]
    return msgspec.structs.replace(result, failures=(*result.failures, *failures))


def _done_twice(sent: Iterable[Sent]) -> Iterator[Fault]:
    done: set[str] = set()
    for each in sent:
        if each.ending in HAPPENED:
            if each.seen.action.id in done:
                yield each, "no action is done twice", None
            done.add(each.seen.action.id)


def _unknown(daily: Iterable[Sent], sent: Iterable[Sent]) -> Iterator[Fault]:
    known = {(each.seen.decision.playbook, each.seen.action.step) for each in daily}
    for each in sent:
        if (each.seen.decision.playbook, each.seen.action.step) not in known:
            yield each, "only steps that the daily run takes too", None


def _out_of_order(ladders: Ladders, daily: Iterable[Sent], sent: Iterable[Sent]) -> Iterator[Fault]:
    if list(_backwards(ladders, daily)):
        return
    for each in _backwards(ladders, sent):
        yield each, "the steps of an anchor in the order of their ladder", None


def _backwards(ladders: Ladders, sent: Iterable[Sent]) -> Iterator[Sent]:
    """Actions of a step above one that the same anchor has had; a fall-back stands in the place of a later step."""
    reached: dict[tuple[str, str], int] = {}
    for each in sent:
        decision, action = each.seen.decision, each.seen.action
        ladder = ladders.get((decision.playbook, decision.version), [])
        if action.step in ladder and not action.in_place_of:
            key, at = (decision.playbook, action.anchor), ladder.index(action.step)
            if at < reached.get(key, 0):
                yield each
            reached[key] = max(at, reached.get(key, 0))


def _chased(test: TimelineTest, sent: Iterable[Sent]) -> Iterator[Fault]:
    """Contacts on days for which the test says that nobody is chased."""
    for each in sent:
        if each.seen.action.kind in CONTACT_KINDS:
            for place in _quiet(test, each):
                yield each, "nobody is chased", place


def _quiet(test: TimelineTest, sent: Sent) -> Iterator[Place]:
    for entry in test.entries:
        if entry.covers(sent.day) and fits(sent.seen.decision, entry.only):
            for each in entry.expects:
                if isinstance(each, NoCase) or (isinstance(each, Silent) and each.reason in NEVER_CHASED):
                    yield each.place


def _held(daily: TestResult, sent: Iterable[Sent]) -> Iterator[Fault]:
    """A step that was held on that day in the daily run, and expected to be."""
    held = {
        (day, decision.case, decision.silence.step)
        for day, decided in daily.decided
        for each in decided
        for decision in each.decisions
        if decision.silence and decision.silence.reason == "held"
    }
    for each in sent:
        decision, action = each.seen.decision, each.seen.action
        if (each.day, decision.case, action.step) in held and not action.in_place_of:
            yield each, f"{action.step} is held", None


def _ladders(decider: Decider) -> Ladders:
    return {
        (playbook.name, playbook.version): [step.name for step in playbook.cadence]
        for playbook in decider.release.playbooks
    }
