"""The reference: what `decide` says of one unit on one day, rule by rule and without haste."""

import datetime as dt

from msgspec.structs import replace

from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.decision import EXCEPTIONS, Decision, Silence
from playbook_engine.model.release import Release
from tests.reference.alongside import rules_today
from tests.reference.assignment import playbooks_in_force, sorted_out
from tests.reference.candidates import ladder_today
from tests.reference.cases import cases_of
from tests.reference.credits import world_of
from tests.reference.dates import PLAIN, Place, is_reached, last_end
from tests.reference.desk import Desk, Draft, attempt
from tests.reference.episodes import episode
from tests.reference.facts import holds_in
from tests.reference.holds import case_scope, covers_now, holds_of
from tests.reference.leftovers import entered, left_over, not_chased, stale_source
from tests.reference.messages import combined
from tests.reference.money import MissingRates
from tests.reference.plans import Plan
from tests.reference.progress import place_of
from tests.reference.world import Case, World


def decide(release: Release, setting: Setting, unit: Unit, as_of: dt.date | dt.datetime) -> tuple[Decision, ...]:
    """The decisions of a unit, by place of the playbook and case id; those without playbook last."""
    world = world_of(release, setting, unit, as_of)
    taken, left = sorted_out(world)
    desk = Desk()
    decided = [(case, _decided(desk, case)) for case in sorted(cases_of(world, taken), key=_order)]
    drafts = combined(desk.drafts)
    decisions = [_with_actions(case, decision, drafts) for case, decision in decided]
    decisions += [*not_chased(world, taken), *left_over(world, left)]
    return tuple(sorted(decisions, key=lambda each: _place(world, each)))


def _order(case: Case) -> tuple[int, str]:
    """Rule 28: playbooks in the organisation's order, cases by id."""
    return playbooks_in_force(case.world).index(case.current), case.id


def _place(world: World, decision: Decision) -> tuple[int, str]:
    names = [each.name for each in playbooks_in_force(world)]
    position = names.index(decision.playbook) if decision.playbook else len(names)
    return position, decision.case


def _with_actions(case: Case, decision: Decision, drafts: list[Draft]) -> Decision:
    return replace(decision, actions=tuple(each.action for each in drafts if each.case is case))


def _decided(desk: Desk, case: Case) -> Decision:
    """A case without its actions, which wait on the desk for the names of their messages."""
    place = place_of(case, case.lead, leads=True)
    silence, alarms = _ladder(desk, case, place)
    rules_alarms, unreached = _alongside(desk, case)
    exceptions = {*unreached, *_last_refused(place)}
    if silence is not None and silence.reason in EXCEPTIONS:
        exceptions.add(silence.reason)
    done = max((each.index for each in place.ends), default=None)
    return Decision(
        case=case.id,
        account=case.account.id,
        day=case.day,
        playbook=case.playbook.name,
        version=case.playbook.version,
        entity=case.entity,
        currency=case.currency,
        anchor=case.anchor.id if case.anchor else "",
        items=tuple(each.id for each in case.entries),
        held_out=tuple(each.id for each in case.entries if each.id in case.held),
        entered=entered(case.world, list(case.entries), case.playbook.name),
        episode=episode(case.view, case.group),
        stage=_stage(place),
        held=case.anchor is None or _is_covered(case),
        last_done="" if done is None else case.playbook.cadence[done].name,
        last_done_on=None if done is None else last_end(place, done),
        silence=silence,
        exceptions=tuple(sorted(exceptions)),
        alarms=tuple(sorted({*alarms, *rules_alarms})),
    )


def _ladder(desk: Desk, case: Case, place: Place) -> tuple[Silence | None, list[str]]:
    """Rule 27: stale data, holds of items, the step, and what stops it."""
    source = stale_source(case.world, case.account)
    if source:
        return Silence(reason="stale data", by=source), []
    if case.unknown:
        return Silence(reason="missing rate", by=min(case.unknown)), []
    if case.anchor is None:
        return Silence(reason="held", by=case.held[case.entries[0].id]), []
    plan = ladder_today(place)
    if not isinstance(plan, Plan):
        return plan, []
    outcome = attempt(desk, case, plan)
    return outcome.silence, outcome.alarms


def _alongside(desk: Desk, case: Case) -> tuple[list[str], list[str]]:
    """Rule 27: rules alongside pass the same stages one by one; their alarms, and whom nobody could reach."""
    alarms: list[str] = []
    unreached: list[str] = []
    if case.unknown or stale_source(case.world, case.account):
        return alarms, unreached
    for plan in rules_today(case):
        outcome = attempt(desk, case, plan)
        alarms += outcome.alarms
        if outcome.silence is not None and outcome.silence.reason == "no contact":
            unreached.append(f"no contact: {plan.step}")
    return alarms, unreached


def _last_refused(place: Place) -> list[str]:
    """Rule 21: refused and expired are named while they are the last end of the progress step."""
    ends = [each.touch for each in place.ends if each.index == place.passed]
    if not ends or ends[-1].outcome not in {"refused", "expired"}:
        return []
    return [f"{ends[-1].outcome}: {place.ladder[place.passed].name}"]


def _stage(place: Place) -> str:
    """Rule 26: the most advanced step whose date, without shift and rolling, is reached and whose `when` holds."""
    scope = case_scope(place.case, place.entry)
    for index in range(len(place.ladder) - 1, -1, -1):
        try:
            if is_reached(place, index, PLAIN) and holds_in(scope, place.ladder[index].when):
                return place.ladder[index].name
        except MissingRates:
            continue
    return ""


def _is_covered(case: Case) -> bool:
    """Rule 26: whether a hold covers the case."""
    for hold in holds_of(case.world, case.current):
        try:
            if hold.covers == "case" and covers_now(case, hold, case.view):
                return True
        except MissingRates:
            continue
    return False
