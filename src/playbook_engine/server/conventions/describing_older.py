"""OpenAPI 3.1 told in 3.0, for readers that know no newer: what cannot be said there is said more loosely."""

from typing import Any


def in_version_three(made: dict[str, Any]) -> dict[str, Any]:
    """The whole description."""
    told = _told(made)
    assert isinstance(told, dict)
    return {**told, "openapi": "3.0.3"}


def _told(value: Any) -> Any:
    if isinstance(value, list):
        return [_told(each) for each in value]
    if not isinstance(value, dict):
        return value
    made = {name: _told(each) for name, each in value.items()}
    for some in ("anyOf", "oneOf"):
        if isinstance(made.get(some), list):
            made = _without_null(made, some)
    if isinstance(made.get("type"), list):
        made = _one_type(made)
    if "const" in made and "properties" not in made:
        made["enum"] = [made.pop("const")]
    if isinstance(made.get("examples"), list):
        made["example"] = made.pop("examples")[0]
    for most, limit in (("exclusiveMinimum", "minimum"), ("exclusiveMaximum", "maximum")):
        if isinstance(made.get(most), int | float) and not isinstance(made[most], bool):
            made[limit], made[most] = made[most], True
    return made


def _without_null(made: dict[str, Any], some: str) -> dict[str, Any]:
    kinds = [each for each in made[some] if each != {"type": "null"}]
    if len(kinds) == len(made[some]):
        return made
    rest = {name: each for name, each in made.items() if name != some}
    if len(kinds) == 1 and "$ref" not in kinds[0]:
        return {**kinds[0], **rest, "nullable": True}
    return {**rest, some: kinds, "nullable": True}


def _one_type(made: dict[str, Any]) -> dict[str, Any]:
    kinds = [each for each in made["type"] if each != "null"]
    rest = {name: each for name, each in made.items() if name != "type"}
    if "null" in made["type"]:
        rest["nullable"] = True
    return {**rest, "type": kinds[0]} if len(kinds) == 1 else rest
