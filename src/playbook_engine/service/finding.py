"""The playbook folder that is meant."""

from pathlib import Path

from playbook_engine.ingest.folder import ORGANISATION
from playbook_engine.service.wrong_use import WrongUse


def find_folder(given: Path | None) -> Path:
    """The playbook folder that is meant: the given one, else `.` or `playbooks`. Raises WrongUse."""
    if given is None:
        here = [folder for folder in (Path(), Path("playbooks")) if (folder / ORGANISATION).is_file()]
        if not here:
            raise WrongUse(
                f"there are no playbooks here: neither `.` nor `playbooks` has an {ORGANISATION}",
                "name the folder, or make one with `playbook init playbooks`",
            )
        return here[0]
    if not given.is_dir():
        what = "is a file" if given.exists() else "does not exist"
        raise WrongUse(f"`{given}` {what}", "name the folder in which organisation.yaml stands", 404)
    if not (given / ORGANISATION).is_file():
        inside = given / "playbooks"
        near = next((each for each in (inside, given.parent) if (each / ORGANISATION).is_file()), None)
        raise WrongUse(
            f"`{given}` is no playbook folder: it has no {ORGANISATION}",
            f"did you mean `{near}`?" if near else f"`playbook init {given}` makes one",
        )
    return given
