"""A failing case made smaller by taking parts away, and told in few words."""

from collections.abc import Callable, Iterator
from typing import Any

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.analysis.strategies.constants import structs_in
from playbook_engine.model.condition import (
    ALWAYS,
    All,
    AnyOf,
    Has,
    Interval,
    Named,
    Not,
    OneOf,
    StartsWith,
    Test,
    facts_of,
)
from playbook_engine.model.organisation import Arithmetic, LookUp
from playbook_engine.model.playbook import Choice, Exhausted, Hold, Playbook, Step, Stops, Work
from playbook_engine.model.release import Release, catalogue_of

MOST_TRIES = 3000

Fails = Callable[[Any], bool]


def smallest(case: Drawn, fails: Callable[[Drawn], bool], tries: int = MOST_TRIES) -> Drawn:
    """A case that still fails, from which nothing can be taken away (or the tries are used up)."""
    left = tries

    def tried(candidate: Drawn) -> bool:
        nonlocal left
        if left <= 0 or not is_legal(candidate.release):
            return False
        left -= 1
        return fails(candidate)

    before = None
    while case != before and left > 0:
        before = case
        case = _less(case, tried)
    return case


def _less(value: Any, fails: Fails) -> Any:
    """The value with every part taken away without which it still fails."""
    if isinstance(value, tuple):
        value = _shortened(value, fails)
        for number, each in enumerate(value):
            value = (*value[:number], _less(each, _inside(value, number, fails)), *value[number + 1 :])
    elif isinstance(value, msgspec.Struct):
        value = _plainer(value, fails)
        for name in value.__struct_fields__:
            value = _with(value, name, _less(getattr(value, name), _within(value, name, fails)))
    return value


def _inside(value: tuple[Any, ...], number: int, fails: Fails) -> Fails:
    return lambda each: fails((*value[:number], each, *value[number + 1 :]))


def _within(value: msgspec.Struct, name: str, fails: Fails) -> Fails:
    return lambda each: fails(_with(value, name, each))


def _shortened(value: tuple[Any, ...], fails: Fails) -> tuple[Any, ...]:
    size = len(value)
    while size >= 1:
        start = 0
        while start < len(value):
            candidate = value[:start] + value[start + size :]
            if fails(candidate):
                value = candidate
            else:
                start += size
        size //= 2
    return value


def _plainer(value: msgspec.Struct, fails: Fails) -> msgspec.Struct:
    """With the fields that may be so as usual; of a condition a part alone."""
    match value:
        case Not(part) | Named(_, part) | All((part,)) | AnyOf((part,)) if fails(part):
            return _plainer(part, fails)
        case All() | AnyOf() | Not() | Named() | Test() if value != ALWAYS and fails(ALWAYS):
            return ALWAYS
    for field in msgspec.structs.fields(value):
        usual = _usual(field)
        if usual is msgspec.NODEFAULT or field.name == "current" or getattr(value, field.name) == usual:
            continue
        candidate = _with(value, field.name, usual)
        if fails(candidate):
            value = candidate
    return value


def _usual(field: Any) -> Any:
    return field.default_factory() if field.default_factory is not msgspec.NODEFAULT else field.default


def _with(value: msgspec.Struct, name: str, new: Any) -> msgspec.Struct:
    if new == getattr(value, name):
        return value
    if isinstance(value, Release) and name == "playbooks":
        kept = {each.name for each in value.playbooks[: value.current]}
        current = sum(each.version == 2 and each.name in kept for each in new)
        order = tuple(each.name for each in new[:current])
        organisation = msgspec.structs.replace(value.organisation, playbooks=order)
        return msgspec.structs.replace(value, playbooks=new, current=current, organisation=organisation)
    return msgspec.structs.replace(value, **{name: new})


def is_legal(release: Release) -> bool:
    """Whether a release from which parts were taken still names only what is there."""
    if not release.current or len(release.organisation.playbooks) != release.current or not release.organisation.tones:
        return False
    facts = catalogue_of(release.organisation)
    tables = {each.name for each in release.organisation.tables}
    for each in structs_in(release):
        match each:
            case Arithmetic(facts=names) if not set(names) <= set(facts):
                return False
            case LookUp(table=table) if table not in tables:
                return False
            case Test(fact) if fact not in facts and fact.partition(".")[0] not in _RECORDS:
                return False
            case Hold(covers="amount", when=when) if not facts_of(when) & _NAMES_AN_AMOUNT:
                return False
            case Stops(kinds=(), tones=()) | Interval(None, None) | OneOf(()) | StartsWith(()) | Has(()) | Work(do=()):
                return False
            case Choice(value=value, table=table) if bool(value) == bool(table) or (table and table not in tables):
                return False
    return all(_stands(each) for each in release.playbooks)


_NAMES_AN_AMOUNT = {"item.disputed", "item.dispute_reason", "item.promise"}
_RECORDS = {"payment", "promise", "dispute", "touch", "reply", "failure", "entry"}


def _stands(playbook: Playbook) -> bool:
    names: list[str] = []
    pays_by = any(each.work.pay_by is not None for each in playbook.cadence)
    for step in playbook.cadence:
        bases = {clause.base for clause in step.at}
        if (not names and ("previous" in bases or step.otherwise == "previous step")) or not _names(step, names):
            return False
        if ("pay by" in bases and not pays_by) or not (_sees_items(playbook) or _reads_no_item(step)):
            return False
        names.append(step.name)
    for rule in playbook.alongside:
        if not _names(rule, names) or not (_sees_items(playbook) or rule.each_item or _reads_no_item(rule)):
            return False
    if not _sees_items(playbook) and not all(_reads_no_item(each) for each in playbook.exhausted):
        return False
    steps = (*playbook.cadence, *playbook.alongside)
    return (bool(steps) or not playbook.chase) and all(each.work.do for each in steps)


def _names(step: Step, above: list[str]) -> bool:
    return all(clause.step in above for clause in step.at if clause.base == "step")


def _sees_items(playbook: Playbook) -> bool:
    return playbook.follow in {"item", "invoice"}


def _reads_no_item(step: Step | Exhausted) -> bool:
    return not any(name.startswith(("item.", "invoice.")) for name in facts_of(step.when))


def told(value: Any, indent: int = 0) -> str:
    """A value as it would be written, without what is as usual; nested structs on lines of their own where long."""
    text = _flat(value)
    if len(text) + indent <= 150:
        return text
    pad = " " * (indent + 2)
    if isinstance(value, msgspec.Struct):
        lines = [f"{pad}{name}={told(each, indent + 2)}," for name, each in _unusual(value)]
        return f"{type(value).__name__}(\n" + "\n".join(lines) + f"\n{' ' * indent})"
    if isinstance(value, tuple | list):
        return "(\n" + "\n".join(f"{pad}{told(each, indent + 2)}," for each in value) + f"\n{' ' * indent})"
    return text


def _flat(value: Any) -> str:
    if isinstance(value, msgspec.Struct):
        inside = ", ".join(f"{name}={_flat(each)}" for name, each in _unusual(value))
        return f"{type(value).__name__}({inside})"
    if isinstance(value, tuple):
        return f"({', '.join(map(_flat, value))}{',' if len(value) == 1 else ''})"
    return repr(value)


def _unusual(value: msgspec.Struct) -> Iterator[tuple[str, Any]]:
    for field in msgspec.structs.fields(value):
        now = getattr(value, field.name)
        if now != _usual(field) and field.name != "text":
            yield field.name, now
