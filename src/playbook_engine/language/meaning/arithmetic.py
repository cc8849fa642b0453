"""Derived facts of other facts: sum, difference, share, days between."""

from collections.abc import Sequence as List
from typing import Literal

from playbook_engine.language.codes_meaning import OUT_OF_SCOPE, UNKNOWN_FACT, WRONG_FACT_KIND
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.scopes import of_fact
from playbook_engine.language.meaning.shapes import Shape
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Node, Scalar, Sequence
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.facts import Fact, Kind
from playbook_engine.model.organisation import Arithmetic

Operation = Literal["sum", "difference", "share", "days between"]

ARITHMETIC: dict[str, Operation] = {
    "sum": "sum",
    "difference": "difference",
    "share": "share",
    "days_between": "days between",
}
"""The keys of a derived fact that compute with facts, with what they do."""

_KINDS: dict[str, tuple[Kind, ...]] = {
    "sum": ("number", "money", "percent"),
    "difference": ("number", "money", "percent"),
    "share": ("number", "money"),
    "days_between": ("date",),
}


def arithmetic(way: str, name: str, inner: Fields, around: Surroundings) -> Shape | None:
    """What a key such as `share: [a, b]` computes; None with faults."""
    node = inner.node(way)
    scalars = [each for each in node.items if isinstance(each, Scalar)] if isinstance(node, Sequence) else []
    facts = [fact_at_hand(each, name, around) for each in scalars]
    sound = [each for each in facts if each is not None]
    if len(sound) < len(facts) or not _go_together(way, sound, scalars, node, around):
        return None
    return Shape(
        by=Arithmetic(operation=ARITHMETIC[way], facts=tuple(each.text for each in scalars)),
        kind="percent" if way == "share" else "number" if way == "days_between" else sound[0].kind,
        unit="days" if way == "days_between" else sound[0].unit if way != "share" else "",
        optional=way == "share" or any(each.optional for each in sound),
        moves=any(each.moves for each in sound),
    )


def fact_at_hand(scalar: Scalar, name: str, around: Surroundings) -> Fact | None:
    """A fact that a derived fact of this name may be computed from; None with faults."""
    if not around.is_fact(scalar.text):
        help = or_one_of(scalar.text, (*around.facts, *around.derived))
        help = help if help.startswith("did") else "`playbook facts` lists all facts"
        around.findings.add(UNKNOWN_FACT, f"there is no fact {ticked(scalar.text)}", scalar.place, help)
        return None
    position = of_fact(name.partition(".")[0])
    if scalar.text.partition(".")[0] not in position.scopes:
        message = f"`{scalar.text}` is not at hand in {position.called}"
        around.findings.add(OUT_OF_SCOPE, message, scalar.place, f"it reads {_prefixes(position.scopes)}")
        return None
    return around.fact(scalar.text)


def _prefixes(scopes: frozenset[str]) -> str:
    return ", ".join(f"`{each}.`" for each in sorted(scopes))


def _go_together(way: str, facts: List[Fact], scalars: List[Scalar], node: Node | None, around: Surroundings) -> bool:
    assert node is not None, "the way was written"
    if (len(facts) != 2 and way != "sum") or len(facts) < 2:
        wanted = "two facts or more" if way == "sum" else "two facts"
        around.findings.add(
            WRONG_FACT_KIND, f"`{way}` is of {wanted}", node.place, "such as `[account.open_balance, ..]`"
        )
        return False
    for fact, scalar in zip(facts, scalars, strict=True):
        if fact.kind not in _KINDS[way] or fact.kind != facts[0].kind:
            message = (
                f"`{way}` cannot be made of `{scalars[0].text}` ({facts[0].kind}) and `{scalar.text}` ({fact.kind})"
            )
            help = (
                "for dates write `days_between`" if fact.kind == "date" else f"it is of {' or of '.join(_KINDS[way])}"
            )
            around.findings.add(WRONG_FACT_KIND, message, scalar.place, help)
            return False
    return True
