"""Facts computed from other facts: how, of which type, and whether their parts go together."""

from functools import partial

from playbook_engine.language.codes_meaning import (
    BAD_FACT_NAME,
    DUPLICATE_NAME,
    NO_EFFECT,
    NOT_ONE_WAY,
    OTHER_KIND,
)
from playbook_engine.language.meaning.aggregates import AGGREGATES, aggregate
from playbook_engine.language.meaning.arithmetic import ARITHMETIC, arithmetic
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.lazily import Definition
from playbook_engine.language.meaning.own_facts import fact_name_fault
from playbook_engine.language.meaning.scored import look_up, score
from playbook_engine.language.meaning.shapes import Shape
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Scalar
from playbook_engine.language.wording import listed, ticked
from playbook_engine.model.facts import Fact
from playbook_engine.model.organisation import Derived

WAYS = (*AGGREGATES, *ARITHMETIC, "look_up", "score")
_SCOPES = ("account", "invoice", "item", "case")


def define_derived(fields: Fields, around: Surroundings) -> None:
    """Let the facts of `derived` be read when one of them is asked for."""
    around.broken_facts.update(each.text for each in fields.left_out("derived"))
    for key, name, inner in fields.get("derived") or ():
        if _is_new(key, around):
            definition = Definition(key.place, partial(_derived, name, inner, around))
            around.derived.define(name, definition)


def _is_new(key: Scalar, around: Surroundings) -> bool:
    help = fact_name_fault(key.text, _SCOPES)
    if help:
        around.findings.add(BAD_FACT_NAME, f"{ticked(key.text)} is no name for a derived fact", key.place, help)
        return False
    if around.is_fact(key.text):
        around.findings.add(
            DUPLICATE_NAME, f"there is a fact {ticked(key.text)} already", key.place, "choose another name"
        )
        return False
    return True


def _derived(name: str, inner: Fields, around: Surroundings) -> Derived | None:
    way = _way(inner, around)
    if way is None:
        return None
    if way in AGGREGATES:
        shape = aggregate(way, name, inner, around)
    else:
        _without_effect(way, inner, around)
        shape = _computed(way, name, inner, around)
    if shape is None or not _as_said(shape, inner, around):
        return None
    fact = Fact(
        name=name,
        kind=shape.kind,
        sentence=inner.get("sentence") or "",
        unit=shape.unit,
        optional=shape.optional,
        values=shape.values,
        moves=shape.moves,
    )
    return Derived(fact=fact, by=shape.by)


def _way(inner: Fields, around: Surroundings) -> str | None:
    ways = [each for each in WAYS if inner.written(each)]
    if len(ways) != 1:
        message = "this fact is computed in two ways" if ways else "this fact is not computed in any way"
        help = f"write one of {listed(WAYS, 'or', most=20)}"
        around.findings.add(NOT_ONE_WAY, message, inner.key_place(ways[1]) if ways else inner.here, help)
        return None
    return ways[0] if inner.sound(ways[0]) else None


def _without_effect(way: str, inner: Fields, around: Surroundings) -> None:
    for key in inner.unused(("where", "in_last")):
        help = f"it chooses records, and `{way}` is of facts: leave it out"
        around.findings.add(NO_EFFECT, f"`{key}` has no effect on `{way}`", inner.key_place(key), help)


def _computed(way: str, name: str, inner: Fields, around: Surroundings) -> Shape | None:
    if way == "look_up":
        return look_up(name, inner, around)
    if way == "score":
        return score(name, inner, around)
    return arithmetic(way, name, inner, around)


def _as_said(shape: Shape, inner: Fields, around: Surroundings) -> bool:
    """Whether the type is the one that the author wrote, if any."""
    said = inner.get("type")
    if said is None or said == shape.kind:
        return True
    message = f"this fact is of type `{shape.kind}`, and `{said}` is written"
    around.findings.add(OTHER_KIND, message, inner.place("type"), f"write `type: {shape.kind}`, or leave it out")
    return False
