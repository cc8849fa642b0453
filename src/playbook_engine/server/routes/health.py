"""For whoever watches the server: does it live, can it work, what does it count."""

from typing import Annotated

import msgspec
from litestar import MediaType, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from playbook_engine.server.auth import PUBLIC
from playbook_engine.server.conventions.observing import Metrics
from playbook_engine.server.conventions.problems import MEANINGS, TYPES
from playbook_engine.service.production.caller import NotFound
from playbook_engine.service.production.health import Check, Numbers, numbers, readiness
from playbook_engine.service.production.runtime import Runtime


class Ready(msgspec.Struct, frozen=True, kw_only=True):
    """Whether requests may come, and what was looked at."""

    ready: bool
    checks: list[Check]


class Alive(msgspec.Struct, frozen=True):
    """The process answers."""

    alive: bool = True


class ProblemKind(msgspec.Struct, frozen=True, kw_only=True):
    """What a type of problem means."""

    type: str
    status: int
    meaning: str


@get("/healthz", opt=PUBLIC)
async def alive() -> Alive:
    """The process answers; the database is not asked."""
    return Alive()


@get("/readyz", opt=PUBLIC)
async def ready(
    runtime: NamedDependency[Runtime],
    all_of_it: Annotated[FromQuery[bool], msgspec.Meta(description="count what is not needed too")] = False,
) -> Response[Ready]:
    """Whether the server can work: 503 where something needed is missing, with what it is."""
    checks = list(await readiness(runtime))
    good = all(each.ok for each in checks if each.needed or all_of_it)
    return Response(Ready(ready=good, checks=checks), status_code=200 if good else 503)


@get("/metrics", opt=PUBLIC, media_type=MediaType.TEXT)
async def metrics(runtime: NamedDependency[Runtime], metrics: NamedDependency[Metrics]) -> Response[bytes]:
    """For Prometheus: requests by route, units that wait, open actions by state. Nothing names an organisation."""
    if not runtime.settings.metrics:
        raise NotFound("metrics are switched off", "the setting `PLAYBOOK_ENGINE_METRICS` switches them on")
    page = generate_latest(metrics.registry) + generate_latest(_measured(await numbers(runtime)))
    return Response(page, headers={"Content-Type": CONTENT_TYPE_LATEST})


@get("/problems/{kind:str}", opt=PUBLIC)
async def problem(kind: FromPath[str]) -> ProblemKind:
    """What a type of problem means."""
    for status, name in TYPES.items():
        if name == kind:
            return ProblemKind(type=f"/problems/{name}", status=status, meaning=MEANINGS[status])
    raise NotFound(f"there is no type of problem `{kind}`")


def _measured(found: Numbers) -> CollectorRegistry:
    registry = CollectorRegistry()

    def gauge(name: str, meaning: str, value: float) -> None:
        Gauge(f"playbook_{name}", meaning, registry=registry).set(value)

    gauge("units_waiting", "Units that are due to be decided.", found.waiting)
    gauge("oldest_unit_waits_seconds", "For how long the oldest of them is due.", found.oldest_waits)
    gauge("units_undecidable", "Units that could not be decided and wait for a person.", found.undecidable)
    gauge("units_decided_total", "How often any unit was decided.", found.decided)
    actions = Gauge("playbook_actions", "Open actions by state.", ("state",), registry=registry)
    for state, count in found.actions.items():
        actions.labels(state).set(count)
    return registry


ROUTES = [alive, ready, metrics, problem]
