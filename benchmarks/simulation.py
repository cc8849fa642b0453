"""(d) A portfolio through 90 days of customers who behave as they did, over two processes, and the memory of that.

Learning and living are timed with all that belongs to them: units and results travel between the processes. What the
portfolio is drawn from is not in the time. As a program it measures one size and prints it as JSON.
"""

import datetime as dt
import multiprocessing
import resource
import subprocess
import sys
import time

import msgspec

from benchmarks.figures import Aim, Figure, Memory, Report
from benchmarks.life import SETTING
from benchmarks.past import remembered
from benchmarks.portfolio import DAY
from benchmarks.release import release
from playbook_engine.model.scenario import Scenario
from playbook_engine.service.simulating import Start, live_book
from playbook_engine.simulation.counting import learn
from playbook_engine.simulation.measures import measured
from playbook_engine.simulation.tallying import Tallies

DAYS = 90
PROCESSES = 2
PORTION = 100_000
"""Open invoices held in memory at a time."""
AIMED = 100_000
"""Open invoices for which the aims were set."""


class Found(msgspec.Struct, frozen=True, kw_only=True):
    """What one size took: seconds, bytes, and what it amounts to, so that two runs can be compared.

    `computing`: seconds of all processors together, which say more than the others on a busy machine.
    """

    invoices: int
    learning: float
    living: float
    computing: float
    before: int
    peak: int
    contacts: int
    days_decided: int


def measure(invoices: int) -> Report:
    """Seconds an open invoice, in a process of its own with two more."""
    command = [sys.executable, "-m", "benchmarks.simulation", str(invoices)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    found = msgspec.json.decode(done.stdout, type=Found)
    seconds = found.learning + found.living
    return Report(
        name="simulation",
        title=f"{DAYS} days of a portfolio with learnt behaviour, {PROCESSES} processes",
        size=invoices,
        figures=(
            Figure(name="living through the days", seconds=found.living / invoices, unit="invoice", ratio=1.0),
            Figure(
                name="learning from the past",
                seconds=found.learning / invoices,
                unit="invoice",
                ratio=found.learning / found.living,
            ),
            Figure(
                name="computing, of all processors together",
                seconds=found.computing / invoices,
                unit="invoice",
                ratio=found.computing / found.living,
            ),
        ),
        memory=(Memory(way="all processes together", invoices=invoices, before=found.before, peak=found.peak),),
        aims=(
            Aim(what=f"seconds for {AIMED:,} invoices", aim=60, reached=seconds * AIMED / invoices, at_most=True),
            Aim(what="gigabytes at the peak", aim=2, reached=found.peak / 10**9, at_most=True),
        ),
        notes=(f"{found.contacts:,} contacts, {found.days_decided:,} days of accounts decided",),
    )


def simulated(invoices: int) -> Found:
    """One size, measured in this process and its children."""
    compiled = release()
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    scenario = Scenario(first=DAY, last=DAY + dt.timedelta(DAYS - 1), seed="benchmark")
    learning = living = computing = 0.0
    everything = Tallies()
    behaviour = None
    for start in range(0, invoices, PORTION):
        units = list(remembered(min(PORTION, invoices - start), start))
        used, begun = _computed(), time.perf_counter()
        behaviour = behaviour or learn(units, DAY)
        learnt = time.perf_counter()
        told = Start(compiled, SETTING, behaviour, (scenario,), acts=False)
        tallies, _ = live_book(told, units, PROCESSES)
        everything.update(tallies[0])
        learning, living = learning + learnt - begun, living + time.perf_counter() - learnt
        computing += _computed() - used
    found = measured(everything.tally(), scenario)
    children = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024 * PROCESSES
    return Found(
        invoices=invoices,
        learning=learning,
        living=living,
        computing=computing,
        before=before,
        peak=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 + children,
        contacts=sum(each.count for each in found.contacts),
        days_decided=found.days_decided,
    )


def _computed() -> float:
    """Seconds that processors worked for this process and its children, which have to be at their end to be counted."""
    for each in multiprocessing.active_children():
        each.join()
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(used.ru_utime + used.ru_stime for used in map(resource.getrusage, who))


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(simulated(int(sys.argv[1]))))
