"""JSON bodies: read once, strictly, straight into the wire type; where it fails, every fault is told with its place."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import msgspec
from litestar.connection import Request
from litestar.types import Empty

from playbook_engine.server.conventions.problems import Fault, Faulty
from playbook_engine.service.wrong_use import WrongUse, close_to

JSON = "application/json"

MANY = 50
"""Faults that one answer lists."""

_KINDS = {
    "string": "text", "integer": "a whole number", "number": "a number", "boolean": "`true` or `false`",
    "array": "a list", "object": "an object", "null": "null",
}  # fmt: skip


class UnsupportedType(WrongUse):
    """The body is of a media type that the route does not take."""

    def __init__(self, given: str, taken: str) -> None:
        shown = f"`{given}`" if given else "a body without `Content-Type`"
        super().__init__(f"{shown} is not taken here", f"send `Content-Type: {taken}`", 415)


class StrictRequest(Request[Any, Any, Any]):
    """The request of every route: `data` of a handler is what the body says in its wire type, not something near it."""

    async def json(self) -> Any:
        """The body as the wire type of the handler. Raises UnsupportedType, Faulty."""
        if self._json is Empty:
            given = self.content_type[0]
            if given != JSON:
                raise UnsupportedType(given, JSON)
            field = self.route_handler.parsed_data_field
            self._json = read_json(await self.body(), Any if field is None else field.annotation)
        return self._json


def read_json(body: bytes, wire: Any) -> Any:
    """A body in its wire type. Raises Faulty: 400 where it is no JSON, 422 where it says what it must not."""
    try:
        return _decoder(wire).decode(body)
    except msgspec.ValidationError as wrong:
        raise Faulty("the body is not as it should be", _all_faults(_plain(body), wire, str(wrong))) from None
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise _no_json(wrong) from None


def _plain(body: bytes) -> Any:
    """Without types. Raises Faulty: what the decoder did not come to may be no JSON."""
    try:
        return msgspec.json.decode(body)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as wrong:
        raise _no_json(wrong) from None


def _no_json(wrong: Exception) -> Faulty:
    detail = "it is nested too deeply" if isinstance(wrong, RecursionError) else _syntax(wrong)
    return Faulty("the body is no JSON", (Fault(detail=detail, pointer="#"),), status=400)


@cache
def _decoder(wire: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(wire)


def _syntax(wrong: Exception) -> str:
    if isinstance(wrong, UnicodeDecodeError):
        return "it is not written in UTF-8"
    said = str(wrong)
    place = re.search(r"\(byte (\d+)\)", said)
    if place:
        return f"it breaks off being JSON at byte {place[1]}"
    return "it ends too early" if "truncated" in said else "it is no JSON"


def _all_faults(body: Any, wire: Any, first: str) -> tuple[Fault, ...]:
    """What the schema of the wire type says against the body; at least what the decoder said."""
    told, pointer = _of_decoder(first)
    found: dict[str, Fault] = {}
    for error in _validator(wire).iter_errors(body):
        for fault in _of_schema(error):
            found.setdefault(f"{fault.pointer} {fault.detail}", fault)
        if len(found) >= MANY:
            break
    if not found:
        found[pointer] = Fault(detail=told, pointer=pointer)
    return tuple(sorted(found.values(), key=lambda fault: fault.pointer or "")[:MANY])


@cache
def _validator(wire: Any) -> Any:
    from jsonschema import Draft202012Validator  # noqa: PLC0415 - wanted only by what is wrong

    return Draft202012Validator(msgspec.json.schema(wire))


def _of_decoder(said: str) -> tuple[str, str]:
    """The decoder's sentence without the names of our types, and its path as a pointer."""
    sentence, _, path = said.partition(" - at `")
    path = re.sub(r"\[(\d+)\]", r".\1", path.rstrip("`").removeprefix("key in ").removeprefix("$"))
    steps = [step for step in path.split(".") if step and "..." not in step]
    return sentence[:1].lower() + sentence[1:].replace("`str`", "text").replace("`int`", "a whole number"), _pointer(
        steps
    )


def _of_schema(error: Any) -> Iterator[Fault]:
    """One fault of the schema in words; of alternatives, those of the one that was most likely meant."""
    if error.validator == "anyOf":
        for inner in _meant(error):
            yield from _of_schema(inner)
        return
    at = _pointer(error.absolute_path)
    match error.validator:
        case "required":
            for name in error.validator_value:
                if name not in error.instance:
                    yield Fault(detail=f"`{name}` is missing", pointer=at)
        case "additionalProperties":
            known = list(error.schema.get("properties", {}))
            for name in error.instance:
                if name not in known:
                    yield _unknown_field(name, known, error)
        case _:
            yield Fault(detail=_sentence(error), pointer=at)


def _meant(error: Any) -> list[Any]:
    """Of the alternatives the faults of the one that fits best: by its tag, else with the fewest and deepest faults."""
    branches: dict[int, list[Any]] = {}
    for inner in error.context:
        branches.setdefault(inner.schema_path[0], []).append(inner)
    return min(branches.values(), key=_distance)


def _distance(faults: list[Any]) -> tuple[bool, bool, int]:
    shallow = [each for each in faults if not each.path]
    wrong_tag = any(each.validator in ("enum", "const") and len(each.path) == 1 for each in faults)
    return any(each.validator == "type" for each in shallow), wrong_tag, len(faults)


def _unknown_field(name: str, known: list[str], error: Any) -> Fault:
    meant = close_to(name, known)
    return Fault(
        detail=f"there is no field `{name}`",
        pointer=_pointer([*error.absolute_path, name]),
        help=f"did you mean `{meant}`?" if meant else f"the fields are {', '.join(f'`{each}`' for each in known)}",
    )


def _sentence(error: Any) -> str:
    limit = error.validator_value
    match error.validator:
        case "type":
            kinds: list[str] = limit if isinstance(limit, list) else [limit]
            return f"it has to be {' or '.join(_KINDS[kind] for kind in kinds)}"
        case "enum":
            return f"it has to be one of {', '.join(f'`{each}`' for each in limit)}"
        case "const":
            return f"it has to be `{limit}`"
        case "pattern":
            return f"it has to look like `{limit}`"
        case "minLength" | "minItems":
            return f"it is too short: {limit} at least"
        case "maxLength" | "maxItems":
            return f"it is too long: {limit} at most"
        case "minimum" | "exclusiveMinimum":
            return f"it has to be {'at least' if error.validator == 'minimum' else 'more than'} {limit}"
        case "maximum" | "exclusiveMaximum":
            return f"it has to be {'at most' if error.validator == 'maximum' else 'less than'} {limit}"
    return "it is not as it should be"


def _pointer(path: Any) -> str:
    """A JSON pointer as a fragment."""
    return "#" + "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in path)
