"""Lists over HTTP: filters, order, pages, spreadsheets; what is not known is refused, with the parameter at fault."""

import csv
import io
from typing import Any

import openpyxl
import pytest

from playbook_engine.server.conventions.asking import CSV, XLSX
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.tables import ACCOUNTS, ACTIONS, CASES
from tests.http.conftest import House, errors
from tests.store.asking_rows import account_row, action_row, case_row

pytestmark = pytest.mark.anyio

EVIL = '=HYPERLINK("http://evil.example")'


@pytest.fixture
async def full(house: House) -> House:
    """Thirty accounts with a case and a call each, and one in the other organisation."""
    for organisation, count in (("one", 30), ("two", 1)):
        async with house.runtime.work(house.caller("admin", organisation)) as work:
            accounts = [account_row(number, organisation) for number in range(count)]
            accounts[0]["name"] = EVIL
            await insert_rows(work.connection, ACCOUNTS, accounts)
            await insert_rows(work.connection, CASES, [case_row(number, organisation) for number in range(count)])
            await insert_rows(work.connection, ACTIONS, [action_row(number, organisation) for number in range(count)])
    return house


async def all_of(house: House, path: str, **params: Any) -> list[dict[str, Any]]:
    """All items, page by page."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await house.ask("GET", path, "viewer", params=params | cursor)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        cursor = {"cursor": answer.json()["next"]}


@pytest.mark.parametrize("path", ["/v1/accounts", "/v1/cases", "/v1/actions"])
async def test_pages_lead_through_the_whole_list(full: House, path: str) -> None:
    found = await all_of(full, path, limit=7)
    assert len(found) == 30
    assert found == await all_of(full, path)
    assert len({each["account"] for each in found}) == 30
    assert len(await all_of(full, path, sort="-account", limit=4)) == 30
    other = await full.ask("GET", path, "viewer", "two")
    assert len(other.json()["items"]) == 1


@pytest.mark.parametrize(
    ("path", "params", "count"),
    [
        ("/v1/cases", {"held": "yes"}, 10),
        ("/v1/cases", {"reason": ["held", "waiting"]}, 20),
        ("/v1/cases", {"collector": "Ann", "tier": "strategic"}, 15),
        ("/v1/cases", {"min_open": "0.10 EUR"}, 10),
        ("/v1/cases", {"q": "a-01"}, 10),
        ("/v1/cases", {"playbook": ""}, 0),
        ("/v1/accounts", {"tier": "standard", "due_before": "2026-03-16"}, 15),
        ("/v1/actions", {"state": "due", "kind": "call", "min_amount": "20.00 EUR"}, 10),
        ("/v1/actions", {"due_after": "2026-03-16T12:00:01Z"}, 0),
        ("/v1/actions", {"due_before": "2026-03-16T13:00:00+01:00"}, 30),
    ],
)
async def test_filters_narrow(full: House, path: str, params: dict[str, Any], count: int) -> None:
    assert len(await all_of(full, path, **params)) == count


@pytest.mark.parametrize(
    ("params", "parameter", "help"),
    [
        ({"colector": "Ann"}, "colector", "did you mean `collector`?"),
        ({"limit": "0"}, "limit", "give 1 to 1000"),
        ({"limit": "many"}, "limit", "give 1 to 1000"),
        ({"sort": "shoe size"}, "sort", "sort by case, account, open"),
        ({"held": "perhaps"}, "held", "write `yes` or `no`"),
        ({"reason": "bad luck"}, "reason", "known are not yet due"),
        ({"min_open": "1000"}, "min_open", "write it such as"),
        ({"due_before": "2026-02-30"}, "due_before", "write a day such as"),
        ({"cursor": "AAAA"}, "cursor", ""),
        ({"q": "a\0b"}, "q", ""),
        ({"cursor": ["a", "b"]}, "cursor", "give it once"),
        ({"format": "pdf"}, "format", ""),
    ],
)
async def test_what_is_not_known_is_refused(full: House, params: dict[str, Any], parameter: str, help: str) -> None:
    answer = await full.ask("GET", "/v1/cases", "viewer", params=params)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert errors(answer)[0]["parameter"] == parameter
    assert help in answer.json().get("help", "")


async def test_a_cursor_fits_its_own_question_alone(full: House) -> None:
    cursor = (await full.ask("GET", "/v1/cases", params={"limit": 5, "held": "no"})).json()["next"]
    for params in ({}, {"held": "yes"}, {"held": "no", "sort": "-case"}):
        answer = await full.ask("GET", "/v1/cases", params={"limit": 5, "cursor": cursor, **params})
        assert answer.status_code == 400
        assert errors(answer)[0]["parameter"] == "cursor"
    assert (await full.ask("GET", "/v1/cases", params={"limit": 9, "held": "no", "cursor": cursor})).status_code == 200


@pytest.mark.parametrize("asked", [{"params": {"format": "csv"}}, {"headers": {"Accept": CSV}}])
async def test_csv_has_all_rows_and_no_formula(full: House, asked: dict[str, Any]) -> None:
    answer = await full.ask("GET", "/v1/accounts", "viewer", **asked)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="accounts.csv"'
    rows = list(csv.DictReader(io.StringIO(answer.text)))
    assert [each["account"] for each in rows] == [f"A-{number:03}" for number in range(30)]
    assert rows[0]["name"] == f"'{EVIL}"
    assert rows[0]["overdue"] == ""
    assert rows[1]["overdue"] == "40.00"
    assert rows[0]["known"] == "yes"


@pytest.mark.parametrize("asked", [{"params": {"format": "xlsx"}}, {"headers": {"Accept": XLSX}}])
async def test_a_workbook_has_values_of_their_kind_and_no_formula(full: House, asked: dict[str, Any]) -> None:
    answer = await full.ask("GET", "/v1/cases", "viewer", **asked)
    assert answer.headers["content-type"] == XLSX
    sheet = openpyxl.load_workbook(io.BytesIO(answer.content)).active
    header, *rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    first = dict(zip(header, rows[0], strict=True))
    assert len(rows) == 30
    assert first["account_name"] == EVIL
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "d"}
    assert dict(zip(header, rows[7], strict=True))["open"] == 0.07
    assert f"{first['day']:%Y-%m-%d}" == "2026-03-16"


async def test_a_format_that_nobody_makes_is_not_acceptable(full: House) -> None:
    assert (await full.ask("GET", "/v1/cases", headers={"Accept": "image/png"})).status_code == 406
    assert (await full.ask("GET", "/v1/cases", headers={"Accept": "*/*"})).json()["items"]


async def test_an_action_shows_what_is_to_be_done(full: House) -> None:
    found = await all_of(full, "/v1/actions", account="A-003")
    assert found[0]["action"]["title"] == "ring them"
    assert found[0]["amount"] == {"minor": 300, "currency": "EUR"}


async def test_what_is_held_ends_first_at_the_top(full: House) -> None:
    found = await all_of(full, "/v1/held")
    assert len(found) == 10
    assert all(each["held"] for each in found)
