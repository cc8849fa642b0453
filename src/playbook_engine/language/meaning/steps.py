"""Steps of the ladder, rules alongside, and what happens at the ladder's end."""

import msgspec

from playbook_engine.language.codes_meaning import BAD_PHRASE
from playbook_engine.language.meaning.conditions import condition
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.scopes import STEP, STEP_OF_ITEM, Position
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.meaning.work import refuse_contacts, work
from playbook_engine.language.nodes import Sequence
from playbook_engine.model.condition import ALWAYS, Condition
from playbook_engine.model.diagnostic import Place
from playbook_engine.model.playbook import ApprovalRule, Clause, Exhausted, Repeat, Step


class StepRead(msgspec.Struct, frozen=True):
    """A step with the keys it was read from."""

    step: Step
    fields: Fields

    def clauses(self) -> list[tuple[Clause, Place]]:
        """Its clauses, each with its place."""
        node = self.fields.node("at")
        if not self.fields.sound("at"):
            return []
        places = [each.place for each in node.items] if isinstance(node, Sequence) else [self.fields.place("at")]
        return list(zip(self.step.at, places, strict=False))


def step(fields: Fields, around: Surroundings, follow: str) -> StepRead:
    """A step or rule alongside from its keys."""
    each_item = fields.get("each") == "item"
    position = STEP_OF_ITEM if each_item or follow in ("item", "invoice") else STEP
    found = Step(
        name=fields.get("step") or "",
        was=tuple(fields.get("was") or ()),
        work=work(fields, around, position),
        at=tuple(fields.get("at") or ()),
        when=when(fields, around, position),
        otherwise=fields.get("otherwise"),
        approval=_approval(fields),
        also=tuple(work(each, around, position) for each in fields.get("also") or ()),
        repeat=_repeat(fields, around),
        each_item=each_item,
        once_per=fields.get("once_per") or "anchor",
    )
    for each in fields.get("also") or ():
        refuse_contacts(each, "also", around)
    return StepRead(found, fields)


def exhausted(entries: list[Fields], around: Surroundings, follow: str) -> list[Exhausted]:
    """What happens at the ladder's end; an entry without a name is called by its number."""
    position = STEP_OF_ITEM if follow in ("item", "invoice") else STEP
    return [
        Exhausted(
            name=each.get("name") or f"exhausted-{number}",
            after=each.get("after") or 0,
            work=work(each, around, position),
            when=when(each, around, position),
        )
        for number, each in enumerate(entries, 1)
    ]


def when(fields: Fields, around: Surroundings, position: Position) -> Condition:
    """The condition of `when`; always where it is left out or has faults."""
    node = fields.node("when")
    found = condition(node, position, around) if node is not None else ALWAYS
    if found is None:
        fields.bad.add("when")
    return found or ALWAYS


def at_least_a_day(fields: Fields, key: str, around: Surroundings) -> int:
    """A number of days that must not be none."""
    count: int = fields.get(key) or 0
    if not count and fields.sound(key):
        around.findings.add(BAD_PHRASE, f"`{key}` is at least one day", fields.place(key), "write `1 day` or more")
    return max(count, 1)


def _approval(fields: Fields) -> ApprovalRule | None:
    inner: Fields | None = fields.get("approval")
    if inner is None or not inner.sound("by"):
        return None
    return ApprovalRule(by=inner.get("by"), expires=inner.get("expires"), if_refused=inner.get("if_refused"))


def _repeat(fields: Fields, around: Surroundings) -> Repeat | None:
    inner: Fields | None = fields.get("repeat")
    if inner is None:
        return None
    return Repeat(every=at_least_a_day(inner, "every", around), times=inner.get("times"))
