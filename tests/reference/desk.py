"""Rules 24d, 27, 30 to 32: the stages that a plan passes before it is an action of today."""

import dataclasses
from dataclasses import dataclass, field

from msgspec.structs import replace

from playbook_engine.model.condition import facts_of
from playbook_engine.model.decision import Action, Silence
from playbook_engine.model.playbook import CONTACT_KINDS, ActionKind, Guarantee, Hold, Stops
from tests.reference.actions import calendar_for, made, scope_of
from tests.reference.approvals import standing_approval
from tests.reference.calendars import closed_reason
from tests.reference.facts import holds_in
from tests.reference.holds import covers_now, holds_of
from tests.reference.limits import Contacted, as_contact, limit_broken, message_key
from tests.reference.money import MissingRates
from tests.reference.plans import Plan, of_hold
from tests.reference.progress import ending_touches
from tests.reference.recipients import Reached, reached_by
from tests.reference.tables import chosen
from tests.reference.world import Case, Scope


@dataclass(frozen=True)
class Draft:
    """An action of today whose message has no name yet; rule 29 wants to know how advanced it is."""

    case: Case
    action: Action
    rank: int
    plan: Plan
    reached: Reached
    key: tuple[str, ...]


@dataclass
class Desk:
    """What is decided so far, in the order of rule 28: all cases of the unit go over one desk."""

    drafts: list[Draft] = field(default_factory=list)

    def contacts(self) -> list[Contacted]:
        return [
            as_contact(each.case, each.action, each.key) for each in self.drafts if each.action.kind in CONTACT_KINDS
        ]

    def draft(self, case: Case, plan: Plan, action: Action, reached: Reached) -> Draft:
        """Rule 29: part of the message of its like, or by itself where not all may speak in one tone."""
        new = Draft(case, action, plan.rank, plan, reached, message_key(case, action))
        together = [*(each for each in self.drafts if each.key == new.key), new]
        if case.playbook.combine != "highest" or _agree(together):
            return new
        return dataclasses.replace(new, key=(*new.key, action.id))


def _agree(together: list[Draft]) -> bool:
    """Whether no guarantee, hold or approval of any is against the tone of the most advanced."""
    tone = max(together, key=lambda each: each.rank).action.tone
    return all(each.action.tone == tone or _may_say(each, tone) for each in together)


def _may_say(draft: Draft, tone: str) -> bool:
    case, worded = draft.case, replace(draft.action, tone=tone)
    for hold in holds_of(case.world, case.current):
        stops = hold.stops or Stops()
        if hold.covers == "case" and _speaks_of(stops, worded.kind, tone) and covers_now(case, hold, case.view):
            return False
    forbidden = any(
        _speaks_of(each.never, worded.kind, tone) and _forbids(scope_of(case, draft.plan), each, draft.reached)
        for each in (*case.world.organisation.guarantees, *case.current.guarantees)
    )
    return draft.plan.approval is None and not forbidden


@dataclass
class Outcome:
    """How a plan fared: what stopped it, the alarms it raised."""

    silence: Silence | None = None
    alarms: list[str] = field(default_factory=list)


def attempt(desk: Desk, case: Case, plan: Plan) -> Outcome:
    """Rule 27: the first stage that stops it is the reason; else it and its `also` are put on the desk."""
    outcome = Outcome()
    try:
        outcome.silence = _stages(desk, case, plan, outcome)
    except MissingRates as unknown:
        outcome.silence = Silence(reason="missing rate", by=unknown.first, step=plan.step)
    return outcome


def _stages(desk: Desk, case: Case, plan: Plan, outcome: Outcome) -> Silence | None:
    kinds, hold = _kinds_left(case, plan)
    if hold is not None:
        _instead(desk, case, plan, hold, outcome)
        return Silence(reason="held", by=hold.name, step=plan.step)
    reached = reached_by(case, plan, kinds)
    if reached is None:
        return Silence(reason="no contact", step=plan.step)
    action = _with_approval(case, plan, made(case, plan, reached))
    stopped = _after_recipients(desk, case, plan, action, reached, outcome)
    if stopped is None:
        desk.drafts.append(desk.draft(case, plan, action, reached))
        _also(desk, case, plan, action, outcome)
    return stopped


def _kinds_left(case: Case, plan: Plan) -> tuple[tuple[ActionKind, ...], Hold | None]:
    """Rule 24d: the kinds that holds of the case leave, and the hold that left none."""
    kinds = plan.work.do
    if plan.instead:
        return kinds, None
    for hold in holds_of(case.world, case.current):
        if hold.covers == "case" and covers_now(case, hold, case.view):
            tone = chosen(plan.work.tone, scope_of(case, plan))
            kinds = tuple(each for each in kinds if not _speaks_of(hold.stops or Stops(), each, tone))
            if not kinds:
                return (), hold
    return kinds, None


def _speaks_of(stops: Stops, kind: ActionKind, tone: str) -> bool:
    """Whether a kind in a tone is among those named; empty means any."""
    return (not stops.kinds or kind in stops.kinds) and (not stops.tones or tone in stops.tones)


def _instead(desk: Desk, case: Case, plan: Plan, hold: Hold, outcome: Outcome) -> None:
    """Rule 24d: once for each anchor and step."""
    if hold.instead is None or not plan.ladder:
        return
    replacing = of_hold(hold, hold.instead, plan)
    done = any(
        (each.step, each.anchor, each.in_place_of) == (replacing.step, plan.anchor.id, plan.step)
        for each in ending_touches(case)
    )
    if not done:
        outcome.alarms += attempt(desk, case, replacing).alarms


def _with_approval(case: Case, plan: Plan, action: Action) -> Action:
    """Rule 32a."""
    if plan.approval is None or standing_approval(case, action) is not None:
        return action
    return replace(action, state="needs approval", approval_by=plan.approval.by)


def _after_recipients(
    desk: Desk,
    case: Case,
    plan: Plan,
    action: Action,
    reached: Reached,
    outcome: Outcome,
    approved: Action | None = None,
) -> Silence | None:
    """Guarantees, calendar, limits; `approved` is the action whose approval counts, where it is another one's."""
    broken = _guarantees_broken(case, plan, action, reached, approved or action)
    if broken:
        outcome.alarms += broken
        return Silence(reason="guarantee", by=broken[0], step=plan.step)
    closed = closed_reason(case.world, calendar_for(case, action.kind), case.account)
    if closed is not None:
        return Silence(reason=closed, step=plan.step)
    if action.kind in CONTACT_KINDS:
        key = desk.draft(case, plan, action, reached).key
        limit = limit_broken(case, as_contact(case, action, key), desk.contacts())
        if limit:
            return Silence(reason="limit", by=limit, step=plan.step)
    return None


def _guarantees_broken(case: Case, plan: Plan, action: Action, reached: Reached, approved: Action) -> list[str]:
    """The guarantees, the organisation's first, that the action would break."""
    return [
        each.name
        for each in (*case.world.organisation.guarantees, *case.current.guarantees)
        if _speaks_of(each.never, action.kind, action.tone)
        and not _is_approved(case, each, approved)
        and _forbids(scope_of(case, plan), each, reached)
    ]


def _forbids(scope: Scope, guarantee: Guarantee, reached: Reached) -> bool:
    """Rule 7d: the condition holds when it does for at least one recipient."""
    missing: set[str] = set()
    about_contact = any(name.startswith("contact.") for name in facts_of(guarantee.when))
    for contact in reached.contacts if about_contact else (None,):
        try:
            if holds_in(dataclasses.replace(scope, contact=contact), guarantee.when):
                return True
        except MissingRates as unknown:
            missing |= unknown.pairs
    if missing:
        raise MissingRates(missing)
    return False


def _is_approved(case: Case, guarantee: Guarantee, action: Action) -> bool:
    """Rule 32d: its approval by that role stands, or is what it needs."""
    role = guarantee.unless_approved_by
    if not role:
        return False
    if action.state == "needs approval":
        return action.approval_by == role
    standing = standing_approval(case, action)
    return standing is not None and standing.role == role


def _also(desk: Desk, case: Case, plan: Plan, action: Action, outcome: Outcome) -> None:
    """What goes with the step: our own work always, contacts where their own stages let them."""
    for number, work in enumerate(plan.also, 1):
        try:
            also = dataclasses.replace(plan, work=work, index=None)
            draft = _also_draft(desk, case, also, action, number, outcome)
        except MissingRates:
            continue
        if draft is not None:
            desk.drafts.append(desk.draft(case, dataclasses.replace(also, rank=plan.rank), *draft))


def _also_draft(
    desk: Desk, case: Case, plan: Plan, main: Action, number: int, outcome: Outcome
) -> tuple[Action, Reached] | None:
    """The step's plan with the work of one `also`, made into an action."""
    kinds, hold = _kinds_left(case, plan)
    reached = None if hold is not None else reached_by(case, plan, kinds)
    if reached is None:
        return None
    name = f"{main.id}/also{number}"
    made_of = replace(made(case, plan, reached), id=name, message=name, step=f"{plan.step}/also{number}")
    action = replace(made_of, state=main.state, approval_by=main.approval_by)
    if action.kind not in CONTACT_KINDS:
        broken = _guarantees_broken(case, plan, action, reached, main)
        outcome.alarms += broken
        return None if broken else (replace(action, lines=(), totals=()), reached)
    stopped = _after_recipients(desk, case, plan, action, reached, outcome, approved=main)
    return (action, reached) if stopped is None else None
