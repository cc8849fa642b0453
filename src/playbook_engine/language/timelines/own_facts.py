"""Own facts of a test's records, each as its declared type."""

import datetime as dt
from decimal import Decimal
from fractions import Fraction
from typing import Any

from playbook_engine.language.codes_meaning import UNKNOWN_FACT, UNKNOWN_VALUE
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.nodes import Mapping, Node, Scalar
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.scalars.dates import date
from playbook_engine.language.scalars.numbers import money, number, percent
from playbook_engine.language.scalars.words import text, yes_no
from playbook_engine.language.timelines.names import Names
from playbook_engine.language.timelines.values import scalars_of
from playbook_engine.language.wording import ticked
from playbook_engine.model.book import Own
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.facts import Fact
from playbook_engine.model.money import Money


def own_facts(scope: str, fields: Fields, names: Names, key: str = "x") -> Own:
    """Own facts, each as its declared type."""
    declared = {
        each.fact.name.removeprefix(f"{scope}.x."): each.fact
        for each in names.organisation.own_facts
        if each.fact.name.startswith(f"{scope}.x.")
    }
    node, own = fields.node(key), Own()
    for name, value in node.entries if isinstance(node, Mapping) else ():
        if name.text not in declared:
            message = f"the organisation has no fact {ticked(f'{scope}.x.{name.text}')}"
            names.findings.add(UNKNOWN_FACT, message, name.place, or_one_of(name.text, list(declared)))
        elif not (isinstance(value, Scalar) and value.text == "none"):
            found = _own_value(declared[name.text], value, names.findings)
            if found is not None:
                own[name.text] = found
    return own


def _own_value(fact: Fact, node: Node, findings: Findings) -> str | int | bool | Money | list[str] | None:
    if fact.kind == "tags":
        return [each.text for each in scalars_of(node)]
    if not isinstance(node, Scalar):
        findings.add(UNKNOWN_VALUE, f"`{fact.name}` is one value", node.place)
        return None
    read = {"number": number, "percent": percent, "money": money, "date": date, "yes/no": yes_no}.get(fact.kind, text)
    found: Any = read(node)
    if isinstance(found, Diagnostic):
        findings.all.append(found)
        return None
    if fact.values and found not in fact.values:
        message = f"`{fact.name}` is never {ticked(node.text)}"
        findings.add(UNKNOWN_VALUE, message, node.place, or_one_of(node.text, fact.values))
        return None
    return _kept(found)


def _kept(found: Any) -> str | int | bool | Money:
    """As a book keeps it: days as ISO text, whole numbers whole, others as decimal text."""
    match found:
        case dt.date():
            return found.isoformat()
        case Decimal() | Fraction():
            exact = Fraction(found)
            return (
                int(exact) if exact.denominator == 1 else f"{Decimal(exact.numerator) / Decimal(exact.denominator):f}"
            )
        case bool() | Money():
            return found
        case _:
            return str(found)
