"""The definitions of a schema, each made when it is first asked for."""

from collections.abc import Callable
from urllib.parse import quote

from playbook_engine.language.schemas.scalars import Schema

DIALECT = "http://json-schema.org/draft-07/schema#"
"""The dialect that editors know best; it has all that is needed here."""


class Definitions:
    """What is defined once and referred to, by name."""

    def __init__(self) -> None:
        self._made: dict[str, Schema] = {}

    def once(self, name: str, make: Callable[[], Schema]) -> Schema:
        """A reference to a definition, made now unless it is there or under way."""
        if slug(name) not in self._made:
            self._made[slug(name)] = {}  # stands for itself while it is made, for it may refer to itself
            self._made[slug(name)] = make()
        return ref(name)

    def document(self, title: str, content: Schema) -> Schema:
        """A whole schema with everything that was defined for it."""
        made = {name: self._made[name] for name in sorted(self._made)}
        return {"$schema": DIALECT, "title": title, **content, "definitions": made}


def ref(name: str) -> Schema:
    """A reference by name."""
    return {"$ref": f"#/definitions/{quote(slug(name))}"}


def slug(name: str) -> str:
    """A name without spaces and slashes, which a reference cannot have."""
    return name.replace(" ", "-").replace("/", "-").replace("`", "")
