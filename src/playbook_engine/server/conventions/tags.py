"""An `ETag` on every answer that was read, and 304 for whoever has it already."""

import hashlib
from typing import Any

from litestar.datastructures import Headers, MutableScopeHeaders
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPResponseStartEvent, Message, Receive, Scope, Send


class Tags:
    """Of answers that are sent in one piece; a stream goes out untagged. A tag that the route gave stays."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Only GET is looked at."""
        if scope["type"] != ScopeType.HTTP or scope["method"] != "GET":
            await self._app(scope, receive, send)
            return
        await self._app(scope, receive, _Held(send, Headers.from_scope(scope).get("if-none-match")))


class _Held:
    """Holds the head of an answer until its body is there."""

    def __init__(self, send: Send, known: str | None) -> None:
        self._send = send
        self._known = known
        self._start: HTTPResponseStartEvent | None = None

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200:
            self._start = message
            return
        if self._start is not None and message["type"] == "http.response.body":
            start, self._start = self._start, None
            if not message.get("more_body"):
                await self._tagged(start, message)
                return
            await self._send(start)
        await self._send(message)

    async def _tagged(self, start: Any, message: Any) -> None:
        headers = MutableScopeHeaders.from_message(start)
        tag = headers.get("etag") or f'"{hashlib.sha256(message["body"]).hexdigest()[:32]}"'
        headers["ETag"] = tag
        if self._known is not None and _knows(self._known, tag):
            start["status"] = 304
            for name in ("content-type", "content-length"):
                headers.pop(name, None)
            message = {**message, "body": b""}
        await self._send(start)
        await self._send(message)


def _knows(header: str, tag: str) -> bool:
    """Whether one of the tags is the same; a weak one is as good where nothing is overwritten."""
    return header.strip() == "*" or tag in (each.strip().removeprefix("W/") for each in header.split(","))
