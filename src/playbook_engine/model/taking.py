"""What was decided is taken as done: actions become touches, questions and memberships of the unit."""

from collections.abc import Iterable, Mapping
from typing import Literal

import msgspec

from playbook_engine.model.applying import apply
from playbook_engine.model.book import Approval, Membership, Outcome, Touch, TouchedItem, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.events import ApprovalAnswered, ApprovalAsked, Joined, Touched, UnitEvent

Ending = Literal["done", "failed", "unknown", "refused", "unanswered", "not done"]
"""What became of an action.

`refused`: the person asked for approval refused; `unanswered`: asked and not answered yet; `not done`: nobody did it.
"""

HAPPENED: tuple[Ending, ...] = ("done", "unknown")


def take(unit: Unit, decisions: Iterable[Decision], endings: Mapping[str, Ending] | None = None) -> Unit:
    """The unit after a day's decisions; `endings` says by action id what is not plainly approved and done."""
    for decision in decisions:
        for event in events_of(unit, decision, endings or {}):
            unit = apply(unit, event)
    return unit


def events_of(unit: Unit, decision: Decision, endings: Mapping[str, Ending]) -> list[UnitEvent]:
    """What a decision makes happen: items that enter the playbook, questions asked and answered, touches."""
    events: list[UnitEvent] = [Joined(record=membership_of(decision, item)) for item in decision.entered]
    for action in decision.actions:
        events.extend(_events_of_action(unit, decision, action, ending_of(decision, action, endings)))
    return events


def ending_of(decision: Decision, action: Action, endings: Mapping[str, Ending]) -> Ending:
    """What became of an action; the work that comes with a step is done when the step is."""
    if action.id in endings:
        return endings[action.id]
    main = next((each for each in decision.actions if comes_with(action, each)), None)
    if main is None:
        return "done"
    return "done" if endings.get(main.id, "done") in HAPPENED else "not done"


def comes_with(action: Action, main: Action) -> bool:
    """Whether an action is what a step does `also` (rule 16: its id is the step's with one more part)."""
    return action.id.startswith(f"{main.id}/also")


def is_waiting(unit: Unit, action: Action) -> bool:
    """Whether a person has been asked about just this and has not answered: nothing new."""
    asked = next((each for each in unit.approvals if each.id == action.id), None)
    return action.state == "needs approval" and asked is not None and asked.answer is None


def touch_of(decision: Decision, action: Action, outcome: Outcome = "done") -> Touch:
    """An ended action as the book remembers it."""
    return Touch(
        id=action.id,
        account=decision.account,
        on=decision.day,
        kind=action.kind,
        outcome=outcome,
        playbook=decision.playbook,
        version=decision.version,
        step=action.step,
        anchor=action.anchor,
        items=tuple(TouchedItem(line.item, line.step) for line in action.lines),
        occurrence=action.occurrence,
        in_place_of=action.in_place_of,
        recipients=action.recipients,
        addresses=action.addresses,
        tone=action.tone,
        pay_by=action.pay_by,
        message=action.message,
        episode=decision.episode,
    )


def membership_of(decision: Decision, item: str) -> Membership:
    """That an item is in the decision's playbook from its day on."""
    return Membership(
        id=f"{item}/{decision.playbook}/{decision.day.isoformat()}",
        account=decision.account,
        item=item,
        playbook=decision.playbook,
        version=decision.version,
        since=decision.day,
    )


def approval_of(decision: Decision, action: Action, answer: Literal["approved", "refused"] | None) -> Approval:
    """The question to the person who has to agree, with what they are shown, and the answer of the same day."""
    return Approval(
        id=action.id,
        account=decision.account,
        asked_on=decision.day,
        playbook=decision.playbook,
        step=action.step,
        anchor=action.anchor,
        occurrence=action.occurrence,
        tone=action.tone,
        recipients=action.recipients,
        items=tuple(line.item for line in action.lines),
        amount=action.totals[0] if len(action.totals) == 1 else None,
        role=action.approval_by,
        answer=answer,
        answered_on=decision.day if answer else None,
    )


def _events_of_action(unit: Unit, decision: Decision, action: Action, ending: Ending) -> list[UnitEvent]:
    if ending == "not done":
        return []
    if ending == "unanswered":
        return [] if is_waiting(unit, action) else [ApprovalAsked(record=approval_of(decision, action, None))]
    asks = action.state == "needs approval" and not any(comes_with(action, main) for main in decision.actions)
    events: list[UnitEvent] = [_answer(unit, decision, action, ending)] if asks else []
    if ending != "refused":
        events.append(Touched(record=touch_of(decision, action, ending)))
    return events


def _answer(unit: Unit, decision: Decision, action: Action, ending: Ending) -> UnitEvent:
    """An answer to the question that was asked earlier if it was the same, else question and answer in one day."""
    answer: Literal["approved", "refused"] = "refused" if ending == "refused" else "approved"
    asked = next((each for each in unit.approvals if each.id == action.id and each.answer is None), None)
    if asked and approval_of(decision, action, None) == msgspec.structs.replace(asked, asked_on=decision.day):
        return ApprovalAnswered(account=asked.account, approval=asked.id, answer=answer, on=decision.day)
    return ApprovalAsked(record=approval_of(decision, action, answer))
