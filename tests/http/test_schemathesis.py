"""Made-up requests, good and bad, from the description of the API to a real server: it never falls over, and answers as
described.
"""

import asyncio
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import msgspec
import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from playbook_engine.server.app import make_app
from playbook_engine.server.conventions.describing import description
from playbook_engine.service.production.caller import ROLES
from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database, async_url
from tests.databases import ROLE, TEMPLATE, as_superuser
from tests.http.servers import PATIENCE, PLAYBOOK, Server, environment, started


def _readable(found: Any) -> Any:
    """An operation, or the fault of its description."""
    return found.ok()


DESCRIBED = description(make_app(Runtime(Database("sqlite:///never-opened.db"), MachineClock(), Settings())))
SCHEMA = schemathesis.openapi.from_dict(DESCRIBED)
OPERATIONS: dict[str, Any] = {operation.label: operation for operation in map(_readable, SCHEMA.get_all_operations())}

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance]

EXAMPLES = 6
"""Of good and of bad requests for each operation."""

bounded = settings(
    max_examples=EXAMPLES,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)


class Walked:
    """A server with an organisation that has a release, records and decisions; the key may do everything."""

    def __init__(self, server: Server, key: str) -> None:
        self.address = server.address
        self.headers = {"Authorization": f"Bearer {key}"}
        self.server = server

    def ask(self, method: str, path: str, **more: Any) -> httpx.Response:
        headers = self.headers | more.pop("headers", {})
        answer = httpx.request(method, self.address + path, headers=headers, timeout=PATIENCE, **more)
        assert answer.status_code < 300, answer.text
        return answer


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One database of each kind for all operations."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database') / 'walked.db'}"
        return
    server = request.getfixturevalue("postgresql_template")
    name = f"walked_{os.getpid()}"
    asyncio.run(as_superuser(server, f'CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER "{ROLE}"'))
    made = async_url(server).set(database=name, username=ROLE, drivername="postgresql")
    yield made.render_as_string(hide_password=False)
    asyncio.run(as_superuser(server, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(scope="module")
def walked(url: str, tmp_path_factory: pytest.TempPathFactory, top: Path) -> Iterator[Walked]:
    folder = tmp_path_factory.mktemp("server")
    roles = [word for role in ROLES for word in ("--role", role)]
    made = subprocess.run(
        [*PLAYBOOK, "db", "upgrade", "--organisation", "main", *roles],
        env=environment(url, folder),
        capture_output=True,
        text=True,
        check=True,
    )
    with started(
        url, folder, "--worker", PLAYBOOK_ENGINE_REQUESTS_A_MINUTE="0", PLAYBOOK_ENGINE_SIMULATIONS_AT_ONCE="1"
    ) as server:
        walked = Walked(server, made.stdout.strip())
        _furnish(walked, top)
        yield walked
        assert server.process.poll() is None, "it still runs"


def _furnish(walked: Walked, top: Path) -> None:
    playbooks = top / "examples/first/playbooks"
    files = {
        str(path.relative_to(playbooks)): path.read_text(encoding="utf-8")
        for path in playbooks.rglob("*")
        if path.is_file()
    }
    walked.ask("POST", "/v1/releases", json={"files": files})
    other = walked.ask("POST", "/v1/credentials", json={"subject": "ben", "roles": ["approver"]}).json()["key"]
    walked.ask("POST", "/v1/releases/1/approval", headers={"Authorization": f"Bearer {other}"})
    walked.ask("POST", "/v1/activations", json={"release": 1})
    book = msgspec.json.decode((top / "examples/first/book.json").read_bytes())
    lines = [{"record": "account", **each} for each in book["accounts"]]
    lines += [{"record": "invoice", **each} for each in book["invoices"]]
    body = b"\n".join(map(msgspec.json.encode, lines))
    walked.ask("POST", "/v1/records", content=body, headers={"Content-Type": "application/x-ndjson"})


@pytest.mark.parametrize("mode", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE], ids=["good", "bad"])
@pytest.mark.parametrize("label", OPERATIONS)
def test_the_server_answers_as_described(walked: Walked, label: str, mode: GenerationMode) -> None:
    cases: st.SearchStrategy[Any] = OPERATIONS[label].as_strategy(generation_mode=mode)

    @bounded
    @given(case=cases)
    def answers(case: Any) -> None:
        response = case.call(base_url=walked.address, headers=walked.headers, timeout=PATIENCE)
        case.validate_response(response, checks=CHECKS, headers=walked.headers)

    try:
        answers()
    except Unsatisfiable:
        assert mode is GenerationMode.NEGATIVE
        pytest.skip("there is nothing in this request that could be wrong")
