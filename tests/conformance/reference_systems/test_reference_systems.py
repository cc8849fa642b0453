"""Every case of the reference systems is told by a timeline or listed as waiting; what no timeline can tell is here."""

import datetime as dt
import json
import re
from pathlib import Path

import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Account, Contact, Invoice, Item, Setting, Touch, TouchedItem, Unit
from playbook_engine.model.decision import Decision
from tests.conformance.reading import Reference, topic

HERE = Path(__file__).parent
CASES = {
    "OCA": range(1, 5),
    "ODOO": range(1, 3),
    "ERPN": range(1, 5),
    "TRY": range(1, 3),
    "MF": range(1, 6),
    "IN": range(1, 5),
}
ALL = {f"{system}-{number:02}" for system, numbers in CASES.items() for number in numbers}


def test_every_case_is_told_or_listed_and_none_is_both() -> None:
    told = [path.stem for path in HERE.glob("*/tests/*.yaml")]
    listed = re.findall(r"^\| ([A-Z]+-\d\d) \|", (HERE / "README.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert sorted([*told, *listed]) == sorted(ALL)


def test_these_are_the_cases_of_the_systems(shared: Path) -> None:
    path = shared / "cases" / "reference_systems.json"
    if not path.is_file():
        pytest.skip("the cases are not beside this checkout")
    assert {each["id"] for each in json.loads(path.read_text(encoding="utf-8"))} == ALL


def test_each_file_names_its_case_and_source() -> None:
    for path in HERE.glob("*/tests/*.yaml"):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        assert re.match(rf"# {path.stem}, \S", first), f"{path.name} does not name its source"


@pytest.mark.parametrize("by", ["engine", "reference"])
def test_a_last_letter_later_than_the_run_leaves_no_room(by: str) -> None:
    """MF-04: a letter of 2013-01-10 and a run on 2013-01-01; what is dated later counts as of the day (rule 2b)."""
    [decision] = decided(by, last=dt.date(2013, 1, 10), run=dt.date(2013, 1, 1))
    assert not decision.actions
    assert decision.silence is not None
    assert decision.silence.reason == "waiting"


def decided(by: str, last: dt.date, run: dt.date) -> tuple[Decision, ...]:
    """An item of 2013-01-01 under seven days between letters, after one letter."""
    release = topic("reference_systems/metasfresh").release
    assert release is not None
    touch = Touch(
        id="metasfresh/apart-by-7/level-1/INV-1/2013-01-01/0/1",
        account="ACME",
        on=last,
        kind="letter",
        playbook="apart-by-7",
        version=1,
        step="level-1",
        anchor="INV-1",
        items=(TouchedItem("INV-1", "level-1"),),
    )
    due = dt.date(2013, 1, 1)
    unit = Unit(
        id="ACME",
        accounts=(Account(id="ACME", tags=("apart-by-7",)),),
        contacts=(Contact(id="AP", account="ACME", postal_address="1 Sample Street"),),
        invoices=(
            Invoice(
                id="INV-1",
                account="ACME",
                issued_on=due,
                currency="CHF",
                items=(Item(id="INV-1", due_on=due, amount=10000),),
            ),
        ),
        touches=(touch,),
    )
    decider = Evaluator(release) if by == "engine" else Reference(release)
    return decider.decide(Setting(), unit, run)
