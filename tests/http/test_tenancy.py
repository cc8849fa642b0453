"""Every route of the application with every role: who may gets an answer, who may not is refused, and nobody ever sees
or changes what belongs to another organisation.

A route that is added has to be entered in `RIGHTS_OF`; without it these tests fail.
"""

import re
from typing import Any

import httpx
import msgspec
import pytest
from litestar.routes import HTTPRoute
from sqlalchemy import select

from playbook_engine.server.conventions.describing import description
from playbook_engine.service.production.caller import RIGHTS, ROLES, Right, Role
from playbook_engine.service.production.worker import Worker
from playbook_engine.service.settings import Settings
from playbook_engine.store.tables import TENANT_TABLES
from tests.http.conftest import House
from tests.http.requests_by_schema import smallest

pytestmark = pytest.mark.anyio

ALL: tuple[Right, ...] = ("read",)
WORK: tuple[Right, ...] = ("work",)
HANDS: tuple[Right, ...] = ("deliver", "work")

RIGHTS_OF: dict[str, tuple[Right, ...]] = {
    "GET /v1/accounts": ALL,
    "GET /v1/accounts/{account}": ALL,
    "GET /v1/timeline": ALL,
    "GET /v1/forecast": ALL,
    **{f"POST /v1/actions/{act}": WORK for act in ("approve", "reject", "snooze", "cancel")},
    **{f"POST /v1/actions/{act}/bulk": WORK for act in ("approve", "reject", "snooze", "cancel")},
    "GET /v1/actions": ALL,
    "GET /v1/actions/due": ALL,
    "POST /v1/actions/claim": HANDS,
    **{f"POST /v1/actions/{act}": HANDS for act in ("renew", "start", "complete", "fail", "give-back")},
    **{f"POST /v1/actions/{act}/bulk": HANDS for act in ("renew", "start", "complete", "fail", "give-back")},
    "GET /v1/audit": ("audit",),
    "GET /v1/audit/export": ("audit",),
    "GET /v1/audit/verification": ("audit",),
    "POST /v1/audit/erasures": ("administer",),
    "GET /v1/cases": ALL,
    "GET /v1/held": ALL,
    "GET /v1/why": ALL,
    "GET /v1/caller": ALL,
    "GET /v1/credentials": ("administer",),
    "POST /v1/credentials": ("administer",),
    "POST /v1/credentials/{prefix}/rotate": ("administer",),
    "DELETE /v1/credentials/{prefix}": ("administer",),
    "POST /v1/decide": ("sync", "work"),
    "GET /v1/decisions": ALL,
    "POST /v1/decisions": ("simulate",),
    "GET /v1/verification": ALL,
    "GET /v1/activations/{number}/comparison": ALL,
    "GET /v1/exceptions": ALL,
    "GET /v1/exceptions/kinds": ALL,
    "GET /v1/facts": ALL,
    "GET /v1/playbooks": ALL,
    "POST /v1/records": ("sync",),
    "GET /v1/records/{kind}/{record_id}": ALL,
    "PUT /v1/records/{kind}/{record_id}": ("sync",),
    "DELETE /v1/records/{kind}/{record_id}": ("sync",),
    "GET /v1/record-versions/{kind}/{record_id}": ALL,
    "GET /v1/sources": ALL,
    "GET /v1/releases": ALL,
    "POST /v1/releases": ("publish",),
    "GET /v1/releases/{number}": ALL,
    "GET /v1/releases/{number}/file": ALL,
    "POST /v1/releases/{number}/approval": ("approve",),
    "GET /v1/activations": ALL,
    "POST /v1/activations": ("activate",),
    "POST /v1/activations/{number}/end": ("activate",),
    "GET /v1/simulations": ("simulate",),
    "POST /v1/simulations": ("simulate",),
    "GET /v1/simulations/{simulation}": ("simulate",),
    "DELETE /v1/simulations/{simulation}": ("simulate",),
    "GET /v1/simulations/{simulation}/events": ("simulate",),
    "GET /v1/simulations/{simulation}/result": ("simulate",),
    "GET /v1/simulations/{simulation}/lists/{name}": ("simulate",),
    "GET /v1/simulations/{simulation}/plots/{name}": ("simulate",),
    "GET /v1/simulations/{simulation}/report": ("simulate",),
    "GET /v1/stop": ALL,
    "POST /v1/stop": ("stop",),
    "DELETE /v1/stop": ("stop",),
    "GET /v1/worklist": ALL,
    "GET /v1/worklist/collectors": ALL,
}
"""One of these rights is needed."""

MARK = "theirs-4711"
"""Stands in everything that belongs to the other organisation."""

FILES = {
    "organisation.yaml": f"organisation: {MARK}\nbase_currency: EUR\nplaybooks: [standard]\n"
    "roles: {collector: account.collector}\n",
    "standard.yaml": "playbook: standard\nversion: 1\nfollow: account\ncadence:\n"
    f"  - {{step: look, at: 5 days after due, do: task, title: {MARK}, assign: collector}}\n",
}
LINES = (
    {"record": "account", "id": MARK, "name": MARK, "collector": MARK, "source_version": 1},
    {
        "record": "invoice", "id": f"I-{MARK}", "account": MARK, "issued_on": "2026-02-01", "due_on": "2026-03-01",
        "amount": "100.00 EUR", "source_version": 1,
    },
)  # fmt: skip


class Theirs:
    """What the ids of the other organisation are, by the names that parameters and fields have."""

    def __init__(self, action: str, prefix: str) -> None:
        self.by_name: dict[str, Any] = {
            "account": MARK, "unit": MARK, "kind": "account", "record_id": MARK, "number": 1, "release": 1,
            "prefix": prefix, "id": action, "action": action, "simulation": MARK, "name": "actions",
            "case": f"standard/{MARK}//EUR", "item": f"I-{MARK}", "collector": MARK, "accounts": [MARK], "revision": 1,
        }  # fmt: skip


@pytest.fixture
def settings(database_url: str) -> Settings:
    return Settings(database_url=database_url, requests_a_minute=0)


@pytest.fixture
async def theirs(house: House) -> Theirs:
    """Organisation two, with everything that there can be; organisation one has nothing but its keys."""

    async def do(method: str, path: str, role: Role, **more: Any) -> httpx.Response:
        answer = await house.ask(method, path, role, "two", **more)
        assert answer.status_code < 300, f"{path}: {answer.text}"
        return answer

    await do("POST", "/v1/releases", "author", json={"files": FILES, "title": MARK})
    await do("POST", "/v1/releases/1/approval", "approver")
    await do("POST", "/v1/activations", "approver", json={"release": 1})
    body = b"\n".join(map(msgspec.json.encode, LINES))
    await do("POST", "/v1/records", "service", content=body, headers={"Content-Type": "application/x-ndjson"})
    await Worker(house.runtime).once()
    found = (await do("GET", "/v1/actions", "viewer")).json()["items"]
    assert found, "an action stands ready"
    return Theirs(found[0]["id"], house.keys["two", "viewer"].split("_")[1])


def routes(house: House) -> list[tuple[str, str]]:
    """Every method and path that needs a credential."""
    return sorted(
        (method, route.path_format)
        for route in house.app.routes
        if isinstance(route, HTTPRoute)
        for method, (handler, _) in route.route_handler_map.items()
        if method != "OPTIONS" and not handler.opt.get("public") and not route.path_format.startswith("/schema/")
    )


async def tried(
    house: House, described: dict[str, Any], method: str, path: str, role: Role, values: dict[str, Any]
) -> httpx.Response:
    """The smallest request of an operation, with these values where their names stand in it."""
    operation = described["paths"][path][method.lower()]
    for name in path.split("{")[1:]:
        word = name.partition("}")[0]
        path = path.replace("{" + word + "}", str(values.get(word, "1")), 1)
    needed = [each for each in operation.get("parameters", ()) if each.get("in") == "query"]
    query = {each["name"]: values[each["name"]] for each in needed if each["name"] in values and each["name"] != "kind"}
    for each in needed:
        if each.get("required") and each["name"] not in query:
            query[each["name"]] = smallest(described, each["schema"], each["name"])
    content = operation.get("requestBody", {}).get("content", {})
    more: dict[str, Any] = {}
    if "application/json" in content:
        more["json"] = filled(smallest(described, content["application/json"]["schema"]), values)
    return await house.ask(method, path, role, params=query, **more)


def filled(body: Any, values: dict[str, Any]) -> Any:
    """The body with known values in the place of those that were made up."""
    if isinstance(body, dict):
        return {name: values.get(name, filled(each, values)) for name, each in body.items()}
    return [filled(each, values) for each in body] if isinstance(body, list) else body


async def stored(house: House, organisation: str) -> dict[str, Any]:
    """Everything that is remembered of an organisation."""
    found: dict[str, Any] = {}
    async with house.runtime.work(house.caller("admin", organisation), "read") as work:
        for table in TENANT_TABLES:
            rows = await work.connection.execute(select(table).where(table.c.organisation == organisation))
            found[table.name] = sorted(map(repr, rows.all()))
    return found


async def test_every_route_stands_in_the_table(house: House) -> None:
    assert {f"{method} {path}" for method, path in routes(house)} == set(RIGHTS_OF)


async def test_nobody_comes_in_without_a_credential(house: House) -> None:
    for method, path in routes(house):
        answer = await house.client.request(method, re.sub(r"\{.*?\}", "1", path))
        assert answer.status_code == 401, f"{method} {path}"


@pytest.mark.parametrize("role", ROLES)
async def test_a_role_may_what_its_rights_say_and_nothing_else(house: House, role: Role) -> None:
    described = description(house.app)
    wrong: list[str] = []
    for method, path in routes(house):
        answer = await tried(house, described, method, path, role, {"kind": "account", "number": 1})
        allowed = any(right in RIGHTS[role] for right in RIGHTS_OF[f"{method} {path}"])
        if (answer.status_code == 403) is allowed or answer.status_code >= 500:
            wrong.append(f"{method} {path}: {answer.status_code} {answer.text[:200]}")
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
async def test_ids_of_another_organisation_open_nothing(house: House, theirs: Theirs, role: Role) -> None:
    described = description(house.app)
    before = await stored(house, "two")
    assert any(MARK in row for rows in before.values() for row in rows)
    wrong: list[str] = []
    for method, path in routes(house):
        answer = await tried(house, described, method, path, role, theirs.by_name)
        # What was asked for may be repeated in the answer, and nothing else of it.
        told = answer.text.replace(theirs.by_name["action"], "").replace(f"`{MARK}`", "")
        if answer.status_code >= 500 or (answer.status_code < 300 and MARK in told and not _our_own(method, path)):
            wrong.append(f"{method} {path}: {answer.status_code} {answer.text[:300]}")
    assert wrong == []
    assert await stored(house, "two") == before


def _our_own(method: str, path: str) -> bool:
    """Where an answer repeats what was sent: a record of that name is made in the caller's own organisation."""
    return (method, path) in {("PUT", "/v1/records/{kind}/{record_id}"), ("DELETE", "/v1/records/{kind}/{record_id}")}
