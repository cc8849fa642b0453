"""What of the language a generated release uses, counted on the files that say it."""

import re
from collections.abc import Iterable, Iterator
from typing import Any

from playbook_engine.language.keys.catalogue import CONDITION_WORDS, PARTS
from playbook_engine.language.keys.kinds import (
    Conditions,
    Either,
    Enum,
    Keys,
    ListOf,
    MapOf,
    Part,
    Phrase,
    PhraseKind,
    Refer,
    Type,
)
from playbook_engine.language.keys.phrases import PHRASES
from playbook_engine.model.condition import (
    Has,
    InAmount,
    InDays,
    InRange,
    Interval,
    OneOf,
    Predicate,
    Present,
    StartsWith,
    Test,
    tests_of,
)
from playbook_engine.model.facts import RECORD_FACTS, Kind
from playbook_engine.model.release import Release, catalogue_of
from tests.property.conditions_in import conditions_in
from tests.property.writing import documents

ROOTS = ("organisation", "playbook")


def all_features() -> set[str]:
    """Every key, every option of a key, every way to write a phrase, every way to compare a fact."""
    return {*_of_keys(), *_of_comparisons(), *(f"condition {word}" for word in CONDITION_WORDS)}


def features_of(release: Release) -> set[str]:
    """What of this a release uses."""
    found: set[str] = set()
    for path, written in documents(release).items():
        part = "organisation" if path == "organisation.yaml" else "playbook"
        found.update(_used(written, PARTS[part]))
    found.update(_compared(release))
    return found


def _of_keys() -> Iterator[str]:
    for part in PARTS.values():
        for key in part.keys:
            yield f"{part.name}.{key.name}"
            yield from (f"{part.name}.{key.name}: {option}" for option in _options(key.type))
    for kind in sorted(set(_phrases())):
        yield from (f"{kind}: {form.example}" for form in PHRASES[kind])


def _phrases() -> Iterator[PhraseKind]:
    for part in PARTS.values():
        for key in part.keys:
            yield from _phrase_kinds(key.type)


def _phrase_kinds(kind: Type) -> Iterator[PhraseKind]:
    match kind:
        case Phrase(each) if each in PHRASES:
            yield each
        case ListOf(of):
            yield from _phrase_kinds(of)
        case MapOf(_, value):
            yield from _phrase_kinds(value)
        case Either(scalar, other):
            yield from (*_phrase_kinds(scalar), *_phrase_kinds(other))


def _options(kind: Type) -> tuple[str, ...]:
    match kind:
        case Enum(values):
            return values
        case ListOf(of):
            return _options(of)
        case Either(scalar, _):
            return _options(scalar)
        case Refer(_, by_table) if by_table:
            return ("by table",)
        case _:
            return ()


def _used(written: dict[str, Any], part: Keys) -> Iterator[str]:
    keys = part.named()
    for name, value in written.items():
        place = f"{part.name}.{name}"
        yield place
        yield from _in_value(value, keys[name].type, place)


def _in_value(value: Any, kind: Type, place: str) -> Iterator[str]:
    match kind:
        case ListOf(of):
            for each in value if isinstance(value, list) else [value]:
                yield from _in_value(each, of, place)
        case MapOf(_, of):
            for each in value.values():
                yield from _in_value(each, of, place)
        case Either(scalar, other):
            yield from _in_value(value, other if isinstance(value, dict | list) else scalar, place)
        case Part(name):
            yield from _used(value, PARTS[name])
        case Enum():
            yield f"{place}: {value}"
        case Refer(_, by_table) if by_table and value.startswith("by table "):
            yield f"{place}: by table"
        case Phrase(phrase) if phrase in PHRASES:
            yield from _forms(value, phrase)
        case Conditions():
            yield from _words(value)
        case _:
            return


def _forms(value: str, kind: PhraseKind) -> Iterator[str]:
    """The ways of writing that a phrase is one of."""
    yield from (f"{kind}: {form.example}" for form in PHRASES[kind] if re.match(form.pattern, value))


def _words(condition: Any) -> Iterator[str]:
    if isinstance(condition, dict):
        yield from (f"condition {key}" for key in condition if key in CONDITION_WORDS)
        condition = [each for key, each in condition.items() if key in CONDITION_WORDS and key != "segment"]
    for each in condition if isinstance(condition, list) else []:
        yield from _words(each)


_ORDERED = ("exactly", "at least", "more than", "at most", "less than", "to", "to below")
_COMPARED: dict[Kind, tuple[str, ...]] = {
    "text": ("one of", "some of", "starts with"),
    "tags": ("has", "has all of"),
    "number": _ORDERED,
    "percent": _ORDERED,
    "money": (*_ORDERED, "in several currencies"),
    "date": ("exactly", "at least", "at most", "to", "today", "ahead of", "ago", "within", "in the last"),
    "yes/no": ("yes", "no"),
}


def _of_comparisons() -> Iterator[str]:
    for kind, forms in _COMPARED.items():
        yield from (f"{kind} {form}" for form in forms)
        if kind not in {"tags", "yes/no"}:
            yield f"{kind} present"


def _compared(release: Release) -> Iterator[str]:
    facts = {**catalogue_of(release.organisation), **RECORD_FACTS}
    for test in _tests(release):
        kind = facts[test.fact].kind
        yield from (f"{kind} {form}" for form in _form(test.predicate))


def _tests(release: Release) -> Iterator[Test]:
    for condition in conditions_in(release):
        yield from tests_of(condition)


def _form(predicate: Predicate) -> Iterable[str]:
    match predicate:
        case Present():
            return ("present",)
        case OneOf(values):
            return (*(each for each in values if each in {"yes", "no"}), "one of" if len(values) == 1 else "some of")
        case StartsWith():
            return ("starts with",)
        case Has(_, every):
            return ("has all of" if every else "has",)
        case InRange(interval):
            return (_ordered(interval),)
        case InDays(interval):
            return (_distance(interval),)
        case InAmount(intervals):
            forms = [_ordered(interval) for _, interval in intervals]
            return (*forms, "in several currencies") if len(intervals) > 1 else forms


def _ordered(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if low is None:
        return "less than" if interval.high_open else "at most"
    if high is None:
        return "more than" if interval.low_open else "at least"
    if low == high:
        return "exactly"
    return "to below" if interval.high_open else "to"


def _distance(interval: Interval) -> str:
    low, high = interval.low, interval.high
    if low is None:
        return "ago"
    if high is None:
        return "ahead of"
    if low == high == 0:
        return "today"
    return "within" if low == 0 else "in the last"
