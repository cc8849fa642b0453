"""Reading a playbook folder from a git revision."""

import subprocess
from pathlib import Path

import pytest

from playbook_engine.ingest.git_folder import NoRevision, read_revision


def git(folder: Path, *arguments: str) -> None:
    identity = ("-c", "user.name=Ada", "-c", "user.email=ada@example.com", "-c", "commit.gpgsign=false")
    subprocess.run(["git", *identity, *arguments], cwd=folder, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A repository with playbooks in the folder `rules`, as committed once and changed since."""
    rules = tmp_path / "rules"
    (rules / "templates" / "first").mkdir(parents=True)
    (rules / "organisation.yaml").write_text("old\n")
    (rules / "templates" / "first" / "en.liquid").write_bytes(b"two\nlines \xff")
    (rules / "empty.yaml").write_text("")
    (rules / "README.md").write_text("not a part\n")
    (rules / "link.yaml").symlink_to("organisation.yaml")
    git(tmp_path, "init", "-q", "-b", "main")
    git(tmp_path, "add", ".")
    git(tmp_path, "commit", "-q", "-m", "one")
    (rules / "organisation.yaml").write_text("new\n")
    return tmp_path


def test_a_revision_is_read_as_committed(repository: Path) -> None:
    assert read_revision(repository / "rules", "main") == {
        "organisation.yaml": b"old\n",
        "templates/first/en.liquid": b"two\nlines \xff",
        "empty.yaml": b"",
    }


@pytest.mark.parametrize(
    ("revision", "says"),
    [("nowhere", "git knows no revision `nowhere`"), ("--output=x", "no git revision"), ("", "no git revision")],
)
def test_what_is_no_revision_is_refused(repository: Path, revision: str, says: str) -> None:
    with pytest.raises(NoRevision, match=says):
        read_revision(repository / "rules", revision)
    assert not (repository / "rules" / "x").exists()


def test_a_folder_without_playbooks_at_that_revision_is_named(repository: Path) -> None:
    (repository / "other").mkdir()
    with pytest.raises(NoRevision, match="has no playbooks in this folder"):
        read_revision(repository / "other", "main")


def test_a_folder_outside_of_git_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    with pytest.raises(NoRevision, match="no git repository"):
        read_revision(tmp_path, "main")
