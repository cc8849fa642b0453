"""Other Pythons of this machine, with what deciding needs and nothing else."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

LEAN = ("msgspec", "rapidfuzz", "tzdata")
"""What deciding from a release and a book imports; the rest is for reading playbooks and for speaking to people."""


class NotHere(Exception):
    """A Python that is not on this machine, or cannot be given what it needs."""


def python(version: str) -> str:
    """The program of a version such as `3.12`. Raises NotHere."""
    name = f"python{version}"
    found = [shutil.which(name), *sorted((Path.home() / ".pyenv" / "versions").glob(f"{version}.*/bin/{name}"))]
    for each in found:
        if each is not None and _output(str(each), "import sys; print('%d.%d' % sys.version_info[:2])") == version:
            return str(each)
    raise NotHere(f"Python {version} is not on this machine")


def packages_for(program: str, folder: Path, lock: Path) -> Path:
    """A folder of packages that the program can import, from the lock file. Raises NotHere.

    Installed once; `folder` keeps them until the lock changes.
    """
    asked = wanted(lock)
    stamp = folder / "installed.txt"
    if not stamp.is_file() or stamp.read_text(encoding="ascii") != asked:
        _install(program, folder, asked)
        stamp.write_text(asked, encoding="ascii")
    return folder


def wanted(lock: Path) -> str:
    """The lines of the lock file for what deciding imports, with their hashes."""
    blocks = re.split(r"\n(?=\S)", lock.read_text(encoding="ascii"))
    return "\n".join(each for each in blocks if each.split("==")[0] in LEAN) + "\n"


def _install(program: str, folder: Path, asked: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    (folder / "asked.txt").write_text(asked, encoding="ascii")
    command = [sys.executable, "-m", "pip", "--python", program, "--disable-pip-version-check", "--retries", "0"]
    command += ["install", "--quiet", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
    command += ["--target", str(folder), "--requirement", str(folder / "asked.txt")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    if done.returncode:
        raise NotHere(f"what deciding needs cannot be installed for {program}: {done.stderr.strip()[-200:]}")


def _output(program: str, code: str) -> str:
    done = subprocess.run([program, "-c", code], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.strip()
