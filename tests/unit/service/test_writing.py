"""A file is written whole or not at all, and stays what it was to its owner."""

import os
import stat
from pathlib import Path

import pytest

from playbook_engine.service.writing import write_whole
from playbook_engine.service.wrong_use import WrongUse


def test_a_new_file_is_there_and_nothing_beside_it(tmp_path: Path) -> None:
    write_whole(tmp_path / "release.json", b"new")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"release.json": b"new"}


def test_a_new_file_has_the_usual_rights(tmp_path: Path) -> None:
    write_whole(tmp_path / "release.json", b"new")
    (tmp_path / "plain").write_bytes(b"")
    assert (tmp_path / "release.json").stat().st_mode == (tmp_path / "plain").stat().st_mode


def test_the_rights_of_a_file_stay_as_they_were(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    path.write_bytes(b"old")
    path.chmod(0o640)
    write_whole(path, b"new")
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_link_stays_a_link(tmp_path: Path) -> None:
    path, link = tmp_path / "real.json", tmp_path / "link.json"
    path.write_bytes(b"old")
    link.symlink_to(path)
    write_whole(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    reader = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
    try:
        write_whole(pipe, b"new")
        assert os.read(reader, 10) == b"new"
    finally:
        os.close(reader)
    assert stat.S_ISFIFO(pipe.stat().st_mode)


def test_where_it_cannot_be_written_the_old_content_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "release.json"
    path.write_bytes(b"old")

    def refuse(*_of: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", refuse)
    with pytest.raises(WrongUse, match=r"cannot be written: no space left on device"):
        write_whole(path, b"new")
    assert {each.name: each.read_bytes() for each in tmp_path.iterdir()} == {"release.json": b"old"}


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match=r"`.*missing/release.json` cannot be written: no such file or directory"):
        write_whole(tmp_path / "missing" / "release.json", b"new")
