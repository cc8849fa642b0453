"""The description of the API: as OpenAPI 3.1, and as a page that needs no other server."""

from functools import cache
from importlib.resources import files

import msgspec
from litestar import Litestar, Response, get
from litestar.params import FromPath

from playbook_engine.server.auth import PUBLIC
from playbook_engine.server.conventions.bodies import StrictRequest
from playbook_engine.server.conventions.describing import description
from playbook_engine.server.conventions.describing_older import in_version_three
from playbook_engine.service.production.caller import NotFound

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The page loads what this server has and nothing else; no script stands in it."""

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>playbook_engine</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/schema/swagger-ui.css">
</head>
<body>
<noscript>The description is at <a href="/schema/openapi.json">/schema/openapi.json</a>.</noscript>
<div id="description"></div>
<script src="/schema/swagger-ui-bundle.js"></script>
<script src="/schema/begin.js"></script>
</body>
</html>
"""

BEGIN = """SwaggerUIBundle({
  url: "/schema/openapi-3.0.json",
  dom_id: "#description",
  deepLinking: true,
  validatorUrl: null,
  defaultModelsExpandDepth: 0,
  docExpansion: "none",
});
"""

_SCRIPT = "text/javascript; charset=utf-8"
FILES = {
    "swagger-ui.css": "text/css; charset=utf-8",
    "swagger-ui-bundle.js": _SCRIPT,
}
"""What the page takes from the bundle."""


@get("/schema/openapi.json", opt=PUBLIC, include_in_schema=False)
async def openapi(request: StrictRequest) -> Response[bytes]:
    """OpenAPI 3.1."""
    return Response(_whole(request.app), media_type="application/json")


@get("/schema/openapi-3.0.json", opt=PUBLIC, include_in_schema=False)
async def older(request: StrictRequest) -> Response[bytes]:
    """The same in OpenAPI 3.0, for programs that know no newer."""
    return Response(_older(request.app), media_type="application/json")


@get("/schema", opt=PUBLIC, include_in_schema=False)
async def page() -> Response[bytes]:
    """The page."""
    return _file(PAGE.encode(), "text/html; charset=utf-8")


@get("/schema/begin.js", opt=PUBLIC, include_in_schema=False)
async def begin() -> Response[bytes]:
    """What begins it."""
    return _file(BEGIN.encode(), _SCRIPT)


@get("/schema/{name:str}", opt=PUBLIC, include_in_schema=False)
async def bundled(name: FromPath[str]) -> Response[bytes]:
    """A file of the bundle that the page needs."""
    if name not in FILES:
        raise NotFound(f"the page has no `{name}`")
    return _file(_bundled(name), FILES[name])


def _file(content: bytes, kind: str) -> Response[bytes]:
    return Response(content, headers={"Content-Security-Policy": POLICY, "Content-Type": kind})


@cache
def _bundled(name: str) -> bytes:
    (folder,) = files("swagger_ui_bundle").joinpath("vendor").iterdir()
    return folder.joinpath(name).read_bytes()


def _whole(app: Litestar) -> bytes:
    """Made once an application."""
    if "description" not in app.state:
        app.state["description"] = msgspec.json.encode(description(app))
    found: bytes = app.state["description"]
    return found


def _older(app: Litestar) -> bytes:
    if "older" not in app.state:
        app.state["older"] = msgspec.json.encode(in_version_three(msgspec.json.decode(_whole(app))))
    found: bytes = app.state["older"]
    return found


ROUTES = [openapi, older, page, begin, bundled]
