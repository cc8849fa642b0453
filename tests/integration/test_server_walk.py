"""The walk of the demo, against real processes: one on SQLite, a server and two workers on PostgreSQL."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.integration.server_processes import address, running

MORNING = "2026-03-16T10:30:00+01:00"


def playbook(*arguments: str) -> tuple[str, ...]:
    return (sys.executable, "-m", "playbook_engine", *arguments)


def walked(top: Path, url: str, key: str) -> str:
    command = (sys.executable, str(top / "examples" / "server" / "walk.py"), "--url", url, "--key", key)
    walk = subprocess.run(command, capture_output=True, text=True, check=False, timeout=300)
    assert walk.returncode == 0, walk.stderr
    return walk.stdout


def settings(url: str, folder: Path) -> dict[str, str]:
    return {
        **os.environ,
        "PLAYBOOK_ENGINE_DATABASE_URL": url,
        "PLAYBOOK_ENGINE_CLOCK_STARTS_AT": MORNING,
        "PLAYBOOK_ENGINE_STATE_FOLDER": str(folder),
    }


def told(output: str) -> str:
    """What does not hang on keys or the time."""
    return re.sub(r"\d{4}-\d\d-\d\dT[\d:.]+", "TIME", output)


@pytest.fixture(scope="module")
def on_sqlite(top: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    folder = tmp_path_factory.mktemp("walk")
    environment = settings(f"sqlite:///{folder / 'playbook.db'}", folder)
    log = folder / "log"
    with running(playbook("serve", "--port", "0"), environment, log):
        url = address(log)
        key = re.search(r"^pbk_\S+$", log.read_text(encoding="utf-8"), re.MULTILINE)
        assert key is not None
        return walked(top, url, key[0])


def test_it_decides_explains_and_sends(on_sqlite: str) -> None:
    assert re.search(r"^  [1-9]\d* actions due$", on_sqlite, re.MULTILINE)
    assert re.search(r"^  Sam Ritter +task +due ", on_sqlite, re.MULTILINE)
    assert "  Playbook `strategic` takes " in on_sqlite
    assert "sent, and remembered as a touch" in on_sqlite
    assert "action: sending > done" in on_sqlite


def test_postgresql_with_workers_of_its_own_says_the_same(
    top: Path, tmp_path: Path, postgresql_url: str, on_sqlite: str
) -> None:
    environment = settings(postgresql_url, tmp_path)
    made = subprocess.run(
        playbook("db", "upgrade", "--organisation", "main"), env=environment, capture_output=True, text=True, check=True
    )
    (key,) = re.findall(r"pbk_\S+", made.stdout)
    log = tmp_path / "log"
    with (
        running(playbook("worker"), environment, tmp_path / "worker-1"),
        running(playbook("worker"), environment, tmp_path / "worker-2"),
        running(playbook("serve", "--port", "0"), environment, log),
    ):
        output = walked(top, address(log), key)
    before_the_log, _, _ = told(output).partition("== The audit log")
    assert before_the_log == told(on_sqlite).partition("== The audit log")[0]
