"""The decisions of the engine and of the reference side by side."""

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.decision import Decision
from tests.reference.evaluator import decide as reference_decide

AsOf = dt.date | dt.datetime


def differences(case: Drawn, moments: Sequence[AsOf]) -> list[str]:
    """Where engine and reference say different things, field by field; empty where they agree."""
    evaluator = Evaluator(case.release)
    found: list[str] = []
    for moment in moments:
        engine = [compared(each) for each in evaluator.decide(case.setting, case.unit, moment)]
        reference = [compared(each) for each in reference_decide(case.release, case.setting, case.unit, moment)]
        found += [f"{moment} {line}" for line in _apart(engine, reference)]
    return found


def compared(decision: Decision) -> Decision:
    """A decision without what may be said in more than one right way: when it changes, and sentences."""
    silence = decision.silence
    if silence is not None:
        silence = msgspec.structs.replace(silence, until=None, because="")
    return msgspec.structs.replace(decision, next_change_on=None, silence=silence)


def _apart(engine: list[Decision], reference: list[Decision]) -> Iterator[str]:
    ours, theirs = [each.case for each in engine], [each.case for each in reference]
    if ours != theirs:
        yield f"cases: engine {ours}, reference {theirs}"
        return
    for one, other in zip(engine, reference, strict=True):
        yield from (f"{one.case}{line}" for line in _fields(one, other, ""))


def _fields(one: Any, other: Any, path: str) -> Iterator[str]:
    if one == other:
        return
    if isinstance(one, msgspec.Struct) and type(one) is type(other):
        for name in one.__struct_fields__:
            yield from _fields(getattr(one, name), getattr(other, name), f"{path}.{name}")
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from _fields(left, right, f"{path}[{number}]")
    else:
        yield f"{path}: engine {one!r}, reference {other!r}"
