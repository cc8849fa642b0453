"""What watchers ask: alive, ready, metrics; and the log."""

import io
import json
import logging

import pytest
from sqlalchemy import insert, text

from playbook_engine.model.book import Freshness
from playbook_engine.model.organisation import Organisation
from playbook_engine.server.conventions.logs import write_logs
from playbook_engine.service.production.health import stale_sources
from playbook_engine.store.tables import UNITS
from tests.http.conftest import House

pytestmark = pytest.mark.anyio


async def test_alive_asks_for_nothing(house: House) -> None:
    await house.runtime.database.close()
    answer = await house.client.get("/healthz")
    assert (answer.status_code, answer.json()) == (200, {"alive": True})


async def test_ready_says_what_is_missing(house: House) -> None:
    answer = await house.client.get("/readyz")
    assert answer.status_code == 200
    checks = {each["check"]: each for each in answer.json()["checks"]}
    assert checks["migrations"]["ok"]
    assert checks["row security"]["ok"]
    assert not checks["active release"]["ok"]
    assert checks["active release"]["says"] == "0 of 2 organisations follow a release"
    assert (await house.client.get("/readyz?all_of_it=true")).status_code == 503


async def test_not_ready_without_the_tables_of_this_version(house: House) -> None:
    async with house.runtime.database.engine.begin() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '0000'"))
    answer = await house.client.get("/readyz")
    assert answer.status_code == 503
    assert "playbook db upgrade" in answer.text


def test_a_source_that_is_too_old_or_never_came_is_stale() -> None:
    organisation = Organisation(name="x", base_currency="EUR", freshness=(("erp", 2), ("crm", 2)))
    day = __import__("datetime").date(2026, 3, 16)
    known = [Freshness(id="erp", on=day.replace(day=13)), Freshness(id="erp", on=day.replace(day=14))]
    assert stale_sources(organisation, known, day) == 1
    assert stale_sources(organisation, known[:1], day) == 2


async def test_metrics_count_by_route_and_never_by_id(house: House) -> None:
    await house.ask("DELETE", "/v1/credentials/no-such-key")
    await house.ask("GET", "/v1/caller")
    await house.client.get("/v1/secret-customer")
    async with house.runtime.work(house.caller()) as work:
        row = {"organisation": "one", "unit": "U", "due_at": house.clock.at, "decision": 4}
        await work.connection.execute(insert(UNITS).values(**row))
    house.clock.forward(seconds=30)
    page = (await house.client.get("/metrics")).text
    assert 'playbook_requests_total{method="GET",route="/v1/caller",status="200"} 1.0' in page
    assert 'playbook_requests_total{method="GET",route="unmatched",status="404"} 1.0' in page
    assert "no-such-key" not in page
    assert "secret-customer" not in page
    assert "playbook_units_waiting 1.0" in page
    assert "playbook_oldest_unit_waits_seconds 30.0" in page
    assert "playbook_units_decided_total 4.0" in page


async def test_the_log_is_json_with_the_request_and_without_keys_or_ids(house: House) -> None:
    before = logging.getLogger().handlers[:]
    stream = io.StringIO()
    write_logs("info", stream)
    try:
        answer = await house.ask("DELETE", "/v1/credentials/ann@example.com", headers={"X-Request-Id": "abc-12345"})
    finally:
        logging.getLogger().handlers[:] = before
        logging.getLogger("playbook_engine").setLevel(logging.NOTSET)
    assert answer.headers["x-request-id"] == "abc-12345"
    lines = [json.loads(line) for line in stream.getvalue().splitlines()]
    line = next(each for each in lines if each["says"] == "answered")
    assert line["request"] == "abc-12345"
    assert line["route"] == "/v1/credentials/{prefix}"
    assert line["status"] == 404
    assert line["organisation"] == "one"
    assert "ann@example.com" not in stream.getvalue()
    assert house.keys["one", "admin"] not in stream.getvalue()


async def test_types_of_problems_say_what_they_mean(house: House) -> None:
    told = (await house.client.get("/v1/caller")).json()
    meaning = await house.client.get(told["type"])
    assert meaning.json()["status"] == 401
    assert (await house.client.get("/problems/nothing")).status_code == 404
