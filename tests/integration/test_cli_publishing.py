"""`playbook publish` and `playbook worker` as they are typed: into a database, and to a server that listens."""

import asyncio
import subprocess
from pathlib import Path

import httpx
import pytest

from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.credentials import create_organisation
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database
from tests.http.servers import started
from tests.integration.cli_runs import start
from tests.production.test_deciding import FILES


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "playbooks"
    made.mkdir()
    for name, text in FILES.items():
        (made / name).write_text(text, encoding="utf-8")
    return made


@pytest.fixture
def database(sqlite_url: str) -> str:
    async def furnish() -> None:
        runtime = Runtime(Database(sqlite_url), MachineClock(), Settings(database_url=sqlite_url))
        await create_organisation(runtime, "acme")
        await runtime.database.close()

    asyncio.run(furnish())
    return sqlite_url


def commit(folder: Path) -> str:
    for words in (
        ["init", "-q"],
        ["add", "."],
        ["-c", "user.name=A", "-c", "user.email=a@b.example", "commit", "-qm", "x"],
    ):
        subprocess.run(["git", "-C", str(folder), *words], check=True)
    found = subprocess.run(["git", "-C", str(folder), "rev-parse", "HEAD"], check=True, capture_output=True, text=True)
    return found.stdout.strip()


def test_into_a_database_and_the_same_again(folder: Path, database: str, tmp_path: Path) -> None:
    done = start("publish", folder, "--database", database, "--author", "ann", folder=tmp_path)
    assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
    again = start("publish", folder, "--database", database, "--author", "ann", folder=tmp_path)
    assert (again.returncode, again.stdout) == (0, "1\n")
    assert "published before, as release 1" in again.stderr


def test_faults_are_shown_with_their_lines(folder: Path, database: str, tmp_path: Path) -> None:
    path = folder / "standard.yaml"
    path.write_text(path.read_text(encoding="utf-8").replace("do: task", "do: tusk"), encoding="utf-8")
    done = start("publish", folder, "--database", database, folder=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "standard.yaml:5" in done.stderr
    assert "the playbooks have 2 faults" in done.stderr


def test_it_has_to_be_said_where(folder: Path, tmp_path: Path) -> None:
    done = start("publish", folder, folder=tmp_path)
    assert done.returncode == 2
    assert "--to URL" in done.stderr


def test_to_a_server_as_a_revision_has_it(folder: Path, tmp_path: Path) -> None:
    revision = commit(folder)
    (folder / "standard.yaml").write_text("broken: [", encoding="utf-8")
    with started(f"sqlite:///{tmp_path}/server.db", tmp_path) as server:
        admin = {"Authorization": f"Bearer {server.key}"}
        body = {"subject": "ann", "roles": ["author"]}
        key = httpx.post(f"{server.address}/v1/credentials", headers=admin, json=body).json()["key"]
        refused = start("publish", folder, "--to", server.address, "--key", key, folder=tmp_path)
        assert refused.returncode == 1
        assert "standard.yaml:1" in refused.stderr
        done = start(
            "publish", folder, "--revision", "HEAD", "--to", server.address, folder=tmp_path, PLAYBOOK_ENGINE_KEY=key
        )
        assert (done.returncode, done.stdout) == (0, "1\n"), done.stderr
        found = httpx.get(f"{server.address}/v1/releases/1", headers=admin).json()
        assert (found["release"]["git_revision"], found["release"]["author"]) == (revision, "ann")
        wrong = start("publish", folder, "--revision", "HEAD", "--to", server.address, "--key", "no", folder=tmp_path)
        assert wrong.returncode == 2


def test_a_worker_decides_what_is_due_and_ends(database: str, tmp_path: Path) -> None:
    done = start("worker", "--once", folder=tmp_path, PLAYBOOK_ENGINE_DATABASE_URL=database)
    assert (done.returncode, done.stderr.strip()) == (0, "decided: 0 units"), done.stderr
