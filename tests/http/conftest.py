"""A server in the process of the test, over each database in turn, with keys for every role of two organisations."""

import datetime as dt
from collections.abc import AsyncIterator
from typing import Any, cast

import httpx
import msgspec
import pytest
from litestar import Litestar

from playbook_engine.server.app import make_app
from playbook_engine.service.production.caller import ROLES, Caller, Role
from playbook_engine.service.production.credentials import create_credential, create_organisation
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database

ORGANISATIONS = ("one", "two")


class SetClock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = dt.datetime(2026, 3, 16, 9, 0, tzinfo=dt.UTC)

    def now(self) -> dt.datetime:
        return self.at

    def forward(self, **span: float) -> None:
        self.at += dt.timedelta(**span)


class House:
    """A server, a client of it, and the keys: `await house.ask("GET", "/v1/caller", role="viewer")`."""

    def __init__(self, runtime: Runtime, clock: SetClock, app: Litestar, client: httpx.AsyncClient) -> None:
        self.runtime = runtime
        self.clock = clock
        self.app = app
        self.client = client
        self.keys: dict[tuple[str, Role], str] = {}

    def caller(self, role: Role = "admin", organisation: str = "one") -> Caller:
        """For calling a use case without HTTP."""
        return Caller(organisation=organisation, subject=f"{role}-{organisation}", roles=(role,))

    def headers(self, role: Role = "admin", organisation: str = "one") -> dict[str, str]:
        return {"Authorization": f"Bearer {self.keys[organisation, role]}"}

    async def ask(
        self, method: str, path: str, role: Role = "admin", organisation: str = "one", **more: Any
    ) -> httpx.Response:
        """A request with the key of a role of an organisation."""
        headers = self.headers(role, organisation) | more.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **more)


@pytest.fixture
def settings(database_url: str) -> Settings:
    """Settings of the server under test; a test module may override this fixture."""
    return Settings(database_url=database_url, requests_a_minute=0)


@pytest.fixture
async def house(settings: Settings) -> AsyncIterator[House]:
    clock = SetClock()
    runtime = Runtime(Database(settings.database_url), clock, settings)
    app = make_app(runtime)
    transport = httpx.ASGITransport(app=cast("Any", app))
    async with app.lifespan(), httpx.AsyncClient(transport=transport, base_url="http://test") as client:
        made = House(runtime, clock, app, client)
        for organisation in ORGANISATIONS:
            await _furnish(made, organisation)
        yield made
    await runtime.database.close()


async def _furnish(house: House, organisation: str) -> None:
    house.keys[organisation, "admin"] = (await create_organisation(house.runtime, organisation)).key
    for role in ROLES:
        if role != "admin":
            issued = await create_credential(
                house.runtime, house.caller("admin", organisation), f"{role}-{organisation}", (role,)
            )
            house.keys[organisation, role] = issued.key


def errors(answer: httpx.Response) -> list[dict[str, str]]:
    """What a problem says is wrong, where."""
    body = msgspec.json.decode(answer.content)
    found: list[dict[str, str]] = body.get("errors", [])
    return found
