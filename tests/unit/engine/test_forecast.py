"""The coming schedule: which days are looked at, and what is taken for granted (rule 33)."""

import datetime as dt

from hypothesis import given

from playbook_engine.analysis.strategies.cases import Drawn, drawn_cases
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.model.book import Setting
from playbook_engine.model.decision import Decision
from playbook_engine.model.playbook import ApprovalRule, Calendar, Repeat
from tests.reference.build import day, invoice, playbook, release, step, unit

LADDER = (step("first", "5 days after due"), step("second", "10 days after due"))
STATE = unit(invoice("I", "2026-03-01"))
ON, UNTIL = day("2026-03-02"), day("2026-04-30")


def foreseen(*steps: object, until: dt.date = UNTIL, as_of: dt.date = ON, **more: object) -> tuple[Decision, ...]:
    rules = release(playbook(*steps))  # type: ignore[arg-type]
    return forecast(Evaluator(rules), Setting(), STATE, as_of, until, **more)  # type: ignore[arg-type]


def acts(decisions: tuple[Decision, ...]) -> list[tuple[str, str]]:
    return [(each.on.isoformat(), each.step) for decision in decisions for each in decision.actions]


class TestByHand:
    def test_each_step_on_its_day_and_the_days_between_are_skipped(self) -> None:
        found = foreseen(*LADDER)
        assert acts(found) == [("2026-03-06", "first"), ("2026-03-11", "second")]
        assert len(found) < 10

    def test_the_last_day_belongs_to_it(self) -> None:
        assert acts(foreseen(*LADDER, until=day("2026-03-11"))) == [("2026-03-06", "first"), ("2026-03-11", "second")]
        assert acts(foreseen(*LADDER, until=day("2026-03-10"))) == [("2026-03-06", "first")]

    def test_repeats_go_on_to_the_end(self) -> None:
        found = foreseen(step("first", "5 days after due", repeat=Repeat(every=14)))
        assert [on for on, _ in acts(found)] == ["2026-03-06", "2026-03-20", "2026-04-03", "2026-04-17"]

    def test_an_instant_is_the_rest_of_its_day_then_whole_days(self) -> None:
        office = Calendar(opens=9 * 60, closes=17 * 60)
        rules = release(playbook(step("first", "1 day after due"), calendar=office))
        evening = dt.datetime(2026, 3, 2, 18, tzinfo=dt.UTC)
        found = forecast(Evaluator(rules), Setting(), STATE, evening, UNTIL)
        assert found[0].silence is not None
        assert found[0].silence.reason == "outside hours"
        assert acts(found) == [("2026-03-03", "first")]


class TestApprovals:
    RULE = ApprovalRule(by="boss", expires=3)
    STEPS = (step("first", "5 days after due", approval=RULE), step("second", "10 days after due"))

    def test_they_are_given_at_once(self) -> None:
        assert acts(foreseen(*self.STEPS)) == [("2026-03-06", "first"), ("2026-03-11", "second")]

    def test_or_never_and_then_the_step_expires(self) -> None:
        found = foreseen(*self.STEPS, approvals="never")
        states = {(each.step, each.state) for decision in found for each in decision.actions}
        assert states == {("first", "needs approval"), ("second", "ready")}
        assert ("2026-03-11", "second") in acts(found)
        expired = [each.day.isoformat() for each in found if each.exceptions == ("expired: first",)]
        assert expired[:1] == ["2026-03-10"]


@given(drawn_cases())
def test_it_goes_forward_by_days_and_each_action_is_of_its_day(case: Drawn) -> None:
    found = forecast(Evaluator(case.release), case.setting, case.unit, case.day, case.after(20))
    days = [each.day for each in found]
    assert days == sorted(days)
    assert days[:1] in ([], [case.day])
    assert all(each.on == decision.day for decision in found for each in decision.actions)
    done = [action.id for decision in found for action in decision.actions if action.state == "ready"]
    assert len(set(done)) == len(done)
