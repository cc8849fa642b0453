"""The normal form of conditions: a tree of tests of one fact against constants; data, never code.

Everything that reads a condition (the compiler, the trace, the analysis) walks this tree. A missing fact makes a test
false and `Not` is its plain opposite (rule 6).
"""

from fractions import Fraction
from typing import Literal

import msgspec

Bound = int | Fraction | None


class Interval(msgspec.Struct, frozen=True):
    """From `low` to `high`; None is unbounded; an `open` end does not belong to it."""

    low: int | str | None = None
    high: int | str | None = None
    low_open: bool = False
    high_open: bool = False


class InRange(msgspec.Struct, frozen=True, tag="range"):
    """A number, a percentage, or a date compared with fixed bounds.

    Numbers that are not whole are decimal or fraction text (`1/3`); percentages are fractions (10% is `1/10`);
    dates are
    day numbers (proleptic ordinals).
    """

    interval: Interval


class InDays(msgspec.Struct, frozen=True, tag="days"):
    """A date by its distance from today in days: positive is ahead, negative is past."""

    interval: Interval


class InAmount(msgspec.Struct, frozen=True, tag="amount"):
    """Money against bounds in minor units, one interval a currency; other currencies are converted into the first."""

    intervals: tuple[tuple[str, Interval], ...]


class OneOf(msgspec.Struct, frozen=True, tag="one of"):
    """A text, an enumerated value or `yes`/`no`, among these."""

    values: tuple[str, ...]


class StartsWith(msgspec.Struct, frozen=True, tag="starts with"):
    """A text that begins with one of these."""

    prefixes: tuple[str, ...]


class Has(msgspec.Struct, frozen=True, tag="has"):
    """Tags that hold any (or all) of these."""

    tags: tuple[str, ...]
    every: bool = False


class Present(msgspec.Struct, frozen=True, tag="present"):
    """The fact is known."""


Predicate = InRange | InDays | InAmount | OneOf | StartsWith | Has | Present


class Test(msgspec.Struct, frozen=True, tag="test"):
    """One fact against one predicate; `text` is the author's phrase, for the trace."""

    __test__ = False  # not a test of pytest's

    fact: str
    predicate: Predicate
    text: str = ""


class All(msgspec.Struct, frozen=True, tag="all"):
    """Every part holds; of no parts: always true."""

    parts: tuple["Condition", ...] = ()


class AnyOf(msgspec.Struct, frozen=True, tag="any"):
    """At least one part holds; of no parts: never true."""

    parts: tuple["Condition", ...] = ()


class Not(msgspec.Struct, frozen=True, tag="not"):
    """The plain opposite, also of a test that is false because its fact is missing."""

    part: "Condition"


class Named(msgspec.Struct, frozen=True, tag="named"):
    """A segment by name, with what it stands for."""

    name: str
    part: "Condition"


Condition = Test | All | AnyOf | Not | Named

ALWAYS = All()

Scope = Literal["account", "family", "case", "anchor", "invoice", "item", "contact", "today", "record"]


def facts_of(condition: Condition) -> frozenset[str]:
    """The names of all facts that a condition reads."""
    return frozenset(test.fact for test in tests_of(condition))


def tests_of(condition: Condition) -> list[Test]:
    """All tests in reading order."""
    match condition:
        case Test():
            return [condition]
        case All(parts) | AnyOf(parts):
            return [test for part in parts for test in tests_of(part)]
        case Not(part) | Named(_, part):
            return tests_of(part)


def number(bound: int | str | None) -> Bound:
    """A bound of an interval as an exact number."""
    return Fraction(bound) if isinstance(bound, str) else bound
