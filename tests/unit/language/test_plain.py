"""A file as an editor sees it: YAML 1.2's core schema."""

import math

import pytest

from playbook_engine.language.plain import Plain, as_plain
from playbook_engine.language.reading import read


def plain(text: str) -> Plain:
    node = read("a.yaml", text.encode()).node
    assert node is not None
    return as_plain(node)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("true", True),
        ("FALSE", False),
        ("yes", "yes"),
        ("no", "no"),
        ("NO", "NO"),
        ("on", "on"),
        ("12", 12),
        ("-12", -12),
        ("+12", 12),
        ("010", 10),
        ("0o10", 8),
        ("0x1F", 31),
        ("0b1", "0b1"),
        ("1_000", "1_000"),
        ("1.5", 1.5),
        (".5", 0.5),
        ("5.", 5.0),
        ("1e3", 1000.0),
        (".inf", math.inf),
        ("-.INF", -math.inf),
        ("1e999999", math.inf),
        ("9" * 5000, math.inf),
        ("17:00", "17:00"),
        ("2026-01-31", "2026-01-31"),
        ("1000.10 EUR", "1000.10 EUR"),
        ("-", "-"),
        (".", "."),
        ("'12'", "12"),
        ('"true"', "true"),
        ("[a, 1]", ["a", 1]),
        ("{a: {b: 1}}", {"a": {"b": 1}}),
        ("|\n  1\n", "1\n"),
    ],
)
def test_a_value_is_what_an_editor_takes_it_for(written: str, value: object) -> None:
    read_value = plain(f"key: {written}\n") if written != "-" else plain("key: '-'\n")
    assert isinstance(read_value, dict)
    assert read_value["key"] == value
    assert type(read_value["key"]) is type(value)


def test_what_is_no_number_is_none() -> None:
    value = plain("[.nan, .NaN]")
    assert isinstance(value, list)
    assert all(isinstance(each, float) and math.isnan(each) for each in value)


def test_what_is_absent_is_null() -> None:
    assert plain("a:\nb: ~\nc: 1\n") == {"a": None, "b": None, "c": 1}


def test_an_alias_is_what_it_stands_for() -> None:
    assert plain("a: &x [1]\nb: *x\n") == {"a": [1], "b": [1]}
