"""The schema of a file of timeline tests: events and expectations told apart, names of the folder offered."""

from collections.abc import Sequence

from playbook_engine.language.keys.catalogue import PARTS
from playbook_engine.language.keys.happenings import EVENTS
from playbook_engine.language.keys.kinds import Enum, Key, Keys, ListOf, Phrase, Type, Whole
from playbook_engine.language.keys.timeline import EXPECTATIONS, TIMELINE_PARTS
from playbook_engine.language.schemas.conditions import told
from playbook_engine.language.schemas.scalars import SCALAR, Schema, one_of, or_none
from playbook_engine.language.schemas.values import Values
from playbook_engine.language.schemas.vocabulary import Vocabulary

TOLD: dict[str, Keys] = {
    **TIMELINE_PARTS,
    **{each.name: each for each in (*EVENTS.values(), *EXPECTATIONS.values())},
    "stops": PARTS["stops"],
}
"""The keys of every mapping of a timeline test, each event and expectation for itself."""

_STEPS = ("step", "stage", "last_done", "in_place_of", "approved", "refused")
_SCOPES = {"account": "account", "contact": "contact", "invoice": "invoice", "instalment": "item"}


def timeline_schema(known: Vocabulary) -> Schema:
    """A file of timeline tests: a list of tests, or what they have in common and the tests."""
    values = _TimelineValues(TOLD, known)
    tests = {"type": "array", "items": values.part("timeline test")}
    content = {"anyOf": [tests, values.part("timeline file")]}
    return values.definitions.document("Timeline tests", content)


class _TimelineValues(Values):
    """Values of a timeline test, where `none` takes a default away and names are those of the folder."""

    def part(self, part: str) -> Schema:
        match part:
            case "event":
                return self._one_of_several(part, list(EVENTS.values()))
            case "expectation":
                return self._one_of_several(part, list(EXPECTATIONS.values()))
            case _:
                return super().part(part)

    def of(self, type_: Type, part: str, key: Key) -> Schema:
        if part == "stops":
            return super().of(type_, part, key)
        own = self._own_facts(part, key) or self._name(key)
        if own is not None:
            return own
        schema = super().of(type_, part, key)
        single_list = isinstance(type_, ListOf) and type_.single and isinstance(type_.of, Enum)
        return or_none(schema) if single_list or isinstance(type_, Phrase | Whole) else schema

    def _one_of_several(self, name: str, several: list[Keys]) -> Schema:
        parts = [super(_TimelineValues, self).part(each.name) for each in several]
        return self.definitions.once(name, lambda: {"type": "object", "anyOf": parts})

    def _name(self, key: Key) -> Schema | None:
        """The name of a step, tone, template or role of the folder."""
        known = self.known
        names: Sequence[str] = {
            **dict.fromkeys(_STEPS, known.steps),
            "touch": (*known.steps, *known.former),
            "tone": known.tones,
            "template": known.templates,
            "approval": known.roles,
        }.get(key.name, ())
        return one_of((*names, "none")) if known.closed and names else None

    def _own_facts(self, part: str, key: Key) -> Schema | None:
        """Own facts by their names without the prefix."""
        if key.name not in ("x", "item_x"):
            return None
        scope = "item" if key.name == "item_x" else _SCOPES[part.removeprefix("given ").removeprefix("event ")]
        own = {name: fact for name, fact in self.known.own.items() if fact.scope == scope}
        named = {name.rpartition(".")[2]: {"description": told(fact), **SCALAR} for name, fact in own.items()}
        return {
            "type": "object",
            "properties": named,
            "additionalProperties": False if self.known.closed else SCALAR,
        }
