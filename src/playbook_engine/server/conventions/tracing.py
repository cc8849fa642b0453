"""Traces by OpenTelemetry (the extra `otel`): a span a request, named by its route, without ids, queries or texts."""

from typing import Any

from litestar.types import ASGIApp, Message, Receive, Scope, Send
from opentelemetry import trace
from opentelemetry.propagate import extract
from opentelemetry.trace import SpanKind, Status, StatusCode

from playbook_engine.server.conventions.headers import ENGINE, request_id


class Tracing:
    """Goes on with the trace that the client began; where it is sent to is said by OpenTelemetry's own settings."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._tracer = trace.get_tracer("playbook_engine", ENGINE)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """The whole of a request, to the end of its answer."""
        with self._tracer.start_as_current_span(
            f"{_method(scope)} {_route(scope)}", extract(_carrier(scope)), SpanKind.SERVER, record_exception=False
        ) as span:
            span.set_attribute("http.request.method", _method(scope))
            span.set_attribute("http.route", _route(scope))
            span.set_attribute("playbook.request", request_id(scope))

            async def watched(message: Message) -> None:
                if message["type"] == "http.response.start":
                    span.set_attribute("http.response.status_code", message["status"])
                    if message["status"] >= 500:
                        span.set_status(Status(StatusCode.ERROR))
                await send(message)

            await self._app(scope, receive, watched)


def _carrier(scope: Scope) -> dict[str, str]:
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}


def _method(scope: Any) -> str:
    return str(scope["method"])


def _route(scope: Any) -> str:
    return str(scope.get("path_template", ""))
