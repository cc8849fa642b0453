"""The values of keys as JSON Schema, by their declared types."""

from collections.abc import Mapping, Sequence
from typing import assert_never

from playbook_engine.language.keys.kinds import (
    YES_NO,
    Conditions,
    Either,
    Enum,
    Form,
    Key,
    Keys,
    ListOf,
    MapOf,
    Name,
    Part,
    Phrase,
    PhraseKind,
    Refer,
    Text,
    Thing,
    Type,
    Variable,
    Whole,
)
from playbook_engine.language.keys.phrases import PHRASES
from playbook_engine.language.schemas.conditions import (
    OWN_NAME,
    condition,
    facts_at,
    one_or_list,
    position_of,
    told,
)
from playbook_engine.language.schemas.definitions import Definitions
from playbook_engine.language.schemas.scalars import (
    SCALAR,
    TEXT,
    Schema,
    key_pattern,
    matched,
    name,
    one_of,
    phrase,
    variable,
    whole,
    yes_no,
)
from playbook_engine.language.schemas.snippets import snippets_of
from playbook_engine.language.schemas.vocabulary import Vocabulary
from playbook_engine.language.wording import listed
from playbook_engine.model.facts import COLLECTIONS, RECORD_FACTS, Fact

_FACTS_OF_RECORDS = ("sum_of", "max_of", "min_of", "earliest", "latest")
_REQUIRABLE = ("account", "invoice", "item")


class Values:
    """Makes the schemas of values; `parts` are the mappings by name."""

    def __init__(self, parts: Mapping[str, Keys], known: Vocabulary) -> None:
        self.parts = parts
        self.known = known
        self.definitions = Definitions()

    def part(self, part: str) -> Schema:
        """A reference to a mapping by its name."""
        return self.definitions.once(part, lambda: self.mapping(self.parts[part]))

    def of(self, type_: Type, part: str, key: Key) -> Schema:
        """The schema of a type, where it is the value of a key of a part."""
        match type_:
            case Part(inner):
                return self.part(inner)
            case Conditions():
                return condition(position_of(part, key.name), self.known, self.definitions)
            case ListOf(of, single):
                one = self.of(of, part, key)
                return one_or_list(one) if single else {"type": "array", "items": one, "minItems": 1}
            case MapOf(named, value):
                return self._map(named, value, part, key)
            case Either(scalar, other):
                word = {**self.of(scalar, part, key), **_or_mapping(scalar, key)}
                return {"anyOf": [word, self.of(other, part, key)]}
            case _:
                return self._scalar(type_, part, key)

    def mapping(self, keys: Keys) -> Schema:
        """The schema of a mapping by its keys."""
        required = [each.name for each in keys.keys if each.required]
        return {
            "description": keys.sentence,
            "type": "object",
            "properties": {each.name: self._property(each, keys.name) for each in keys.keys},
            **({"required": required} if required else {}),
            "additionalProperties": False,
            **snippets_of(keys.name),
        }

    def _property(self, key: Key, part: str) -> Schema:
        default = {"default": int(key.default) if key.default.isdecimal() else key.default} if key.default else {}
        return {"title": key.name, "description": explained(key), **default, **self.of(key.type, part, key)}

    def _map(self, named: Type, value: Type, part: str, key: Key) -> Schema:
        names = matched(OWN_NAME) if isinstance(named, Refer) else key_pattern(self.of(named, part, key)).get("pattern")
        return {
            "type": "object",
            "minProperties": 1,
            **({"propertyNames": {"pattern": names}} if names else {}),
            "additionalProperties": self.of(value, part, key),
        }

    def phrase(self, kind: PhraseKind) -> Schema:
        """Phrases are defined once; a comparison without its fact may be any single value, or a list of them."""
        if kind == "comparison":
            return one_or_list(SCALAR)
        return self.definitions.once(f"phrase {kind}", lambda: phrase(forms_of(kind, self.known)))

    def _scalar(self, type_: Text | Name | Variable | Whole | Refer | Phrase | Enum, part: str, key: Key) -> Schema:
        match type_:
            case Text():
                return TEXT
            case Name(spaces):
                return name(spaces=spaces)
            case Variable():
                return variable()
            case Whole(least, most):
                return whole(least, most)
            case Enum(values):
                return yes_no() if type_ == YES_NO else one_of(values)
            case Refer():
                return self._refer(type_, part, key)
            case Phrase(kind):
                return self.phrase(kind)
            case _:
                assert_never(type_)

    def _refer(self, type_: Refer, part: str, key: Key) -> Schema:
        if type_.to == "fact":
            return self._fact_name(part, key)
        names = self._names(type_.to)
        if names is None:
            return TEXT
        tables = [f"by table {each}" for each in self.known.tables] if type_.by_table else []
        return self.definitions.once(
            f"one {type_.to}{' or table' if tables else ''}", lambda: one_of((*names, *tables))
        )

    def _names(self, thing: Thing) -> Sequence[str] | None:
        """The names that may stand; none where they are not known."""
        if thing == "collection":
            return tuple(COLLECTIONS)
        known: dict[Thing, Sequence[str]] = {
            "playbook": self.known.playbooks,
            "template": self.known.templates,
            "table": self.known.tables,
            "role": self.known.roles,
            "tone": self.known.tones,
            "calendar": self.known.calendars,
        }
        return known[thing] if self.known.closed else None

    def _fact_name(self, part: str, key: Key) -> Schema:
        """A fact by its name, where it is not compared."""
        facts = _readable(part, key, self.known)
        named: Schema = {**one_of(facts, [told(each) for each in facts.values()])}
        if self.known.closed or key.name in _FACTS_OF_RECORDS:
            return self.definitions.once(f"fact for {key.name}", lambda: named)
        own = {"type": "string", "pattern": matched(OWN_NAME)}
        return self.definitions.once(f"fact for {key.name}", lambda: {"anyOf": [named, own]})


def explained(key: Key) -> str:
    """A key in an editor's hover: its sentence, what holds without it, an example, what it does on a date."""
    left_out = f"`{key.default}`" if key.default else key.absent
    lines = [key.sentence, f"left out: {left_out}" if left_out else "", f"such as `{key.example}`", key.dated]
    return "\n\n".join(each for each in lines if each)


def forms_of(kind: PhraseKind, known: Vocabulary) -> tuple[Form, ...]:
    """The ways to write a phrase; where the names of a folder are known, with these and no others."""
    forms = PHRASES[kind]
    if not known.closed:
        return forms
    match kind:
        case "recipient":
            return (*(_named(each, each, "this role of ours") for each in known.roles), *forms[:-1])
        case "approved by":
            return tuple(
                _named(f"approved by {each}", f"approved by {each}", forms[0].sentence) for each in known.roles
            )
        case "tone pattern":
            return tuple(
                _named(form.pattern.strip("^$").replace(_NAME, tone), f"{tone}{ending}", form.sentence)
                for form, ending in zip(forms, ("", " or stronger", " or softer"), strict=True)
                for tone in known.tones
            )
        case _:
            return forms


def _or_mapping(scalar: Type, key: Key) -> Schema:
    """An editor names one of two shapes only, so where words are one of them it is told of the other."""
    if not isinstance(scalar, Enum):
        return {}
    return {"errorMessage": f"write {listed(scalar.values)}, or a mapping such as `{key.example}`"}


_NAME = "[a-z0-9]+(-[a-z0-9]+)*"


def _named(pattern: str, example: str, sentence: str) -> Form:
    return Form(pattern=f"^{pattern}$", example=example, sentence=sentence)


def _readable(part: str, key: Key, known: Vocabulary) -> dict[str, Fact]:
    """The facts that a key may name."""
    if key.name in _FACTS_OF_RECORDS:
        return RECORD_FACTS
    facts = facts_at(position_of("organisation", "segments"), known)
    if (part, key.name) == ("organisation", "required"):
        return {each: fact for each, fact in facts.items() if fact.scope in _REQUIRABLE and fact.optional}
    return facts
