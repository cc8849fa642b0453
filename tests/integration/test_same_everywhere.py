"""Rule 36: the same release, book and moment give the same bytes, whatever Python, hash seed, time zone or locale."""

import datetime as dt
import os
import subprocess
import sys
from pathlib import Path

import pytest

from playbook_engine.ingest.folder import read_folder
from playbook_engine.language.folder import load
from playbook_engine.service.releases import save_release
from tests.integration.digest_of_decisions import DAY, digest_of
from tests.integration.pythons import NotHere, packages_for, python

ZONES = ("UTC", "Asia/Tokyo", "America/St_Johns")
# The first two that are there; Turkish has letters of its own for `i`, German a comma in numbers.
LOCALES = ("tr_TR.utf8", "de_DE.utf8", "en_US.utf8", "C.utf8", "C")
SEEDS = range(10)


@pytest.fixture(scope="module")
def release(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The starter playbooks, built once to a file."""
    built = load(read_folder(top / "playbooks").files).release
    assert built is not None
    path = tmp_path_factory.mktemp("release") / "release.json"
    save_release(built, path)
    return path


@pytest.fixture(scope="module")
def digest(release: Path, top: Path) -> str:
    """What comes out in this process."""
    return digest_of(release, top / "examples" / "book")


def digest_in(program: str, release: Path, top: Path, **variables: str) -> str:
    """What comes out in another process; what it prints on standard error fails the test."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "LC_", "LANG", "TZ"))}
    script = top / "tests" / "integration" / "digest_of_decisions.py"
    done = subprocess.run(
        [program, str(script), str(release), str(top / "examples" / "book")],
        env={**kept, "PYTHONPATH": str(top / "src"), **variables}, cwd=release.parent,
        capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert not done.stderr
    return done.stdout.strip()


def locales() -> list[str]:
    """Two locales of this machine."""
    there = subprocess.run(["locale", "-a"], capture_output=True, text=True, check=False).stdout.split()
    known = {each.lower().replace("-", "") for each in there} | {"c"}
    return [each for each in LOCALES if each.lower() in known][:2]


@pytest.mark.parametrize("seed", SEEDS)
def test_ten_hash_seeds_three_zones_and_two_locales_give_one_digest(
    seed: int, digest: str, release: Path, top: Path
) -> None:
    spoken = locales()
    assert len(spoken) == 2
    variables = {
        "PYTHONHASHSEED": str(seed),
        "TZ": ZONES[seed % len(ZONES)],
        "LC_ALL": spoken[seed % 2],
        "PYTHONCOERCECLOCALE": "0",
    }
    assert digest_in(sys.executable, release, top, **variables) == digest


@pytest.mark.parametrize("version", ["3.11", "3.12", "3.13"])
def test_every_python_gives_the_same_digest(
    version: str, digest: str, release: Path, top: Path, request: pytest.FixtureRequest
) -> None:
    try:
        program = python(version)
        kept = request.config.cache.mkdir(f"python-{version}")
        packages = packages_for(program, kept / "packages", top / "requirements" / "run.txt")
    except NotHere as reason:
        pytest.skip(str(reason))
    paths = os.pathsep.join([str(top / "src"), str(packages)])
    assert digest_in(program, release, top, PYTHONPATH=paths, PYTHONNOUSERSITE="1") == digest


def test_another_day_gives_another_digest(release: Path, top: Path, digest: str) -> None:
    """The digest is of what was decided, so that the tests above can fail."""
    assert digest_of(release, top / "examples" / "book", DAY + dt.timedelta(days=1)) != digest
