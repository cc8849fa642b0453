"""Files written whole or not at all."""

import os
from pathlib import Path

from playbook_engine.service.wrong_use import WrongUse


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that whoever reads it, also after a kill in the middle, finds what was there before or all of
    the new. Raises WrongUse.
    """
    try:
        if path.exists() and not path.is_file():
            path.write_bytes(content)  # a pipe or a device is written to, never replaced
        else:
            _replace(path.resolve(), content)
    except OSError as error:
        raise WrongUse(f"`{path}` cannot be written: {(error.strerror or '').lower()}") from error


def _replace(path: Path, content: bytes) -> None:
    """Beside it first, on the disk, then in its place; who may read it stays as it was."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        with part.open("wb") as handle:
            handle.write(content)
            handle.flush()
            os.fsync(handle.fileno())
        if path.exists():
            part.chmod(path.stat().st_mode)
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
