"""Releases and deciding over HTTP: from the files of a folder to decisions that hold."""

from typing import Any

import pytest

from playbook_engine.service.production.worker import Worker
from tests.http.conftest import House, errors
from tests.production.filling import put
from tests.production.test_deciding import FILES, unit

pytestmark = pytest.mark.anyio


def body(**more: Any) -> dict[str, Any]:
    return {"files": FILES, "title": "First", **more}


async def in_force(house: House) -> None:
    assert (await house.ask("POST", "/v1/releases", role="author", json=body())).status_code == 201
    assert (await house.ask("POST", "/v1/releases/1/approval", role="approver")).status_code == 200
    answer = await house.ask("POST", "/v1/activations", role="approver", json={"release": 1})
    assert answer.status_code == 201, answer.text


async def test_publish_approve_activate_and_end(house: House) -> None:
    published = await house.ask("POST", "/v1/releases", role="author", json=body())
    assert published.status_code == 201, published.text
    assert published.headers["location"] == "/v1/releases/1"
    assert published.json()["release"]["author"] == "author-one"
    again = await house.ask("POST", "/v1/releases", role="author", json=body())
    assert (again.status_code, again.json()["created"]) == (200, False)
    early = await house.ask("POST", "/v1/activations", role="approver", json={"release": 1})
    assert early.status_code == 409
    approved = await house.ask("POST", "/v1/releases/1/approval", role="approver")
    assert approved.json()["approver"] == "approver-one"
    active = await house.ask(
        "POST",
        "/v1/activations",
        role="approver",
        json={"release": 1, "share": 2500, "from_at": "2026-03-17T00:00:00Z"},
    )
    assert (active.status_code, active.json()["from_at"]) == (201, "2026-03-17T00:00:00Z")
    ended = await house.ask("POST", "/v1/activations/1/end", role="approver")
    assert ended.json()["ended_at"] == "2026-03-16T09:00:00Z"
    assert [row["number"] for row in (await house.ask("GET", "/v1/activations", role="viewer")).json()] == [1]


async def test_faults_come_with_their_places(house: House) -> None:
    broken = {**FILES, "standard.yaml": FILES["standard.yaml"].replace("do: task", "do: tusk")}
    refused = await house.ask("POST", "/v1/releases", role="author", json=body(files=broken))
    assert refused.status_code == 422
    assert refused.headers["content-type"].startswith("application/problem+json")
    assert {f"{each['path']}:{each['line']}" for each in errors(refused)} == {"standard.yaml:5", "standard.yaml:6"}
    unknown = await house.ask("POST", "/v1/releases", role="author", json=body(file={}))
    assert unknown.status_code == 422


async def test_a_failing_test_comes_with_its_place(house: House) -> None:
    test = """\
given:
  account: {collector: Cora}
  invoices: {INV-1: {issued: 2026-02-01, due: 2026-03-02, amount: 100 EUR}}
tests:
  - test: too early
    timeline: [{on: 2026-03-06, expect: {step: look}}]
"""
    refused = await house.ask("POST", "/v1/releases", role="author", json=body(files={**FILES, "tests/a.yaml": test}))
    assert refused.status_code == 422
    found = [each for each in errors(refused) if each["path"] == "tests/a.yaml"]
    assert [str(each["line"]) for each in found] == ["6"]
    assert "too early" in found[0]["detail"]


async def test_lists_pages_and_what_changed(house: House) -> None:
    for number in range(1, 4):
        text = FILES["standard.yaml"].replace("version: 1", f"version: {number}").replace("5 days", f"{number} days")
        files = {**FILES, "standard.yaml": text}
        assert (await house.ask("POST", "/v1/releases", role="author", json=body(files=files))).status_code == 201
    page = (await house.ask("GET", "/v1/releases?limit=2", role="viewer")).json()
    assert [each["number"] for each in page["items"]] == [3, 2]
    rest = (await house.ask("GET", f"/v1/releases?limit=2&cursor={page['next']}", role="viewer")).json()
    assert ([each["number"] for each in rest["items"]], rest["next"]) == ([1], None)
    shown = (await house.ask("GET", "/v1/releases/3", role="viewer")).json()
    assert shown["changes"] == [{"playbook": "standard", "before": 2, "after": 3}]
    shown = (await house.ask("GET", "/v1/releases/3?since=1", role="viewer")).json()
    assert (shown["compared_with"], shown["changes"][0]["before"]) == (1, 1)
    assert (await house.ask("GET", "/v1/releases/9", role="viewer")).status_code == 404
    assert (await house.ask("GET", "/v1/releases/1/file", role="viewer")).json()["current"] == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", "/v1/releases/1/approval"), ("GET", "/v1/releases/1"), ("POST", "/v1/activations/1/end")],
)
async def test_another_organisation_finds_nothing(house: House, method: str, path: str) -> None:
    await in_force(house)
    answer = await house.ask(method, path, role="approver", organisation="two")
    assert answer.status_code == 404


async def test_what_the_shadow_decides_beside(house: House) -> None:
    await in_force(house)
    text = FILES["standard.yaml"].replace("version: 1", "version: 2").replace("5 days", "9 days")
    files = {**FILES, "standard.yaml": text}
    await house.ask("POST", "/v1/releases", role="author", json=body(files=files))
    wanted = {"release": 2, "mode": "shadow"}
    assert (await house.ask("POST", "/v1/activations", role="approver", json=wanted)).status_code == 201
    async with house.runtime.work(house.caller()) as work:
        await put(work, [unit("A"), unit("B", days=1), unit("C", days=30)])
    await Worker(house.runtime).once()
    house.clock.forward(days=1)
    await Worker(house.runtime).once()
    found = (await house.ask("GET", "/v1/activations/2/comparison", role="viewer")).json()
    assert (found["units"], found["same"]) == (3, 2)
    assert [(each["unit"], each["number"]) for each in found["otherwise"]] == [("A", 2)]
    assert found["otherwise"][0]["decisions"][0]["silence"]["reason"] == "not yet due"
    assert (await house.ask("GET", "/v1/activations/1/comparison", role="viewer")).status_code == 404


async def test_decided_on_demand_and_worked_out_again(house: House) -> None:
    await in_force(house)
    async with house.runtime.work(house.caller()) as work:
        await put(work, [unit("A"), unit("B", days=1)])
    await Worker(house.runtime).once()
    asked = await house.ask("POST", "/v1/decide", role="operator", json={"accounts": ["A"]})
    assert (asked.status_code, asked.json()) == (202, {"units": 1})
    assert (await house.ask("POST", "/v1/decide", role="operator", json={"accounts": ["Z"]})).status_code == 404
    assert (await house.ask("POST", "/v1/decide", role="viewer", json={})).status_code == 403
    house.clock.forward(hours=1)
    await Worker(house.runtime).once()
    found = (await house.ask("GET", "/v1/decisions?account=A&limit=10", role="viewer")).json()
    assert [(each["proof"]["number"], each["proof"]["cause"]) for each in found] == [(2, "asked"), (1, "state")]
    early = (await house.ask("GET", "/v1/decisions?account=A&at=2026-03-16T09:30:00Z", role="viewer")).json()
    assert [each["proof"]["number"] for each in early] == [1]
    assert early[0]["decisions"][0]["actions"][0]["step"] == "look"
    for number in (1, 2):
        held = (await house.ask("GET", f"/v1/verification?account=A&number={number}", role="auditor")).json()
        assert (held["holds"], held["differences"]) == (True, [])


@pytest.mark.parametrize(
    ("role", "method", "path", "sent", "status"),
    [
        ("viewer", "GET", "/v1/releases/99999999999999999999", None, 404),
        ("viewer", "GET", "/v1/releases/1?since=99999999999", None, 404),
        ("approver", "POST", "/v1/releases/99999999999/approval", None, 404),
        ("approver", "POST", "/v1/activations", {"release": 1, "note": "a\0b"}, 422),
        ("approver", "POST", "/v1/activations", {"release": 1, "from_at": "9999-12-31T23:59:59-23:59"}, 422),
        ("viewer", "GET", "/v1/decisions?account=%00", None, 404),
        ("viewer", "GET", "/v1/decisions?account=A&at=2026-01-01T00:00:00", None, 422),
        ("viewer", "GET", "/v1/verification?account=A&number=99999999999999999999", None, 404),
        ("operator", "POST", "/v1/decide", {"accounts": ["\0"]}, 422),
    ],
)
async def test_what_no_database_can_hold_is_the_callers_fault(
    house: House, role: Any, method: str, path: str, sent: Any, status: int
) -> None:
    await in_force(house)
    answer = await house.ask(method, path, role=role, **({} if sent is None else {"json": sent}))
    assert answer.status_code == status, answer.text
