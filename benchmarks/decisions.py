"""(b) Full decisions over a portfolio: segments, steps, holds, calendar and limits, on accounts with a past.

Decoding the units, deciding, and encoding the decisions are timed apart; the trace is timed on the first accounts.
"""

import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import msgspec

from benchmarks.figures import Aim, Figure, Memory, Report
from benchmarks.life import DAYS, SETTING, lived
from benchmarks.portfolio import DAY, INVOICES_EACH
from benchmarks.release import release
from benchmarks.rounds import Contender, interleaved
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.tracing import trace
from playbook_engine.model.book import Unit
from playbook_engine.model.canonical import canonical
from playbook_engine.model.decision import Decision
from playbook_engine.model.units import decode_unit, encode_unit

PORTION = 40_000
"""Invoices held in memory at a time."""
BLOCK = 10
"""Accounts in a row that one contender works on."""
TRACED = 500
"""Accounts that are decided with a trace."""

DECIDE, TRACE, DECODE, ENCODE = "deciding", "deciding with trace", "decoding units", "encoding decisions"


def measure(invoices: int) -> Report:
    """Seconds an invoice of each part, and the memory of processes that decide the portfolio."""
    evaluator = Evaluator(release())
    seconds: Counter[str] = Counter()
    traced = 0.0
    with tempfile.TemporaryDirectory() as folder:
        book = Path(folder, "units.ndjson")
        for start in range(0, invoices, PORTION):
            units = list(lived(evaluator, min(PORTION, invoices - start), start))
            seconds.update(_timed(evaluator, units))
            traced = traced or _traced(evaluator, units[:TRACED])
            with book.open("ab") as lines:
                lines.writelines(encode_unit(each) + b"\n" for each in units)
        memory = [_memory(way, book) for way in ("unit by unit", "unit by unit with trace", "whole book")]
    each = {name: total / invoices for name, total in seconds.items()}
    return _report(invoices, {DECIDE: each[DECIDE], TRACE: traced, **each}, memory)


def _timed(evaluator: Evaluator, units: Sequence[Unit]) -> dict[str, float]:
    """Least seconds of each part; all take the same units."""
    decided = [evaluator.decide(SETTING, unit, DAY) for unit in units]
    encoded = [encode_unit(unit) for unit in units]
    assert [decode_unit(each) for each in encoded] == list(units), "decoding gives other units"
    contenders: dict[str, Contender] = {
        DECIDE: lambda block: [evaluator.decide(SETTING, unit, DAY) for unit in units[_part(block)]],
        DECODE: lambda block: [decode_unit(data) for data in encoded[_part(block)]],
        ENCODE: lambda block: [_encoded(decisions) for decisions in decided[_part(block)]],
    }
    return interleaved(contenders, -(-len(units) // BLOCK))


def _traced(evaluator: Evaluator, units: Sequence[Unit]) -> float:
    """Least seconds an invoice with the trace of every case."""
    contenders: dict[str, Contender] = {
        TRACE: lambda block: [trace(evaluator, SETTING, unit, DAY) for unit in units[_part(block)]]
    }
    return interleaved(contenders, -(-len(units) // BLOCK), rounds=3)[TRACE] / (len(units) * INVOICES_EACH)


def _part(block: int) -> slice:
    return slice(block * BLOCK, (block + 1) * BLOCK)


def _encoded(decisions: Sequence[Decision]) -> list[bytes]:
    return [canonical(each) for each in decisions]


def _memory(way: str, book: Path) -> Memory:
    """What a process of its own needs at its peak."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.peak", way, str(book)], check=True, capture_output=True, text=True
    )
    return msgspec.json.decode(done.stdout, type=Memory)


def _report(invoices: int, each: dict[str, float], memory: list[Memory]) -> Report:
    return Report(
        name="decisions",
        title=f"decisions with steps, holds, calendar and limits, after {DAYS} days lived through",
        size=invoices,
        figures=tuple(
            Figure(name=name, seconds=seconds, unit="invoice", ratio=seconds / each[DECIDE])
            for name, seconds in each.items()
        ),
        memory=tuple(memory),
        aims=(Aim(what="invoices decided a second", aim=150_000, reached=1 / each[DECIDE]),),
        notes=(f"the trace was timed on {min(TRACED * INVOICES_EACH, invoices)} invoices in three rounds",),
    )
