"""What a simulated day is, and that nothing hangs on how the work is split or on anything but the seed."""

import datetime as dt

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.model.canonical import canonical
from playbook_engine.model.scenario import Days, Scenario
from playbook_engine.model.taking import take
from playbook_engine.model.units import decode_unit, encode_unit
from playbook_engine.simulation.chance import Chance
from playbook_engine.simulation.lived import Lived, joined
from playbook_engine.simulation.scenarios import simulate
from tests.property.behaving import LIVELY
from tests.property.laws import of_cases

DAYS = 40


def scenario(case: Drawn, **more: object) -> Scenario:
    return Scenario(first=case.day, last=case.after(DAYS), **more)  # type: ignore[arg-type]


def lively(case: Drawn, seed: str = "seed") -> Scenario:
    return scenario(case, behaviour=LIVELY, seed=seed)


def lived(case: Drawn, told: Scenario, days: Days | None = None) -> Lived:
    return simulate(Evaluator(case.release), case.setting, case.unit, told, days)


class TestForecast:
    """A forecast is a scenario in which nothing happens."""

    @of_cases(0.5)
    def test_without_events_the_acts_are_those_of_the_forecast(self, case: Drawn) -> None:
        foreseen = forecast(Evaluator(case.release), case.setting, case.unit, case.day, case.after(DAYS))
        actions = [action for decision in foreseen for action in decision.actions]
        assert [each.action for each in lived(case, scenario(case)).acts] == actions


class TestSimulatedDay:
    """A simulated day is the production day of the same state."""

    @of_cases(0.3)
    def test_deciding_every_day_of_what_is_known_by_then_gives_the_same(self, case: Drawn) -> None:
        evaluator, told = Evaluator(case.release), lively(case)
        whole = lived(case, told)
        unit = case.unit
        acts = []
        for number in range(DAYS + 1):
            day = case.after(number)
            before = simulate(evaluator, case.setting, unit, asleep(told), Days(day, day)).unit
            decisions = evaluator.decide(case.setting, before, day)
            acts += [action for each in decisions for action in each.actions]
            unit = take(before, decisions)
        assert [each.action for each in whole.acts] == acts
        assert encode_unit(whole.unit) == encode_unit(unit)


def asleep(told: Scenario) -> Scenario:
    """The same world with nobody deciding."""
    return msgspec.structs.replace(told, down=(Days(told.first, told.last),))


class TestSplitting:
    """Splitting the work changes nothing."""

    @of_cases(0.5)
    def test_days_in_parts_come_to_the_same(self, case: Drawn) -> None:
        for told in (scenario(case, approvals="never"), lively(case)):
            whole = lived(case, told)
            for number in (0, 13, DAYS - 1):
                middle = case.after(number)
                start = lived(case, told, Days(told.first, middle))
                after = msgspec.structs.replace(case, unit=start.unit)
                rest = lived(after, told, Days(middle + dt.timedelta(1), told.last))
                assert without_count(joined(start, rest)) == without_count(whole)

    @of_cases(0.5)
    def test_a_unit_that_travelled_as_bytes_lives_the_same(self, case: Drawn) -> None:
        told = lively(case)
        there = msgspec.structs.replace(case, unit=decode_unit(encode_unit(case.unit)))
        assert canonical(lived(there, told).acts) == canonical(lived(case, told).acts)


def without_count(of: Lived) -> Lived:
    """All but how many days were decided, of which a part has one more."""
    return msgspec.structs.replace(of, decided=0)


class TestSeed:
    """Nothing is drawn without the seed."""

    @of_cases(0.3)
    def test_the_same_seed_gives_the_same_bytes(self, case: Drawn) -> None:
        assert canonical(lived(case, lively(case))) == canonical(lived(case, lively(case)))

    @of_cases(0.3)
    def test_without_behaviour_the_seed_does_not_matter(self, case: Drawn) -> None:
        one, other = (lived(case, scenario(case, seed=seed)) for seed in ("one", "other"))
        assert canonical(one) == canonical(other)

    @given(st.integers(2, 9))
    def test_seeds_differ_in_what_is_drawn(self, number: int) -> None:

        draws = {Chance(str(seed)).of("A", "I", "2026-03-01", "pay") for seed in range(number)}
        assert len(draws) == number
