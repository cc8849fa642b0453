"""Rule 29: actions of one day to the same people become one message."""

from dataclasses import replace

from msgspec import structs

from playbook_engine.model.decision import Action
from tests.reference.desk import Draft


def combined(drafts: list[Draft]) -> list[Draft]:
    """The drafts in the same order, each with the name of its message; `highest` gives all the tone of the first."""
    return [replace(each, action=_in_message(each, _first_of(each, drafts))) for each in drafts]


def _first_of(draft: Draft, drafts: list[Draft]) -> Action:
    """The most advanced action of the same message; of equally advanced ones the first decided."""
    same = [each for each in drafts if each.key == draft.key]
    return max(same, key=lambda each: each.rank).action


def _in_message(draft: Draft, first: Action) -> Action:
    action = structs.replace(draft.action, message=first.id)
    if draft.case.playbook.combine == "highest":
        return structs.replace(action, tone=first.tone, template=first.template, pay_by=first.pay_by)
    return action
