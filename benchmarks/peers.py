"""The forms in which other programs take the segments, each the fastest that its documentation shows."""

import importlib
import json
from collections.abc import Callable, Sequence
from typing import Any

from benchmarks.segments import PYTHON_NAMES, PYTHON_ROW, RULE_ENGINE, ZEN, json_logic, said, used
from playbook_engine.model.condition import Condition

Row = dict[str, Any]
Segments = Sequence[Condition]
Block = slice
Peer = Callable[[Block], list[int]]
"""The number of the segment of each row of a block."""


def by_hand(segments: Segments, rows: Sequence[Row]) -> Peer:
    """One function, if after elif, each condition reading the dictionary."""
    return _function(["def segment(row):", *_chain(segments, PYTHON_ROW)], rows)


def by_hand_with_names(segments: Segments, rows: Sequence[Row]) -> Peer:
    """The same, with each fact that is needed taken out of the dictionary once."""
    names = [f"    {name} = row['{name}']" for name in used()]
    return _function(["def segment(row):", *names, *_chain(segments, PYTHON_NAMES)], rows)


def _chain(segments: Segments, language: Any) -> list[str]:
    lines = []
    for number, each in enumerate(segments):
        lines += [f"    {'el' if number else ''}if {said(each, language)}:", f"        return {number}"]
    return [*lines, "    return -1"]


def _function(lines: list[str], rows: Sequence[Row]) -> Peer:
    names: dict[str, Any] = {}
    exec("\n".join(lines), names)  # noqa: S102 - our own text
    segment = names["segment"]
    return lambda block: [segment(row) for row in rows[block]]


def datalogic(segments: Segments, rows: Sequence[Row]) -> Peer:
    """One compiled rule, a session, data read into handles beforehand, and results as whole numbers."""
    session, rule, handles = _datalogic(segments, rows)
    return lambda block: [session.evaluate_int(rule, handle) for handle in handles[block]]


def datalogic_batch(segments: Segments, rows: Sequence[Row]) -> Peer:
    """The same rule and handles, a block in one call; its results are texts."""
    session, rule, handles = _datalogic(segments, rows)
    return lambda block: list(map(int, session.evaluate_batch(rule, handles[block])))


def _datalogic(segments: Segments, rows: Sequence[Row]) -> tuple[Any, Any, list[Any]]:
    peer = importlib.import_module("datalogic_py")
    branches: list[Any] = []
    for number, each in enumerate(segments):
        branches += [json_logic(each), number]
    engine = peer.Engine()
    rule = engine.compile(json.dumps({"if": [*branches, -1]}))
    return engine.session(), rule, [peer.DataHandle(json.dumps(row)) for row in rows]


def zen(segments: Segments, rows: Sequence[Row]) -> Peer:
    """One compiled expression, condition within condition; of each row only the facts used, as JSON made beforehand."""
    peer = importlib.import_module("zen")
    text = "-1"
    for number, each in reversed(list(enumerate(segments))):
        text = f"({said(each, ZEN)}) ? {number} : ({text})"
    expression = peer.compile_expression(text)
    fields = [json.dumps({name: row[name] for name in used()}).encode() for row in rows]
    return lambda block: [int(expression.evaluate(row)) for row in fields[block]]


def rule_engine(segments: Segments, rows: Sequence[Row]) -> Peer:
    """Its own chain of rules, which gives the value of the first that matches."""
    peer = importlib.import_module("rule_engine")
    chain = peer.Chain([(said(each, RULE_ENGINE), number) for number, each in enumerate(segments)], default_value=-1)
    return lambda block: [chain.evaluate(row) for row in rows[block]]
