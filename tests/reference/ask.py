"""Short questions to the reference, for tests with one case."""

import datetime as dt

from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.release import Release
from tests.reference.evaluator import decide

NOTHING_SET = Setting()


def one(release: Release, unit: Unit, on: str | dt.datetime, setting: Setting = NOTHING_SET) -> Decision:
    """The only decision."""
    as_of = dt.date.fromisoformat(on) if isinstance(on, str) else on
    (decision,) = decide(release, setting, unit, as_of)
    return decision


def steps_of(decision: Decision) -> list[str]:
    """The steps of its actions."""
    return [each.step for each in decision.actions]


def silence_of(decision: Decision) -> tuple[str, str, str]:
    """Why the ladder does nothing: reason, by what, which step."""
    assert decision.silence is not None, decision.actions
    return decision.silence.reason, decision.silence.by, decision.silence.step
