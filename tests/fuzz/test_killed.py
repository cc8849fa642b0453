"""`playbook build -o` killed in the middle: what was there before is whole, and so is what comes after."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

from playbook_engine.service.releases import load_release
from tests.conftest import TOP

KILLED = TOP / "tests" / "fuzz" / "killed.py"
COMMAND = [sys.executable, "-m", "playbook_engine", "build", str(TOP / "playbooks"), "-o"]


def killed_at(when: str, number: int, *arguments: str) -> int:
    """The status of a run of the product that is killed while it writes."""
    environment = {"PYTHONDONTWRITEBYTECODE": "1", "PATH": ""}
    done = subprocess.run(
        [sys.executable, str(KILLED), when, str(number), *arguments], capture_output=True, check=False, env=environment
    )
    return done.returncode


@pytest.mark.parametrize(("when", "number"), [("open", 1), ("rename", 1), ("bytes", 1), ("bytes", 5_000)])
@pytest.mark.parametrize("old", [b"", b'{"an older": "release"}\n'])
def test_a_build_killed_while_it_writes_leaves_what_was_there(
    tmp_path: Path, when: str, number: int, old: bytes
) -> None:
    target = tmp_path / "release.json"
    if old:
        target.write_bytes(old)
    assert killed_at(when, number, "build", str(TOP / "playbooks"), "-o", str(target)) < 0
    assert (target.read_bytes() if target.exists() else b"") == old


def test_the_next_build_is_not_disturbed_by_what_a_killed_one_left(tmp_path: Path) -> None:
    target = tmp_path / "release.json"
    killed_at("bytes", 5_000, "build", str(TOP / "playbooks"), "-o", str(target))
    subprocess.run([*COMMAND, str(target)], capture_output=True, check=True)
    assert load_release(target).playbooks


def test_a_build_killed_at_any_moment_leaves_no_file_or_a_whole_one(tmp_path: Path) -> None:
    target = tmp_path / "release.json"
    began = time.monotonic()
    subprocess.run([*COMMAND, str(target)], capture_output=True, check=True)
    whole, takes = target.read_bytes(), time.monotonic() - began
    for number in range(8):
        target.unlink(missing_ok=True)
        running = subprocess.Popen([*COMMAND, str(target)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(takes * (0.6 + 0.06 * number))
        running.kill()
        running.wait()
        assert not target.exists() or target.read_bytes() == whole
