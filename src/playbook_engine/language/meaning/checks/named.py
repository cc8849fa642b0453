"""Names that are given twice, and steps that name one another."""

from collections.abc import Iterator, Sequence

from playbook_engine.language.codes_meaning import (
    DUPLICATE_NAME,
    NO_PAY_BY,
    NO_PREVIOUS,
    NO_STEP_BELOW,
    NOT_EARLIER,
    UNKNOWN_STEP,
    WRONG_BASE,
)
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.meaning.steps import StepRead
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.codes import Code
from playbook_engine.model.diagnostic import Place, Related
from playbook_engine.model.playbook import Clause

Fault = tuple[Code, str, str]
"""Kind, message, help."""


def check_unique(names: Sequence[tuple[str, Place]], what: str, findings: Findings) -> None:
    """Each name is given once."""
    seen: dict[str, Place] = {}
    for name, place in names:
        if name and name in seen:
            related = (Related(seen[name], "the first one"),)
            message = f"there is {what} {ticked(name)} already"
            findings.add(DUPLICATE_NAME, message, place, "choose another name", related)
        seen.setdefault(name, place)


def names_in(entries: Sequence[Fields], key: str) -> list[tuple[str, Place]]:
    """The names under which entries of a list are known, with their places."""
    return [(each.get(key) or "", each.place(key)) for each in entries]


def check_steps(ladder: Sequence[StepRead], alongside: Sequence[StepRead], findings: Findings) -> None:
    """What steps count from, and what they were called before."""
    _check_former(ladder, alongside, findings)
    names = [each.step.name for each in ladder]
    beside = [each.step.name for each in alongside]
    for number, each in enumerate(ladder):
        if number == 0 and each.step.otherwise == "previous step":
            message = "the first step has no step below it to fall back to"
            findings.add(NO_STEP_BELOW, message, each.fields.place("otherwise"), "write `otherwise: skip` or `wait`")
        for clause, place in each.clauses():
            for fault in _ladder_clause(clause, number, names):
                findings.add(fault[0], fault[1], place, fault[2])
        _check_pay_by(each, ladder[:number], findings)
    for each in alongside:
        for clause, place in each.clauses():
            for fault in _beside_clause(clause, names, beside):
                findings.add(fault[0], fault[1], place, fault[2])
        _check_pay_by(each, (*ladder, *alongside), findings)


def _check_former(ladder: Sequence[StepRead], alongside: Sequence[StepRead], findings: Findings) -> None:
    present = {each.step.name: each.fields.place("step") for each in (*ladder, *alongside)}
    for each in (*ladder, *alongside):
        for name in each.step.was:
            if name in present:
                related = (Related(present[name], "the step that is called so"),)
                message = f"`was` names {ticked(name)}, and a step is called so now"
                findings.add(DUPLICATE_NAME, message, each.fields.place("was"), "leave it out of `was`", related)
            present[name] = each.fields.place("was")


def _ladder_clause(clause: Clause, number: int, names: list[str]) -> Iterator[Fault]:
    if clause.base == "previous" and number == 0:
        yield NO_PREVIOUS, "the first step has no step above it to count from", "count from `due`, `issue` or `entry`"
    if clause.base != "step":
        return
    if clause.before:
        message = "a step of the ladder cannot come before another one by its date"
        yield WRONG_BASE, message, "put it above that step, or make it a rule `alongside`"
    elif clause.step not in names:
        yield UNKNOWN_STEP, f"the ladder has no step {ticked(clause.step)}", or_one_of(clause.step, names[:number])
    elif clause.step not in names[:number]:
        message = f"{ticked(clause.step)} does not come before this step"
        yield NOT_EARLIER, message, or_one_of("", names[:number]) or "count from `due`, `issue` or `entry`"


def _beside_clause(clause: Clause, names: list[str], beside: list[str]) -> Iterator[Fault]:
    if clause.base == "previous":
        message = "a rule alongside has no step above it to count from"
        yield WRONG_BASE, message, "name the step: `3 days after step first-notice`"
    if clause.base != "step" or clause.step in names:
        return
    if clause.step in beside:
        message = f"{ticked(clause.step)} is a rule alongside, and steps of the ladder alone can be counted from"
        yield WRONG_BASE, message, or_one_of("", names)
    else:
        yield UNKNOWN_STEP, f"the ladder has no step {ticked(clause.step)}", or_one_of(clause.step, names)


def _check_pay_by(read: StepRead, before: Sequence[StepRead], findings: Findings) -> None:
    for clause, place in read.clauses():
        if clause.base == "pay by" and not any(each.fields.written("pay_by") for each in before):
            message = "no step before this one asks for payment by a new date"
            findings.add(NO_PAY_BY, message, place, "give an earlier step `pay_by: 10 days`")
