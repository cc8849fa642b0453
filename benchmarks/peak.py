"""A process that decides the units of a file in one of three ways, and says how much memory it needed at its peak."""

import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec

from benchmarks.figures import Memory
from benchmarks.life import SETTING
from benchmarks.portfolio import DAY
from benchmarks.release import release
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.tracing import trace
from playbook_engine.model.book import Unit
from playbook_engine.model.canonical import canonical
from playbook_engine.model.units import decode_unit

TRACED = 500
"""Units that are decided with a trace: one after the other, so that more of them need no more."""


def main(way: str, book: Path) -> None:
    """Decide and print the peak as JSON."""
    evaluator = Evaluator(release())
    before = resident("VmRSS")
    count = {"unit by unit": one_by_one, "unit by unit with trace": traced, "whole book": whole}[way](evaluator, book)
    found = Memory(way=way, invoices=count, before=before, peak=resident("VmHWM"))
    sys.stdout.buffer.write(msgspec.json.encode(found))


def one_by_one(evaluator: Evaluator, book: Path) -> int:
    """Read, decide and write one unit after the other."""
    count = 0
    for unit in units(book):
        for decision in evaluator.decide(SETTING, unit, DAY):
            canonical(decision)
        count += len(unit.invoices)
    return count


def traced(evaluator: Evaluator, book: Path) -> int:
    """The same with a trace."""
    count = 0
    for number, unit in enumerate(units(book)):
        if number == TRACED:
            break
        canonical(trace(evaluator, SETTING, unit, DAY))
        count += len(unit.invoices)
    return count


def whole(evaluator: Evaluator, book: Path) -> int:
    """With all units and all decisions in memory at once."""
    everything = list(units(book))
    decisions = [evaluator.decide(SETTING, unit, DAY) for unit in everything]
    assert len(decisions) == len(everything)
    return sum(len(unit.invoices) for unit in everything)


def units(book: Path) -> Iterator[Unit]:
    """A unit a line."""
    with book.open("rb") as lines:
        for line in lines:
            yield decode_unit(line)


def resident(name: str) -> int:
    """Bytes of this process in memory, now (`VmRSS`) or at the peak (`VmHWM`); 0 where the system does not tell."""
    status = Path("/proc/self/status")
    if not status.exists():
        return 0
    line = next(each for each in status.read_text(encoding="ascii").splitlines() if each.startswith(name))
    return int(line.split()[1]) * 1024


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
