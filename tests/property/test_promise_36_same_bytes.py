"""Rule 36: the same release, setting, state and as-of give the same bytes."""

import datetime as dt
import hashlib
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import msgspec

from playbook_engine.analysis.strategies.cases import Drawn, case_of
from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.canonical import canonical
from playbook_engine.model.condition import facts_of
from playbook_engine.model.taking import take
from tests.property.conditions_in import conditions_in
from tests.property.growing import grown
from tests.property.laws import of_cases


class TestOrderOfRecords:
    """Rule 36: "in any order of input rows"."""

    @of_cases()
    def test_shuffled_records_give_the_same_bytes(self, case: Drawn) -> None:
        evaluator = Evaluator(case.release)
        expected = canonical(evaluator.decide(case.setting, case.unit, case.day))
        for seed in range(3):
            setting, unit = shuffled_setting(case.setting, seed), shuffled(case.unit, seed)
            assert canonical(evaluator.decide(setting, unit, case.day)) == expected, "shuffled: other bytes"


class TestDecidingAgain:
    """Rule 36: "evaluating twice a day, or a book whole or by unit, changes nothing"."""

    @of_cases()
    def test_an_evaluator_that_decided_other_things_gives_the_same_bytes(self, case: Drawn) -> None:
        fresh = canonical(Evaluator(case.release).decide(case.setting, case.unit, case.day))
        used = Evaluator(case.release)
        for days in (40, 1, -3):
            used.decide(Setting(), case.unit, case.after(days))
        other = grown(case, 1)
        used.decide(other.setting, other.unit, other.day)
        assert canonical(used.decide(case.setting, case.unit, case.day)) == fresh, "used evaluator: other bytes"
        assert canonical(used.decide(case.setting, case.unit, case.day)) == fresh, "asked again: other bytes"

    @of_cases()
    def test_after_a_day_is_done_nothing_more_is_done_that_day(self, case: Drawn) -> None:
        evaluator, unit = Evaluator(case.release), case.unit
        steps = _ladder_steps(case) if _asks_what_was_done(case) else set()
        for days in range(0, 12, 2):
            unit = take(unit, evaluator.decide(case.setting, unit, case.after(days)))
            again = evaluator.decide(case.setting, unit, case.after(days))
            acts = [action.id for each in again for action in each.actions if not steps or action.step in steps]
            assert not acts, f"the same day once more: {acts}"


class TestAnyProcess:
    """Rule 36: "in any process, on any machine"."""

    def test_other_hash_seeds_and_time_zones_give_the_same_bytes(self, top: Path) -> None:
        digests = {_in_process(top, hash_seed, zone) for hash_seed, zone in (("1", "UTC"), ("77", "Asia/Tokyo"))}
        assert digests == {digest_of_cases()}


_WHAT_WAS_DONE = ("contact", "last_step", "last_tone", "touch.")
"""Parts of the names of facts that change by what is done: a rule alongside may follow from them the same day."""


def _asks_what_was_done(case: Drawn) -> bool:
    facts = {fact for condition in conditions_in(case.release) for fact in facts_of(condition)}
    facts |= {fact for each in case.release.organisation.derived for fact in getattr(each.by, "facts", ())}
    steps = [step for each in case.release.playbooks for step in each.alongside]
    if any(clause.base in {"step", "pay by"} for step in steps for clause in step.at):
        return True
    collections = {getattr(each.by, "collection", "") for each in case.release.organisation.derived}
    return "touches" in collections or any(part in fact for fact in facts for part in _WHAT_WAS_DONE)


def _ladder_steps(case: Drawn) -> set[str]:
    return {step.name for playbook in case.release.playbooks for step in playbook.cadence}


def digest_of_cases(count: int = 40) -> str:
    """One digest of the decisions of the first seeds."""
    total = hashlib.sha256()
    for seed in range(count):
        case = case_of(Chance(seed))
        total.update(canonical(Evaluator(case.release).decide(case.setting, case.unit, case.day)))
        instant = dt.datetime.combine(case.day, dt.time(23, 30), dt.UTC)
        total.update(canonical(Evaluator(case.release).decide(case.setting, case.unit, instant)))
    return total.hexdigest()


def _in_process(top: Path, hash_seed: str, zone: str) -> str:
    program = "from tests.property.test_promise_36_same_bytes import digest_of_cases; print(digest_of_cases())"
    paths = os.pathsep.join([str(top), str(top / "src")])
    environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "TZ": zone, "PYTHONPATH": paths}
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=top, env=environment, capture_output=True, text=True, check=True
    )
    return done.stdout.strip()


def shuffled(unit: Unit, seed: int) -> Unit:
    """The unit with the records of every kind in another order; the payer stays first."""
    chance = Chance(seed)
    fields: dict[str, Any] = {}
    for name in unit.__struct_fields__:
        value = getattr(unit, name)
        if isinstance(value, tuple):
            kept = 1 if name == "accounts" else 0
            rest = value[kept:]
            fields[name] = (*value[:kept], *chance.part(name).some(rest, len(rest), len(rest)))
    return msgspec.structs.replace(unit, **fields)


def shuffled_setting(setting: Setting, seed: int) -> Setting:
    """The setting with its parts in another order."""
    chance = Chance(seed)
    fields = {name: getattr(setting, name) for name in setting.__struct_fields__}
    mixed = {name: chance.part(name).some(value, len(value), len(value)) for name, value in fields.items()}
    return Setting(**mixed)
