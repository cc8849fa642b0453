"""The sample book with something wrong in it: what can be read is decided, the rest is named, nothing is raised."""

import datetime as dt
import re
import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given

from playbook_engine.analysis.strategies.chance import Chance
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.ingest.folder import read_folder
from playbook_engine.ingest.reading import BookReading, read_book
from playbook_engine.ingest.writing_book import write_json_book, write_ndjson_book
from playbook_engine.language.folder import load
from playbook_engine.model.book import Book
from playbook_engine.model.codes import CODES
from playbook_engine.model.facts import Fact
from playbook_engine.model.units import decode_unit, encode_unit
from tests.conftest import TOP
from tests.fuzz.mutations import SEEDS, mutated, share_of_examples
from tests.reference.build import day

SAMPLE = TOP / "examples" / "book"
FILES = {path.name: path.read_bytes() for path in sorted(SAMPLE.iterdir())}
RELEASE = load(read_folder(TOP / "playbooks").files).release
assert RELEASE is not None
EVALUATOR = Evaluator(RELEASE)
OWN: dict[str, Fact] = {each.fact.name: each.fact for each in RELEASE.organisation.own_facts}
ON = day("2026-03-16")


@cache
def whole() -> Book:
    """The sample book as it stands."""
    return read_book(SAMPLE, OWN, "EUR", strict=True).book


def read_back(name: str, content: bytes) -> BookReading:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(content)
        return read_book(path, OWN, "EUR")


def sound(reading: BookReading) -> None:
    """Each fault is told well; of what was read every unit is decided, and written and read back the same."""
    for each in reading.diagnostics:
        assert each.code in CODES
        assert each.message
        assert "Traceback" not in each.message
    for unit in reading.book.units:
        assert decode_unit(encode_unit(unit)) == unit
        EVALUATOR.decide(reading.book.setting, unit, ON)
        forecast(EVALUATOR, reading.book.setting, unit, ON, ON + dt.timedelta(3))


def test_the_sample_is_sound_to_begin_with() -> None:
    assert len(whole().units) > 40


@share_of_examples(0.5)
@given(SEEDS)
def test_a_changed_csv_file(seed: int) -> None:
    chance = Chance(seed)
    changed = chance.pick(sorted(FILES))
    with tempfile.TemporaryDirectory() as folder:
        for name, content in FILES.items():
            (Path(folder) / name).write_bytes(mutated(content, seed) if name == changed else content)
        reading = read_book(Path(folder), OWN, "EUR")
    sound(reading)


@share_of_examples(0.5)
@given(SEEDS)
def test_a_changed_document(seed: int) -> None:
    sound(read_back("book.json", mutated(_document(), seed)))


@share_of_examples(0.5)
@given(SEEDS)
def test_changed_lines(seed: int) -> None:
    reading = read_back("book.ndjson", mutated(_lines(), seed))
    sound(reading)
    assert reading.diagnostics or reading.book.units


@pytest.mark.parametrize("date", ["0001-01-01", "1900-01-01", "2200-12-31", "9999-12-31"])
def test_each_date_at_the_ends_of_time(date: str) -> None:
    document = _document().decode()
    tried: set[str] = set()
    for found in re.finditer(r'"(\w+)":\s*"(\d{4}-\d\d-\d\d)"', document):
        if found[1] not in tried:
            tried.add(found[1])
            sound(read_back("book.json", f"{document[: found.start(2)]}{date}{document[found.end(2) :]}".encode()))
    assert len(tried) > 10


@cache
def _document() -> bytes:
    return write_json_book(whole(), OWN)


@cache
def _lines() -> bytes:
    return write_ndjson_book(whole(), OWN)
