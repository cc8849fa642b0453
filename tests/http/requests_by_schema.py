"""A smallest request for an operation of the API, made from its description."""

from typing import Any


def smallest(described: dict[str, Any], schema: dict[str, Any], name: str = "") -> Any:
    """The smallest value that a schema takes; texts without a form of their own say `name`."""
    if "$ref" in schema:
        return smallest(described, described["components"]["schemas"][schema["$ref"].rpartition("/")[2]], name)
    for some in ("anyOf", "oneOf"):
        if some in schema:
            kinds = [each for each in schema[some] if each != {"type": "null"}]
            return smallest(described, kinds[0], name)
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return schema["enum"][0]
    return _of_kind(described, schema, name)


def _of_kind(described: dict[str, Any], schema: dict[str, Any], name: str) -> Any:
    match schema.get("type"):
        case "object":
            wanted = schema.get("required", ())
            if schema.get("minProperties"):
                return {"x": smallest(described, schema.get("additionalProperties", {}), "x")}
            return {each: smallest(described, schema["properties"][each], each) for each in wanted}
        case "array":
            items = schema.get("items", {})
            return [smallest(described, items, name) for _ in range(max(1, schema.get("minItems", 1)))]
        case "integer" | "number":
            return max(1, schema.get("minimum", 1))
        case "boolean":
            return False
        case "string":
            known = {"date": "2026-03-16", "date-time": "2026-03-17T09:00:00Z"}
            return known.get(schema.get("format", ""), name or "x")
    return {}
