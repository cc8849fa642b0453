"""Rules 13a, 16 and 28: a plan, and whom it reaches, made into an action."""

import datetime as dt

from playbook_engine.model.decision import Action, Line
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import CONTACT_KINDS, Calendar, ItemsListed, Work
from tests.reference.calendars import contact_calendar
from tests.reference.credits import reversals
from tests.reference.dates import Place, is_reached
from tests.reference.facts import holds_in
from tests.reference.holds import case_scope
from tests.reference.money import added
from tests.reference.plans import Plan
from tests.reference.progress import alone, place_of
from tests.reference.recipients import Reached, address, copies, person, touches_for
from tests.reference.tables import chosen
from tests.reference.world import Case, Entry, Scope, by_due


def made(case: Case, plan: Plan, reached: Reached) -> Action:
    """The action as it stands before approval and combining. A table that lacks a rate raises `MissingRates`."""
    scope = scope_of(case, plan)
    lines = lines_of(case, plan)
    calendar = calendar_for(case, reached.kind)
    occurrence = len(touches_for(case, plan)) + 1
    name = identity(case, plan, occurrence)
    work = plan.work
    return Action(
        id=name,
        message=name,
        kind=reached.kind,
        step=plan.step,
        on=case.day,
        anchor=plan.anchor.id,
        occurrence=occurrence,
        in_place_of=plan.in_place_of,
        window=(calendar.opens, calendar.closes) if calendar else (0, 24 * 60),
        tone=chosen(work.tone, scope),
        template=chosen(work.template, scope),
        language=_language(case, reached),
        sender=case.playbook.sender,
        recipients=reached.people or tuple(each.id for each in reached.contacts),
        addresses=tuple(address(case, each, reached.kind) for each in reached.contacts),
        cc=copies(case, work.cc),
        lines=lines,
        totals=totals_of(lines),
        attach=work.attach,
        pay_by=None if work.pay_by is None else case.day + dt.timedelta(work.pay_by),
        assign=_assigned(case, work, scope),
        priority=work.priority,
        title=work.title,
        set=work.set,
    )


def scope_of(case: Case, plan: Plan) -> Scope:
    """What is at hand for the conditions and tables of a plan."""
    return case_scope(case, plan.anchor, plan.anchor if plan.only else None)


def calendar_for(case: Case, kind: str) -> Calendar | None:
    """Rule 30a: contacts follow the playbook's calendar, our own work the organisation's."""
    if kind in CONTACT_KINDS:
        return contact_calendar(case.world, case.current)
    return case.world.organisation.work_calendar


def identity(case: Case, plan: Plan, occurrence: int) -> str:
    """Rule 16."""
    anchor = plan.anchor
    parts = [
        case.world.organisation.name,
        case.playbook.name,
        plan.step,
        anchor.id,
        anchor.due.isoformat(),
        str(len(reversals(case.world.unit, anchor.id))),
        str(occurrence),
    ]
    if plan.instead:
        parts.append(plan.in_place_of)
    return "/".join(parts)


def lines_of(case: Case, plan: Plan) -> tuple[Line, ...]:
    """The anchor, and what else of the case the work lists; nothing else that is held out."""
    others = () if plan.only else tuple(each for each in case.free if each.id != plan.anchor.id)
    listed = [each for each in others if _is_listed(case, plan, each)]
    return tuple(_line(case, plan, each) for each in sorted([*listed, plan.anchor], key=by_due))


def _is_listed(case: Case, plan: Plan, entry: Entry) -> bool:
    items: ItemsListed = plan.work.items
    match items.which:
        case "overdue":
            return case.view.is_overdue(entry)
        case "open":
            return True
        case "due within":
            return entry.due <= case.day + dt.timedelta(items.days)
        case "condition":
            return holds_in(case_scope(case, plan.anchor, entry), items.when)


def _line(case: Case, plan: Plan, entry: Entry) -> Line:
    return Line(
        item=entry.id,
        amount=Money(case.balance(entry), entry.currency),
        step=_taken_to(case, plan, entry),
    )


def _taken_to(case: Case, plan: Plan, entry: Entry) -> str:
    """Rule 13a: the anchor to the step, another item to what its own dates have reached, not beyond the step."""
    if plan.index is None:
        return ""
    if entry.id == plan.anchor.id:
        return plan.step
    place: Place = alone(place_of(case, entry))
    reached = [index for index in range(plan.index + 1) if is_reached(place, index)]
    return case.playbook.cadence[reached[-1]].name if reached and reached[-1] > place.passed else ""


def totals_of(lines: tuple[Line, ...]) -> tuple[Money, ...]:
    """What the lines ask for, by currency."""
    sums = added((each.amount.currency, each.amount.minor) for each in lines)
    return tuple(Money(int(minor), currency) for currency, minor in sorted(sums.items()))


def _language(case: Case, reached: Reached) -> str:
    """The first contact's language, else the account's, else the organisation's."""
    of_contact = reached.contacts[0].language if reached.contacts else None
    return of_contact or case.account.language or case.world.organisation.language


def _assigned(case: Case, work: Work, scope: Scope) -> str:
    text = chosen(work.assign, scope)
    return person(case, text) if text else ""
