"""A server that decides a whole portfolio in its own process, and how long `/healthz` takes meanwhile.

On SQLite, where one process does everything; and what the database weighs before and after.
"""

import argparse
import asyncio
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.deciding import NOON, fill
from benchmarks.figures import Aim, Figure, Report
from benchmarks.printing import show

PAUSE = 0.02
"""Seconds between two questions."""
WAITING = "playbook_units_waiting "


def measure(invoices: int) -> Report:
    """Fill a file, start `playbook serve` on it, and ask all the time until everything is decided."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "playbook.db"
        asyncio.run(fill(f"sqlite:///{path}", invoices))
        before = path.stat().st_size
        with serving(path) as url:
            seconds, answers = _ask_until_decided(url)
        after = path.stat().st_size
    answers.sort()
    return Report(
        name="answering",
        title="/healthz while one process on SQLite decides all accounts of a portfolio",
        size=invoices,
        figures=(
            Figure(name="decide and store all", seconds=seconds, unit="portfolio"),
            Figure(name="/healthz, half of the answers within", seconds=answers[len(answers) // 2], unit="answer"),
            Figure(name="/healthz, the slowest", seconds=answers[-1], unit="answer"),
        ),
        aims=(Aim(what="seconds of the slowest answer", aim=1, reached=answers[-1], at_most=True),),
        notes=(
            f"{len(answers):,} answers",
            f"the database: {before / 1e6:,.0f} MB before, {after / 1e6:,.0f} MB after",
        ),
    )


@contextmanager
def serving(path: Path) -> Iterator[str]:
    """The product's own command; gives its address."""
    environment = {
        **os.environ,
        "PLAYBOOK_ENGINE_DATABASE_URL": f"sqlite:///{path}",
        "PLAYBOOK_ENGINE_CLOCK_STARTS_AT": NOON.isoformat(),
    }
    log = path.with_suffix(".log")
    with log.open("wb") as output:
        command = [sys.executable, "-m", "playbook_engine", "serve", "--port", "0"]
        server = subprocess.Popen(command, env=environment, stdout=output, stderr=output)
    try:
        yield _address(log, server)
    finally:
        server.terminate()
        server.wait(timeout=60)


def _address(log: Path, server: subprocess.Popen[bytes]) -> str:
    while server.poll() is None:
        found = re.search(r"^listening on (\S+)$", log.read_text(encoding="utf-8"), re.MULTILINE)
        if found:
            return found[1]
        time.sleep(0.02)
    raise SystemExit(log.read_text(encoding="utf-8"))


def _ask_until_decided(url: str) -> tuple[float, list[float]]:
    answers: list[float] = []
    begin = time.perf_counter()
    with httpx.Client(base_url=url, timeout=60) as client:
        while True:
            start = time.perf_counter()
            client.get("/healthz").raise_for_status()
            answers.append(time.perf_counter() - start)
            if len(answers) % 25 == 0:
                lines = client.get("/metrics").text.splitlines()
                if float(next(line for line in lines if line.startswith(WAITING)).split()[1]) == 0:
                    return time.perf_counter() - begin, answers
            time.sleep(PAUSE)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks.answering", description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    show([], [measure(parser.parse_args().invoices)])
