"""A starter folder for somebody who has no playbooks yet."""

from pathlib import Path

from playbook_engine.service.packaged import starter_files
from playbook_engine.service.wrong_use import WrongUse


def start_folder(folder: Path) -> tuple[str, ...]:
    """Write the starter playbooks into a new folder, or beside what is there; the paths written.

    Raises WrongUse, and then has written nothing.
    """
    files = starter_files()
    taken = [path for path in files if (folder / path).exists()]
    if folder.exists() and not folder.is_dir():
        raise WrongUse(f"`{folder}` is a file", "give the name of a new folder", 409)
    if taken:
        raise WrongUse(
            f"`{folder}` already has `{taken[0]}`", "give the name of a new folder: nothing is written over", 409
        )
    try:
        for path, content in files.items():
            target = folder / path
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(content)
    except OSError as error:
        raise WrongUse(f"`{error.filename}` cannot be written: {(error.strerror or '').lower()}") from error
    return tuple(files)
