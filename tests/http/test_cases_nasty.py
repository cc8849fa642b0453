"""Whatever stands in a query, the answer is never our fault, and it is the one that the description promises."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from playbook_engine.server.conventions.describing import description
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.tables import ACCOUNTS, ACTIONS, CASES
from tests.http.conftest import House
from tests.store.asking_rows import account_row, action_row, case_row

pytestmark = pytest.mark.anyio

PATHS = (
    "/v1/accounts", "/v1/cases", "/v1/actions", "/v1/held", "/v1/worklist", "/v1/worklist/collectors",
    "/v1/exceptions", "/v1/exceptions/kinds", "/v1/timeline", "/v1/why", "/v1/forecast", "/v1/facts", "/v1/playbooks",
)  # fmt: skip

NASTY = (
    "", "99999999999999999999", "a\0b", "%_\U0001f4a5\u202e", "9999-12-31", "9999-12-31T23:59:59-14:00",
    "999999999999999.9999 CLF", "x" * 3000,
)  # fmt: skip


@pytest.fixture
async def full(house: House) -> House:
    async with house.runtime.work(house.caller("admin")) as work:
        await insert_rows(work.connection, ACCOUNTS, [account_row(number) for number in range(5)])
        await insert_rows(work.connection, CASES, [case_row(number) for number in range(5)])
        await insert_rows(work.connection, ACTIONS, [action_row(number) for number in range(5)])
    return house


@pytest.mark.parametrize("path", PATHS)
async def test_no_query_is_too_nasty(full: House, path: str) -> None:
    described = description(full.app)
    operation = described["paths"][path]["get"]
    names = [each["name"] for each in operation.get("parameters", ()) if "name" in each]
    for name in [*names, "unheard_of"]:
        for value in NASTY:
            needed = {"account": "A-001"} if path in {"/v1/timeline", "/v1/forecast"} else {}
            answer = await full.ask("GET", path, "viewer", params=needed | {name: value})
            assert str(answer.status_code) in operation["responses"], (name, value, answer.text)
            assert answer.status_code < 500, (name, value, answer.text)


@pytest.mark.parametrize("path", PATHS[:8])
async def test_answers_are_as_they_are_described(full: House, path: str) -> None:
    described = description(full.app)
    schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
    answer: Any = (await full.ask("GET", path, "viewer")).json()
    validator = Draft202012Validator({**schema, "components": described["components"]})
    assert [error.message for error in validator.iter_errors(answer)] == []
    assert answer


@pytest.mark.parametrize("name", ["%00", "%F0%9F%92%A5", "x" * 3000, "..%2F..", "a%2520b"])
async def test_no_id_is_too_nasty(full: House, name: str) -> None:
    assert (await full.ask("GET", f"/v1/accounts/{name}", "viewer")).status_code == 404
