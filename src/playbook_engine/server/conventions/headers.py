"""What each answer says beside itself: the release that is followed, the version of the engine, the request's id."""

import contextlib
import re
from importlib.metadata import version
from typing import Any

from litestar.datastructures import Headers
from litestar.types import Message, Scope

from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.following import Followed
from playbook_engine.service.production.names import drawn_name

ENGINE = version("playbook-engine")

_ALWAYS = [
    (b"playbook-engine", ENGINE.encode()),
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"x-frame-options", b"DENY"),
]
_NOTHING_LOADED = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
_NOT_SHARED = (b"cache-control", b"private, no-cache")
"""A client may keep an answer, and asks with its tag whether it still holds."""

_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")


def request_id(scope: Scope) -> str:
    """The id that the client gave the request, or a new one."""
    state = scope["state"]
    if "request" not in state:
        given = Headers.from_scope(scope).get("x-request-id", "")
        state["request"] = given if _ID.fullmatch(given) else drawn_name()
    found: str = state["request"]
    return found


class Stamp:
    """Put on every answer, those to unknown addresses too."""

    def __init__(self, followed: Followed) -> None:
        self._followed = followed

    async def __call__(self, message: Message, scope: Scope) -> None:
        """Before an answer is sent."""
        if message["type"] != "http.response.start":
            return
        headers: list[tuple[bytes, bytes]] = [*message["headers"], *_ALWAYS]
        headers.append((b"x-request-id", request_id(scope).encode()))
        named = {name.lower() for name, _ in message["headers"]}
        headers += [each for each in (_NOTHING_LOADED, _NOT_SHARED) if each[0] not in named]
        caller = scope.get("user")
        if isinstance(caller, Caller) and b"playbook-release" not in named:
            headers.append((b"playbook-release", (await self._numbers(caller)).encode()))
        message["headers"] = headers

    async def _numbers(self, caller: Caller) -> str:
        """Nothing where the database is away: the answer itself says so."""
        with contextlib.suppress(Exception):
            return await self._followed.numbers(caller)
        return ""


def user_of(scope: Any) -> Caller | None:
    """Who asks, once that is known."""
    caller = scope.get("user")
    return caller if isinstance(caller, Caller) else None
