"""The generators reach all of the language and all that can be decided; the numbers are counted, not hoped for."""

import datetime as dt
from collections import Counter
from collections.abc import Iterator

from playbook_engine.analysis.strategies.cases import Drawn, case_of
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.analysis.strategies.releases import release_of
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.decision import REASONS, Action, Decision
from playbook_engine.model.playbook import ACTION_KINDS
from tests.property.features import all_features, features_of
from tests.property.growing import grown

RELEASES = 600
CASES = 1000
IMPOSSIBLE = {"derived.type: tags", "derived.type: yes/no"}
"""Options that no file can have: nothing computes such a fact."""

WAYS = (
    "repeat", "fall-back", "instead", "also", "exhausted", "alongside", "needs approval", "combined", "apply-credit",
    "several currencies", "alarm", "held out", "refused", "expired",
)  # fmt: skip
"""Ways in which an action or a decision is not the plain one."""

LEAST_SHARE = 0.02
LEAST_TIMES = 50


class TestReleases:
    """Every key and option of the language stands in at least 2% of generated releases."""

    def test_every_key_and_option_is_used_often_enough(self) -> None:
        used: Counter[str] = Counter()
        for seed in range(RELEASES):
            used.update(features_of(release_of(Chance(seed).part("release"))))
        wanted = all_features() - IMPOSSIBLE
        rare = {name: used[name] for name in wanted if used[name] < LEAST_SHARE * RELEASES}
        assert not rare, f"of {RELEASES} releases too few have: {sorted(rare.items())}"


class TestDecisions:
    """Every kind of action, reason for silence and way to act is reached at least 50 times."""

    def test_everything_that_can_be_decided_is_decided_often_enough(self) -> None:
        wanted = [*(f"silence {reason}" for reason in REASONS), *(f"action {kind}" for kind in ACTION_KINDS), *WAYS]
        found = reached()
        rare = {what: found[what] for what in wanted if found[what] < LEAST_TIMES}
        assert not rare, f"in {CASES} cases too few are: {rare}"


def reached() -> Counter[str]:
    """How often what was decided over generated cases."""
    found: Counter[str] = Counter()
    for seed in range(CASES):
        case = case_of(Chance(seed))
        for decision in [*_decided(case), *_decided(grown(case, seed))]:
            found.update(_told(decision))
    return found


def _decided(case: Drawn) -> Iterator[Decision]:
    evaluator = Evaluator(case.release)
    for days in (0, 1, 4, 10):
        yield from evaluator.decide(case.setting, case.unit, case.after(days))
    for hour in (8, 18, 23):
        now = dt.datetime.combine(case.day, dt.time(hour), dt.UTC)
        yield from evaluator.decide(case.setting, case.unit, now)


def _told(decision: Decision) -> Iterator[str]:
    if decision.silence:
        yield f"silence {decision.silence.reason}"
    if decision.alarms:
        yield "alarm"
    if decision.held_out:
        yield "held out"
    yield from (each.partition(":")[0] for each in decision.exceptions)
    for action in decision.actions:
        yield f"action {action.kind}"
        yield from _ways(action)


def _ways(action: Action) -> Iterator[str]:
    if action.occurrence > 1:
        yield "repeat"
    if action.step.startswith("hold-"):
        yield "instead"
    elif action.in_place_of:
        yield "fall-back"
    if "/also" in action.step:
        yield "also"
    if action.message != action.id:
        yield "combined"
    if len(action.totals) > 1:
        yield "several currencies"
    if action.state == "needs approval":
        yield "needs approval"
    yield from _named(action)


def _named(action: Action) -> Iterator[str]:
    if action.step.startswith("exhausted"):
        yield "exhausted"
    if action.step in {"courtesy", "heads-up", "watch"}:
        yield "alongside"
    if action.step == "apply-credit":
        yield "apply-credit"
