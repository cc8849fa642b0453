"""A book as lines of JSON: each a record with its kind, `{"record": "invoice", "id": "INV-1", ...}`."""

import io
import json
from typing import Any, Union

import msgspec

from playbook_engine.ingest.codes_book import MISSING_FIELD, NOT_FORMED, UNKNOWN_KIND
from playbook_engine.ingest.faults_book import closest
from playbook_engine.ingest.json_book import NoBook, check_head, decode_one
from playbook_engine.ingest.kinds_book import BY_NAME
from playbook_engine.ingest.sources_book import Gathered, Source, fast_or_raw
from playbook_engine.ingest.values_book import shown
from playbook_engine.ingest.wire_book import WIRES
from playbook_engine.model.codes import Code, found
from playbook_engine.model.diagnostic import Diagnostic, Place

_FAST: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Union[tuple(WIRES.values())])  # noqa: UP007 - made from a table
_KIND_OF = {WIRES[name]: kind for name, kind in BY_NAME.items()}


class BadLine(ValueError):
    """A line holds no record."""

    def __init__(self, code: Code, sentence: str, *, column: int = 1, help: str = "") -> None:
        super().__init__(sentence)
        self.code = code
        self.column = column
        self.help = help


def read_ndjson_book(data: bytes, path: str) -> Source:
    """All records, a line each; a first line `{"record": "book", "format": 1}` may stand before them."""
    gathered = Gathered(path)
    faults: list[Diagnostic] = []
    for number, line in enumerate(io.BytesIO(data), 1):
        try:
            record = _FAST.decode(line)
            gathered.add(_KIND_OF[type(record)], record, number)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            try:
                _read_carefully(line, number, gathered)
            except BadLine as bad:
                faults.append(found(bad.code, str(bad), Place(path, number, bad.column), help=bad.help))
    return Source(gathered.batches(), faults)


def _read_carefully(line: bytes, number: int, gathered: Gathered) -> None:
    """Take a line that did not fit. Raises BadLine."""
    if not line.strip():
        return
    record = object_of(line)
    name = record.get("record")
    if name == "book" and number == 1:
        _check_first(record)
    elif kind := BY_NAME.get(str(name)):
        gathered.add(kind, fast_or_raw(kind, record), number)
    elif name is None:
        raise BadLine(MISSING_FIELD, "the record does not say of what kind it is", help='add `"record": "invoice"`')
    else:
        meant = closest(str(name), list(BY_NAME))
        way_out = f"did you mean `{meant}`?" if meant else f"there are {', '.join(f'`{each}`' for each in BY_NAME)}"
        raise BadLine(UNKNOWN_KIND, f"there is no kind of record `{shown(name)}`", help=way_out)


def _check_first(record: dict[str, Any]) -> None:
    try:
        check_head({**record, "kind": "book"})
    except NoBook as wrong:
        raise BadLine(wrong.code, str(wrong), help=wrong.help) from None


def object_of(line: bytes) -> dict[str, Any]:
    """The JSON object of a line. Raises BadLine."""
    try:
        text = line.decode().strip()
        value, end = decode_one(text)
    except UnicodeDecodeError:
        raise BadLine(NOT_FORMED, "the line is not written in UTF-8", help="save the file as UTF-8") from None
    except json.JSONDecodeError as wrong:
        raise BadLine(
            NOT_FORMED, f"the JSON of the line breaks off at column {wrong.colno}", column=wrong.colno
        ) from None
    except RecursionError:
        raise BadLine(NOT_FORMED, "the JSON of the line is nested too deeply for a record") from None
    if not isinstance(value, dict) or text[end:]:
        raise BadLine(NOT_FORMED, "the line holds something else than one JSON object")
    return value
