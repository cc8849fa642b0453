"""What the benchmarks compare is the same for all: segments in words, conditions, a portfolio drawn by hash."""

from pathlib import Path

import msgspec

from benchmarks.__main__ import PARTS
from benchmarks.portfolio import INVOICES_EACH, unit, units
from benchmarks.release import files, release
from benchmarks.segments import FACTS, SEGMENTS, conditions, used
from playbook_engine.language.folder import load
from playbook_engine.model.condition import Condition

ROOT = Path(__file__).parents[2]


def meaning(condition: Condition) -> object:
    """A condition without the phrases it was written in."""
    return without_text(msgspec.to_builtins(condition))


def without_text(value: object) -> object:
    match value:
        case dict():
            return {key: without_text(each) for key, each in value.items() if key not in ("text", "sentence")}
        case list() | tuple():
            return [without_text(each) for each in value]
        case _:
            return value


def test_the_playbooks_say_what_the_peers_are_asked() -> None:
    written = release().playbooks[:SEGMENTS]
    assert [meaning(each.when) for each in written] == [meaning(each) for each in conditions()]


def test_the_playbooks_have_no_faults() -> None:
    assert load(files()).diagnostics == ()


def test_as_many_facts_and_conditions_as_is_said() -> None:
    assert len(FACTS) == len(set(FACTS)) == 25
    assert set(used()) <= {each.replace(".", "_") for each in FACTS}
    assert {len(msgspec.to_builtins(each)["parts"]) for each in conditions()} == {3, 4, 5, 6}


def test_the_portfolio_is_the_same_from_wherever_it_is_drawn() -> None:
    assert list(units(5 * INVOICES_EACH, 3 * INVOICES_EACH)) == [unit(number) for number in range(3, 8)]


def test_each_part_has_its_module() -> None:
    assert all((ROOT / "benchmarks" / f"{part}.py").exists() for part in PARTS)
