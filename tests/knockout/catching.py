"""What sees that a stage is missing: the timeline tests, and generated cases whose answers the reference gave."""

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

import msgspec
import pytest

from playbook_engine.analysis.strategies.cases import Drawn, case_of
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.engine.evaluator import AsOf, Evaluator
from playbook_engine.model.decision import Decision
from playbook_engine.model.timeline import Way
from playbook_engine.simulation.timeline import run, ways_of
from tests.conformance.reading import all_tests, topic
from tests.knockout.choosing import CHOOSING
from tests.knockout.reading import READING
from tests.knockout.sending import SENDING
from tests.knockout.taking_out import Stage
from tests.property.comparing import compared
from tests.property.growing import grown
from tests.reference.evaluator import decide

STAGES = (*READING, *CHOOSING, *SENDING)
BATCH = 50
FIRST_SEEDS = range(0, 200, BATCH)
MORE_SEEDS = range(200, 1000, BATCH)
DAYS = (0, 1, 4, 10)
HOURS = (8, 18, 23)


class Caught(msgspec.Struct, frozen=True):
    """The first timeline test and the first generated case that fail without a stage; empty where none does."""

    timeline: str
    generated: str

    def __bool__(self) -> bool:
        """Whether anything sees that the stage is missing."""
        return bool(self.timeline or self.generated)


class Answered(msgspec.Struct, frozen=True):
    """A generated case with what the reference decides at some moments."""

    name: str
    case: Drawn
    answers: tuple[tuple[AsOf, tuple[Decision, ...]], ...]


def caught(stage: Stage | None, *, by_both: bool = False) -> Caught:
    """What fails while a stage is taken out; while none is nothing may. `by_both`: look on where one kind failed."""
    generated = next(_generated(stage, FIRST_SEEDS), "")
    timeline = "" if generated and not by_both else _timeline(stage, "as written")
    if not (timeline or generated):
        timeline = _timeline(stage, "named days")
    if not (timeline or generated) and stage is not None:
        generated = next(_generated(stage, MORE_SEEDS), "")
    return Caught(timeline, generated)


def _timeline(stage: Stage | None, way: Way) -> str:
    known = frozenset[str]() if stage is None else _failing_already(way)
    with _without(stage):
        return next((name for name in _failing_tests(way) if name not in known), "")


def _generated(stage: Stage | None, starts: range) -> Iterator[str]:
    for start in starts:
        known = frozenset[str]() if stage is None else _differing_already(start)
        answered = answered_cases(start)
        with _without(stage):
            yield from (name for name in _differing(answered) if name not in known)


@cache
def _failing_already(way: Way) -> frozenset[str]:
    """What fails with every stage in place says nothing about a stage."""
    return frozenset(_failing_tests(way))


@cache
def _differing_already(start: int) -> frozenset[str]:
    return frozenset(_differing(answered_cases(start)))


@contextmanager
def _without(stage: Stage | None) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        if stage is not None:
            stage.take_out(patch)
        yield


def _failing_tests(way: Way) -> Iterator[str]:
    evaluators: dict[str, Evaluator] = {}
    for name, test_name, test in all_tests():
        if name not in evaluators:
            release = topic(name).release
            assert release is not None
            evaluators[name] = Evaluator(release)
        if way in ways_of(test) and not run(evaluators[name], test, way).passed:
            yield f"{name}: {test_name}"


def _differing(answered: tuple[Answered, ...]) -> Iterator[str]:
    for each in answered:
        evaluator = Evaluator(each.case.release)
        for moment, answer in each.answers:
            decided = evaluator.decide(each.case.setting, each.case.unit, moment)
            if tuple(map(compared, decided)) != answer:
                yield f"{each.name} on {moment}"
                break


@cache
def answered_cases(start: int) -> tuple[Answered, ...]:
    """Some cases, with histories that were made up and that grew; to be asked for while all stages are in place."""
    found: list[Answered] = []
    for seed in range(start, start + BATCH):
        case = case_of(Chance(seed))
        found += [_answered(f"case {seed}", case), _answered(f"case {seed}, grown", grown(case, seed))]
    return tuple(found)


def _answered(name: str, case: Drawn) -> Answered:
    instants = [dt.datetime.combine(case.day, dt.time(hour), dt.UTC) for hour in HOURS]
    moments: list[AsOf] = [*(case.after(days) for days in DAYS), *instants]
    answers = [decide(case.release, case.setting, case.unit, each) for each in moments]
    told = [tuple(map(compared, each)) for each in answers]
    return Answered(name, case, tuple(zip(moments, told, strict=True)))
