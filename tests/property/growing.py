"""Units with a history of their own: what the engine decided on some days, taken as done or as ended otherwise."""

import datetime as dt
from collections.abc import Sequence

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.taking import Ending, take

DAYS_BEFORE = (30, 21, 14, 10, 7, 5, 3, 2, 1)

_ENDINGS: tuple[Ending, ...] = (*("done",) * 12, "failed", "unknown", "refused", "unanswered", "not done")


def grown(case: Drawn, seed: int, *, all_done: bool = False) -> Drawn:
    """The case with what its own decisions of the days before led to, in place of the memories that were made up."""
    chance = Chance(seed)
    bare = msgspec.structs.replace(case.unit, touches=(), approvals=(), memberships=())
    days = [case.day - dt.timedelta(days) for days in DAYS_BEFORE if chance.percent(75)]
    unit = live(Evaluator(case.release), case, bare, days, None if all_done else chance.part("endings"))
    return msgspec.structs.replace(case, unit=unit)


def live(evaluator: Evaluator, case: Drawn, unit: Unit, days: Sequence[dt.date], chance: Chance | None) -> Unit:
    """The unit after its decisions of some days; without a chance everything is done."""
    for day in days:
        decisions = evaluator.decide(case.setting, unit, day)
        unit = take(unit, decisions, {} if chance is None else _endings(decisions, chance.part(day.isoformat())))
    return unit


def _endings(decisions: Sequence[Decision], chance: Chance) -> dict[str, Ending]:
    """How each action ends by itself; what goes with a step ends as the step does."""
    return {
        action.id: _ending(action.state == "ready", chance.part(action.id))
        for decision in decisions
        for action in decision.actions
        if "/also" not in action.step
    }


def _ending(ready: bool, chance: Chance) -> Ending:
    ending = chance.pick(_ENDINGS)
    return "done" if ready and ending in {"refused", "unanswered"} else ending
