"""Releases as files."""

from pathlib import Path

import pytest

from playbook_engine.model.canonical import canonical
from playbook_engine.model.release import FORMAT, SEMANTICS
from playbook_engine.service.releases import load_release, read_release, save_release
from playbook_engine.service.wrong_use import Unusable, WrongUse
from tests.unit.service.sets import release


def test_a_release_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "release.json"
    save_release(release(), path)
    assert load_release(path) == release()
    save_release(load_release(path), tmp_path / "again.json")
    assert path.read_bytes() == (tmp_path / "again.json").read_bytes()


def test_a_newer_format_is_refused_with_both_numbers() -> None:
    data = canonical(release()).replace(b'"format":%d' % FORMAT, b'"format":%d' % (FORMAT + 7), 1)
    with pytest.raises(Unusable, match=f"newer format, {FORMAT + 7}; this version reads {FORMAT}") as caught:
        read_release(data, "release.json")
    assert caught.value.help == "upgrade playbook-engine"


def test_newer_rules_are_refused() -> None:
    data = canonical(release()).replace(b'"semantics":%d' % SEMANTICS, b'"semantics":%d' % (SEMANTICS + 1), 1)
    with pytest.raises(Unusable, match=f"semantics {SEMANTICS + 1}"):
        read_release(data, "release.json")


@pytest.mark.parametrize("data", [b"", b"no json", b"[]", b"{}", b"\xff\xfe", b'{"format":"one","semantics":1}'])
def test_what_is_no_release_is_told_so(data: bytes) -> None:
    with pytest.raises(Unusable, match="is no release"):
        read_release(data, "book.json")


def test_a_damaged_release_is_told_where() -> None:
    data = canonical(release()).replace(b'"version":3', b'"version":"three"', 1)
    with pytest.raises(Unusable, match=r"damaged release: at `\$.playbooks\[0\].version`") as caught:
        read_release(data, "release.json")
    assert "`int`" not in str(caught.value)


def test_a_file_that_is_not_there_is_wrong_use(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="no such file") as caught:
        load_release(tmp_path / "none.json")
    assert not isinstance(caught.value, Unusable)
    assert "playbook build" in caught.value.help


def test_a_release_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(WrongUse, match="cannot be written"):
        save_release(release(), tmp_path / "missing" / "release.json")
