"""What is committed works on any machine: no paths of one, no host of a package index, no dead link."""

import importlib
import re
import subprocess
import sys
from pathlib import Path

import pytest

MACHINE_PATH = re.compile(r"(?:^|[^A-Za-z0-9_.])/(?:work|farm|root|home|Users)/\w")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)\s]*)?\)")


@pytest.fixture(scope="module")
def tracked(top: Path) -> dict[str, str]:
    """Each committed text file by its path; files without text, such as pictures, are left out."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=top, capture_output=True, check=False)
    if listed.returncode:
        pytest.skip("this is no git checkout, so nothing says which files are tracked")
    texts = {}
    for name in filter(None, listed.stdout.decode().split("\0")):
        data = (top / name).read_bytes() if (top / name).is_file() else b"\0"
        if b"\0" not in data:
            texts[name] = data.decode(errors="replace")
    return texts


def index_hosts() -> set[str]:
    """Hosts of the package indexes that clients know by themselves or are set to here."""
    own = importlib.import_module("pip._internal.models.index").PyPI
    settings = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True, check=True
    )
    named = re.findall(r"https?://(?:[^@/'\s]*@)?([^/:'\s]+)", settings.stdout)
    return {own.netloc, own.file_storage_domain, ".".join(reversed(("org", "npmjs", "registry"))), *named}


def test_no_file_names_a_package_index(tracked: dict[str, str]) -> None:
    hosts = index_hosts()
    found = [(name, host) for name, text in tracked.items() for host in hosts if host in text]
    assert not found


def test_no_file_holds_a_path_of_a_machine(tracked: dict[str, str]) -> None:
    found = [
        f"{name}:{number}: {line.strip()}"
        for name, text in tracked.items()
        for number, line in enumerate(text.splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("sample", ["see " + "/home" + "/ada/x", "'/" + "root/x'", "/" + "work/main"])
def test_a_path_of_a_machine_is_noticed(sample: str) -> None:
    assert MACHINE_PATH.search(sample)


def test_every_relative_link_in_a_document_leads_somewhere(tracked: dict[str, str], top: Path) -> None:
    dead = [
        f"{name}: {target}"
        for name, text in tracked.items()
        if name.endswith(".md")
        for target in LINK.findall(text)
        if ":" not in target and not (top / name).parent.joinpath(target).exists()
    ]
    assert not dead, "\n".join(dead)
