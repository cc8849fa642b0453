"""JSON Schemas of a book, and a description of its CSV files, made from the tables of kinds."""

from collections.abc import Mapping
from typing import Any

from playbook_engine.ingest.csv_columns import CURRENCY_COLUMN, column_names, part_with_rows
from playbook_engine.ingest.fields_book import Field, Nested, OwnFacts, RecordKind
from playbook_engine.ingest.kinds_book import ALLOCATION_ROWS, FORMAT, KINDS, PARTS
from playbook_engine.ingest.own_facts_book import own_facts_of
from playbook_engine.ingest.value_kinds_book import CURRENCY, DAY, MONEY, NAME, NAMES, TEXT, ValueKind
from playbook_engine.model.facts import Fact

Schema = dict[str, Any]

_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_DECIMAL = {"type": ["integer", "string"], "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,12})?$"}
_OWN_KINDS: dict[str, Schema] = {
    "text": NAME.schema,
    "tags": NAMES.schema,
    "number": _DECIMAL,
    "money": MONEY.schema,
    "percent": {"type": "string", "pattern": "^-?[0-9]{1,15}(\\.[0-9]{1,12})?%$"},
    "date": DAY.schema,
    "yes/no": {"enum": [True, False, "yes", "no"]},
}
_ANY_OWN: Schema = {
    "type": "object",
    "additionalProperties": {"type": ["string", "integer", "boolean", "array"], "items": {"type": "string"}},
}


def book_schema(own_facts: Mapping[str, Fact] | None = None) -> Schema:
    """The schema of a book as one JSON document; with an organisation's own facts by full name, or any."""
    collections = {
        each.collection: {"type": "array", "description": each.sentence, "items": {"$ref": f"#/$defs/{_slug(each)}"}}
        for each in KINDS
    }
    return {
        "$schema": _DIALECT,
        "title": "Book",
        "description": "Everything known about the receivables of one organisation.",
        "type": "object",
        "required": ["format", "kind"],
        "properties": {
            "format": {"const": FORMAT, "description": "number of the book format"},
            "kind": {"const": "book", "description": "says that this is a book"},
            **collections,
        },
        "additionalProperties": False,
        "$defs": _definitions(own_facts),
    }


def record_schema(own_facts: Mapping[str, Fact] | None = None) -> Schema:
    """The schema of a line of NDJSON: a record that says of what kind it is."""
    first = {
        "type": "object",
        "description": "The first line may name the format.",
        "required": ["record", "format"],
        "properties": {"record": {"const": "book"}, "format": {"const": FORMAT}},
        "additionalProperties": False,
    }
    lines = [{"$ref": f"#/$defs/{_slug(each)}", "required": ["record"]} for each in KINDS]
    return {
        "$schema": _DIALECT,
        "title": "Record of a book",
        "description": "One line of a book as NDJSON.",
        "oneOf": [first, *lines],
        "$defs": _definitions(own_facts),
    }


def csv_description(own_facts: Mapping[str, Fact] | None = None) -> Schema:
    """The CSV files of a book as a tabular data package; own facts stand as `x.*` where they are not named."""
    return {
        "profile": "tabular-data-package",
        "name": "book",
        "resources": [
            {
                "name": each.collection,
                "path": f"{each.collection}.csv",
                "description": each.sentence,
                "schema": {"fields": _csv_fields(each, own_facts), "missingValues": [""]},
            }
            for each in (*KINDS, ALLOCATION_ROWS)
        ],
    }


def _definitions(own_facts: Mapping[str, Fact] | None) -> Schema:
    return {_slug(each): _object(each, own_facts) for each in (*KINDS, *PARTS.values())}


def _object(kind: RecordKind, own_facts: Mapping[str, Fact] | None) -> Schema:
    properties = {each.name: {"description": each.sentence, **_of_field(each, own_facts)} for each in kind.fields}
    if kind.noun is not None:
        properties = {"record": {"const": kind.name, "description": "the kind of record"}, **properties}
    schema: Schema = {
        "type": "object",
        "description": kind.sentence,
        "required": [each.name for each in kind.fields if each.required],
        "properties": properties,
        "additionalProperties": False,
    }
    if kind.either:
        schema["oneOf"] = [{"required": list(names)} for names in kind.either]
    return schema


def _of_field(field: Field, own_facts: Mapping[str, Fact] | None) -> Schema:
    match field.kind:
        case OwnFacts(scope=scope):
            return _ANY_OWN if own_facts is None else _declared(own_facts_of(scope, own_facts))
        case Nested(of=part):
            reference: Schema = {"$ref": f"#/$defs/{_slug(PARTS[part])}"}
            alone = part == "touched item"
            return {"type": "array", "items": {"anyOf": [NAME.schema, reference]} if alone else reference}
        case ValueKind(schema=schema):
            return schema


def _declared(facts: Mapping[str, Fact]) -> Schema:
    properties = {name: {"description": fact.sentence, **_of_fact(fact)} for name, fact in sorted(facts.items())}
    return {"type": "object", "properties": properties, "additionalProperties": False}


def _of_fact(fact: Fact) -> Schema:
    return {"enum": list(fact.values)} if fact.kind == "text" and fact.values else _OWN_KINDS[fact.kind]


def _csv_fields(kind: RecordKind, own_facts: Mapping[str, Fact] | None) -> list[Schema]:
    part = part_with_rows(kind)
    fields = {each.in_csv: each for each in (*(part.fields if part else ()), *kind.fields)}
    described: list[Schema] = []
    for column in column_names(kind):
        field = fields.get(column.removesuffix(".*"))
        if field is not None and isinstance(field.kind, OwnFacts) and own_facts is not None:
            facts = own_facts_of(field.kind.scope, own_facts)
            described += [
                _column(f"{field.in_csv}.{name}", facts[name].sentence, _of_fact(facts[name])) for name in sorted(facts)
            ]
        elif field is None:
            described.append(
                _column(CURRENCY_COLUMN, "currency of the row's amounts that do not name one", CURRENCY.schema)
            )
        else:
            described.append(_column(column, field.sentence, _csv_schema(field), required=field.required))
    return described


def _csv_schema(field: Field) -> Schema:
    """What a cell holds: lists and amounts are text there."""
    match field.kind:
        case ValueKind(schema={"type": "array"}) | Nested() | OwnFacts():
            return TEXT.schema
        case ValueKind(schema={"type": "boolean"}):
            return {"enum": ["yes", "no"]}
        case ValueKind() if field.kind is MONEY:
            return {"type": "string", "pattern": "^[0-9]{1,15}(\\.[0-9]{1,4})?( [A-Z]{3})?$"}
        case ValueKind(schema=schema):
            return schema


def _column(name: str, sentence: str, schema: Schema, *, required: bool = False) -> Schema:
    constraints: Schema = {key: schema[key] for key in ("pattern", "enum", "minimum", "maxLength") if key in schema}
    kind = {"date": "date", "date-time": "datetime"}.get(schema.get("format", ""), schema.get("type", "string"))
    column: Schema = {"name": name, "type": kind if isinstance(kind, str) else "string", "description": sentence}
    if required:
        constraints["required"] = True
    return {**column, "constraints": constraints} if constraints else column


def _slug(kind: RecordKind) -> str:
    return kind.name.replace(" ", "-")
