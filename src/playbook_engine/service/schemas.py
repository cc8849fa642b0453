"""JSON Schemas of every file that is read or written, for one organisation or for everybody."""

import json
from pathlib import Path
from typing import Any

import msgspec

from playbook_engine.ingest.schema_book import book_schema, csv_description, record_schema
from playbook_engine.model.decision import Decision
from playbook_engine.model.receipt import Receipt
from playbook_engine.model.release import Release
from playbook_engine.service.wrong_use import WrongUse, unknown

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECISIONS = {
    "as_of": {"type": "string", "description": "the day, or the instant, that was decided for"},
    "release": {"type": "string", "description": "fingerprint of the release"},
    "semantics": {"type": "integer", "description": "number of the rules of evaluation"},
}


def schemas(release: Release | None = None) -> dict[str, Schema]:
    """All schemas by name; with the organisation's own facts where a release is given."""
    own = None if release is None else {each.fact.name: each.fact for each in release.organisation.own_facts}
    return {
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
    """A schema as it stands in a file."""
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


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
