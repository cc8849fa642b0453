"""`next_change_on` names a day that is never later than the first on which another decision follows by itself."""

import datetime as dt

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.taking import take
from tests.property.growing import grown
from tests.property.laws import of_cases

DAYS = 40


class TestNextChange:
    """Design 4: "never later than the first day on which another decision could follow if nothing happens"."""

    @of_cases(1)
    def test_no_decision_changes_by_itself_before_the_day_it_names(self, case: Drawn) -> None:
        for drawn in (case, grown(case, 19)):
            evaluator = Evaluator(drawn.release)
            days = [evaluator.decide(drawn.setting, drawn.unit, drawn.after(number)) for number in range(DAYS + 1)]
            for number in (0, 6, 13, 25):
                _nothing_before(days[number:])

    @of_cases()
    def test_the_day_it_names_is_to_come(self, case: Drawn) -> None:
        for each in Evaluator(case.release).decide(case.setting, case.unit, case.day):
            assert each.next_change_on is None or each.next_change_on > each.day, "named: a day that is past"


class TestForecast:
    """Rule 33: "day by day from the as-of, only on days named by `next_change_on` or after an action"."""

    @of_cases(0.5)
    def test_it_acts_as_deciding_every_day_does(self, case: Drawn) -> None:
        evaluator = Evaluator(case.release)
        until = case.after(DAYS)
        foreseen = _acts(forecast(evaluator, case.setting, case.unit, case.day, until))
        unit, lived = case.unit, []
        for number in range(DAYS + 1):
            decisions = evaluator.decide(case.setting, unit, case.after(number))
            lived += _acts(decisions)
            unit = take(unit, decisions)
        assert foreseen == lived, f"forecast: {_apart(foreseen, lived)}"


def _nothing_before(days: list[tuple[Decision, ...]]) -> None:
    """Each decision of the first day stands until the day that it names."""
    later = [{each.case: each for each in decisions} for decisions in days]
    for now in days[0]:
        for number, decisions in enumerate(later[1:], 1):
            then = decisions.get(now.case)
            day = now.day + dt.timedelta(number)
            if now.next_change_on is not None and day >= now.next_change_on:
                break
            assert then is not None, f"gone: {now.case} on {day}, named {now.next_change_on}"
            assert _lasting(then) == _lasting(now), f"changed: {now.case} on {day}, named {now.next_change_on}"


def _lasting(decision: Decision) -> Decision:
    """A decision without what names its day."""
    silence = decision.silence
    if silence is not None:
        silence = msgspec.structs.replace(silence, until=None, because="")
    actions = tuple(msgspec.structs.replace(each, on=dt.date.min, pay_by=None) for each in decision.actions)
    return msgspec.structs.replace(decision, day=dt.date.min, next_change_on=None, silence=silence, actions=actions)


def _acts(decisions: tuple[Decision, ...]) -> list[Action]:
    return [action for each in decisions for action in each.actions]


def _apart(foreseen: list[Action], lived: list[Action]) -> str:
    one, other = {(each.on, each.id) for each in foreseen}, {(each.on, each.id) for each in lived}
    return f"only foreseen {sorted(one - other)}, only lived {sorted(other - one)}"
