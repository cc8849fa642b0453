"""What all routes have in common: headers, tags, repeated writes, limits, sizes, problems."""

import asyncio
import datetime as dt

import httpx
import msgspec
import pytest

from playbook_engine.server.conventions.pages import read_cursor, write_cursor
from playbook_engine.server.conventions.problems import Faulty
from playbook_engine.service.production.carrying import CARRIED_KEY
from playbook_engine.service.production.credentials import create_credential
from playbook_engine.service.production.idempotency import Repeats
from playbook_engine.service.settings import Settings
from tests.http.conftest import House, errors

pytestmark = pytest.mark.anyio

BOT = {"subject": "bot", "roles": ["viewer"]}


class TestHeaders:
    async def test_each_answer_says_what_gave_it(self, house: House) -> None:
        for path in ("/v1/caller", "/healthz", "/nothing", "/v1/credentials/x"):
            answer = await house.ask("GET", path)
            assert answer.headers["playbook-engine"]
            assert len(answer.headers["x-request-id"]) == 16
            assert answer.headers["x-content-type-options"] == "nosniff"
            assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "playbook-release" in (await house.ask("GET", "/v1/caller")).headers

    async def test_a_request_id_that_cannot_be_one_is_not_repeated(self, house: House) -> None:
        answer = await house.ask("GET", "/v1/caller", headers={"X-Request-Id": "a b<script>"})
        assert "script" not in answer.headers["x-request-id"]

    @pytest.mark.parametrize(("method", "path", "status"), [("GET", "/x", 404), ("PATCH", "/v1/caller", 405)])
    async def test_unknown_addresses_and_methods_are_problems(
        self, house: House, method: str, path: str, status: int
    ) -> None:
        answer = await house.ask(method, path)
        assert answer.status_code == status
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.json()["status"] == status


class TestTags:
    async def test_what_did_not_change_is_not_sent_again(self, house: House) -> None:
        first = await house.ask("GET", "/v1/credentials")
        again = await house.ask("GET", "/v1/credentials", headers={"If-None-Match": first.headers["etag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again.headers["etag"] == first.headers["etag"]
        await house.ask("POST", "/v1/credentials", json=BOT)
        later = await house.ask("GET", "/v1/credentials", headers={"If-None-Match": first.headers["etag"]})
        assert later.status_code == 200


class TestRepeats:
    PATH = "/v1/credentials"

    async def rotate(self, house: House, key: str, hours: int = 1, **more: str) -> httpx.Response:
        prefix = house.keys["one", "viewer"].split("_")[1]
        body = {"overlap_hours": hours}
        headers = {"Idempotency-Key": key}
        return await house.ask("POST", f"{self.PATH}/{prefix}/rotate", json=body, headers=headers, **more)  # type: ignore[arg-type]

    async def count(self, house: House) -> int:
        return len((await house.ask("GET", self.PATH)).json())

    async def test_a_write_sent_again_happens_once(self, house: House) -> None:
        prefix = house.keys["one", "viewer"].split("_")[1]
        path, headers = f"{self.PATH}/{prefix}", {"Idempotency-Key": "k"}
        first = await house.ask("DELETE", path, headers=headers)
        again = await house.ask("DELETE", path, headers=headers)
        assert (first.status_code, again.status_code) == (204, 204)
        assert again.headers["idempotency-replayed"] == "true"
        assert (await house.ask("DELETE", path)).status_code == 409

    async def test_an_answer_with_a_secret_is_not_kept(self, house: House) -> None:
        before = await self.count(house)
        first = await self.rotate(house, "k")
        assert first.status_code == 201
        again = await self.rotate(house, "k")
        assert again.status_code == 409
        assert "carried out" in again.json()["detail"]
        assert await self.count(house) == before + 1

    async def test_the_same_key_with_another_request_is_refused(self, house: House) -> None:
        await self.rotate(house, "k", 1)
        assert (await self.rotate(house, "k", 2)).status_code == 422

    async def test_a_key_counts_for_one_subject(self, house: House) -> None:
        assert (await self.rotate(house, "k")).status_code == 201
        other = await house.ask("POST", self.PATH, "admin", "two", json=BOT, headers={"Idempotency-Key": "k"})
        assert other.status_code == 201

    async def test_the_same_at_once_happens_once(self, house: House) -> None:
        before = await self.count(house)
        answers = await asyncio.gather(*(self.rotate(house, "k") for _ in range(5)))
        assert sorted(each.status_code for each in answers) == [201, 409, 409, 409, 409]
        assert await self.count(house) == before + 1

    async def test_what_was_refused_may_be_tried_again(self, house: House) -> None:
        headers = {"Idempotency-Key": "k"}
        assert (await house.ask("POST", self.PATH, "viewer", json=BOT, headers=headers)).status_code == 403
        assert (await house.ask("POST", self.PATH, "viewer", json=BOT, headers=headers)).status_code == 403

    async def test_a_server_that_dies_before_the_change_leaves_the_key_free(self, house: House) -> None:
        repeats, caller = Repeats(house.runtime), house.caller()
        assert await repeats.begin(caller, "k", "r") is None
        house.clock.forward(minutes=6)
        assert await repeats.begin(caller, "k", "r") is None

    async def test_a_server_that_dies_after_the_change_never_repeats_it(self, house: House) -> None:
        repeats, caller = Repeats(house.runtime), house.caller()
        assert await repeats.begin(caller, "k", "r") is None
        token = CARRIED_KEY.set("k")
        await create_credential(house.runtime, caller, "bot", ("viewer",))
        CARRIED_KEY.reset(token)
        await repeats.undo(caller, "k")
        house.clock.forward(minutes=6)
        with pytest.raises(Exception, match="carried out"):
            await repeats.begin(caller, "k", "r")

    async def test_old_keys_are_dropped(self, house: House) -> None:
        caller = house.caller()
        await Repeats(house.runtime).begin(caller, "k", "r")
        house.clock.forward(hours=25)
        await Repeats(house.runtime).begin(caller, "other", "r")
        assert await Repeats(house.runtime).begin(caller, "k", "another request") is None

    async def test_a_key_that_cannot_be_one_is_told(self, house: House) -> None:
        answer = await self.rotate(house, "k" * 256)
        assert answer.status_code == 400
        assert errors(answer)[0]["parameter"] == "Idempotency-Key"


class TestLimits:
    @pytest.fixture
    def settings(self, database_url: str) -> Settings:
        return Settings(database_url=database_url, requests_a_minute=3, body_megabytes=1)

    async def test_a_credential_has_so_many_requests_a_minute(self, house: House) -> None:
        left = [(await house.ask("GET", "/v1/caller")).headers["ratelimit-remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        refused = await house.ask("GET", "/v1/caller")
        assert refused.status_code == 429
        assert refused.headers["retry-after"] == "60"
        assert refused.headers["ratelimit-limit"] == "3"
        assert (await house.ask("GET", "/v1/caller", "viewer")).status_code == 200
        house.clock.forward(seconds=60)
        assert (await house.ask("GET", "/v1/caller")).status_code == 200

    async def test_whoever_tries_keys_is_not_listened_to(self, house: House) -> None:
        bad = {"Authorization": "Bearer pbk_000000000000_guess"}
        statuses = [(await house.client.get("/v1/caller", headers=bad)).status_code for _ in range(121)]
        assert set(statuses[:120]) == {401}
        assert statuses[120] == 429

    @pytest.mark.parametrize("key", [{}, {"Idempotency-Key": "k"}])
    async def test_a_body_that_is_too_large_is_refused(self, house: House, key: dict[str, str]) -> None:
        body = msgspec.json.encode(BOT | {"subject": "x" * 1_000_001})
        headers = {"Content-Type": "application/json", **key}
        answer = await house.ask("POST", "/v1/credentials", content=body, headers=headers)
        assert answer.status_code == 413
        assert answer.headers["content-type"] == "application/problem+json"


class TestCursors:
    def test_a_cursor_comes_back_as_its_place(self) -> None:
        about = ("accounts", "overdue", {"tier": "gold"})
        place = (dt.date(2026, 3, 16), "A-1")
        cursor = write_cursor(about, place)
        assert read_cursor(cursor, about, tuple[dt.date, str]) == place
        assert read_cursor(None, about, tuple[dt.date, str]) is None

    @pytest.mark.parametrize("cursor", ["", "x", "é", "AAAA", write_cursor(("other",), ("A-1",))])
    def test_another_cursor_is_refused(self, cursor: str) -> None:
        with pytest.raises(Faulty):
            read_cursor(cursor, ("accounts",), tuple[str])


async def test_a_misspelt_parameter_is_not_passed_over(house: House) -> None:
    answer = await house.ask("PUT", "/v1/records/account/A?source_verson=3", "service", json={"id": "A"})
    assert answer.status_code == 400
    (fault,) = errors(answer)
    assert (fault["parameter"], fault["help"]) == ("source_verson", "did you mean `source_version`?")
    assert (await house.ask("GET", "/v1/records/account/A", "viewer")).status_code == 404
    assert (await house.ask("GET", "/v1/stop?now=yes", "viewer")).status_code == 400
    assert (await house.ask("GET", "/healthz?t=1")).status_code == 200
