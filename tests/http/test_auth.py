"""API keys: shown once, stored as a digest, expiring, rotated, revoked; the organisation comes from the key alone."""

import datetime as dt

import pytest
from sqlalchemy import select

from playbook_engine.store.tables import CREDENTIALS
from tests.http.conftest import House, errors

pytestmark = pytest.mark.anyio


async def test_the_key_says_who_asks(house: House) -> None:
    answer = await house.ask("GET", "/v1/caller", "operator", "two")
    assert answer.status_code == 200
    assert answer.json()["organisation"] == "two"
    assert answer.json()["subject"] == "operator-two"
    assert answer.json()["roles"] == ["operator"]


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Basic abc", "Bearer pbk_0_x", "Bearer pbk_zz", "Bearer \u00e9", "Bearer pbk__"]
)
async def test_nobody_comes_in_without_a_key(house: House, header: str) -> None:
    answer = await house.client.get("/v1/caller", headers={b"Authorization": header.encode()})
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert answer.json()["type"] == "/problems/unauthenticated"


async def test_a_key_with_another_secret_is_refused(house: House) -> None:
    key = house.keys["one", "viewer"]
    changed = key[:-1] + ("A" if key[-1] != "A" else "B")
    answer = await house.client.get("/v1/caller", headers={"Authorization": f"Bearer {changed}"})
    assert answer.status_code == 401


async def test_the_store_holds_no_key(house: House) -> None:
    async with house.runtime.work(house.caller(), "read") as work:
        rows = (await work.connection.execute(select(CREDENTIALS))).all()
    assert len(rows) >= 7
    secret = house.keys["one", "admin"].split("_", 2)[2]
    assert secret not in str(rows)


async def test_an_expired_key_counts_no_more(house: House) -> None:
    ends = house.clock.at + dt.timedelta(hours=1)
    made = await house.ask(
        "POST", "/v1/credentials", json={"subject": "bot", "roles": ["service"], "expires_at": ends.isoformat()}
    )
    assert made.status_code == 201
    key = {"Authorization": f"Bearer {made.json()['key']}"}
    assert (await house.client.get("/v1/caller", headers=key)).status_code == 200
    house.clock.forward(hours=1)
    assert (await house.client.get("/v1/caller", headers=key)).status_code == 401


async def test_a_rotated_key_overlaps_with_the_new_one(house: House) -> None:
    made = (await house.ask("POST", "/v1/credentials", json={"subject": "bot", "roles": ["service"]})).json()
    path = f"/v1/credentials/{made['credential']['prefix']}/rotate"
    new = (await house.ask("POST", path, json={"overlap_hours": 2})).json()
    assert new["credential"]["replaces"] == made["credential"]["prefix"]
    old_key, new_key = ({"Authorization": f"Bearer {each['key']}"} for each in (made, new))
    for key in (old_key, new_key):
        assert (await house.client.get("/v1/caller", headers=key)).json()["subject"] == "bot"
    house.clock.forward(hours=3)
    assert (await house.client.get("/v1/caller", headers=old_key)).status_code == 401
    assert (await house.client.get("/v1/caller", headers=new_key)).status_code == 200


async def test_a_revoked_key_counts_no_more(house: House) -> None:
    made = (await house.ask("POST", "/v1/credentials", json={"subject": "bot", "roles": ["service"]})).json()
    key = {"Authorization": f"Bearer {made['key']}"}
    assert (await house.client.get("/v1/caller", headers=key)).status_code == 200
    path = f"/v1/credentials/{made['credential']['prefix']}"
    assert (await house.ask("DELETE", path)).status_code == 204
    assert (await house.client.get("/v1/caller", headers=key)).status_code == 401
    assert (await house.ask("DELETE", path)).status_code == 409


async def test_keys_of_another_organisation_are_not_there(house: House) -> None:
    theirs = house.keys["two", "viewer"].split("_")[1]
    assert (await house.ask("DELETE", f"/v1/credentials/{theirs}")).status_code == 404
    assert theirs not in (await house.ask("GET", "/v1/credentials")).text


async def test_only_an_administrator_sees_to_keys(house: House) -> None:
    answer = await house.ask("GET", "/v1/credentials", "operator")
    assert answer.status_code == 403
    assert answer.json()["help"] == "roles that may: admin"


async def test_every_fault_of_a_body_is_told(house: House) -> None:
    body = {"subject": "", "roles": ["boss"], "expires_at": 7, "colour": "red"}
    answer = await house.ask("POST", "/v1/credentials", json=body)
    assert answer.status_code == 422
    assert {fault["pointer"] for fault in errors(answer)} == {"#/subject", "#/roles/0", "#/expires_at", "#/colour"}


async def test_a_fault_that_only_the_reader_sees_is_told(house: House) -> None:
    body = {"subject": "bot", "roles": ["viewer"], "expires_at": "2026-99-99T00:00:00Z"}
    answer = await house.ask("POST", "/v1/credentials", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in errors(answer)] == ["#/expires_at"]


async def test_json_under_another_type_is_refused(house: House) -> None:
    body = b'{"subject": "bot", "roles": ["viewer"]}'
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", ""):
        answer = await house.ask("POST", "/v1/credentials", content=body, headers={"Content-Type": kind})
        assert answer.status_code == 415, kind
    kind = "application/json; charset=utf-8"
    answer = await house.ask("POST", "/v1/credentials", content=body, headers={"Content-Type": kind})
    assert answer.status_code == 201


@pytest.mark.parametrize("body", [b"{", b'{"subject": }', b"\xff", b"[" * 100_000])
async def test_what_is_no_json_says_so(house: House, body: bytes) -> None:
    headers = {"Content-Type": "application/json"}
    answer = await house.ask("POST", "/v1/credentials", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["detail"] == "the body is no JSON"


async def test_a_key_may_answer_for_some_roles_of_the_playbooks_alone(house: House) -> None:
    asked = {"subject": "mara", "roles": ["operator"], "answers_for": ["relationship owner"]}
    made = await house.ask("POST", "/v1/credentials", json=asked)
    assert made.json()["credential"]["answers_for"] == ["relationship owner"]
    rotated = await house.ask("POST", f"/v1/credentials/{made.json()['credential']['prefix']}/rotate", json={})
    for key in (made.json()["key"], rotated.json()["key"]):
        who = await house.client.get("/v1/caller", headers={"Authorization": f"Bearer {key}"})
        assert who.json()["answers_for"] == ["relationship owner"]
    wrong = await house.ask("POST", "/v1/credentials", json=asked | {"answers_for": ["one\ntwo"]})
    assert wrong.status_code == 422
