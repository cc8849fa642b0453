"""The import contract of pyproject.toml: kept by the product, and broken by what it is there to forbid."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FORBIDDEN = {
    "upwards": ("model/intruder.py", "import playbook_engine.engine"),
    "between siblings": ("language/intruder.py", "import playbook_engine.engine"),
    "between other siblings": ("analysis/intruder.py", "import playbook_engine.simulation"),
    "a framework in a pure room": ("simulation/intruder.py", "import sqlalchemy"),
    "YAML where decisions are made": ("engine/intruder.py", "import yaml"),
    "YAML in the nouns": ("model/intruder.py", "from yaml import nodes"),
    "a room that no layer names": ("helpful/__init__.py", "import playbook_engine.model"),
}


@pytest.fixture(scope="module")
def copied(top: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the product and its contract, in which a file may be added."""
    folder = tmp_path_factory.mktemp("rooms")
    shutil.copy(top / "pyproject.toml", folder)
    shutil.copytree(top / "src", folder / "src", ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    program = Path(sys.executable).with_name("lint-imports")
    command = [str(program), "--no-cache", "--no-logo", "--config", str(folder / "pyproject.toml")]
    return subprocess.run(command, cwd=folder / "src", capture_output=True, text=True, check=False)


def test_the_product_keeps_the_contract(copied: Path) -> None:
    done = lint_imports(copied)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "0 broken" in done.stdout


@pytest.mark.parametrize("what", FORBIDDEN)
def test_the_contract_is_broken_by(copied: Path, what: str) -> None:
    place, line = FORBIDDEN[what]
    path = copied / "src" / "playbook_engine" / place
    made = not path.parent.exists()
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'"""Not welcome."""\n\n{line}\n', encoding="utf-8")
    try:
        done = lint_imports(copied)
    finally:
        path.unlink()
        if made:
            shutil.rmtree(path.parent)
    assert done.returncode == 1, done.stdout + done.stderr
    assert path.parent.name in done.stdout
