"""Actions over HTTP: from claim to report, one and many, with the problems that say why not."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any

import pytest

from playbook_engine.model.book import Account
from playbook_engine.service.production.caller import RIGHTS, ROLES, Role
from tests.http.conftest import House, errors
from tests.production.acting_world import World
from tests.reference.build import invoice, payment

pytestmark = pytest.mark.anyio

HANDS = ("claim", "renew", "start", "complete", "fail", "give-back")
PEOPLE = ("approve", "reject", "snooze", "cancel")


@pytest.fixture
async def world(house: House) -> AsyncIterator[World]:
    """The organisation `one` of the server, with a release and records."""
    made = World(str(house.runtime.settings.database_url), "one")
    made.clock.at = house.clock.at
    await made.begin(made_before=True)
    yield made
    await made.close()


async def due(world: World, *units: str) -> None:
    for unit in units:
        await world.sync(unit, invoice(f"I-{unit}", "2026-03-10", account=unit))
    await world.decide(*units)


async def post(house: House, act: str, role: Role = "service", **body: Any) -> Any:
    answer = await house.ask("POST", f"/v1/actions/{act}", role, json=body)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_from_claim_to_done(house: House, world: World) -> None:
    await due(world, "A")
    (held,) = await post(house, "claim", kinds=["email"], limit=10, lease_seconds=60)
    (part,) = held["actions"]
    assert part["state"]["state"] == "claimed"
    assert part["state"]["amount"] == {"minor": 10000, "currency": "EUR"}
    assert part["action"]["addresses"] == ["c-A@example.com"]
    assert held["text"]["recipients"] == ["c-A@example.com"]
    assert "I-A" in held["text"]["body"]
    named = {"id": held["message"], "fence": held["fence"]}
    (renewed,) = await post(house, "renew", **named, lease_seconds=600)
    assert renewed["lease_until"] == (house.clock.at + dt.timedelta(seconds=600)).isoformat().replace("+00:00", "Z")
    (started,) = await post(house, "start", **named)
    assert started["state"] == "sending"
    (done,) = await post(house, "complete", **named, outcome={"provider": "m-1"})
    assert (done["state"], done["lease_owner"]) == ("done", None)
    again = await house.ask("POST", "/v1/actions/complete", "service", json=named)
    assert again.status_code == 409
    assert again.json()["detail"] == f"`{held['message']}` is done"


async def test_what_was_paid_meanwhile_is_a_conflict(house: House, world: World) -> None:
    await due(world, "A")
    (held,) = await post(house, "claim")
    await world.sync("A", payment("2026-03-16", "100 EUR", "I-A"))
    named = {"id": held["message"], "fence": held["fence"]}
    answer = await house.ask("POST", "/v1/actions/start", "service", json=named)
    assert answer.status_code == 409
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"].endswith("must not go: cancelled, paid")
    assert answer.json()["help"] == "do not send it; claim again for what is due now"


async def test_many_at_once_each_with_its_own_answer(house: House, world: World) -> None:
    await due(world, "A", "B", "C")
    held = await post(house, "claim", limit=10)
    refs = [{"id": each["message"], "fence": each["fence"]} for each in held]
    refs[1]["fence"] = 7
    started = await post(house, "start/bulk", actions=refs)
    assert [each["problem"] and each["problem"]["status"] for each in started] == [None, 409, None]
    refs[1]["fence"] = held[1]["fence"]
    assert [each["problem"] for each in await post(house, "renew/bulk", actions=refs)] == [None] * 3
    backs = [{**each, "reason": "closed"} for each in refs[1:]]
    assert [each["actions"][0]["state"] for each in await post(house, "give-back/bulk", actions=backs)] == ["due"] * 2
    assert (await post(house, "complete/bulk", actions=refs[:1]))[0]["actions"][0]["state"] == "done"
    again = await post(house, "claim", limit=10)
    refs = [{"id": each["message"], "fence": each["fence"], "reason": "bounced"} for each in again]
    assert [each["actions"][0]["state"] for each in await post(house, "fail/bulk", actions=refs)] == ["failed"] * 2


async def test_what_is_due_is_listed(house: House, world: World) -> None:
    await due(world, "A", "B", "C")
    await world.sync("B", Account(id="B", collector="Cora"))
    listed = await house.ask("GET", "/v1/actions/due?limit=2", "viewer")
    assert [row["account"] for row in listed.json()] == ["A", "B"]
    some = await house.ask("GET", "/v1/actions/due?kind=email&kind=sms&account=C&account=B", "viewer")
    assert [row["account"] for row in some.json()] == ["B", "C"]
    hers = await house.ask("GET", "/v1/actions/due?collector=Cora", "viewer")
    assert [row["account"] for row in hers.json()] == ["B"]
    assert [each["actions"][0]["state"]["account"] for each in await post(house, "claim", collectors=["Cora"])] == ["B"]
    one = some.json()[1]["id"]
    assert [each["message"] for each in await post(house, "claim", ids=[one], limit=5)] == [one]
    for wrong in ("limit=0", "limit=x", "kind=a%00b"):
        answer = await house.ask("GET", f"/v1/actions/due?{wrong}", "viewer")
        assert answer.status_code == 400, (wrong, answer.text)


async def test_people_answer(house: House, world: World) -> None:
    for unit, item in (("A", "I"), ("B", "J"), ("C", "K")):
        await world.sync(unit, invoice(item, "2026-02-20", account=unit))
    await world.decide("A", "B", "C")
    first, second, third = [row.id for row in await world.open("A", "B", "C")]
    (row,) = await post(house, "approve", "operator", id=first, revision=1, note="fine")
    assert (row["state"], row["answered_by"], row["note"]) == ("due", "operator-one", "fine")
    (row,) = await post(house, "snooze", "operator", id=first, until="2026-03-16T15:00:00+01:00")
    assert (row["state"], row["snoozed_until"]) == ("planned", "2026-03-16T14:00:00Z")
    (answer,) = await post(house, "reject/bulk", "operator", actions=[{"id": second}], note="a mistake")
    assert answer["actions"][0]["state"] == "cancelled"
    many = await post(house, "cancel/bulk", "operator", actions=[{"id": third}, {"id": second}], reason="agreed")
    assert [each["problem"] and each["problem"]["status"] for each in many] == [None, 409]
    refused = await house.ask("POST", "/v1/actions/approve", "operator", json={"id": "acme/none"})
    assert refused.status_code == 404
    seen = await house.ask(
        "POST", "/v1/actions/snooze", "operator", json={"id": first, "revision": 4, "until": "2026-03-17T15:00:00Z"}
    )
    assert seen.status_code == 409


async def test_bodies_are_strict(house: House, world: World) -> None:
    for act, body in (
        ("claim", {"limit": 0}),
        ("claim", {"kind": "email"}),
        ("start", {"id": "x"}),
        ("start", {"id": "x\u0000y", "fence": 1}),
        ("complete", {"id": "x", "fence": -1}),
        ("fail", {"id": "x", "fence": 1, "reason": ""}),
        ("snooze", {"id": "x", "until": "2026-03-17T15:00:00"}),
        ("cancel/bulk", {"actions": [], "reason": "so"}),
    ):
        answer = await house.ask("POST", f"/v1/actions/{act}", "operator", json=body)
        assert answer.status_code == 422, (act, body, answer.text)
        assert errors(answer), act


async def test_only_those_who_may(house: House, world: World) -> None:
    """Each act by each role: forbidden, or found to be about nothing that is there."""
    bodies: dict[str, dict[str, Any]] = {
        "claim": {}, "renew": {"fence": 1}, "start": {"fence": 1}, "complete": {"fence": 1},
        "fail": {"fence": 1, "reason": "so"}, "give-back": {"fence": 1, "reason": "so"},
        "approve": {}, "reject": {"note": "so"}, "cancel": {"reason": "so"},
        "snooze": {"until": "2026-03-17T15:00:00Z"},
    }  # fmt: skip
    for act, body in bodies.items():
        named = body if act == "claim" else {"id": "acme/none", **body}
        for role in ROLES:
            able = RIGHTS[role] & ({"deliver", "work"} if act in HANDS else {"work"})
            answer = await house.ask("POST", f"/v1/actions/{act}", role, json=named)
            expected = 403 if not able else 200 if act == "claim" else 404
            assert answer.status_code == expected, (act, role, answer.text)


async def test_another_organisations_actions_are_not_there(house: House, world: World) -> None:
    await due(world, "A")
    (held,) = await post(house, "claim")
    named = {"id": held["message"], "fence": held["fence"]}
    for act in ("start", "renew", "complete"):
        answer = await house.ask("POST", f"/v1/actions/{act}", "service", "two", json=named)
        assert answer.status_code == 404, act
    other = await house.ask("POST", "/v1/actions/claim", "service", "two", json={"limit": 9})
    assert other.json() == []


async def test_the_stop_switch(house: House, world: World) -> None:
    await due(world, "A")
    assert (await house.ask("GET", "/v1/stop", "viewer")).json()["stopped"] is False
    assert (await house.ask("POST", "/v1/stop", "service", json={"reason": "no"})).status_code == 403
    assert (await house.ask("DELETE", "/v1/stop", "operator")).status_code == 409
    stopped = await house.ask("POST", "/v1/stop", "operator", json={"reason": "wrong template"})
    assert stopped.json()["by"] == "operator-one"
    claimed = await house.ask("POST", "/v1/actions/claim", "service", json={})
    assert claimed.status_code == 409
    assert "wrong template" in claimed.json()["detail"]
    assert (await house.ask("POST", "/v1/actions/claim", "service", "two", json={})).status_code == 200
    assert (await house.ask("DELETE", "/v1/stop", "approver")).json() == {
        "stopped": False, "of": "", "at": None, "by": "", "reason": "",
    }  # fmt: skip
    assert len(await post(house, "claim")) == 1
