"""Reading a playbook folder: what belongs to it, what is passed over, what cannot be read."""

import os
from pathlib import Path

import pytest

from playbook_engine.ingest import folder as folder_module
from playbook_engine.ingest.folder import read_folder


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.with_name(path.name.replace("_yaml", ".yaml").replace("_liquid", ".liquid")).write_text(content)


def test_a_set_is_the_yaml_at_the_top_and_all_of_templates_and_tests(tmp_path: Path) -> None:
    write(
        tmp_path,
        organisation_yaml="a",
        standard_yaml="b",
        templates__first__en_liquid="c",
        templates__first__notes="d",
        tests__standard_yaml="e",
        README="no",
        other__standard_yaml="no",
    )
    read = read_folder(tmp_path)
    assert read.diagnostics == ()
    assert read.files == {
        "organisation.yaml": b"a",
        "standard.yaml": b"b",
        "templates/first/en.liquid": b"c",
        "templates/first/notes": b"d",
        "tests/standard.yaml": b"e",
    }


def test_hidden_files_and_folders_are_passed_over(tmp_path: Path) -> None:
    write(tmp_path, organisation_yaml="a")
    for name in (".standard.yaml", "templates/.git/en.liquid", "templates/.en.liquid.swp"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("no")
    assert list(read_folder(tmp_path).files) == ["organisation.yaml"]


def test_a_link_inside_is_followed_and_one_that_leads_out_is_not(tmp_path: Path) -> None:
    inside, outside = tmp_path / "set", tmp_path / "secret.yaml"
    inside.mkdir()
    outside.write_text("password")
    write(inside, organisation_yaml="a")
    (inside / "standard.yaml").symlink_to("organisation.yaml")
    (inside / "leak.yaml").symlink_to(outside)
    read = read_folder(inside)
    assert read.files == {"organisation.yaml": b"a", "standard.yaml": b"a"}
    assert [(each.code, each.place.path) for each in read.diagnostics] == [("PB195", "leak.yaml")]
    assert "link out of the folder" in read.diagnostics[0].message


def test_a_linked_folder_is_not_entered(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    write(outside, en_liquid="secret")
    inside = tmp_path / "set"
    write(inside, organisation_yaml="a")
    (inside / "templates").symlink_to(outside)
    assert list(read_folder(inside).files) == ["organisation.yaml"]


def test_what_cannot_be_read_is_named_and_the_rest_is_read(tmp_path: Path) -> None:
    write(tmp_path, organisation_yaml="a")
    (tmp_path / "gone.yaml").symlink_to("nowhere.yaml")
    (tmp_path / "round.yaml").symlink_to("round.yaml")
    os.mkfifo(tmp_path / "pipe.yaml")
    read = read_folder(tmp_path)
    assert list(read.files) == ["organisation.yaml"]
    assert sorted(each.place.path for each in read.diagnostics) == ["gone.yaml", "pipe.yaml", "round.yaml"]


def test_limits_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path, a_yaml="a", b_yaml="b", c_yaml="long enough")
    monkeypatch.setattr(folder_module, "MOST_BYTES", 3)
    assert [each.code for each in read_folder(tmp_path).diagnostics] == ["PB195"]
    monkeypatch.setattr(folder_module, "MOST_FILES", 1)
    read = read_folder(tmp_path)
    assert list(read.files) == ["a.yaml"]
    assert [each.code for each in read.diagnostics] == ["PB196"]
