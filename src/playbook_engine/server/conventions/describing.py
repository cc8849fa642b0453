"""The description of the API, made true: wire types as their decoder sees them, every error, every header, who may."""

import re
from collections.abc import Iterator, Mapping, Sequence
from types import UnionType
from typing import Any, Union, get_args, get_origin

import msgspec
from litestar import Litestar
from litestar.handlers import HTTPRouteHandler
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.response import Response
from litestar.routes import HTTPRoute

from playbook_engine.server.conventions.bodies import JSON
from playbook_engine.server.conventions.describing_examples import EXAMPLES
from playbook_engine.server.conventions.headers import ENGINE
from playbook_engine.server.conventions.problems import MEANINGS, MEDIA_TYPE, TYPES
from playbook_engine.server.conventions.problems_wire import Problem

Described = dict[str, Any]

_TEMPLATE = "#/components/schemas/{name}"
_WRITES = ("post", "put", "patch", "delete")

ABOUT = """What happens next for every customer, why, and why nothing else does.

Every answer names the release that was followed (`Playbook-Release`) and the version of the engine
(`Playbook-Engine`). Errors are problems (RFC 9457): `errors` lists every fault with its place. Lists are paged by
cursor: send `next` of one page as `cursor` for the next. A write that is sent again with the same `Idempotency-Key`
is answered as the first time."""


def config() -> OpenAPIConfig:
    """What Litestar makes its own description by, from which this one is made."""
    return OpenAPIConfig(
        title="playbook_engine", version=ENGINE, description=ABOUT, use_handler_docstrings=True,
        operation_id_creator=_operation_id, path="/schema/litestar", render_plugins=[JsonRenderPlugin()],
    )  # fmt: skip


def description(app: Litestar) -> Described:
    """The whole description, as JSON has it."""
    made: Described = msgspec.json.decode(msgspec.json.encode(app.openapi_schema.to_schema()))
    operations = list(_operations(app, made))
    types = {wire: None for handler, _, _ in operations for wire in (*_taken(handler), *_given(handler))}
    schemas, components = msgspec.json.schema_components([*types, Problem], ref_template=_TEMPLATE)
    by_type: dict[Any, Described] = dict(zip([*types, Problem], schemas, strict=True))
    for handler, operation, method in operations:
        _complete(handler, operation, method, by_type)
    made["components"] = {
        "schemas": {**made["components"].get("schemas", {}), **components},
        "responses": {name: _problem(status, by_type[Problem]) for status, name in TYPES.items()},
        "parameters": {"IdempotencyKey": _IDEMPOTENCY_KEY},
        "headers": _HEADERS,
        "securitySchemes": {"bearer": _BEARER},
    }
    made["security"] = [{"bearer": []}]
    made["servers"] = [{"url": "/"}]
    _drop_unused(made)
    return made


def _operations(app: Litestar, made: Described) -> Iterator[tuple[HTTPRouteHandler, Described, str]]:
    for route in app.routes:
        if not isinstance(route, HTTPRoute):
            continue
        for method, (handler, _) in route.route_handler_map.items():
            operation = made["paths"].get(route.path_format, {}).get(method.lower())
            if operation is not None:
                yield handler, operation, method.lower()


def _taken(handler: HTTPRouteHandler) -> Sequence[Any]:
    """The wire type of the JSON body, if there is one."""
    field = handler.parsed_data_field
    return [field.annotation] if field is not None and _has_schema(field.annotation) else []


def _given(handler: HTTPRouteHandler) -> Sequence[Any]:
    """The wire types of which the answer is one."""
    found = handler.parsed_fn_signature.return_type.annotation
    if isinstance(get_origin(found), type) and issubclass(get_origin(found), Response):
        found = get_args(found)[0]
    parts = get_args(found) if get_origin(found) in (Union, UnionType) else (found,)
    return [part for part in parts if _has_schema(part)]


def _has_schema(wire: Any) -> bool:
    if wire is Any or wire is None or wire is type(None) or wire is bytes or wire is str:
        return False
    if isinstance(wire, type) and issubclass(wire, Response):
        return False
    try:
        msgspec.json.schema(wire)
    except (TypeError, RuntimeError):
        return False
    return True


def _complete(handler: HTTPRouteHandler, operation: Described, method: str, by_type: Mapping[Any, Described]) -> None:
    public = handler.opt.get("public", False)
    for wire in _taken(handler):
        content = operation["requestBody"]["content"]
        content[JSON] = {**content.get(JSON, {}), "schema": by_type[wire]}
        for path in handler.paths:
            if (named := _without_types(path)) in EXAMPLES:
                content[JSON]["example"] = EXAMPLES[named]
    _answers(handler, operation, by_type)
    for status in _errors(operation, method, public=public):
        operation["responses"].setdefault(str(status), {"$ref": f"#/components/responses/{TYPES[status]}"})
    if public:
        operation["security"] = []
    if method in _WRITES and not public:
        operation.setdefault("parameters", []).append({"$ref": "#/components/parameters/IdempotencyKey"})
    if tag := _tag(handler):
        operation["tags"] = [tag]
    for parameter in operation.get("parameters", ()):
        for said in ("deprecated", "allowEmptyValue", "allowReserved"):
            if parameter.get(said) is False:
                del parameter[said]
    if operation.get("deprecated") is False:
        del operation["deprecated"]


def _without_types(path: str) -> str:
    """`/a/{b:str}` as the description has it, `/a/{b}`."""
    return re.sub(r":\w+}", "}", path)


def _answers(handler: HTTPRouteHandler, operation: Described, by_type: Mapping[Any, Described]) -> None:
    """What Litestar says of its own errors goes; what is answered is what is encoded."""
    responses: dict[str, Any] = operation["responses"]
    for status in [each for each in responses if each[0] in "45" and _litestars(responses[each])]:
        del responses[status]
    wires = [by_type[wire] for wire in _given(handler)]
    for status, response in responses.items():
        if not status.startswith("2"):
            continue
        content = response.get("content", {})
        if wires and JSON in content:
            content[JSON]["schema"] = wires[0] if len(wires) == 1 else {"anyOf": wires}
        elif content.get(JSON, {}).get("schema") == {"type": "string"}:
            content[JSON]["schema"] = {}  # bytes that are JSON already
        named = ["Playbook-Engine", "X-Request-Id"]
        if not handler.opt.get("public"):
            named += ["Playbook-Release", "RateLimit-Limit", "RateLimit-Remaining", "RateLimit-Reset"]
        refs = {name: {"$ref": f"#/components/headers/{name}"} for name in named}
        response["headers"] = {**response.get("headers", {}), **refs}


def _litestars(response: Described) -> bool:
    return MEDIA_TYPE not in response.get("content", {})


def _errors(operation: Described, method: str, *, public: bool) -> Iterator[int]:
    """The errors that an operation may be answered with."""
    yield from (400, 413, 429, 500, 503)
    if not public:
        yield from (401, 403)
    if any(each.get("in") == "path" for each in operation.get("parameters", ())):
        yield 404
    if method in _WRITES:
        yield from (404, 409, 412, 422, 428)
    if "requestBody" in operation:
        yield 415
    if method == "get":
        yield from (404, 406, 409, 422)


def _problem(status: int, schema: Described) -> Described:
    return {
        "description": MEANINGS[status],
        "headers": {"X-Request-Id": {"$ref": "#/components/headers/X-Request-Id"}},
        "content": {MEDIA_TYPE: {"schema": schema, "example": _example(status)}},
    }


def _example(status: int) -> Described:
    made: Described = {"type": f"/problems/{TYPES[status]}", "status": status, "detail": MEANINGS[status]}
    if status == 422:
        made["errors"] = [{"pointer": "#/roles/0", "detail": "it has to be one of `viewer`, `author`"}]
    return made


def _tag(handler: HTTPRouteHandler) -> str:
    """The resource: what follows `/v1`."""
    parts = min(handler.paths).strip("/").split("/")
    return parts[1] if parts[0] == "v1" and len(parts) > 1 else "server"


def _operation_id(_handler: HTTPRouteHandler, method: str, path_components: Sequence[Any]) -> str:
    """From the path, so that it stays as long as the path does."""
    words = [each if isinstance(each, str) else f"by_{each.name}" for each in path_components]
    named = [word.replace("-", "_") for word in words if word != "v1"]
    return "_".join([method.lower(), *named])


def _drop_unused(made: Described) -> None:
    """Components that nothing refers to."""
    schemas = made["components"]["schemas"]
    while True:
        used = set(_refs({"paths": made["paths"], "components": made["components"]}))
        unused = [name for name in schemas if _TEMPLATE.format(name=name) not in used]
        if not unused:
            return
        for name in unused:
            del schemas[name]


def _refs(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        discriminator = value.get("discriminator")
        if isinstance(discriminator, dict):
            yield from discriminator.get("mapping", {}).values()
        for each in value.values():
            yield from _refs(each)
    elif isinstance(value, list):
        for each in value:
            yield from _refs(each)


_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "required": False,
    "description": "A name of the caller's own for this write: sent again, it is answered as the first time.",
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[ -~]+$"},
    "example": "2026-03-16/approve/7f0c",
}

_BEARER = {
    "type": "http",
    "scheme": "bearer",
    "description": "An API key (`pbk_…`), or a token of the identity provider that the server trusts.",
}


def _header(meaning: str, kind: str = "string") -> Described:
    return {"description": meaning, "schema": {"type": kind}}


_HEADERS = {
    "Playbook-Engine": _header("Version of the engine."),
    "Playbook-Release": _header("Number of the release in force; several, the first first, where they share accounts."),
    "X-Request-Id": _header("Names the request in the log: the client's own, or a new one."),
    "RateLimit-Limit": _header("Requests that the credential may make in a minute.", "integer"),
    "RateLimit-Remaining": _header("Those that are left.", "integer"),
    "RateLimit-Reset": _header("Seconds until all may be made again.", "integer"),
}
