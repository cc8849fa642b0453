#!/usr/bin/env python3
"""Make the published schemas of the book, and the tables of `docs/book.md`; run it after a change of the format."""

from pathlib import Path

from playbook_engine.ingest.reference_book import kinds_reference
from playbook_engine.ingest.schema_book import book_schema, csv_description, record_schema
from playbook_engine.service.schemas import text_of

TOP = Path(__file__).parents[1]
BEGIN, END = "<!-- made from the tables of kinds -->\n", "<!-- end of what is made -->\n"


def main() -> None:
    """Write the files."""
    for name, text in files().items():
        (TOP / name).write_text(text, encoding="utf-8", newline="")


def files() -> dict[str, str]:
    """The text of each file by its path."""
    schemas = {"book": book_schema(), "book-record": record_schema(), "book-csv": csv_description()}
    made = {f"schemas/{name}.schema.json": text_of(schema) for name, schema in schemas.items()}
    return {**made, "docs/book.md": reference()}


def reference() -> str:
    """The page as it stands, with its tables made anew."""
    text = (TOP / "docs" / "book.md").read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{kinds_reference()}\n{END}{after}"


if __name__ == "__main__":
    main()
