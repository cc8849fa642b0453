"""Each diagnostic code is reached by a smallest input, read as files by the use cases that people call."""

import importlib
from collections.abc import Mapping
from pathlib import Path

import pytest

from playbook_engine.ingest.reading import read_book
from playbook_engine.model.codes import CODES
from playbook_engine.model.diagnostic import Diagnostic
from playbook_engine.model.facts import Fact
from playbook_engine.service.folders import against, check_folder
from playbook_engine.service.testing import run_tests
from tests.conformance.codes import books, meanings, stories, templates, texts
from tests.conformance.codes.inputs import CADENCE, FOLDER, HEAD, ORGANISATION, Book, Folder, records

INPUTS: dict[str, Folder | Book] = {
    **texts.INPUTS,
    **meanings.INPUTS,
    **books.INPUTS,
    **stories.INPUTS,
    **templates.INPUTS,
}

COMES_WITH = {"PB127": "PB126", "PB419": "PB430", "PB424": "PB430", "PB430": "PB407"}
"""Codes that count the faults or records of others."""


def test_every_code_has_an_input(top: Path) -> None:
    for path in (top / "src").rglob("codes_*.py"):
        importlib.import_module(".".join(path.relative_to(top / "src").with_suffix("").parts))
    assert sorted(INPUTS) == sorted(CODES)


def test_the_usual_folder_and_the_usual_book_have_no_fault(tmp_path: Path) -> None:
    assert faults_of(Folder({}), tmp_path / "folder") == []
    assert faults_of(records(), tmp_path / "book") == []


@pytest.mark.parametrize("code", sorted(INPUTS))
def test_an_input_shows_its_fault_at_a_place(code: str, tmp_path: Path) -> None:
    found = faults_of(INPUTS[code], tmp_path)
    shown = [each for each in found if each.code == code]
    assert shown, [f"{each.code} {each.message}" for each in found]
    assert all(each.severity == CODES[code].severity and each.message and each.place.path for each in shown)
    assert {each.code for each in found} - {code} <= {COMES_WITH.get(code)}, "one cause gives one diagnostic"


def test_what_cannot_be_read_is_not_said_to_be_missing(tmp_path: Path) -> None:
    unread: dict[str, str | bytes | None] = {
        "organisation.yaml": ORGANISATION.replace("[standard]", "[strategic, standard]"),
        "strategic.yaml": "# nothing yet\n",
        "standard.yaml": HEAD + "segment: {when: {not: {segment: strategic}}}\n" + CADENCE,
    }
    assert [each.code for each in faults_of(Folder(unread), tmp_path)] == ["PB113"]


def faults_of(given: Folder | Book, path: Path) -> list[Diagnostic]:
    """Everything that the product says about an input."""
    return _of_folder(given, path) if isinstance(given, Folder) else _of_book(given, path)


def _of_folder(given: Folder, path: Path) -> list[Diagnostic]:
    folder = write({**FOLDER, **given.files}, path / "playbooks")
    for name, target in given.links.items():
        (folder / name).symlink_to(target)
        (folder / target).write_text("playbook: standard\n", encoding="utf-8")
    if given.before is None:
        return list(run_tests(folder).checked.diagnostics)
    before = write({**FOLDER, **given.before}, path / "before")
    book = None
    if given.book is not None:
        book = read_book(write({"book.json": given.book}, path) / "book.json", {}, "EUR").book
    return list(against(check_folder(folder), str(before), book).diagnostics)


def _of_book(given: Book, path: Path) -> list[Diagnostic]:
    folder = write(given.files, path)
    own = {name: Fact(name=name, kind=kind, sentence="of the test") for name, kind in given.own_facts.items()}
    return list(read_book(folder / "book.json", own, "EUR").diagnostics)


def write(files: Mapping[str, str | bytes | None], folder: Path) -> Path:
    """Files by path within a folder; none for what is not there."""
    for name, data in files.items():
        if data is not None:
            target = folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_bytes(data.encode() if isinstance(data, str) else data)
    return folder
