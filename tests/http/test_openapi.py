"""The description of the API is true, and its page works without any other server."""

import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from jsonschema import Draft202012Validator
from litestar import Litestar
from litestar.routes import HTTPRoute

from playbook_engine.server.app import make_app
from playbook_engine.server.conventions.bodies import read_json
from playbook_engine.server.conventions.describing import description
from playbook_engine.server.conventions.describing_examples import EXAMPLES
from playbook_engine.server.conventions.problems import MEANINGS, TYPES
from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database
from tests.http.conftest import House

WRITES = ("post", "put", "patch", "delete")


@pytest.fixture(scope="module")
def app() -> Litestar:
    return make_app(Runtime(Database("sqlite:///never-opened.db"), MachineClock(), Settings()))


@pytest.fixture(scope="module")
def described(app: Litestar) -> dict[str, Any]:
    return description(app)


def operations(described: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            yield path, method, operation


def everything(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        for each in value.values():
            yield from everything(each)
    elif isinstance(value, list):
        for each in value:
            yield from everything(each)


def found(described: dict[str, Any], ref: str) -> Any:
    value: Any = described
    for step in ref.removeprefix("#/").split("/"):
        value = value[step]
    return value


def test_every_route_is_described(app: Litestar, described: dict[str, Any]) -> None:
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for method, (handler, _) in route.route_handler_map.items():
                if handler.resolve_include_in_schema() and method != "OPTIONS":
                    assert method.lower() in described["paths"][route.path_format], route.path


def test_every_reference_leads_somewhere(described: dict[str, Any]) -> None:
    for each in everything(described):
        if isinstance(each.get("$ref"), str):
            assert found(described, each["$ref"])


def test_every_schema_is_one(described: dict[str, Any]) -> None:
    for schema in described["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_strict_bodies_say_so(app: Litestar, described: dict[str, Any]) -> None:
    """What the reader of a wire type refuses, the description refuses."""
    seen = 0
    for route in app.routes:
        for method, (handler, _) in route.route_handler_map.items() if isinstance(route, HTTPRoute) else ():
            if handler.parsed_data_field is None:
                continue
            content = described["paths"][route.path_format][method.lower()]["requestBody"]["content"]
            schema = content["application/json"]["schema"]
            for part in schema.get("anyOf", [schema]):
                whole = found(described, part["$ref"]) if "$ref" in part else part
                assert whole.get("additionalProperties") is False or whole.get("type") == "array", route.path
                seen += 1
    assert seen > 10


def test_every_body_has_an_example_that_its_reader_takes(app: Litestar, described: dict[str, Any]) -> None:
    used = set()
    for route in app.routes:
        for method, (handler, _) in route.route_handler_map.items() if isinstance(route, HTTPRoute) else ():
            if handler.parsed_data_field is None:
                continue
            content = described["paths"][route.path_format][method.lower()]["requestBody"]["content"]
            example = content["application/json"]["example"]
            assert read_json(msgspec.json.encode(example), handler.parsed_data_field.annotation) is not None
            used.add(route.path_format)
    assert used == EXAMPLES.keys()


def test_every_operation_has_an_id_of_its_own_and_a_sentence(described: dict[str, Any]) -> None:
    ids = [operation["operationId"] for _, _, operation in operations(described)]
    assert len(ids) == len(set(ids))
    for path, method, operation in operations(described):
        assert operation.get("description"), f"{method} {path}"


def test_every_operation_says_how_it_fails(described: dict[str, Any]) -> None:
    for path, method, operation in operations(described):
        answers = operation["responses"]
        assert {"400", "429", "500", "503"} <= set(answers), path
        if operation.get("security") != []:
            assert {"401", "403"} <= set(answers), path
        if method in WRITES:
            assert {"409", "422"} <= set(answers), path
        for status, answer in answers.items():
            if int(status) >= 400:
                told = found(described, answer["$ref"]) if "$ref" in answer else answer
                assert list(told["content"]) == ["application/problem+json"] or path == "/readyz", f"{path} {status}"


def test_every_type_of_problem_has_a_meaning() -> None:
    assert TYPES.keys() == MEANINGS.keys()


def test_who_may_is_said(described: dict[str, Any]) -> None:
    assert described["security"] == [{"bearer": []}]
    open_to_all = {path for path, _, operation in operations(described) if operation.get("security") == []}
    assert open_to_all == {"/healthz", "/readyz", "/metrics", "/problems/{kind}"}


@pytest.mark.anyio
class TestPage:
    @pytest.fixture
    def settings(self, sqlite_url: str) -> Settings:
        return Settings(database_url=sqlite_url)

    async def test_the_description_is_served_to_everybody(self, house: House) -> None:
        answer = await house.client.get("/schema/openapi.json")
        assert answer.status_code == 200
        assert answer.json()["openapi"].startswith("3.1")

    async def test_the_page_loads_what_this_server_has(self, house: House) -> None:
        answer = await house.client.get("/schema")
        assert answer.status_code == 200
        assert "//" not in re.sub(r"<!.*?>", "", answer.text)
        assert "'unsafe" not in answer.headers["content-security-policy"]
        wanted = re.findall(r'(?:src|href)="(/schema/[^"]+)"', answer.text)
        assert len(wanted) == 4
        for path in wanted:
            loaded = await house.client.get(path)
            assert loaded.status_code == 200
            assert loaded.content
        script = (await house.client.get("/schema/begin.js")).text
        assert (await house.client.get(re.findall(r'url: "([^"]+)"', script)[0])).status_code == 200

    async def test_no_other_file_is_given(self, house: House) -> None:
        for name in ("x.js", "..%2f__init__.py", "index.html"):
            assert (await house.client.get(f"/schema/{name}")).status_code == 404

    async def test_older_programs_are_told_in_their_words(self, house: House) -> None:
        told = (await house.client.get("/schema/openapi-3.0.json")).json()
        assert told["openapi"] == "3.0.3"
        for each in everything(told["components"]["schemas"]):
            assert not isinstance(each.get("type"), list)
            assert {"type": "null"} not in each.get("anyOf", [])

    async def test_answers_are_as_described(self, house: House, described: dict[str, Any]) -> None:
        """A few answers held against their schemas; every one is tried with made-up requests elsewhere."""
        registry = {"$defs": described["components"]["schemas"]}
        for path in ("/v1/caller", "/v1/credentials", "/readyz"):
            schema = described["paths"][path]["get"]["responses"]["200"]["content"]["application/json"]["schema"]
            text = msgspec.json.encode({**schema, **registry}).decode().replace("#/components/schemas/", "#/$defs/")
            Draft202012Validator(msgspec.json.decode(text)).validate((await house.ask("GET", path)).json())
