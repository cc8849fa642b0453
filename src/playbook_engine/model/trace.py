"""How a decision came about: every condition tried, with the fact's value and the distance to the other answer."""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.model.decision import Decision


class Distance(msgspec.Struct, frozen=True, kw_only=True):
    """How far a value is from where the answer turns: move it `up` or `down` by `amount`, at least (or `beyond`: by
    more).

    `unit`: `minor EUR` for minor units of a currency, `days`, or empty; `amount` is an exact number as text.
    """

    amount: str
    unit: str = ""
    direction: Literal["up", "down"] = "up"
    beyond: bool = False
    text: str = ""


class TestTrace(msgspec.Struct, frozen=True, kw_only=True, tag="test"):
    """One test: `holds` is None where a rate is missing; `value` is text for people, `missing` where there is none."""

    __test__ = False  # not a test of pytest's

    fact: str
    phrase: str
    value: str
    holds: bool | None
    distance: Distance | None = None


class GroupTrace(msgspec.Struct, frozen=True, kw_only=True, tag="group"):
    """`all`, `any` or `not` of parts, or a segment by `name`."""

    kind: Literal["all", "any", "not", "segment"]
    holds: bool | None
    parts: tuple["ConditionTrace", ...]
    name: str = ""


ConditionTrace = TestTrace | GroupTrace


class RuleTrace(msgspec.Struct, frozen=True, kw_only=True):
    """A playbook, hold or guarantee that was asked, in order, with its condition."""

    kind: Literal["playbook", "hold", "guarantee"]
    name: str
    holds: bool | None
    condition: ConditionTrace
    item: str = ""


StepState = Literal["passed", "lapsed", "waits", "not reached", "reached"]


class StepTrace(msgspec.Struct, frozen=True, kw_only=True):
    """A ladder step: its day, whether it has come, and its condition. `waits`: what it counts from has not happened."""

    step: str
    state: StepState
    on: dt.date | None = None
    ended_on: dt.date | None = None
    condition: ConditionTrace | None = None
    chosen: bool = False


class CaseTrace(msgspec.Struct, frozen=True, kw_only=True):
    """The whole way of one decision: who takes the item, which holds stand, where each step is, and the outcome."""

    decision: Decision
    item: str
    playbooks: tuple[RuleTrace, ...]
    holds: tuple[RuleTrace, ...] = ()
    steps: tuple[StepTrace, ...] = ()
