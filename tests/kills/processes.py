"""Processes of the product that are killed and started again, and a client that remembers what was acknowledged."""

import contextlib
import datetime as dt
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import httpx

MORNING = dt.datetime(2026, 3, 16, 9, 30, tzinfo=dt.UTC)
BEGAN = dt.datetime.now(dt.UTC)


def pretended() -> dt.datetime:
    """The instant, as all processes of the test take it to be: it goes on while they are killed and started."""
    return MORNING + (dt.datetime.now(dt.UTC) - BEGAN)


def environment(url: str, folder: Path, **more: str) -> dict[str, str]:
    return {
        **os.environ,
        "PLAYBOOK_ENGINE_DATABASE_URL": url,
        "PLAYBOOK_ENGINE_STATE_FOLDER": str(folder),
        "PLAYBOOK_ENGINE_LEASE_SECONDS": "5",
        "PLAYBOOK_ENGINE_REQUESTS_A_MINUTE": "0",
        "PLAYBOOK_ENGINE_DECIDE_BATCH": "7",
        **more,
    }


def free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])


class Killed:
    """One process of the product; `kill` ends it as a power cut would, `start` begins it again."""

    def __init__(self, arguments: Sequence[str], settings: Mapping[str, str], log: Path) -> None:
        self.command = (sys.executable, "-m", "playbook_engine", *arguments)
        self.settings = dict(settings)
        self.log = log
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        self.settings["PLAYBOOK_ENGINE_CLOCK_STARTS_AT"] = pretended().isoformat(timespec="seconds")
        with self.log.open("ab") as output:
            self.process = subprocess.Popen(self.command, env=self.settings, stdout=output, stderr=output)

    def kill(self) -> None:
        assert self.process is not None
        self.process.kill()
        self.process.wait(timeout=60)

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)


class Client:
    """Asks again until there is an answer; a request that got none may have been done or not."""

    def __init__(self, url: str, key: str) -> None:
        self._url = url
        self._headers = {"Authorization": f"Bearer {key}"} if key else {}

    def with_key(self, key: str) -> "Client":
        """The same server with another key."""
        return Client(self._url, key)

    def once(self, method: str, path: str, **given: Any) -> httpx.Response | None:
        """The answer; None where the server died over it, is away, or has no database."""
        more = dict(given)
        try:
            headers = self._headers | more.pop("headers", {})
            answer = httpx.request(method, self._url + path, headers=headers, timeout=20, **more)
        except httpx.HTTPError:
            time.sleep(0.02)
            return None
        if answer.status_code in {500, 503}:
            time.sleep(0.02)
            return None
        return answer

    def ask(self, method: str, path: str, **more: Any) -> Any:
        until = time.monotonic() + 60
        while time.monotonic() < until:
            answer = self.once(method, path, **more)
            if answer is not None:
                assert answer.status_code < 400, answer.text
                return answer.json() if answer.content else None
        raise AssertionError(f"no answer to {method} {path} for a minute")


class Writer(threading.Thread):
    """Sends one version after the other of its own records, and remembers those that were acknowledged."""

    def __init__(self, client: Client, records: Sequence[tuple[str, dict[str, Any]]], seed: int) -> None:
        super().__init__(daemon=True)
        self.acknowledged: dict[str, int] = {}
        self.failure = ""
        self._client = client
        self._records = records
        self._chance = random.Random(seed)  # noqa: S311 - for moments, not for secrets
        self._over = threading.Event()

    def run(self) -> None:
        version = 0
        with contextlib.suppress(RuntimeError):
            while not self._over.is_set():
                version += 1
                self._write(version)

    def _write(self, version: int) -> None:
        kind, record = self._chance.choice(self._records)
        path = f"/v1/records/{kind}/{record['id']}?source_version={version}"
        body = {**record, "tags": [f"v{version}"]}
        answer = self._client.once("PUT", path, json=body)
        if answer is None:
            return
        if answer.status_code >= 300:
            self.failure = answer.text
            raise RuntimeError
        self.acknowledged[record["id"]] = version

    def finish(self) -> None:
        self._over.set()
        self.join(timeout=60)


class Hands(threading.Thread):
    """Claims, starts and completes messages as a mail system would, and remembers what it really sent."""

    def __init__(self, client: Client) -> None:
        super().__init__(daemon=True)
        self.sent: list[str] = []
        self.completed: list[str] = []
        self.failure = ""
        self._client = client
        self._over = threading.Event()

    def run(self) -> None:
        while not self._over.is_set():
            answer = self._client.once("POST", "/v1/actions/claim", json={"kinds": ["email"], "limit": 2})
            if answer is None:
                continue
            if answer.status_code >= 300:
                self.failure = answer.text
                return
            claims = answer.json()
            for claim in claims:
                self._carry_out(claim)
            if not claims:
                time.sleep(0.05)

    def _carry_out(self, claim: Mapping[str, Any]) -> None:
        held = {"id": claim["message"], "fence": claim["fence"]}
        started = self._client.once("POST", "/v1/actions/start", json=held)
        if started is None or started.status_code >= 300:
            return
        # From here on it is with the customer, whatever becomes of us.
        self.sent += [part["action"]["id"] for part in claim["actions"]]
        done = self._client.once("POST", "/v1/actions/complete", json={**held, "outcome": {}})
        if done is not None and done.status_code < 300:
            self.completed += [part["action"]["id"] for part in claim["actions"]]

    def finish(self) -> None:
        self._over.set()
        self.join(timeout=60)


def key_in(text: str) -> str:
    found = re.search(r"^pbk_\S+$", text, re.MULTILINE)
    assert found is not None, text
    return found[0]
