"""Rule 29: actions of one day to the same people become one message."""

from msgspec.structs import replace

from playbook_engine.model.decision import Action
from tests.reference.desk import Draft
from tests.reference.limits import message_key


def combined(drafts: list[Draft]) -> list[Draft]:
    """The drafts in the same order, each with the name of its message; `highest` gives all the tone of the first."""
    return [Draft(each.case, _in_message(each, _first_of(each, drafts)), each.rank) for each in drafts]


def _first_of(draft: Draft, drafts: list[Draft]) -> Action:
    """The most advanced action of the same message; of equally advanced ones the first decided."""
    key = message_key(draft.case, draft.action)
    same = [each for each in drafts if message_key(each.case, each.action) == key]
    return max(same, key=lambda each: each.rank).action


def _in_message(draft: Draft, first: Action) -> Action:
    action = replace(draft.action, message=first.id)
    if draft.case.playbook.combine == "highest":
        return replace(action, tone=first.tone, template=first.template, pay_by=first.pay_by)
    return action
