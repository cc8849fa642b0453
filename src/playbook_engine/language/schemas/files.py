"""The schemas of the files that people write, by the names under which they are published."""

from playbook_engine.language.keys.catalogue import PARTS
from playbook_engine.language.schemas.scalars import Schema
from playbook_engine.language.schemas.timeline import timeline_schema
from playbook_engine.language.schemas.values import Values
from playbook_engine.language.schemas.vocabulary import ANYBODY, Vocabulary


def file_schemas(known: Vocabulary = ANYBODY) -> dict[str, Schema]:
    """The schemas of an organisation file, a playbook file and a file of timeline tests."""
    return {
        "organisation": _document("Organisation", "organisation", known),
        "playbook": _document("Playbook", "playbook", known),
        "timeline": timeline_schema(known),
    }


def _document(title: str, part: str, known: Vocabulary) -> Schema:
    values = Values(PARTS, known)
    return values.definitions.document(title, values.part(part))
