"""The built wheel, installed in an empty virtual environment and run from an empty folder."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from tests.integration.sets import book as small_book

DAY = "2026-03-16"


@pytest.fixture(scope="module")
def installed(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An environment with the wheel in it.

    What the wheel needs is lent from the environment of the tests, so that nothing is fetched. A path file lends
    packages and no path files of theirs, so that the checkout, installed there for editing, is not lent.
    """
    folder = tmp_path_factory.mktemp("wheel")
    wheel = _built(top, folder)
    environment = folder / "environment"
    venv.create(environment, symlinks=os.name != "nt")
    done = subprocess.run(
        [sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet", "--no-index", "--no-deps",
         str(wheel)],
        capture_output=True, text=True, check=False, env=_variables(),
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    _packages(environment).joinpath("lent.pth").write_text(sysconfig.get_path("purelib") + "\n", encoding="utf-8")
    return environment


def _built(top: Path, folder: Path) -> Path:
    code = f"import hatchling.build; print(hatchling.build.build_wheel({str(folder)!r}))"
    done = subprocess.run([sys.executable, "-c", code], cwd=top, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return folder / done.stdout.split()[-1]


def _packages(environment: Path) -> Path:
    return Path(sysconfig.get_path("purelib", vars={"base": str(environment), "platbase": str(environment)}))


def _variables() -> dict[str, str]:
    """The environment variables without those that show Python other packages."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV", "PIP_"))}


def program(environment: Path, name: str) -> str:
    """A program of the environment."""
    return str(environment / ("Scripts" if os.name == "nt" else "bin") / name)


def run(command: list[str], folder: Path, status: int = 0) -> str:
    """Run a command in a folder and return what it prints."""
    done = subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=_variables(), stdin=subprocess.DEVNULL
    )
    assert done.returncode == status, done.stdout + done.stderr
    return done.stdout


def playbook(environment: Path, folder: Path, *arguments: str) -> str:
    """Run the installed command."""
    return run([program(environment, "playbook"), *arguments], folder)


def test_what_runs_is_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = "import playbook_engine; print(playbook_engine.__file__)"
    place = Path(run([program(installed, "python"), "-c", code], tmp_path).strip())
    assert place.is_relative_to(installed)
    assert place.with_name("py.typed").is_file()


def test_from_an_empty_folder_to_an_explained_decision(installed: Path, tmp_path: Path) -> None:
    assert "playbooks/organisation.yaml" in playbook(installed, tmp_path, "init")
    synced = [{"source": source, "on": DAY} for source in ("erp", "crm")]
    (tmp_path / "book.json").write_text(json.dumps({**small_book(), "freshness": synced}), encoding="utf-8")
    assert "no faults found" in playbook(installed, tmp_path, "check")
    assert "all passed" in playbook(installed, tmp_path, "test")
    assert len(playbook(installed, tmp_path, "build", "-o", "release.json").strip()) == 64
    book = ("--book", "book.json", "--as-of", DAY)
    by_release = playbook(installed, tmp_path, "decide", "--release", "release.json", *book, "--format", "json")
    assert '"first-notice"' in by_release
    by_folder = playbook(installed, tmp_path, "decide", "--playbooks", "playbooks", *book, "--format", "json")
    assert by_folder == by_release
    assert "Acme GmbH" in playbook(installed, tmp_path, "decide", *book)
    explained = playbook(installed, tmp_path, "explain", *book, "--account", "BETA")
    assert "BETA" in explained
    assert "dispute" in explained


def test_codes_are_explained_without_a_checkout(installed: Path, tmp_path: Path) -> None:
    assert playbook(installed, tmp_path, "explain", "PB290").startswith("# PB290: ")


def test_the_package_runs_as_a_module_too(installed: Path, tmp_path: Path) -> None:
    shown = run([program(installed, "python"), "-m", "playbook_engine", "--version"], tmp_path)
    assert shown == playbook(installed, tmp_path, "--version")
