"""What is about to be done for a case, before it is asked who gets it and whether it may go."""

from dataclasses import dataclass

from playbook_engine.model.playbook import ApprovalRule, Exhausted, Hold, Step, Work
from tests.reference.world import Entry

BEYOND = 1_000_000
"""Rank of what comes after the last step of any ladder."""


@dataclass(frozen=True)
class Plan:
    """One piece of work for an anchor.

    `index`: the ladder step that the anchor is taken to, None for what is no ladder step. `rank`: how advanced it is
    (rule 29). `only`: it lists its anchor alone, which is the item at hand. `ladder`: it is what the ladder does today.
    `instead`: it replaces a step that a hold stopped, `in_place_of`.
    """

    step: str
    work: Work
    anchor: Entry
    index: int | None = None
    rank: int = 0
    approval: ApprovalRule | None = None
    also: tuple[Work, ...] = ()
    in_place_of: str = ""
    only: bool = False
    ladder: bool = False
    instead: bool = False


def of_step(step: Step, index: int, anchor: Entry, in_place_of: str = "") -> Plan:
    """A step of the ladder, its repeat, or a fall-back to it."""
    return Plan(
        step=step.name,
        work=step.work,
        anchor=anchor,
        index=index,
        rank=index + 1,
        approval=step.approval,
        also=step.also,
        in_place_of=in_place_of,
        ladder=True,
    )


def of_exhausted(entry: Exhausted, anchor: Entry) -> Plan:
    """What follows the end of the ladder."""
    return Plan(step=entry.name, work=entry.work, anchor=anchor, rank=BEYOND, ladder=True)


def of_rule(rule: Step, anchor: Entry) -> Plan:
    """A rule alongside; one for each item has that item as anchor and lists it alone."""
    return Plan(
        step=rule.name,
        work=rule.work,
        anchor=anchor,
        approval=rule.approval,
        also=rule.also,
        only=rule.each_item,
    )


def of_hold(hold: Hold, work: Work, stopped: Plan) -> Plan:
    """What a hold that covers the case does in place of the step that it stopped (rule 24d)."""
    return Plan(step=f"hold-{hold.name}", work=work, anchor=stopped.anchor, in_place_of=stopped.step, instead=True)
