"""A book from files, read for one organisation."""

from pathlib import Path

from playbook_engine.ingest.reading import BookReading, read_book
from playbook_engine.model.organisation import Organisation
from playbook_engine.service.wrong_use import WrongUse


def open_book(path: Path | None, organisation: Organisation) -> BookReading:
    """A book with what is wrong with its records, which are left out. Raises WrongUse where there is no such file."""
    if path is None:
        raise WrongUse("no book is given", "add `--book book.json`, or a folder of CSV files")
    if not path.exists():
        raise WrongUse(f"there is no book `{path}`", "give a `.json` or `.ndjson` file, or a folder of CSV files", 404)
    own = {each.fact.name: each.fact for each in organisation.own_facts}
    return read_book(path, own, organisation.base_currency)
