"""A folder of playbooks as it was in a git revision."""

import subprocess
from pathlib import Path

from playbook_engine.ingest.folder import MOST_BYTES, MOST_FILES, belongs

_PLAIN_FILE = ("100644", "100755")


class NoRevision(Exception):
    """A revision, or the folder in it, cannot be read; the text says why."""


def read_revision(folder: Path, revision: str) -> dict[str, bytes]:
    """Path within the folder to content, as committed. Links and submodules are passed over. Raises NoRevision."""
    commit = commit_of(folder, revision)
    listed = _git(folder, "ls-tree", "-r", "-z", "-l", commit, "--", ".")
    wanted: dict[str, str] = {}
    for entry in filter(None, listed.split(b"\0")):
        about, _, name = entry.decode(errors="replace").partition("\t")
        mode, _kind, blob, size = about.split()
        if mode in _PLAIN_FILE and belongs(name):
            if int(size) > MOST_BYTES:
                raise NoRevision(f"`{name}` of `{revision}` is larger than {MOST_BYTES // 1_000_000} MB")
            wanted[name] = blob
    if not wanted:
        raise NoRevision(f"`{revision}` has no playbooks in this folder")
    if len(wanted) > MOST_FILES:
        raise NoRevision(f"`{revision}` has more than {MOST_FILES} files in this folder")
    return _contents(folder, wanted)


def commit_of(folder: Path, revision: str) -> str:
    """The full id of the commit that a revision names. Raises NoRevision."""
    if not revision or revision.startswith("-"):
        raise NoRevision(f"`{revision}` is no git revision")
    try:
        _git(folder, "rev-parse", "--git-dir")
    except NoRevision as error:
        raise NoRevision("the folder is in no git repository") from error
    try:
        found = _git(folder, "rev-parse", "--verify", "--quiet", "--end-of-options", f"{revision}^{{commit}}")
    except NoRevision as error:
        raise NoRevision(f"git knows no revision `{revision}`") from error
    return found.decode().strip().splitlines()[-1]


def _contents(folder: Path, wanted: dict[str, str]) -> dict[str, bytes]:
    """The contents of blobs, read by one process."""
    asked = "".join(f"{blob}\n" for blob in wanted.values()).encode()
    answer = _git(folder, "cat-file", "--batch", given=asked)
    files: dict[str, bytes] = {}
    at = 0
    for name in wanted:
        line_end = answer.index(b"\n", at)
        size = int(answer[at:line_end].split()[-1])
        files[name] = answer[line_end + 1 : line_end + 1 + size]
        at = line_end + size + 2
    return files


def _git(folder: Path, *arguments: str, given: bytes = b"") -> bytes:
    command = ["git", "-C", str(folder), *arguments]
    try:
        done = subprocess.run(command, input=given, capture_output=True, check=False)  # noqa: S603 - no shell; names cannot be options
    except FileNotFoundError as error:
        raise NoRevision("git is not installed") from error
    if done.returncode:
        raise NoRevision(done.stderr.decode(errors="replace").strip())
    return done.stdout
