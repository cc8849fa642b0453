"""The tables of the book's reference in `docs/book.md`, made from the tables of kinds."""

from playbook_engine.ingest.csv_columns import part_columns, part_with_rows
from playbook_engine.ingest.fields_book import Field, Nested, OwnFacts, RecordKind
from playbook_engine.ingest.kinds_book import ALLOCATION_ROWS, KINDS, PARTS
from playbook_engine.ingest.value_kinds_book import ValueKind


def kinds_reference() -> str:
    """Every kind of record with its fields, as Markdown."""
    shared_last = sorted(KINDS, key=lambda each: each.name in ("rate", "freshness"))
    return "\n".join([*(_section(each) for each in shared_last), _parts(), _section(ALLOCATION_ROWS)])


def _section(kind: RecordKind) -> str:
    title = f"### {kind.collection}.csv" if kind is ALLOCATION_ROWS else f"### {kind.collection}"
    lines = [title, "", kind.sentence, "", *_table(kind)]
    if part := part_with_rows(kind):
        columns = ", ".join(f"`{each}`" for each in part_columns(kind))
        lines += [
            "",
            f"Each {part.name} has a row in CSV, with the columns {columns}; the other columns say the same in all.",
        ]
    return "\n".join([*lines, ""])


def _parts() -> str:
    sections = [f"### Parts: {each.name}\n\n{each.sentence}\n\n" + "\n".join(_table(each)) for each in PARTS.values()]
    return "\n\n".join(sections) + "\n"


def _table(kind: RecordKind) -> list[str]:
    lines = ["| field | value | what it says |", "|---|---|---|"]
    return lines + [f"| {_name(each)} | {_value(each)} | {each.sentence} |" for each in kind.fields]


def _name(field: Field) -> str:
    return f"**`{field.name}`**" if field.required else f"`{field.name}`"


def _value(field: Field) -> str:
    match field.kind:
        case OwnFacts(scope=scope):
            return f"names and values; in CSV columns `{'item.' if scope == 'item' else ''}x.*`"
        case Nested(of=part):
            return f"list of {part}s"
        case ValueKind(words=words):
            return words.replace("|", "\\|")
