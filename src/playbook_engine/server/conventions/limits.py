"""How many requests a credential may make, and how often somebody may try keys."""

from collections import OrderedDict
from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send

from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.clock import Clock
from playbook_engine.service.wrong_use import WrongUse

WINDOW = 60
"""Seconds in which requests are counted."""

FAILURES = 120
"""Requests with a wrong key that one address may make in a window."""

MANY = 50_000
"""Credentials or addresses that are counted at once."""


class TooMany(WrongUse):
    """More requests than are allowed."""

    def __init__(self, after: int, most: int) -> None:
        super().__init__("too many requests", f"try again in {after} seconds", 429)
        self.headers = {
            "Retry-After": str(after),
            "RateLimit-Limit": str(most),
            "RateLimit-Remaining": "0",
            "RateLimit-Reset": str(after),
        }


class Count:
    """Requests by name in windows that begin with the first request. One process counts for itself."""

    def __init__(self, most: int, clock: Clock) -> None:
        self.most = most
        self._clock = clock
        self._windows: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def add(self, name: str) -> tuple[int, int]:
        """One more; what is left in the window, and seconds until the next. Below nothing: refuse it."""
        now = self._clock.now().timestamp()
        ends, count = self._windows.get(name, (0.0, 0))
        if ends <= now:
            ends, count = now + WINDOW, 0
            self._windows.pop(name, None)
        self._windows[name] = ends, count + 1
        if len(self._windows) > MANY:
            self._windows.popitem(last=False)
        return self.most - count - 1, max(1, round(ends - now))

    def spent(self, name: str) -> int:
        """Seconds until the next window where all of this one is used up, else nothing."""
        now = self._clock.now().timestamp()
        ends, count = self._windows.get(name, (0.0, 0))
        return max(1, round(ends - now)) if ends > now and count >= self.most else 0


class Limits:
    """Stands behind authentication; says in headers how many are left."""

    def __init__(self, app: ASGIApp, count: Count) -> None:
        self._app = app
        self._count = count

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Raises TooMany."""
        caller = scope.get("user")
        if not isinstance(caller, Caller) or not self._count.most:
            await self._app(scope, receive, send)
            return
        left, after = self._count.add(caller.credential)
        if left < 0:
            raise TooMany(after, self._count.most)
        headers = [(b"ratelimit-limit", b"%d" % self._count.most), (b"ratelimit-remaining", b"%d" % left)]
        headers.append((b"ratelimit-reset", b"%d" % after))

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], *headers]
            await send(message)

        await self._app(scope, receive, told)


def address_of(scope: Any) -> str:
    """Whose wrong keys are counted together."""
    client = scope.get("client")
    return client[0] if client else ""
