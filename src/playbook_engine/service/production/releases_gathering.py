"""The files of a folder of playbooks as they are to be published: as they stand, or as a git revision has them."""

from pathlib import Path

from playbook_engine.ingest.folder import read_folder
from playbook_engine.ingest.git_folder import NoRevision, commit_of, read_revision
from playbook_engine.service.production.releases_checking import NotSound, Upload
from playbook_engine.service.wrong_use import WrongUse


def gathered(folder: Path, revision: str = "", title: str = "") -> Upload:
    """A folder; its commit is named where the files are those of one. Raises WrongUse, NotSound."""
    if revision:
        try:
            commit = commit_of(folder, revision)
            return Upload(files=read_revision(folder, commit), title=title, git_revision=commit)
        except NoRevision as error:
            raise WrongUse(
                f"`{revision}` cannot be read: {error}", "name a revision such as `HEAD` or `main`", 404
            ) from None
    read = read_folder(folder)
    if read.diagnostics:
        raise NotSound(f"{len(read.diagnostics)} files cannot be read", read.diagnostics)
    return Upload(files=read.files, title=title, git_revision=_commit_with(folder, read.files))


def _commit_with(folder: Path, files: dict[str, bytes]) -> str | None:
    """The commit that is checked out, if it has just these files."""
    try:
        commit = commit_of(folder, "HEAD")
        return commit if read_revision(folder, commit) == files else None
    except NoRevision:
        return None
