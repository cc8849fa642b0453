"""The published schemas describe what is really written."""

import json
from pathlib import Path

import jsonschema
import pytest

from playbook_engine.cli.decision_data import as_json
from playbook_engine.language.schemas.vocabulary import Vocabulary
from playbook_engine.model.canonical import canonical
from playbook_engine.model.facts import CATALOGUE, Fact
from playbook_engine.service.as_of import parse_as_of
from playbook_engine.service.deciding import decide_book
from playbook_engine.service.schemas import save_schemas, schemas, schemas_named
from playbook_engine.service.wrong_use import WrongUse
from tests.unit.service.sets import book, release


@pytest.mark.parametrize("name", schemas())
def test_every_schema_is_one(name: str) -> None:
    if name != "book-csv":
        schema = schemas()[name]
        jsonschema.validators.validator_for(schema).check_schema(schema)


@pytest.mark.parametrize("day", ["2026-03-04", "2026-03-05"])
def test_decisions_and_receipts_fit_their_schemas(day: str) -> None:
    decided = decide_book(release(), book(), parse_as_of(day))
    decisions = jsonschema.Draft202012Validator(schemas()["decisions"])
    decisions.validate(json.loads(as_json(decided)))
    jsonschema.Draft202012Validator(schemas()["receipt"]).validate(json.loads(canonical(decided.receipt)))
    assert list(decisions.iter_errors({"as_of": day, "decisions": [{"case": 1}]}))


def test_own_facts_are_known_where_a_folder_has_them() -> None:
    own = {"account.x.health": Fact(name="account.x.health", kind="text", sentence="health")}
    known = Vocabulary(facts={**CATALOGUE, **own}, own=own)
    assert "health" in json.dumps(schemas(known)["book"])
    assert "health" in json.dumps(schemas(known)["playbook"])
    assert "health" not in json.dumps(schemas()["book"])


def test_an_unknown_name_is_told() -> None:
    with pytest.raises(WrongUse, match="no schema `boook`") as caught:
        schemas_named(schemas(), "boook")
    assert caught.value.help == "did you mean `book`?"


def test_each_is_written_into_a_file(tmp_path: Path) -> None:
    written = save_schemas(schemas(), tmp_path / "new" / "schemas")
    assert [each.name for each in written] == [f"{name}.schema.json" for name in schemas()]
    assert [json.loads(each.read_text()) for each in written] == [
        json.loads(json.dumps(each)) for each in schemas().values()
    ]
    with pytest.raises(WrongUse, match="cannot be written"):
        save_schemas(schemas(), written[0])
