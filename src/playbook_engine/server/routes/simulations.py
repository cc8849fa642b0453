"""Dry runs: forecasts, scenarios, back-tests and plans, at once for one account and as a job for more."""

import asyncio
from collections.abc import AsyncIterator

import msgspec
from litestar import Response, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody
from litestar.response import ServerSentEvent, ServerSentEventMessage

from playbook_engine.model.canonical import canonical
from playbook_engine.server.wire.simulations import (
    MEDIA_TYPES,
    ReportFormat,
    Result,
    Rows,
    Simulation,
    simulation_out,
)
from playbook_engine.service.production import simulations
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.simulations_computing import Computed
from playbook_engine.service.production.simulations_request import SimulationRequest
from playbook_engine.store.simulations import AT_WORK

LOOK = 0.5
"""Seconds between looks at how far a simulation is."""


@post("/v1/simulations", status_code=202)
async def ask(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[SimulationRequest]
) -> Response[Simulation | Result]:
    """Simulate: one account is answered at once (200), more become a job (202), which `Location` tells of."""
    if data.account:
        computed = await simulations.at_once(runtime, caller, data)
        return Response(await asyncio.to_thread(_result_out, computed), status_code=200)
    row = await simulations.ask(runtime, caller, data)
    return Response(simulation_out(row), status_code=202, headers={"Location": f"/v1/simulations/{row.id}"})


@get("/v1/simulations")
async def latest(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> list[Simulation]:
    """The latest simulations of the organisation, the newest first."""
    return [simulation_out(row) for row in await simulations.latest(runtime, caller)]


@get("/v1/simulations/{simulation:str}")
async def look(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], simulation: FromPath[str]
) -> Simulation:
    """How far a simulation is."""
    return simulation_out(await simulations.look(runtime, caller, simulation))


@get("/v1/simulations/{simulation:str}/events", media_type="text/event-stream")
async def events(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], simulation: FromPath[str]
) -> ServerSentEvent:
    """How far a simulation is, as it goes: server-sent events `progress`, and `end` with the last state."""
    await simulations.look(runtime, caller, simulation)
    return ServerSentEvent(_progress(runtime, caller, simulation))


@delete("/v1/simulations/{simulation:str}", status_code=200)
async def cancel(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], simulation: FromPath[str]
) -> Simulation:
    """Stop a simulation; one that is over stays as it is."""
    return simulation_out(await simulations.give_up(runtime, caller, simulation))


@get("/v1/simulations/{simulation:str}/result", media_type="application/json")
async def result(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], simulation: FromPath[str]
) -> Response[bytes]:
    """What came out, without its lists: measures and bands, or the comparison."""
    return Response(await simulations.result(runtime, caller, simulation), media_type="application/json")


@get("/v1/simulations/{simulation:str}/lists/{name:str}")
async def rows(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    simulation: FromPath[str],
    name: FromPath[str],
    page: FromQuery[int] = 0,
) -> Rows:
    """A page of a list: `acts` of a scenario, `would` and `did` of a back-test, `changes` of a plan."""
    found = await simulations.page(runtime, caller, simulation, name, page)
    following = page + 1 if page + 1 < found.pages else None
    return Rows(rows=msgspec.Raw(found.body), page=found.page, pages=found.pages, next=following)


@get("/v1/simulations/{simulation:str}/plots/{name:str}", media_type="application/json")
async def plot(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], simulation: FromPath[str], name: FromPath[str]
) -> Response[bytes]:
    """A plot as a Vega-Lite specification."""
    return Response(canonical(await simulations.plot(runtime, caller, simulation, name)), media_type="application/json")


@get("/v1/simulations/{simulation:str}/report")
async def report(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    simulation: FromPath[str],
    form: FromQuery[ReportFormat] = "markdown",
) -> Response[bytes]:
    """A plan as a comment for a pull request, a page, or a workbook."""
    body = await simulations.kept(runtime, caller, simulation, f"report/{form}")
    return Response(body, media_type=MEDIA_TYPES[form])


async def _progress(runtime: Runtime, caller: Caller, id: str) -> AsyncIterator[ServerSentEventMessage]:
    told = b""
    while True:
        row = await simulations.look(runtime, caller, id)
        data = msgspec.json.encode(simulation_out(row))
        over = row.state not in AT_WORK
        if data != told or over:
            yield ServerSentEventMessage(data=data.decode(), event="end" if over else "progress")
        if over:
            return
        told = data
        await asyncio.sleep(LOOK)


def _result_out(computed: Computed) -> Result:
    return Result(
        result=msgspec.Raw(computed.result),
        lists={name: msgspec.Raw(canonical(found)) for name, found in computed.lists.items()},
        plots={name: msgspec.Raw(canonical(found)) for name, found in computed.plots.items()},
    )


ROUTES = [ask, latest, look, events, cancel, result, rows, plot, report]
