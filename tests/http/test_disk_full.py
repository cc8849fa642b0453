"""A full disk: what cannot be kept is refused and leaves nothing, what was acknowledged is there, reading goes on."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event, func, select

from playbook_engine.service.settings import Settings
from playbook_engine.store.database import EVERY
from playbook_engine.store.tables import AUDIT, AUDIT_HEADS
from tests.http.conftest import House

pytestmark = pytest.mark.anyio


@pytest.fixture
def settings(sqlite_url: str) -> Settings:
    return Settings(database_url=sqlite_url, requests_a_minute=0)


@contextmanager
def room_for(house: House, pages: int) -> Iterator[None]:
    """Connections that may not let the database grow beyond so many pages, as on a disk that is full then."""

    def limit(connection: Any, _record: Any) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA max_page_count={pages}")
        cursor.close()

    engine = house.runtime.database.engine.sync_engine
    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)


async def pages_used(house: House) -> int:
    async with house.runtime.database.engine.connect() as connection:
        return int((await connection.exec_driver_sql("PRAGMA page_count")).scalar_one())


def account(number: int) -> dict[str, Any]:
    return {"id": f"A-{number}", "tags": [f"{number}-{word}" for word in range(90)]}


async def test_what_was_acknowledged_is_there_and_nothing_else(house: House) -> None:
    used = await pages_used(house)
    await house.runtime.database.close()
    acknowledged: list[int] = []
    refused: list[int] = []
    with room_for(house, used + 40):
        for number in range(150):
            answer = await house.ask("PUT", f"/v1/records/account/A-{number}", role="service", json=account(number))
            (acknowledged if answer.is_success else refused).append(number)
            if not answer.is_success:
                assert answer.status_code == 503, answer.text
                assert answer.headers["Content-Type"] == "application/problem+json"
        assert acknowledged
        assert refused
        assert (await house.ask("GET", "/healthz")).status_code == 200
        read = await house.ask("GET", f"/v1/records/account/A-{acknowledged[0]}", role="viewer")
        assert read.status_code == 200
        await house.runtime.database.close()
    for number in acknowledged:
        assert (await house.ask("GET", f"/v1/records/account/A-{number}", role="viewer")).status_code == 200
    for number in refused:
        assert (await house.ask("GET", f"/v1/records/account/A-{number}", role="viewer")).status_code == 404
        again = await house.ask("PUT", f"/v1/records/account/A-{number}", role="service", json=account(number))
        assert again.is_success
    async with house.runtime.database.work(EVERY, house.clock.at, mode="read") as work:
        rows = select(AUDIT.c.organisation, func.count()).group_by(AUDIT.c.organisation)
        counted = (await work.connection.execute(rows)).all()
        ends = (await work.connection.execute(select(AUDIT_HEADS.c.organisation, AUDIT_HEADS.c.number))).all()
    assert sorted(map(tuple, counted)) == sorted(map(tuple, ends)), "the end of the chain moved only with its rows"
