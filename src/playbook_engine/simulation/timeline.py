"""Timeline tests run: as written, and in the other ways that must not change what a test proves."""

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.timeline import WAYS, TimelineTest, Way
from playbook_engine.simulation.course import Decider
from playbook_engine.simulation.looking import facts_with, holds_with
from playbook_engine.simulation.mondays import run_on_mondays
from playbook_engine.simulation.running import Explain, Run, TestResult


def run(decider: Decider, test: TimelineTest, way: Way = "as written", *, explain: Explain | None = None) -> TestResult:
    """Run a test; `explain` gives the trace of a day that fails. Facts and holds are seen where the engine decides."""
    if way == "mondays":
        return run_on_mondays(decider, test)
    if not isinstance(decider, Evaluator):
        return Run(decider, test, way, explain=explain).result()
    holds = holds_with(decider) if way == "as written" else None
    return Run(decider, test, way, explain=explain, facts=facts_with(decider), holds=holds).result()


def ways_of(test: TimelineTest) -> tuple[Way, ...]:
    """The ways in which a test can be run: one that names its own days is not run on others."""
    own_days = () if test.evaluate == "daily" else ("named days", "mondays")
    return tuple(way for way in WAYS if way not in test.leave_out and way not in own_days)
