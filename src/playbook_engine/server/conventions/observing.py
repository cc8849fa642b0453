"""Each request is counted, timed and written to the log: by its route, never by the ids in its address."""

from time import perf_counter  # noqa: TID251 - how long an answer took is a matter of the server
from typing import Any

from litestar.exceptions import HTTPException
from litestar.types import ASGIApp, Message, Receive, Scope, Send
from prometheus_client import CollectorRegistry, Counter, Histogram

from playbook_engine.server.conventions.headers import request_id, user_of
from playbook_engine.server.conventions.logs import LOG
from playbook_engine.service.wrong_use import WrongUse

SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)

UNMATCHED = "unmatched"
"""The route of a request to an address that there is not."""


class Metrics:
    """What is counted. One an application."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        names = ("method", "route", "status")
        self._requests = Counter("playbook_requests", "Requests answered.", names, registry=self.registry)
        self._seconds = Histogram(
            "playbook_request_seconds",
            "Time to an answer.",
            ("method", "route"),
            buckets=SECONDS,
            registry=self.registry,
        )
        self._made: dict[tuple[str, str, int], tuple[Any, Any]] = {}

    def count(self, method: str, route: str, status: int, seconds: float) -> None:
        """One request."""
        made = self._made.get((method, route, status))
        if made is None:
            made = self._requests.labels(method, route, str(status)), self._seconds.labels(method, route)
            self._made[method, route, status] = made
        made[0].inc()
        made[1].observe(seconds)


class Observation:
    """Stands before everything else."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self._app = app
        self._metrics = metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Times a request from here to the end of its answer."""
        begun, status = perf_counter(), 0

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await self._app(scope, receive, watched)
        except Exception as raised:
            status = status_of(raised)
            raise
        finally:
            self._observe(scope, status, perf_counter() - begun)

    def _observe(self, scope: Any, status: int, seconds: float) -> None:
        route = scope.get("path_template", UNMATCHED)
        self._metrics.count(scope["method"], route, status, seconds)
        say_answered(scope, route, status, seconds)


class Unmatched:
    """Counts what never came to a route: unknown addresses, wrong methods."""

    def __init__(self, metrics: Metrics) -> None:
        self._metrics = metrics

    async def __call__(self, raised: Exception, scope: Any) -> None:
        """After an exception."""
        if "route_handler" not in scope and scope["type"] == "http":
            self._metrics.count(_known(scope["method"]), UNMATCHED, status_of(raised), 0)
            say_answered(scope, UNMATCHED, status_of(raised), 0)


def say_answered(scope: Any, route: str, status: int, seconds: float) -> None:
    """One line in the log."""
    if not LOG.isEnabledFor(20):
        return
    caller = user_of(scope)
    LOG.info(
        "answered",
        extra={
            "request": request_id(scope),
            "method": scope["method"],
            "route": route,
            "status": status,
            "milliseconds": round(seconds * 1000, 1),
            "organisation": caller.organisation if caller else None,
            "credential": caller.credential if caller else None,
        },
    )


def status_of(raised: Exception) -> int:
    """What an exception will be answered with."""
    if isinstance(raised, WrongUse):
        return raised.status
    return raised.status_code if isinstance(raised, HTTPException) else 500


def _known(method: str) -> str:
    """A made-up method is no label of its own."""
    return method if method in ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS") else "OTHER"
