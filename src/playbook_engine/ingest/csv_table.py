"""A CSV file as rows of cells, with the line that each begins on."""

import csv
import io
from collections import Counter
from collections.abc import Iterator

import msgspec

from playbook_engine.ingest.codes_book import NOT_FORMED, NOT_READ
from playbook_engine.model.codes import Code

Row = tuple[int, list[str], str]
"""The line that a row begins on, its cells without the space around them, and what is wrong with it if anything is."""


class BadTable(ValueError):
    """A file that cannot be taken apart into rows."""

    def __init__(self, code: Code, line: int, sentence: str, *, help: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.line = line
        self.help = help


class Table(msgspec.Struct, frozen=True):
    """The header of a file, and its text for rows to be read from."""

    header: tuple[str, ...]
    text: str
    delimiter: str

    def rows(self) -> Iterator[Row]:
        """Every row that holds anything."""
        reader = csv.reader(io.StringIO(self.text, newline=""), delimiter=self.delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                cells = [cell.strip() for cell in next(reader)]
            except StopIteration:
                return
            except csv.Error as wrong:
                yield line, [], f"the row cannot be taken apart: {wrong}"
                continue
            if line > 1 and any(cells):
                yield line, cells, self._wrong_width(cells)

    def _wrong_width(self, cells: list[str]) -> str:
        """A row has a cell a column; further ones that are empty do no harm."""
        width = len(self.header)
        if len(cells) == width or (len(cells) > width and not any(cells[width:])):
            return ""
        return f"the row has {len(cells)} cells, and the header {width}"


def table_of(data: bytes) -> Table:
    """The table in a file; cells are parted by comma, semicolon or tabulator, as the header is. Raises BadTable."""
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        raise BadTable(NOT_READ, line, "the file is not written in UTF-8", help="save it as CSV UTF-8") from None
    first = text.partition("\n")[0]
    delimiter = max(",;\t", key=first.count)
    try:
        cells = next(csv.reader([first], delimiter=delimiter, strict=True), [])
    except csv.Error as wrong:
        raise BadTable(NOT_FORMED, 1, f"the header cannot be taken apart: {wrong}") from None
    header = tuple(cell.strip() for cell in cells)
    twice = [name for name, count in Counter(header).items() if count > 1 and name]
    if twice:
        raise BadTable(NOT_FORMED, 1, f"the header names `{twice[0]}` twice", help="leave one of the columns out")
    if not any(header):
        raise BadTable(NOT_FORMED, 1, "the file has no header", help="name the columns in the first line")
    return Table(header, text, delimiter)
