"""Reading a book in each of its forms: records a second, every field checked."""

import tempfile
from pathlib import Path

from benchmarks.figures import Figure, Report
from benchmarks.life import lived
from benchmarks.release import release
from benchmarks.rounds import Contender, interleaved
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.reading import read_book
from playbook_engine.ingest.writing_book import write_csv_book, write_json_book, write_ndjson_book
from playbook_engine.model.book import Book, Setting

LARGEST = 40_000
"""Invoices; reading takes as long for each record of a larger book."""


def measure(invoices: int) -> Report:
    """Seconds a record of each form."""
    size = min(invoices, LARGEST)
    book = Book(setting=Setting(), units=tuple(lived(Evaluator(release()), size)))
    with tempfile.TemporaryDirectory() as folder:
        paths = _written(book, Path(folder))
        records = _checked(book, paths)
        seconds = interleaved({form: _reader(path) for form, path in paths.items()}, rounds=3)
    return Report(
        name="reading",
        title=f"reading a book of {records:,} records",
        size=size,
        figures=tuple(
            Figure(name=form, seconds=each / records, unit="record", ratio=each / seconds["JSON"])
            for form, each in seconds.items()
        ),
    )


def _written(book: Book, folder: Path) -> dict[str, Path]:
    paths = {"JSON": folder / "book.json", "a record a line": folder / "book.ndjson", "CSV files": folder / "csv"}
    paths["JSON"].write_bytes(write_json_book(book, {}))
    paths["a record a line"].write_bytes(write_ndjson_book(book, {}))
    paths["CSV files"].mkdir()
    for name, data in write_csv_book(book, {}).items():
        (paths["CSV files"] / name).write_bytes(data)
    return paths


def _checked(book: Book, paths: dict[str, Path]) -> int:
    """How many records the book has, after each form has given the same book."""
    counts = set()
    for form, path in paths.items():
        reading = read_book(path, {}, "EUR")
        assert reading.book == book, f"{form} gives another book"
        counts.add(sum(reading.counts.values()))
    assert len(counts) == 1, counts
    return counts.pop()


def _reader(path: Path) -> Contender:
    return lambda _: read_book(path, {}, "EUR")
