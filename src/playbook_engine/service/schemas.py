"""JSON Schemas of every file that is read or written, for one folder of playbooks or for everybody."""

import json
from pathlib import Path
from typing import Any

import msgspec

from playbook_engine.ingest.schema_book import book_schema, csv_description, record_schema
from playbook_engine.language.schemas.files import file_schemas
from playbook_engine.language.schemas.vocabulary import ANYBODY, Vocabulary, vocabulary_of
from playbook_engine.model.decision import Decision
from playbook_engine.model.receipt import Receipt
from playbook_engine.service.finding import find_folder
from playbook_engine.service.folders import check_folder
from playbook_engine.service.wrong_use import WrongUse, unknown

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_WIDTH = 110
_DECISIONS = {
    "as_of": {"type": "string", "description": "the day, or the instant, that was decided for"},
    "release": {"type": "string", "description": "fingerprint of the release"},
    "semantics": {"type": "integer", "description": "number of the rules of evaluation"},
}


def names_in(folder: Path | None) -> tuple[Vocabulary, bool]:
    """The names of the folder that is named or stands here, and whether it is sound; where none stands, no names.

    Raises WrongUse where the folder that is named is none.
    """
    try:
        found = find_folder(folder)
    except WrongUse:
        if folder is not None:
            raise
        return ANYBODY, True
    checked = check_folder(found)
    return vocabulary_of(checked.files, checked.loaded), checked.passed()


def schemas(known: Vocabulary = ANYBODY) -> dict[str, Schema]:
    """All schemas by name; for one folder with the names that it gives to things."""
    own = known.own if known.closed else None
    return {
        **file_schemas(known),
        "book": book_schema(own),
        "book-record": record_schema(own),
        "book-csv": csv_description(own),
        "decisions": decisions_schema(),
        "receipt": {"$schema": _DIALECT, "title": "Receipt", **_of(Receipt)},
    }


def schemas_named(found: dict[str, Schema], name: str) -> Schema:
    """One schema by name. Raises WrongUse."""
    if name not in found:
        raise unknown("schema", name, found, f"there are {', '.join(found)}")
    return found[name]


def decisions_schema() -> Schema:
    """The document that `playbook decide --format json` prints."""
    (decision,), definitions = msgspec.json.schema_components([Decision], ref_template="#/$defs/{name}")
    return {
        "$schema": _DIALECT,
        "title": "Decisions",
        "description": "What was decided for a book on a day.",
        "type": "object",
        "required": [*_DECISIONS, "decisions"],
        "properties": {**_DECISIONS, "decisions": {"type": "array", "items": decision}},
        "$defs": definitions,
    }


def text_of(schema: Schema) -> str:
    """A schema as it stands in a file: what fits in a line stands in one."""
    return f"{_written(schema, 0)}\n"


def save_schemas(found: dict[str, Schema], folder: Path) -> tuple[Path, ...]:
    """Write `NAME.schema.json` for each into a folder. Raises WrongUse."""
    written = []
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, schema in found.items():
            path = folder / f"{name}.schema.json"
            path.write_text(text_of(schema), encoding="utf-8", newline="")
            written.append(path)
    except OSError as error:
        raise WrongUse(f"`{error.filename}` cannot be written: {(error.strerror or '').lower()}") from error
    return tuple(written)


def _of(noun: type[msgspec.Struct]) -> Schema:
    """The schema of a noun with its definitions inside."""
    (reference,), definitions = msgspec.json.schema_components([noun], ref_template="#/$defs/{name}")
    return {**reference, "$defs": definitions}


def _written(value: Any, depth: int) -> str:
    short = json.dumps(value, ensure_ascii=False)
    if not isinstance(value, dict | list) or not value or 2 * depth + len(short) <= _WIDTH:
        return short
    inner, outer = "  " * (depth + 1), "  " * depth
    if isinstance(value, list):
        entries = [f"{inner}{_written(each, depth + 1)}" for each in value]
    else:
        entries = [f"{inner}{json.dumps(name)}: {_written(each, depth + 1)}" for name, each in value.items()]
    opening, closing = "[]" if isinstance(value, list) else "{}"
    lines = ",\n".join(entries)
    return f"{opening}\n{lines}\n{outer}{closing}"
