"""The work of people in order, how much of it each collector has, and what went wrong, with what to do about it."""

import datetime as dt
from typing import Any

import pytest

from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.tables import ACCOUNTS, ACTIONS, CASES, UNITS
from playbook_engine.store.worklists import TO_DO
from tests.http.conftest import House
from tests.store.asking_rows import DAY, NOON, account_row, action_row, case_row, unit_row

pytestmark = pytest.mark.anyio

LATER = NOON + dt.timedelta(days=2)

WORK = [
    action_row(1),
    action_row(2, priority="high"),
    action_row(3, priority="low", state="awaiting approval", kind="letter", approval_by="head of credit"),
    action_row(4, day=DAY - dt.timedelta(days=3)),
    action_row(6, kind="task", state="claimed"),
    action_row(7, kind="email"),                                        # a machine's
    action_row(8, state="done"),
    action_row(9, state="planned", snoozed_until=LATER),
    action_row(11, state="planned"),
    action_row(12, state="unknown", kind="email", reason="the lease was over"),
    action_row(13, state="failed", kind="email", reason="the mailbox is full"),
    action_row(14, state="failed", kind="email", since=NOON - dt.timedelta(days=30)),
]  # fmt: skip

CASE_ROWS = [
    case_row(1, reason="no contact", exceptions="no contact"),
    case_row(2, reason="waiting", exceptions="refused: final"),
    case_row(3, reason="guarantee", held=False, by="nothing-stiff", alarms="nothing-stiff", exceptions="guarantee"),
    case_row(4, reason="", alarms="nothing-stiff"),
    case_row(5, reason="", exceptions="no contact: second\nrefused: first"),
    case_row(6, reason="held", held=True, by="dispute", until=DAY + dt.timedelta(days=9)),
    case_row(7, reason="held", held=True, by="manual"),
    case_row(8, reason="held", held=True, by="promise", until=DAY + dt.timedelta(days=2)),
    case_row(10, reason="missing rate", by="USD>EUR", open_minor=None),
]  # fmt: skip


@pytest.fixture
async def full(house: House) -> House:
    house.clock.at = NOON
    async with house.runtime.work(house.caller()) as work:
        overdue = {1: 500, 4: 500, 6: 9000}
        rows = [account_row(number, overdue_minor=overdue.get(number)) for number in range(15)]
        await insert_rows(work.connection, ACCOUNTS, rows)
        await insert_rows(work.connection, CASES, [{"organisation": "one", **each} for each in CASE_ROWS])
        await insert_rows(work.connection, ACTIONS, WORK)
        units = [unit_row("A-001"), unit_row("A-014", failure="the rules cannot be worked out on these facts: x")]
        await insert_rows(work.connection, UNITS, units)
    return house


async def items(house: House, path: str, **params: Any) -> list[dict[str, Any]]:
    """All of a list, two at a time."""
    found: list[dict[str, Any]] = []
    cursor: dict[str, str] = {}
    while True:
        answer = await house.ask("GET", path, "operator", params={"limit": 2, **params} | cursor)
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        if answer.json()["next"] is None:
            return found
        cursor = {"cursor": answer.json()["next"]}


def accounts(rows: list[dict[str, Any]]) -> list[str]:
    return [each["account"] for each in rows]


async def test_work_stands_by_priority_then_amount_then_age(full: House) -> None:
    assert accounts(await items(full, "/v1/worklist")) == ["A-002", "A-006", "A-004", "A-001", "A-003"]


async def test_work_of_one_collector_or_role(full: House) -> None:
    assert accounts(await items(full, "/v1/worklist", collector="Bob")) == ["A-001", "A-003"]
    assert accounts(await items(full, "/v1/worklist", ask="yes")) == ["A-003"]
    assert accounts(await items(full, "/v1/worklist", approval_by="head of credit")) == ["A-003"]
    assert accounts(await items(full, "/v1/worklist", kind="task")) == ["A-006"]


async def test_what_was_put_off_comes_when_it_is_asked_for(full: House) -> None:
    found = await items(full, "/v1/worklist", snoozed="yes")
    assert sorted(accounts(found)) == ["A-001", "A-002", "A-003", "A-004", "A-006", "A-009"]


async def test_how_much_work_each_collector_has(full: House) -> None:
    answer = await full.ask("GET", "/v1/worklist/collectors", "operator")
    assert answer.json() == [
        {"collector": "Ann", "approvals": 0, "calls": 2, "tasks": 1, "high": 1, "oldest": "2026-03-13"},
        {"collector": "Bob", "approvals": 1, "calls": 1, "tasks": 0, "high": 0, "oldest": "2026-03-16"},
    ]


async def test_exceptions_say_what_to_do(full: House) -> None:
    found = await items(full, "/v1/exceptions")
    assert {(each["kind"], each["account"]) for each in found} == {
        ("no contact", "A-001"), ("refused", "A-002"), ("guarantee", "A-003"), ("alarm", "A-004"),
        ("no contact", "A-005"), ("missing rate", "A-010"), ("could not be decided", "A-014"),
        ("in doubt", "A-012"), ("failed", "A-013"),
    }  # fmt: skip
    assert [each["kind"] for each in found] == sorted(each["kind"] for each in found)
    assert all(each["to_do"] == TO_DO[each["kind"]] for each in found)
    by_account = {each["account"]: each for each in found}
    assert by_account["A-010"]["what"] == "USD>EUR"
    assert by_account["A-014"]["subject"] == "unit"
    assert by_account["A-012"]["what"] == "the lease was over"
    assert accounts(await items(full, "/v1/exceptions", kind="in doubt")) == ["A-012"]


async def test_exceptions_by_kind(full: House) -> None:
    kinds = (await full.ask("GET", "/v1/exceptions/kinds", "operator")).json()
    assert (kinds[0]["kind"], kinds[0]["count"]) == ("no contact", 2)
    assert sum(each["count"] for each in kinds) == 9


async def test_what_is_held_and_until_when(full: House) -> None:
    found = await items(full, "/v1/held")
    assert [(each["by"], each["until"]) for each in found] == [
        ("promise", "2026-03-18"), ("dispute", "2026-03-25"), ("manual", None),
    ]  # fmt: skip
    assert accounts(await items(full, "/v1/held", by="manual")) == ["A-007"]


async def test_the_other_organisation_has_none_of_it(full: House) -> None:
    for path in ("/v1/worklist", "/v1/exceptions", "/v1/held"):
        assert (await full.ask("GET", path, "operator", "two")).json() == {"items": [], "next": None}
    for path in ("/v1/worklist/collectors", "/v1/exceptions/kinds"):
        assert (await full.ask("GET", path, "operator", "two")).json() == []
