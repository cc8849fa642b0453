"""A mapping of a timeline test read by its keys: each value as its declared type, `none` as `NONE`."""

import datetime as dt
import re
from collections.abc import Callable
from collections.abc import Sequence as Many
from decimal import Decimal
from typing import Any, Final

from playbook_engine.language.codes_meaning import MISSING_KEY, UNKNOWN_KEY, UNKNOWN_WORD, WRONG_SHAPE
from playbook_engine.language.codes_text import NOT_NUMBER, NOT_TIME
from playbook_engine.language.keys.kinds import (
    Conditions,
    Either,
    Enum,
    Keys,
    ListOf,
    MapOf,
    Part,
    Phrase,
    Type,
    Whole,
)
from playbook_engine.language.keys.timeline import MAY_BE_NONE
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings
from playbook_engine.language.nodes import Mapping, Node, Scalar, Sequence
from playbook_engine.language.phrases.calendars import hours
from playbook_engine.language.phrases.suggesting import or_one_of
from playbook_engine.language.phrases.words import Misread
from playbook_engine.language.scalars.dates import date, minutes_in
from playbook_engine.language.scalars.numbers import money, number, whole
from playbook_engine.language.scalars.typed import Unfit
from playbook_engine.language.scalars.words import text, yes_no
from playbook_engine.language.suggest import help_meant
from playbook_engine.language.wording import ticked
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.timeline import Clock


class _Bad:
    """What could not be read."""


NONE: Final = object()
"""`none` was written: what is there by default is not there."""

BAD: Final = _Bad()


def fields_of(keys: Keys, node: Node, findings: Findings, names: Many[str] | None = None) -> Fields | None:
    """What a mapping says; None where it is none. `names`: the keys that may stand here, all where left out."""
    if not isinstance(node, Mapping):
        findings.add(WRONG_SHAPE, f"{keys.one} is a mapping of keys and values", node.place, _example(keys))
        return None
    fields = Fields(keys, node)
    may_be_none = MAY_BE_NONE.get(keys.name, ())
    known = {name: key for name, key in keys.named().items() if names is None or name in names}
    for word, value in node.entries:
        if word.text not in known:
            help = help_meant(word.text, known) or f"it has {_some(known)}"
            findings.add(UNKNOWN_KEY, f"{keys.one} has no key {ticked(word.text)}", word.place, help)
            continue
        found = value_of(known[word.text].type, value, findings, none=word.text in may_be_none)
        if found is BAD:
            fields.bad.add(word.text)
        else:
            fields.values[word.text], fields.nodes[word.text] = found, value
    for name, key in known.items():
        if key.required and not fields.written(name) and not node.incomplete:
            findings.add(MISSING_KEY, f"{keys.one} needs the key {ticked(name)}", fields.here, f"write `{key.example}`")
            fields.bad.add(name)
    return fields


def plain(fields: Fields, name: str, absent: Any = None, none: Any = None) -> Any:
    """A value: `absent` where the key does not stand or could not be read, `none` where `none` is written."""
    value = fields.values.get(name, absent)
    return none if value is NONE else value


def value_of(type_: Type, node: Node, findings: Findings, *, none: bool = False) -> Any:
    """A node as its declared type says, or `BAD` with a finding; parts and conditions stay nodes.

    `none`: whether `none` says that there is nothing; elsewhere it is a text like any other.
    """
    if none and isinstance(node, Scalar) and node.text == "none" and not node.quoted:
        return NONE
    match type_:
        case Part() | Conditions():
            return node
        case Either(scalar, other):
            plain_list = isinstance(node, Sequence) and isinstance(scalar, ListOf)
            return value_of(scalar if isinstance(node, Scalar) or plain_list else other, node, findings)
        case ListOf(of, single):
            return _list(of, single, node, findings)
        case MapOf(key, value):
            return _map(key, value, node, findings)
        case _:
            return _scalar(type_, node, findings)


def _list(of: Type, single: bool, node: Node, findings: Findings) -> Any:
    if not isinstance(node, Sequence):
        if not single:
            findings.add(WRONG_SHAPE, "a list belongs here", node.place, "write `- ` before each entry")
            return BAD
        node = Sequence((node,), node.place)
    found = [value_of(of, each, findings) for each in node.items]
    return BAD if any(each is BAD for each in found) else tuple(found)


def _map(key: Type, value: Type, node: Node, findings: Findings) -> Any:
    if not isinstance(node, Mapping):
        findings.add(WRONG_SHAPE, "a mapping of names and values belongs here", node.place)
        return BAD
    found = {value_of(key, name, findings): value_of(value, each, findings) for name, each in node.entries}
    return BAD if any(each is BAD for each in (*found, *found.values())) else found


def _scalar(type_: Type, node: Node, findings: Findings) -> Any:
    if not isinstance(node, Scalar):
        findings.add(WRONG_SHAPE, "one value belongs here, no list and no mapping", node.place)
        return BAD
    if node.absent:
        return BAD
    if isinstance(type_, Enum):
        return _word(type_.values, node, findings)
    found = _typed(type_, node, findings)
    if isinstance(found, Diagnostic):
        findings.all.append(found)
        return BAD
    return found


def _word(values: tuple[str, ...], node: Scalar, findings: Findings) -> Any:
    if values == ("yes", "no"):
        found = yes_no(node)
        if isinstance(found, Diagnostic):
            findings.all.append(found)
            return BAD
        return found
    if node.text not in values:
        findings.add(UNKNOWN_WORD, f"{ticked(node.text)} cannot stand here", node.place, or_one_of(node.text, values))
        return BAD
    return node.text


def _typed(type_: Type, node: Scalar, findings: Findings) -> Any:
    match type_:
        case Whole(least, most):
            return whole(node, least, most or None)
        case Phrase(kind) if kind in _PHRASES:
            return _PHRASES[kind](node, findings)
        case _:
            return text(node)


def _hours(node: Scalar, findings: Findings) -> Any:
    try:
        return hours(node.text)
    except Misread as fault:
        findings.misread(node, fault)
        return BAD


def _paid(node: Scalar, _findings: Findings) -> Any:
    return "in full" if node.text == "in full" else money(node)


def _clock(node: Scalar, findings: Findings) -> Any:
    utc = node.text.endswith(" UTC")
    found = minutes_in(node.text.removesuffix(" UTC"))
    if isinstance(found, Unfit) or found == 24 * 60:
        help = found.help if isinstance(found, Unfit) else "the last minute of a day is `23:59`"
        findings.add(NOT_TIME, f"{ticked(node.text)} is no time of day", node.place, help)
        return BAD
    return Clock(found, utc)


_PAIR = re.compile("([A-Z]{3}) to ([A-Z]{3})")


def _pair(node: Scalar, findings: Findings) -> Any:
    match = _PAIR.fullmatch(node.text)
    if match:
        return match.groups()
    findings.add(UNKNOWN_WORD, f"{ticked(node.text)} names no two currencies", node.place, "write `USD to EUR`")
    return BAD


def _dated_rate(node: Scalar, findings: Findings) -> Any:
    day = date(node.part(0, 10))
    if isinstance(day, Diagnostic) or node.text[10:11] != " ":
        help = "write a day and two currencies: `2026-01-01 USD to EUR`"
        findings.add(UNKNOWN_WORD, f"{ticked(node.text)} names no rate", node.place, help)
        return BAD
    pair = _pair(node.part(11, len(node.text)), findings)
    return BAD if pair is BAD else (day, *pair)


_PHRASES: dict[str, Callable[[Scalar, Findings], Any]] = {
    "date": lambda node, _: date(node),
    "money": lambda node, _: money(node),
    "paid": _paid,
    "time of day": _clock,
    "hours": _hours,
    "pair of currencies": _pair,
    "dated rate": _dated_rate,
}


def rate_text(node: Scalar, findings: Findings) -> str | None:
    """What one unit is worth in the other currency, as decimal text above zero."""
    found = number(node)
    if isinstance(found, Decimal) and found > 0:
        return f"{found:f}"
    if isinstance(found, Diagnostic):
        findings.all.append(found)
    else:
        findings.add(NOT_NUMBER, f"{ticked(node.text)} is no exchange rate", node.place, "it is more than zero")
    return None


def scalars_of(node: Node | None) -> list[Scalar]:
    """The single values of a node, in the order written."""
    match node:
        case Scalar():
            return [node]
        case Sequence(items):
            return [each for each in items if isinstance(each, Scalar)]
        case Mapping(entries):
            return [name for name, _ in entries]
        case None:
            return []


def nodes_of(fields: Fields, name: str) -> tuple[Node, ...]:
    """The entries of a list, or the one value that stands in its place; nothing where it could not be read."""
    node = fields.node(name)
    if node is None or name in fields.bad:
        return ()
    return node.items if isinstance(node, Sequence) else (node,)


def day_of(fields: Fields, name: str) -> dt.date | None:
    """A date, or None where it does not stand or could not be read."""
    found: dt.date | None = plain(fields, name)
    return found


def _some(known: dict[str, Any]) -> str:
    names = [ticked(name) for name in known]
    return ", ".join(names[:8]) + (" and more" if len(names) > 8 else "")


def _example(keys: Keys) -> str:
    return f"write `{keys.keys[0].example}`"
