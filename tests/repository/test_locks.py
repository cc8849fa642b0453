"""The lock files: they hold what pyproject.toml asks for, agree, and pin everything by hash."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

PIN = re.compile(
    r"^([A-Za-z0-9._-]+)==(\S+)((?: ;[^\\\n]*)?)(?: \\)?$((?:\n    --hash=sha256:[0-9a-f]{64}(?: \\)?$)*)",
    re.MULTILINE,
)


def pins(top: Path, name: str) -> dict[str, str]:
    """Version by package; every pin has a hash, and nothing but pins stands in the file."""
    text = (top / "requirements" / f"{name}.txt").read_text(encoding="utf-8")
    found: dict[str, str] = {}
    for package, version, _marker, hashes in PIN.findall(text):
        assert hashes, f"{package} has no hash"
        found[canonicalize_name(package)] = version
    lines = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
    assert len(lines) == len(found)
    return found


def wanted(top: Path, lock: str) -> list[Requirement]:
    """What pyproject.toml says must be in a lock."""
    about = tomllib.loads((top / "pyproject.toml").read_text(encoding="utf-8"))
    project, groups = about["project"], about["dependency-groups"]
    lists = {
        "run": project["dependencies"],
        "dev": [
            *project["dependencies"],
            *project["optional-dependencies"]["properties"],
            *(line for line in groups["dev"] if isinstance(line, str)),
            *about["build-system"]["requires"],
        ],
        "build": about["build-system"]["requires"],
        "bench": groups["bench"],
    }
    return [Requirement(line) for line in lists[lock]]


@pytest.mark.parametrize("lock", ["run", "dev", "build", "bench"])
def test_a_lock_holds_what_is_asked_for(top: Path, lock: str) -> None:
    have = pins(top, lock)
    for requirement in wanted(top, lock):
        version = have.get(canonicalize_name(requirement.name))
        assert version is not None, f"{requirement} is not in requirements/{lock}.txt: run `python3 dev.py lock`"
        assert requirement.specifier.contains(version, prereleases=True), f"{requirement} but {version}"


@pytest.mark.parametrize("lock", ["run", "build", "bench"])
def test_a_lock_agrees_with_that_of_development(top: Path, lock: str) -> None:
    development = pins(top, "dev")
    assert {
        name: (version, development[name])
        for name, version in pins(top, lock).items()
        if development.get(name, version) != version
    } == {}
