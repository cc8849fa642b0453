"""A book as one JSON document: `{"format": 1, "kind": "book", "accounts": [...], ...}`."""

import json
from collections.abc import Generator, Sequence
from typing import Any, overload

import msgspec

from playbook_engine.ingest.codes_book import NO_BOOK, NOT_FORMED, NOT_READ, UNKNOWN_KIND, WRONG_VALUE
from playbook_engine.ingest.faults_book import closest
from playbook_engine.ingest.kinds_book import BY_COLLECTION, FORMAT, KINDS
from playbook_engine.ingest.sources_book import Batch, Gathered, Source, fast_or_raw, unreadable
from playbook_engine.ingest.values_book import shown
from playbook_engine.ingest.wire_book import BOOK_WIRE
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic, Place

Found = tuple[str, int | None, int, Any]
"""Of a value in the document the name it stands under, its number in a list, its offset, itself."""

_FAST = msgspec.json.Decoder(BOOK_WIRE)
_SPACE = " \t\n\r"


class NumberText(str):
    """A number of JSON as it stands in the text: exact, and not mistaken for text."""

    __slots__ = ()


class NoBook(ValueError):
    """The document cannot be taken for a book."""

    def __init__(self, code: Code, sentence: str, *, at: int = 0, help: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.at = at
        self.help = help


def read_json_book(data: bytes, path: str) -> Source:
    """All records of a document; as a whole where all are well-formed, else one by one."""
    try:
        book = _FAST.decode(data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return _read_carefully(data, path)
    if book.format != FORMAT:
        return _read_carefully(data, path)
    lines = _LinesOfRecords(data)
    return Source(
        [
            Batch(kind, path, records, lines.of(kind.collection))
            for kind in KINDS
            if (records := getattr(book, kind.collection))
        ],
        [],
    )


def decode_one(text: str, start: int = 0) -> tuple[Any, int]:
    """The JSON value that begins at an offset, and the offset behind it. Raises ValueError, RecursionError."""
    return _DECODER.raw_decode(text, start)


def _read_carefully(data: bytes, path: str) -> Source:
    try:
        text = data.decode()
    except UnicodeDecodeError as wrong:
        line = data.count(b"\n", 0, wrong.start) + 1
        return unreadable(NOT_READ, path, "the file is not written in UTF-8", line=line, help="save it as UTF-8")
    try:
        return _records(text, path)
    except json.JSONDecodeError as wrong:
        message = f"the JSON breaks off: {wrong.msg[:1].lower()}{wrong.msg[1:]}"
        return unreadable(NOT_FORMED, path, message, line=wrong.lineno, column=wrong.colno)
    except RecursionError:
        return unreadable(NOT_FORMED, path, "the JSON is nested too deeply for a book")
    except NoBook as wrong:
        line = text.count("\n", 0, wrong.at) + 1
        return unreadable(wrong.code, path, str(wrong), line=line, column=1, help=wrong.help)


def _records(text: str, path: str) -> Source:
    """Every record by itself. Raises JSONDecodeError, NoBook, RecursionError."""
    gathered = Gathered(path)
    faults: list[Diagnostic] = []
    head: dict[str, Any] = {}
    line, at = 1, 0
    for collection, index, start, value in _walk(text):
        line, at = line + text.count("\n", at, start), start
        if index is None and collection in BY_COLLECTION:
            if value is not None and value != []:
                message = f"`{collection}` is `{shown(value)}`, no list of records"
                faults.append(found(WRONG_VALUE, message, Place(path, line, 1), field=collection))
        elif index is None:
            head[collection] = value
            if collection not in ("format", "kind"):
                faults.append(_unknown_collection(collection, Place(path, line, 1)))
        elif kind := BY_COLLECTION.get(collection):
            gathered.add(kind, fast_or_raw(kind, value), line)
        elif index == 0:
            faults.append(_unknown_collection(collection, Place(path, line, 1)))
    check_head(head)
    return Source(gathered.batches(), faults)


def check_head(head: dict[str, Any]) -> None:
    """Whether the document says that it is a book of a format that is known. Raises NoBook."""
    way_out = f'begin it with `{{"format": {FORMAT}, "kind": "book", ...`'
    if head.get("kind") != "book":
        raise NoBook(NO_BOOK, "the document does not say that it is a book", help=way_out)
    if (number := head.get("format")) != FORMAT:
        raise NoBook(
            NO_BOOK, f"the book has format `{shown(number)}`, and this program reads format {FORMAT}", help=way_out
        )


def _unknown_collection(name: str, place: Place) -> Diagnostic:
    meant = closest(name, list(BY_COLLECTION))
    way_out = f"did you mean `{meant}`?" if meant else f"a book has {', '.join(f'`{each}`' for each in BY_COLLECTION)}"
    return found(UNKNOWN_KIND, f"a book has no `{shown(name)}`", place, help=way_out)


def _walk(text: str) -> Generator[Found, None, None]:
    """Of each record its collection, number and offset; of other values of the document None for the number."""
    at = _behind_space(text, 0)
    if text[at : at + 1] != "{":
        raise NoBook(NO_BOOK, "the document is no JSON object", at=at)
    at = _behind_space(text, at + 1)
    while text[at : at + 1] != "}":
        name, at = decode_one(text, at)
        if not isinstance(name, str):
            raise json.JSONDecodeError("Expecting property name enclosed in double quotes", text, at)
        at = _behind_space(text, _behind(text, at, ":"))
        if text[at : at + 1] == "[":
            at = yield from _walk_list(text, name, at)
        else:
            value, end = decode_one(text, at)
            yield name, None, at, value
            at = end
        at = _next(text, at, "}")
    if text[_behind_space(text, at + 1) :]:
        raise json.JSONDecodeError("Extra data", text, at + 1)


def _walk_list(text: str, name: str, start: int) -> Generator[Found, None, int]:
    at, index = _behind_space(text, start + 1), 0
    if text[at : at + 1] == "]":
        yield name, None, start, []
    while text[at : at + 1] != "]":
        value, end = decode_one(text, at)
        yield name, index, at, value
        at, index = _next(text, end, "]"), index + 1
    return at + 1


def _next(text: str, at: int, end: str) -> int:
    """Behind a comma, or at the end of what holds the values."""
    at = _behind_space(text, at)
    if text[at : at + 1] == end:
        return at
    behind = _behind_space(text, _behind(text, at, ","))
    if text[behind : behind + 1] == end:
        raise json.JSONDecodeError("Expecting value", text, behind)
    return behind


def _behind(text: str, at: int, sign: str) -> int:
    at = _behind_space(text, at)
    if text[at : at + 1] != sign:
        raise json.JSONDecodeError(f"Expecting '{sign}' delimiter", text, at)
    return at + 1


def _behind_space(text: str, at: int) -> int:
    while at < len(text) and text[at] in _SPACE:
        at += 1
    return at


def _whole(text: str) -> int | NumberText:
    return int(text) if len(text) <= 18 else NumberText(text)


def _refuse(text: str) -> Any:
    raise json.JSONDecodeError(f"`{text}` is no number of JSON", text, 0)


_DECODER = json.JSONDecoder(parse_float=NumberText, parse_int=_whole, parse_constant=_refuse)


class _LinesOfRecords:
    """The lines of all records of a document, looked for when the first is asked for."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._lines: dict[str, list[int]] | None = None

    def of(self, collection: str) -> "_Lines":
        return _Lines(self, collection)

    def found(self, collection: str) -> list[int]:
        if self._lines is None:
            text, line, at = self._data.decode(), 1, 0
            self._lines = {}
            for name, _, start, _ in _walk(text):
                line, at = line + text.count("\n", at, start), start
                self._lines.setdefault(name, []).append(line)
        return self._lines[collection]


class _Lines(Sequence[int]):
    """The lines of the records of one collection."""

    def __init__(self, lines: _LinesOfRecords, collection: str) -> None:
        self._lines = lines
        self._collection = collection

    @overload
    def __getitem__(self, index: int) -> int: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[int]: ...
    def __getitem__(self, index: int | slice) -> int | Sequence[int]:
        return self._lines.found(self._collection)[index]

    def __len__(self) -> int:
        return len(self._lines.found(self._collection))
