"""The built wheel, run from an empty folder: it carries the starter playbooks and the pages of the codes."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.integration.sets import write_book

DAY = "2026-03-16"


@pytest.fixture(scope="module")
def unpacked(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel's contents, as an installation would lay them out."""
    out = tmp_path_factory.mktemp("wheel")
    code = f"import hatchling.build; print(hatchling.build.build_wheel({str(out)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=top, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(out / done.stdout.split()[-1]) as wheel:
        wheel.extractall(out / "installed")
    return out / "installed"


def playbook(unpacked: Path, folder: Path, *arguments: str) -> str:
    """Run the wheel's own command and return what it prints."""
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    command = [sys.executable, "-m", "playbook_engine", *arguments]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False, env=environment)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_wheel_is_what_runs(unpacked: Path, tmp_path: Path) -> None:
    code = "import playbook_engine; print(playbook_engine.__file__)"
    environment = {**os.environ, "PYTHONPATH": str(unpacked)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True, env=environment
    )
    assert Path(done.stdout.strip()).is_relative_to(unpacked)
    assert (unpacked / "playbook_engine" / "py.typed").is_file()


def test_from_nothing_to_an_explained_decision(unpacked: Path, tmp_path: Path) -> None:
    write_book(tmp_path / "book.json")
    assert "playbooks/organisation.yaml" in playbook(unpacked, tmp_path, "init")
    assert "no faults found" in playbook(unpacked, tmp_path, "check")
    assert "all passed" in playbook(unpacked, tmp_path, "test")
    assert len(playbook(unpacked, tmp_path, "build", "-o", "release.json").strip()) == 64
    decided = playbook(unpacked, tmp_path, "decide", "--release", "release.json", "--book", "book.json", "--as-of", DAY)
    assert "Acme GmbH" in decided
    explained = playbook(unpacked, tmp_path, "explain", "--book", "book.json", "--as-of", DAY, "--account", "BETA")
    assert "BETA" in explained


def test_codes_are_explained_without_a_checkout(unpacked: Path, tmp_path: Path) -> None:
    assert playbook(unpacked, tmp_path, "explain", "PB290").startswith("# PB290: ")
