"""`Idempotency-Key`: a write that is sent again is answered as the first time."""

import hashlib
from typing import Any

from litestar.datastructures import Headers
from litestar.enums import ScopeType
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from playbook_engine.server.conventions.problems import Fault, Faulty
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.carrying import CARRIED_KEY
from playbook_engine.service.production.idempotency import Answer, Repeats
from playbook_engine.service.wrong_use import WrongUse

HEADER = "idempotency-key"
SECRET = {"secret_answer": True}
"""`opt` of a route whose answer must not be kept anywhere."""

_WRITES = ("POST", "PUT", "PATCH", "DELETE")
_ANEW = (401, 403, 408, 409, 412, 413, 415, 429)
"""Answers that a later attempt may get another way: they are not kept."""


class IdempotencyKeys:
    """Stands behind authentication: keys are those of one subject."""

    def __init__(self, app: ASGIApp, repeats: Repeats, largest: int) -> None:
        self._app = app
        self._repeats = repeats
        self._largest = largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Reads the whole body, for its digest is part of what is the same."""
        key = _key(scope)
        caller = scope.get("user")
        if key is None or not isinstance(caller, Caller):
            await self._app(scope, receive, send)
            return
        body = await _whole(receive, self._largest)
        first = await self._repeats.begin(caller, key, _digest(scope, body))
        if first is not None:
            await _replay(first, send)
            return
        await self._carry_out(caller, key, body, scope, send)

    async def _carry_out(self, caller: Caller, key: str, body: bytes, scope: Scope, send: Send) -> None:
        heard = _Heard(send)
        token = CARRIED_KEY.set(key)
        try:
            await self._app(scope, _given(body), heard)
        except BaseException:
            await self._repeats.undo(caller, key)
            raise
        finally:
            CARRIED_KEY.reset(token)
        if heard.status >= 500 or heard.status in _ANEW:
            await self._repeats.undo(caller, key)
        elif scope["route_handler"].opt.get("secret_answer"):
            await self._repeats.done(caller, key)
        else:
            await self._repeats.end(caller, key, heard.answer())
        await heard.let_go()


class _Heard:
    """Holds the answer back until it is kept: what a client has seen is what it will see again."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._messages: list[Message] = []
        self.status = 500

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
        self._messages.append(message)

    def answer(self) -> Answer:
        headers: list[tuple[str, str]] = []
        body = b""
        for message in self._messages:
            if message["type"] == "http.response.start":
                headers = [(name.decode(), value.decode()) for name, value in message["headers"]]
            elif message["type"] == "http.response.body":
                body += message["body"]
        return Answer(status=self.status, headers=headers, body=body)

    async def let_go(self) -> None:
        for message in self._messages:
            await self._send(message)


def _key(scope: Scope) -> str | None:
    """Raises Faulty for a key that cannot be one."""
    if scope["type"] != ScopeType.HTTP or scope["method"] not in _WRITES:
        return None
    key = Headers.from_scope(scope).get(HEADER)
    if key is not None and not (1 <= len(key) <= 255 and key.isprintable()):
        fault = Fault(detail="it has 1 to 255 printable characters", parameter="Idempotency-Key")
        raise Faulty("the request is not as it should be", (fault,), status=400)
    return key


def _digest(scope: Any, body: bytes) -> str:
    kind = Headers.from_scope(scope).get("content-type", "")
    head = f"{scope['method']}\n{scope['path']}\n{scope['query_string'].decode('latin-1')}\n{kind}\n"
    return hashlib.sha256(head.encode() + body).hexdigest()


async def _whole(receive: Receive, largest: int) -> bytes:
    parts, length, more = [], 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise WrongUse("the body broke off")
        assert message["type"] == "http.request"
        parts.append(message.get("body", b""))
        length += len(parts[-1])
        if length > largest:
            raise WrongUse("the body is larger than this server takes", status=413)
        more = message.get("more_body", False)
    return b"".join(parts)


def _given(body: bytes) -> Receive:
    """The body once more, for the route."""
    given = False

    async def receive() -> Any:
        nonlocal given
        if given:
            return {"type": "http.disconnect"}
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return receive


async def _replay(first: Answer, send: Send) -> None:
    headers = [(name.encode(), value.encode()) for name, value in first.headers]
    headers.append((b"idempotency-replayed", b"true"))
    start: Any = {"type": "http.response.start", "status": first.status, "headers": headers}
    await send(start)
    await send({"type": "http.response.body", "body": first.body, "more_body": False})
