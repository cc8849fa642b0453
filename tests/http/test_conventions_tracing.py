"""Spans of requests: named by route, part of the client's trace, without what a person wrote."""

from collections.abc import Iterator

import pytest
from opentelemetry import trace
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from playbook_engine.service.settings import Settings
from tests.http.conftest import House

pytestmark = pytest.mark.anyio

PARENT = "0af7651916cd43dd8448eb211c80319c"


@pytest.fixture(scope="module")
def exporter() -> Iterator[InMemorySpanExporter]:
    made = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(made))
    trace.set_tracer_provider(provider)
    yield made
    provider.shutdown()


@pytest.fixture
def settings(sqlite_url: str, exporter: InMemorySpanExporter) -> Settings:
    exporter.clear()
    return Settings(database_url=sqlite_url, traces=True)


async def test_a_request_is_a_span_of_the_clients_trace(house: House, exporter: InMemorySpanExporter) -> None:
    headers = {"traceparent": f"00-{PARENT}-b7ad6b7169203331-01"}
    await house.ask("DELETE", "/v1/credentials/ann@example.com?name=ann", headers=headers)
    (span,) = exporter.get_finished_spans()
    assert span.name == "DELETE /v1/credentials/{prefix}"
    context = span.get_span_context()
    assert context is not None
    assert format(context.trace_id, "032x") == PARENT
    assert span.attributes is not None
    assert span.attributes["http.response.status_code"] == 400
    assert "ann" not in span.to_json()
