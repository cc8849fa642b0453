"""kill -9 at random moments: no acknowledged write is lost, nothing is decided or sent twice, the chain holds."""

import asyncio
import csv
import datetime as dt
import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from playbook_engine.store.database import EVERY, Database
from tests.kills.processes import Client, Hands, Killed, Writer, environment, free_port, key_in, pretended

OPEN_TWICE = """
    SELECT id FROM actions WHERE state IN ('planned', 'awaiting approval', 'due', 'claimed', 'sending')
    GROUP BY id HAVING count(*) > 1
"""

KILLS = int(os.environ.get("PLAYBOOK_ENGINE_TEST_KILLS", "100"))
"""In all: a fifth of them of the one process on SQLite, the others of a server and two workers on PostgreSQL."""


@pytest.fixture
def port() -> int:
    return free_port()


def accounts(top: Path) -> list[tuple[str, dict[str, Any]]]:
    """The accounts of the sample book as records, without the facts of its organisation's own."""
    with (top / "examples" / "book" / "accounts.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    keep = ("id", "name", "payer", "tier", "country", "language", "time_zone", "collector", "owner")
    return [("account", {name: row[name] for name in keep if row[name]}) for row in rows]


def furnished(top: Path, admin: Client) -> str:
    """Keys, a release in force, and the sample book; the key for systems."""
    keys = {
        role: str(admin.ask("POST", "/v1/credentials", json={"subject": role, "roles": [role]})["key"])
        for role in ("service", "author", "approver")
    }
    clients = {role: admin.with_key(key) for role, key in keys.items()}
    folder = top / "playbooks"
    files = {
        path.relative_to(folder).as_posix(): path.read_text(encoding="utf-8")
        for path in folder.rglob("*")
        if path.suffix in {".yaml", ".liquid"} and "tests" not in path.parts
    }
    number = clients["author"].ask("POST", "/v1/releases", json={"files": files})["release"]["number"]
    clients["approver"].ask("POST", f"/v1/releases/{number}/approval", json={})
    clients["approver"].ask("POST", "/v1/activations", json={"release": number})
    for table in (top / "examples" / "book").glob("*.csv"):
        clients["service"].ask(
            "POST", f"/v1/records?kind={table.stem}&source=erp", content=table.read_bytes(),
            headers={"Content-Type": "text/csv"},
        )  # fmt: skip
    return keys["service"]


def kill_around(processes: list[Killed], kills: int, url: str) -> None:
    """Kill one or the other at a random moment and start it again: mostly at work, now and then at its start."""
    chance = random.Random(20260316)  # noqa: S311 - for moments, not for secrets
    client = Client(url, "")
    for _ in range(kills):
        victim = chance.choice(processes)
        if chance.random() < 0.7:
            client.ask("GET", "/healthz")
        time.sleep(chance.uniform(0.05, 0.8))
        victim.kill()
        victim.start()


def left_in_peace(writers: list[Writer], hands: Hands) -> None:
    """Let them go on until something of each was acknowledged: what nobody did says nothing."""
    until = time.monotonic() + 60
    while time.monotonic() < until and not (hands.completed and all(each.acknowledged for each in writers)):
        time.sleep(0.2)


def rows(url: str, query: str) -> list[Any]:
    """What the database says, beside the product."""

    async def read() -> list[Any]:
        database = Database(url)
        try:
            async with database.work(EVERY, dt.datetime.now(dt.UTC), mode="read") as work:
                return [tuple(row) for row in await work.connection.execute(text(query))]
        finally:
            await database.close()

    return asyncio.run(read())


def is_due(at: Any) -> bool:
    """Of both databases: SQLite has microseconds since 1970."""
    if isinstance(at, int):
        at = dt.datetime.fromtimestamp(at / 1_000_000, dt.UTC)
    return at is not None and at <= pretended()


def settled(url: str) -> None:
    """Wait until every unit was decided and nothing is held any more."""
    until = time.monotonic() + 120
    while time.monotonic() < until:
        held = rows(url, "SELECT unit, due_at FROM units WHERE lease_owner IS NOT NULL")
        held += [row for row in rows(url, "SELECT unit, due_at FROM units") if is_due(row[1])]
        held += rows(url, "SELECT id FROM actions WHERE state IN ('claimed', 'sending')")
        if not held:
            return
        time.sleep(0.3)
    raise AssertionError(f"still held two minutes after the last kill: {held[:5]}")


def checked(url: str, writers: list[Writer], hands: Hands) -> None:
    """What has to be true however often they were killed."""
    stands = dict(rows(url, "SELECT id, version FROM records WHERE kind = 'account' AND until_at IS NULL"))
    for writer in writers:
        assert not writer.failure
        lost = [id for id, version in writer.acknowledged.items() if (stands[id] or 0) < version]
        assert not lost, "acknowledged and not there"
    assert rows(url, OPEN_TWICE) == []
    gaps = "SELECT unit FROM decisions GROUP BY unit HAVING count(*) <> max(number)"
    assert rows(url, gaps) == [], "a number was given, and its decisions are gone"
    states: dict[str, list[str]] = {}
    for id, state in rows(url, "SELECT id, state FROM actions ORDER BY id, revision"):
        states.setdefault(id, []).append(state)
    assert not hands.failure
    assert [id for id, count in Counter(hands.sent).items() if count > 1] == [], "sent to a customer twice"
    for id in hands.completed:
        assert "done" in states[id], f"{id} was acknowledged as done, and is {states[id]}"
    for id in hands.sent:
        assert {"done", "unknown"} & set(states[id]), f"{id} was sent, and is {states[id]}"
    assert sum(len(each.acknowledged) for each in writers)
    assert hands.completed


def verified(settings: dict[str, str]) -> None:
    """The chain of the audit log holds."""
    done = subprocess.run(
        [sys.executable, "-m", "playbook_engine", "audit", "verify"],
        env=settings, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@contextmanager
def at_work(top: Path, url: str, key: str) -> Iterator[tuple[list[Writer], Hands]]:
    """Two that write and one that sends, against a server with the sample book."""
    service = furnished(top, Client(url, key))
    records = accounts(top)
    writers = [Writer(Client(url, service), records[number::2], number) for number in (0, 1)]
    hands = Hands(Client(url, service))
    threads: list[Writer | Hands] = [*writers, hands]
    for thread in threads:
        thread.start()
    try:
        yield writers, hands
    finally:
        for thread in threads:
            thread.finish()


def test_one_process_on_sqlite(top: Path, tmp_path: Path, port: int) -> None:
    database = f"sqlite:///{tmp_path / 'playbook.db'}"
    settings = environment(database, tmp_path)
    url = f"http://127.0.0.1:{port}"
    server = Killed(("serve", "--port", str(port)), settings, tmp_path / "log")
    server.start()
    try:
        Client(url, "").ask("GET", "/healthz")
        key = key_in((tmp_path / "log").read_text(encoding="utf-8"))
        with at_work(top, url, key) as (writers, hands):
            kill_around([server], KILLS // 5, url)
            left_in_peace(writers, hands)
        settled(database)
        checked(database, writers, hands)
    finally:
        server.stop()
    verified(settings)


def test_a_server_and_two_workers_on_postgresql(top: Path, tmp_path: Path, port: int, postgresql_url: str) -> None:
    settings = environment(postgresql_url, tmp_path)
    made = subprocess.run(
        [sys.executable, "-m", "playbook_engine", "db", "upgrade", "--organisation", "main"],
        env=settings, capture_output=True, text=True, check=True,
    )  # fmt: skip
    url = f"http://127.0.0.1:{port}"
    server = Killed(("serve", "--port", str(port)), settings, tmp_path / "log")
    workers = [Killed(("worker",), settings, tmp_path / f"worker-{number}") for number in (1, 2)]
    for each in (server, *workers):
        each.start()
    try:
        with at_work(top, url, key_in(made.stdout)) as (writers, hands):
            kill_around([server, *workers], KILLS - KILLS // 5, url)
            left_in_peace(writers, hands)
        settled(postgresql_url)
        checked(postgresql_url, writers, hands)
    finally:
        for each in (server, *workers):
            each.stop()
    verified(settings)
