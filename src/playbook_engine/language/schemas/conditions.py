"""Conditions as JSON Schema: the facts at hand in each place as keys, what each is compared with, and hover."""

from collections.abc import Iterable

from playbook_engine.language.keys.catalogue import CONDITION_WORDS
from playbook_engine.language.keys.kinds import Form
from playbook_engine.language.keys.phrases import ALWAYS_ALLOWED, COMPARISONS
from playbook_engine.language.meaning.scopes import (
    CASE_HOLD,
    FILTER,
    GUARANTEE,
    NAMED,
    SEGMENT,
    STEP_OF_ITEM,
    Position,
    of_fact,
)
from playbook_engine.language.phrases.comparison import TONE_FACTS
from playbook_engine.language.schemas.definitions import Definitions, ref
from playbook_engine.language.schemas.scalars import SCALAR, TEXT, Schema, negatable, one_of, snippet, yes_no
from playbook_engine.language.schemas.vocabulary import Vocabulary
from playbook_engine.language.wording import listed
from playbook_engine.model.facts import RECORD_FACTS, Fact, Kind

OWN_NAME = r"(account|invoice|item|contact|case|anchor)\.x\.[a-z][a-z0-9_]*"

RECORDS = Position("a choice of records", frozenset(name.partition(".")[0] for name in RECORD_FACTS))
SCORE = Position("a score", NAMED.scopes | of_fact("invoice").scopes)
TEST = Position("a test", CASE_HOLD.scopes)

_PLACES: dict[tuple[str, str], Position] = {
    ("segment", "when"): SEGMENT,
    ("step", "when"): STEP_OF_ITEM,
    ("alongside", "when"): STEP_OF_ITEM,
    ("exhausted", "when"): STEP_OF_ITEM,
    ("hold", "when"): CASE_HOLD,
    ("guarantee", "when"): GUARANTEE,
    ("organisation", "segments"): NAMED,
    ("derived", "where"): RECORDS,
    ("points", "when"): SCORE,
    ("entry", "facts"): TEST,
}
_CALLED: dict[Kind, str] = {
    "text": "a text",
    "tags": "labels",
    "number": "a number",
    "money": "an amount of money",
    "percent": "a share",
    "date": "a date",
    "yes/no": "`yes` or `no`",
}


def position_of(part: str, key: str) -> Position:
    """Where the conditions under a key stand; what `items` chooses looks at one item."""
    return _PLACES.get((part, key), FILTER)


def condition(position: Position, known: Vocabulary, definitions: Definitions) -> Schema:
    """A reference to the conditions of a place, which are defined when they are first asked for."""
    name = f"condition of {position.called}"
    return definitions.once(name, lambda: _condition(name, position, known, definitions))


def facts_at(position: Position, known: Vocabulary) -> dict[str, Fact]:
    """The facts that are at hand in a place."""
    facts = {**known.facts, **RECORD_FACTS}
    return {name: fact for name, fact in facts.items() if name.partition(".")[0] in position.scopes}


def told(fact: Fact) -> str:
    """A fact in an editor's hover: what it is, its type and unit, whether it may be missing."""
    unit = f" of {fact.unit}" if fact.unit and fact.kind == "number" else ""
    kind = f"{_CALLED[fact.kind]}{unit}"
    values = f": {listed(fact.values)}" if fact.values else ""
    missing = "; may be missing" if fact.optional else ""
    moves = "; changes with the days" if fact.moves else ""
    sentence = f"{fact.sentence}\n\n" if fact.sentence else ""
    return f"{sentence}{kind}{values}{missing}{moves}"


def _condition(name: str, position: Position, known: Vocabulary, definitions: Definitions) -> Schema:
    again = ref(name)
    words: Schema = {
        word: {"title": word, "description": sentence, **(_segments(known) if word == "segment" else again)}
        for word, sentence in CONDITION_WORDS.items()
    }
    facts = facts_at(position, known)
    return {
        "description": "Facts compared in words; siblings all hold, of a list one does.",
        "type": ["object", "array"],
        "minProperties": 1,
        "minItems": 1,
        "items": again,
        "properties": {**{each: _fact(facts[each], known, definitions) for each in facts}, **words},
        **({} if known.closed else {"patternProperties": {f"^{OWN_NAME}$": _unknown_fact(definitions)}}),
        "additionalProperties": False,
    }


def _segments(known: Vocabulary) -> Schema:
    name = one_of(known.segments) if known.closed else TEXT
    return one_or_list(name)


def one_or_list(one: Schema) -> Schema:
    """A value, or a list of such values."""
    return {"anyOf": [one, {"type": "array", "items": one, "minItems": 1}]}


def _fact(fact: Fact, known: Vocabulary, definitions: Definitions) -> Schema:
    """A fact by its name: what it is, and what facts of its kind are compared with."""
    name = f"fact {fact.name}"
    return definitions.once(
        name, lambda: {"title": fact.name, "description": told(fact), **_compared(fact, known, definitions)}
    )


def _compared(fact: Fact, known: Vocabulary, definitions: Definitions) -> Schema:
    """A comparison or a list of them; facts that are compared alike share it."""
    values = known.tones if fact.name in TONE_FACTS else fact.values
    if fact.kind == "yes/no" or (fact.kind == "text" and values):
        name = f"compared {fact.name}"
        one = definitions.once(name, lambda: _among(fact, values or ("yes", "no")))
    else:
        name = f"compared {fact.kind}{' or none' if fact.optional else ''}"
        one = definitions.once(name, lambda: negatable(_forms(fact), what=f"this is {_CALLED[fact.kind]}: "))
    return definitions.once(f"{name} once or more", lambda: one_or_list(one))


def _forms(fact: Fact) -> tuple[Form, ...]:
    return (*COMPARISONS[fact.kind], *_asked(fact))


def _asked(fact: Fact) -> Iterable[Form]:
    """`none` and `present`, where a fact may be missing."""
    return ALWAYS_ALLOWED[:2] if fact.optional else ()


def _among(fact: Fact, values: tuple[str, ...]) -> Schema:
    """One of the values, offered as such; with `not` and the like before it a phrase."""
    words = (*values, *(each.example for each in _asked(fact)))
    before = "(not +)*(is +)?" if fact.kind == "text" else "(not +)*"
    after = "( +or +(stronger|softer))?" if fact.name in TONE_FACTS else ""
    begins = "|^(not +)*starts +with +.+$" if fact.kind == "text" else ""
    help = f"`{fact.name}` is {listed(words, most=20)}"
    phrase: Schema = {
        "type": "string",
        "pattern": f"^{before}({'|'.join(_escaped(each) for each in words)}){after}${begins}",
        "patternErrorMessage": help,
        "defaultSnippets": [snippet(f"not {values[0]}", "any other, or missing")],
    }
    named = yes_no() if fact.kind == "yes/no" else one_of(values)
    return {"anyOf": [{**named, "enum": [*named["enum"], *words[len(values) :]]}, phrase]}


def _escaped(text: str) -> str:
    """A text as a pattern, in a way that Python and JavaScript both know."""
    return "".join(f"\\{each}" if each in r"\^$.|?*+()[]{}/" else each for each in text)


def _unknown_fact(definitions: Definitions) -> Schema:
    """A fact of an organisation that is not known here: any single values."""
    own: Schema = {"description": "a fact that the organisation adds", **one_or_list(SCALAR)}
    return definitions.once("fact of our own", lambda: own)
