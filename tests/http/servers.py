"""The command `playbook serve` in a process of its own."""

import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

PLAYBOOK = (sys.executable, "-m", "playbook_engine")
PATIENCE = 60
"""Seconds that a start may take on a busy machine."""


class Server:
    """A server that listens; `key` is the one it printed, if it made an organisation."""

    def __init__(self, process: subprocess.Popen[bytes], out: Path, err: Path) -> None:
        self.process = process
        self._out = out
        self._err = err
        self.address = self._wait_for_address()
        self.key = out.read_text(encoding="utf-8").strip()

    def get(self, path: str, key: str = "") -> httpx.Response:
        """Ask, with the printed key where no other is given."""
        return httpx.get(self.address + path, headers={"Authorization": f"Bearer {key or self.key}"}, timeout=PATIENCE)

    def stop(self) -> int:
        """End it gracefully; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(PATIENCE)

    def said(self) -> str:
        """Its error output so far."""
        return self._err.read_text(encoding="utf-8")

    def _wait_for_address(self) -> str:
        ends = time.monotonic() + PATIENCE
        while time.monotonic() < ends:
            found = re.search(r"listening on (http://\S+)", self.said())
            if found:
                return found[1]
            assert self.process.poll() is None, self.said()
            time.sleep(0.05)
        raise AssertionError(self.said())


def environment(url: str, folder: Path, **more: str) -> dict[str, str]:
    """Of a server that keeps to a folder."""
    return {
        **os.environ,
        "PLAYBOOK_ENGINE_DATABASE_URL": url,
        "PLAYBOOK_ENGINE_STATE_FOLDER": str(folder / "state"),
        **more,
    }


@contextmanager
def started(url: str, folder: Path, *options: str, **more: str) -> Iterator[Server]:
    """A server on a database, killed at the end if it still runs."""
    out, err = folder / "out.txt", folder / "err.txt"
    command = [*PLAYBOOK, "serve", "--port", "0", *options]
    with out.open("wb") as to, err.open("wb") as errors:
        process = subprocess.Popen(command, stdout=to, stderr=errors, env=environment(url, folder, **more))
    try:
        yield Server(process, out, err)
    finally:
        process.kill()
        process.wait()
