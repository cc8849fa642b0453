"""Facts that the organisation adds, and which facts must not be missing."""

import re

from playbook_engine.language.codes_meaning import (
    BAD_FACT_NAME,
    DUPLICATE_NAME,
    NEVER_REQUIRED,
    NO_EFFECT,
    UNKNOWN_FACT,
)
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.surroundings import Surroundings
from playbook_engine.language.nodes import Scalar, Sequence
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Place, Related
from playbook_engine.model.facts import Fact
from playbook_engine.model.organisation import OwnFact

_OWN = re.compile(r"(account|invoice|item|contact)\.x\.[a-z][a-z0-9_]*")
_REQUIRABLE = ("account", "invoice", "item")


def own_facts(fields: Fields, around: Surroundings) -> None:
    """Let the facts of `facts` be read."""
    around.broken_facts.update(each.text for each in fields.left_out("facts"))
    places: dict[str, Place] = {}
    for key, name, inner in fields.get("facts") or ():
        if not _is_new(key, places, around):
            continue
        if not inner.sound("type", "values"):
            around.broken_facts.add(name)
            continue
        around.add_own(_own_fact(name, inner, around))


def fact_name_fault(name: str, scopes: tuple[str, ...]) -> str:
    """How to write a name of our own; empty where it is one."""
    if re.fullmatch(rf"({'|'.join(scopes)})\.x\.[a-z][a-z0-9_]*", name):
        return ""
    return f"write {' or '.join(f'`{scope}.x.NAME`' for scope in scopes)}, in small letters, digits and underscores"


def _is_new(key: Scalar, places: dict[str, Place], around: Surroundings) -> bool:
    help = fact_name_fault(key.text, ("account", "invoice", "item", "contact"))
    if help:
        around.findings.add(BAD_FACT_NAME, f"{ticked(key.text)} is no name for a fact of our own", key.place, help)
        return False
    scope, _, name = key.text.partition(".")
    anchored = name if scope in ("item", "invoice") else key.text
    if anchored in places:
        message = f"`anchor.{name}` could be either of two facts"
        related = (Related(places[anchored], "the other one"),)
        around.findings.add(DUPLICATE_NAME, message, key.place, "choose another name for one of them", related)
        return False
    places[anchored] = key.place
    return True


def _own_fact(name: str, inner: Fields, around: Surroundings) -> OwnFact:
    kind = inner.get("type")
    for key, wanted in (("values", "text"), ("unit", "number")):
        if inner.written(key) and kind != wanted:
            around.findings.add(
                NO_EFFECT, f"`{key}` goes with `type: {wanted}` only", inner.key_place(key), "leave it out"
            )
    fact = Fact(
        name=name,
        kind=kind,
        sentence=inner.get("sentence") or "",
        unit=(inner.get("unit") or "") if kind == "number" else "",
        optional=kind != "tags",
        values=tuple(inner.get("values") or ()) if kind == "text" else (),
        source=name.partition(".")[2],
    )
    return OwnFact(fact=fact, required=bool(inner.get("required")))


def required_facts(fields: Fields, around: Surroundings) -> tuple[str, ...]:
    """The facts that must not be missing, those of our own that say so first."""
    node = fields.node("required")
    scalars = node.items if isinstance(node, Sequence) else ()
    for each in scalars:
        if isinstance(each, Scalar) and not each.absent and _may_be_required(each, around):
            around.required.add(each.text)
    named = [each.text for each in scalars if isinstance(each, Scalar) and each.text in around.required]
    own = [each.fact.name for each in around.own if each.required]
    return tuple(dict.fromkeys((*own, *named)))


def _may_be_required(scalar: Scalar, around: Surroundings) -> bool:
    name = scalar.text
    if not around.is_fact(name):
        help = or_one_of(name, tuple(each for each in around.facts if each.partition(".")[0] in _REQUIRABLE))
        help = help if help.startswith("did") else "`playbook facts` lists all facts"
        around.findings.add(UNKNOWN_FACT, f"there is no fact {ticked(name)}", scalar.place, help)
        return False
    fact = around.fact(name)
    if fact is None:
        return False
    if fact.scope not in _REQUIRABLE or not fact.optional:
        why = "it is always known" if not fact.optional else f"it is not one of {' or '.join(_REQUIRABLE)}"
        around.findings.add(NEVER_REQUIRED, f"`{name}` cannot be required: {why}", scalar.place, "leave it out")
        return False
    return True
