"""The coming schedule: day by day, as if nothing happened but the evaluator's own actions (rule 33)."""

import datetime as dt
from typing import Literal

from playbook_engine.engine.evaluator import AsOf, Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.taking import Ending, take


def forecast(
    evaluator: Evaluator,
    setting: Setting,
    unit: Unit,
    as_of: AsOf,
    until: dt.date,
    approvals: Literal["given", "never"] = "given",
) -> tuple[Decision, ...]:
    """All decisions from the as-of to `until`, that day included, on the days on which anything can change.

    Work is taken as done on its day and approvals as given at once (`never`: nobody answers); dated holds end,
    others stay.
    """
    decided: list[Decision] = []
    moment: AsOf | None = as_of
    while moment is not None and _date(moment) <= until:
        today = evaluator.decide(setting, unit, moment)
        decided += today
        unit = take(unit, today, _endings(today, approvals))
        moment = _next(today, moment)
    return tuple(decided)


def _endings(decisions: tuple[Decision, ...], approvals: str) -> dict[str, Ending]:
    if approvals == "given":
        return {}
    return {
        action.id: "unanswered"
        for decision in decisions
        for action in decision.actions
        if action.state == "needs approval"
    }


def _next(decisions: tuple[Decision, ...], moment: AsOf) -> dt.date | None:
    """The first day on which any case can change; of an instant first the rest of its day, then whole days."""
    days = [each.next_change_on for each in decisions if each.next_change_on is not None]
    if any(decision.actions for decision in decisions):
        days.append(_date(moment) + dt.timedelta(days=1))
    if not days:
        return None
    return max(min(days), _date(moment) + dt.timedelta(days=1))


def _date(moment: AsOf) -> dt.date:
    return moment.date() if isinstance(moment, dt.datetime) else moment
