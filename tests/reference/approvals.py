"""Rule 32: approvals that stand, and steps that were refused or expired."""

import datetime as dt

from playbook_engine.model.book import Approval, Touch
from playbook_engine.model.decision import Action
from tests.reference.calendars import DAY, moved_by_open_days
from tests.reference.money import MissingRates, added, total_in
from tests.reference.touches import name_today, step_named
from tests.reference.world import Case


def lapsed(case: Case) -> list[Touch]:
    """Rule 32b and c: a refusal or an expiry ends the step as a touch would, unless it is recorded as one."""
    recorded = {each.id for each in case.world.unit.touches}
    ended = [
        _lapsed(case, each)
        for each in case.world.unit.approvals
        if each.playbook == case.playbook.name and each.id not in recorded
    ]
    return [each for each in ended if each is not None]


def _lapsed(case: Case, approval: Approval) -> Touch | None:
    last = _last_day(case, approval)
    answered = min(approval.answered_on or approval.asked_on, case.day)
    if approval.answer == "refused" and (last is None or answered <= last):
        return _as_touch(approval, "refused", answered)
    if last is not None and case.day > last:
        return _as_touch(approval, "expired", last + DAY)
    return None


def _last_day(case: Case, approval: Approval) -> dt.date | None:
    """Rule 32b: n open days of the work calendar after asked_on, answered or not."""
    step = step_named(case.playbook, name_today(case.playbook, approval.step))
    if step is None or step.approval is None or step.approval.expires is None:
        return None
    working_days = case.world.organisation.work_calendar
    return moved_by_open_days(case.world, working_days, case.account, approval.asked_on, step.approval.expires)


def _as_touch(approval: Approval, outcome: str, on: dt.date) -> Touch:
    assert outcome in {"refused", "expired"}
    return Touch(
        id=approval.id,
        account=approval.account,
        on=on,
        kind="",
        outcome="refused" if outcome == "refused" else "expired",
        playbook=approval.playbook,
        step=approval.step,
        anchor=approval.anchor,
        occurrence=approval.occurrence,
        tone=approval.tone,
        recipients=approval.recipients,
    )


def standing_approval(case: Case, action: Action) -> Approval | None:
    """Rule 32a: the approval with the action's id, given for no less than what the action is now."""
    for each in case.world.unit.approvals:
        if each.id == action.id and each.answer == "approved" and _covers(case, each, action):
            return each
    return None


def _covers(case: Case, approval: Approval, action: Action) -> bool:
    return (
        name_today(case.playbook, approval.step) == action.step
        and approval.tone == action.tone
        and sorted(approval.recipients) == sorted(action.recipients)
        and {line.item for line in action.lines} <= set(approval.items)
        and _total_is_covered(case, approval, action)
    )


def _total_is_covered(case: Case, approval: Approval, action: Action) -> bool:
    if approval.amount is None:
        return True
    totals = added((each.currency, each.minor) for each in action.totals)
    try:
        return total_in(totals, approval.amount.currency, case.world.setting, case.day) <= approval.amount.minor
    except MissingRates:
        return False
