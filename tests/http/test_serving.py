"""`playbook serve` as a process: started, refused a second time, stopped gracefully; `playbook db`."""

import asyncio
import subprocess
from pathlib import Path

from playbook_engine.store.database import Database
from playbook_engine.store.migrating import downgrade
from tests.http.servers import PLAYBOOK, environment, started


def run(url: str, folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*PLAYBOOK, *words], env=environment(url, folder), capture_output=True, text=True, check=False
    )


def test_an_empty_file_is_served_and_its_key_opens(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    with started(url, tmp_path) as server:
        assert server.get("/v1/caller").json()["roles"] == ["admin"]
        second = run(url, tmp_path, "serve", "--port", "0")
        assert second.returncode == 2
        assert "serves this database already" in second.stderr
        assert server.stop() == 0
    with started(url, tmp_path) as again:
        assert again.key == "", "the key is shown once"
        assert again.get("/v1/caller", server.key).status_code == 200


def test_the_log_holds_no_key_and_is_json(tmp_path: Path) -> None:
    with started(f"sqlite:///{tmp_path}/new.db", tmp_path) as server:
        server.get("/v1/caller")
        server.get("/v1/nothing-here")
        assert server.key not in server.said()
        assert server.key.split("_", 2)[2] not in server.said()


def test_postgresql_is_upgraded_on_purpose(postgresql_url: str, tmp_path: Path) -> None:
    asyncio.run(_emptied(postgresql_url))
    refused = run(postgresql_url, tmp_path, "serve", "--port", "0")
    assert refused.returncode == 2
    assert "run `playbook db upgrade`" in refused.stderr
    made = run(postgresql_url, tmp_path, "db", "upgrade", "--organisation", "acme", "--subject", "ann")
    assert made.returncode == 0, made.stderr
    with started(postgresql_url, tmp_path) as server:
        who = server.get("/v1/caller", made.stdout.strip()).json()
        assert (who["organisation"], who["subject"]) == ("acme", "ann")
        assert server.stop() == 0
    again = run(postgresql_url, tmp_path, "db", "upgrade", "--organisation", "acme")
    assert (again.returncode, again.stdout) == (0, "")


def test_wrong_words_are_told(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path}/new.db"
    assert "did you mean `auditor`?" in run(url, tmp_path, "db", "upgrade", "--role", "auditer").stderr
    assert "cannot name an organisation" in run(url, tmp_path, "db", "upgrade", "--organisation", "A B").stderr
    assert "cannot be listened on" in run(url, tmp_path, "serve", "--host", "203.0.113.7").stderr
    assert "is no database that is known" in run("oracle://x", tmp_path, "serve").stderr


async def _emptied(url: str) -> None:
    database = Database(url)
    await downgrade(database, "base")
    await database.close()
