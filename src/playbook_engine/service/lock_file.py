"""A file that one process holds: a second one is told so."""

import os
import sys
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from playbook_engine.service.wrong_use import WrongUse


class LockFile:
    """Held from entering to leaving; the system lets go of it when the process ends, however it ends."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: IO[str] | None = None

    def __enter__(self) -> Self:
        """Raises WrongUse where another process holds it, or where it cannot be made."""
        try:
            self._handle = self._path.open("a+", encoding="utf-8")
        except OSError as error:
            why = (error.strerror or "").lower()
            raise WrongUse(
                f"`{self._path}` cannot be written: {why}", "is there such a folder, to be written?"
            ) from None
        if not _locked(self._handle):
            self._handle.seek(0)
            holder = self._handle.read().strip()
            self._handle.close()
            raise WrongUse(
                f"another process{f' ({holder})' if holder else ''} serves this database already",
                "SQLite is for one process: stop the other one, or move to PostgreSQL",
            )
        self._handle.truncate(0)
        self._handle.write(str(os.getpid()))
        self._handle.flush()
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _raised: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """The file stays: whoever removes it while another waits for it would let two in."""
        if self._handle is not None:
            self._handle.close()


def _locked(handle: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - of that platform alone

            handle.seek(1_000_000)  # a lock there hides what stands in the file from nobody
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - of all others

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
