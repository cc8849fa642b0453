import re

import pytest

from playbook_engine.language.keys.catalogue import PARTS
from playbook_engine.language.keys.kinds import Conditions, Either, Form, Key, ListOf, MapOf, Part, Phrase, Type
from playbook_engine.language.keys.phrases import ALWAYS_ALLOWED, COMPARISONS, PHRASES

ALL_KEYS = [(part.name, key) for part in PARTS.values() for key in part.keys]
ALL_FORMS: list[Form] = [each for forms in (*PHRASES.values(), *COMPARISONS.values(), ALWAYS_ALLOWED) for each in forms]


def inner(type_: Type) -> list[Type]:
    match type_:
        case ListOf(of):
            return [type_, *inner(of)]
        case MapOf(key, value):
            return [type_, *inner(key), *inner(value)]
        case Either(scalar, other):
            return [type_, *inner(scalar), *inner(other)]
        case _:
            return [type_]


@pytest.mark.parametrize(("part", "key"), ALL_KEYS)
def test_a_key_is_shown_by_its_own_example(part: str, key: Key) -> None:
    assert key.example.startswith(f"{key.name}: ")
    assert key.sentence
    assert not key.sentence.endswith(".")
    assert not (key.required and (key.default or key.absent)), f"{part}: {key.name} is required and has a default"


@pytest.mark.parametrize(("part", "key"), ALL_KEYS)
def test_what_a_key_refers_to_exists(part: str, key: Key) -> None:
    for each in inner(key.type):
        if isinstance(each, Part):
            assert each.name in PARTS, part
        if isinstance(each, Phrase) and each.kind != "comparison":
            assert each.kind in PHRASES, part


def test_names_of_keys_are_unique_in_their_mapping() -> None:
    for part in PARTS.values():
        assert len(part.named()) == len(part.keys), part.name


def test_every_part_is_used_by_a_key() -> None:
    used = {each.name for _, key in ALL_KEYS for each in inner(key.type) if isinstance(each, Part)}
    assert set(PARTS) - used == {"playbook", "organisation"}


@pytest.mark.parametrize("form", ALL_FORMS)
def test_the_pattern_of_a_phrase_accepts_its_example(form: Form) -> None:
    assert re.fullmatch(form.pattern, form.example)


def test_conditions_are_a_type_of_their_own() -> None:
    assert any(isinstance(each, Conditions) for _, key in ALL_KEYS for each in inner(key.type))
