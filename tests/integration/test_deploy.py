"""What the Containerfile and the units run: the script that installs, and the commands that they name."""

import os
import re
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.integration.server_processes import address, running


@pytest.fixture(scope="module")
def installed(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The product in a folder of its own, from a clean copy of what is committed or about to be."""
    source = tmp_path_factory.mktemp("source")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=top,
        capture_output=True,
        check=True,
    )
    for name in filter(None, listed.stdout.decode().split("\0")):
        if (top / name).is_file() and not name.startswith(("tests/", "benchmarks/")):
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((top / name).read_bytes())
    folder = tmp_path_factory.mktemp("opt") / "playbook-engine"
    done = subprocess.run(
        ["sh", str(source / "deploy" / "install.sh"), str(folder)],
        env={**os.environ, "PYTHON": sys.executable}, capture_output=True, text=True, check=False, timeout=600,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


def test_the_installed_server_answers(installed: Path, tmp_path: Path) -> None:
    environment = {
        "PATH": os.environ["PATH"],
        "PLAYBOOK_ENGINE_DATABASE_URL": f"sqlite:///{tmp_path / 'playbook.db'}",
        "PLAYBOOK_ENGINE_STATE_FOLDER": str(tmp_path),
    }
    upgrade = [str(installed / "bin" / "playbook"), "db", "upgrade"]
    subprocess.run(upgrade, env=environment, cwd=tmp_path, check=True, capture_output=True)
    log = tmp_path / "log"
    with running((str(installed / "bin" / "playbook"), "serve", "--port", "0"), environment, log):
        assert httpx.get(f"{address(log)}/readyz", timeout=30).status_code == 200


def test_nothing_of_building_or_testing_is_installed(installed: Path) -> None:
    listed = subprocess.run(
        [str(installed / "bin" / "python"), "-m", "pip", "list", "--format", "freeze"],
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    names = {line.partition("==")[0].lower() for line in listed.splitlines()}
    assert not names & {"pytest", "hatchling", "hypothesis", "ruff", "mypy"}
    assert "playbook_engine" in names or "playbook-engine" in names


def test_the_containerfile_runs_the_script_and_nothing_else_of_weight(top: Path) -> None:
    text = (top / "deploy" / "Containerfile").read_text(encoding="utf-8")
    steps = re.findall(r"^RUN (.+)$", text, re.MULTILINE)
    assert steps[0] == "/source/deploy/install.sh /opt/playbook-engine"
    assert len(steps) == 2
    assert steps[1].startswith("useradd ")


@pytest.mark.parametrize("name", ["playbook-engine.service", "playbook-engine-worker@.service"])
def test_a_unit_names_commands_that_are_there(top: Path, installed: Path, name: str) -> None:
    text = (top / "deploy" / name).read_text(encoding="utf-8")
    commands = re.findall(r"^ExecStart(?:Pre)?=/opt/playbook-engine/bin/playbook (.+)$", text, re.MULTILINE)
    assert commands
    for command in commands:
        words = [word for word in command.split() if not word.startswith(("-", "127")) and not word.isdigit()]
        shown = subprocess.run(
            [str(installed / "bin" / "playbook"), *words, "--help"], capture_output=True, text=True, check=False
        )
        assert shown.returncode == 0, shown.stderr
