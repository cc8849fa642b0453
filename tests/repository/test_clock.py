"""The linter lets the clock, chance and settings into `service` and `cli` alone."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

TEXT = """
import datetime as dt
import logging
import os
import random
import time
import uuid
from time import perf_counter

now = dt.datetime.now(dt.UTC)
today = dt.date.today()
start = time.monotonic()
precise = perf_counter()
draw = random.random()
name = uuid.uuid4()
home = os.environ["HOME"]
log = logging.getLogger()
"""
BANNED = {
    "datetime.datetime.now",
    "datetime.date.today",
    "time.monotonic",
    "time.perf_counter",
    "random",
    "uuid.uuid4",
    "os.environ",
    "logging",
}


def banned(top: Path, place: str) -> set[str]:
    """What the linter refuses, were `TEXT` to stand at this place."""
    program = Path(sys.executable).with_name("ruff")
    options = ["--select", "TID251", "--no-cache", "--output-format", "json", "--stdin-filename", place]
    done = subprocess.run(
        [str(program), "check", *options, "-"],
        cwd=top,
        input=TEXT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode in (0, 1), done.stderr
    return {finding["message"].split("`")[1] for finding in json.loads(done.stdout)}


@pytest.mark.parametrize(
    "room", ["model", "language", "engine", "analysis", "simulation", "ingest", "store", "delivery", "server"]
)
def test_a_room_that_is_told_everything_cannot_ask(top: Path, room: str) -> None:
    assert banned(top, f"src/playbook_engine/{room}/intruder.py") == BANNED


@pytest.mark.parametrize("room", ["service", "cli"])
def test_the_rooms_around_a_use_case_can(top: Path, room: str) -> None:
    assert banned(top, f"src/playbook_engine/{room}/clock.py") == set()
