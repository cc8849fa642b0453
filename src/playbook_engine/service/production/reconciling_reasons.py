"""Why an action is not wanted any more, in a few words: what the decisions now say of its item, case and step."""

from collections.abc import Sequence

from playbook_engine.model.book import Invoice, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.service.production.actions_content import decided_in
from playbook_engine.store.action_moves import State
from playbook_engine.store.actions import ActionRow

NO_LONGER = "not asked for any more"

_OF_THE_HOUR = ("outside hours", "closed day")


def why_gone(row: ActionRow, unit: Unit, decisions: Sequence[Decision]) -> tuple[State, str]:
    """How an open action ends that is in no decision any more, and why."""
    _, action = decided_in(row)
    case = next((each for each in decisions if action.anchor in (*each.items, *each.held_out)), None)
    if case is None:
        return "cancelled", _closed(unit, action)
    if f"expired: {row.step}" in case.exceptions and row.state == "awaiting approval":
        return "expired", "nobody answered in time"
    if case.silence is not None and case.silence.reason in _OF_THE_HOUR and case.silence.step in {"", row.step}:
        return "expired", case.silence.reason
    return "cancelled", _disputed(unit, case, action) or _silent(case, row) or _moved(case, row) or NO_LONGER


def waits_for_an_answer(row: ActionRow, decisions: Sequence[Decision]) -> bool:
    """Whether a question stays though nothing goes now: a closed day or hour is none to take it back for."""
    if row.state != "awaiting approval":
        return False
    silences = [each.silence for each in decisions if each.case == row.case and each.silence is not None]
    return any(each.reason in _OF_THE_HOUR and each.step in {"", row.step} for each in silences)


def _closed(unit: Unit, action: Action) -> str:
    """Every open item is in a decision: this one is paid, or is none any more."""
    invoice = _invoice_of(unit, action.anchor)
    if invoice is None:
        return "no longer in the book"
    return "paid" if invoice.state == "open" else invoice.state


def _invoice_of(unit: Unit, item_id: str) -> Invoice | None:
    return next((each for each in unit.invoices for item in each.items if item.id == item_id), None)


def _disputed(unit: Unit, case: Decision, action: Action) -> str:
    day = case.day
    held = case.held or action.anchor in case.held_out
    disputes = [each for each in unit.disputes if each.opened_on <= day and not _over(each.resolved_on, case)]
    concerned = any(each.item == action.anchor or (not each.item and each.account == case.account) for each in disputes)
    return "disputed" if held and concerned else ""


def _over(resolved: object, case: Decision) -> bool:
    return resolved is not None and str(resolved) <= case.day.isoformat()


def _silent(case: Decision, row: ActionRow) -> str:
    """What the case says of its silence, where that is about this step or about all of it."""
    silence = case.silence
    if case.playbook and case.playbook != row.playbook:
        return ""
    if silence is not None and silence.reason == "held":
        return f"held by {silence.by}"
    if silence is not None and silence.step in {"", row.step} and silence.reason not in _PROGRESS:
        return f"{silence.reason}: {silence.by}" if silence.by else silence.reason
    return "held" if case.held else ""


_PROGRESS = ("not yet due", "waiting", "exhausted")
"""Reasons that say where the ladder stands, and not what stopped this action."""


def _moved(case: Decision, row: ActionRow) -> str:
    if case.playbook != row.playbook:
        return f"moved to {case.playbook}" if case.playbook else ""
    if case.version != row.version:
        return f"version changed from {row.version} to {case.version}"
    _, action = decided_in(row)
    return "another item leads" if case.anchor and case.anchor != action.anchor else ""
