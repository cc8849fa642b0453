"""Simulations behind the API: at once for one account, as a job for more. Nothing here writes production state."""

import asyncio
import datetime as dt
from typing import Any

import msgspec

from playbook_engine.model.canonical import canonical, digest
from playbook_engine.service.production.caller import Caller, NotFound
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.simulations_computing import Computed, Progress, compute
from playbook_engine.service.production.simulations_request import SimulationRequest, prepare, refuse_impossible
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.database import Work
from playbook_engine.store.simulations import (
    SimulationRow,
    cancel,
    count_at_work,
    insert_simulation,
    page_of,
    result_of,
    simulation,
    simulations_of,
)

LISTED = 100
"""Simulations that a list shows: the latest."""


class TooMany(WrongUse):
    """The organisation has as many simulations at work as it may."""

    def __init__(self, most: int) -> None:
        super().__init__(f"{most} simulations wait or run already", "wait for one to end, or cancel one", 429)


class Page(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list of a result, as it stands in the store: a JSON array."""

    body: bytes
    page: int
    pages: int


async def at_once(runtime: Runtime, caller: Caller, request: SimulationRequest) -> Computed:
    """Simulate one account and answer. Raises WrongUse, Faulty."""
    caller.must("simulate")
    refuse_impossible(request, runtime.settings.simulation_days)
    async with runtime.work(caller, "read") as work:
        prepared = await prepare(runtime, work, request)
    return await asyncio.to_thread(compute, prepared, 1, Progress())


async def ask(runtime: Runtime, caller: Caller, request: SimulationRequest) -> SimulationRow:
    """Have a simulation done beside the server. Raises WrongUse, TooMany.

    What can be said of the request without the book is said now: whoever asks for what cannot be is not kept waiting.
    """
    caller.must("simulate")
    refuse_impossible(request, runtime.settings.simulation_days)
    body = canonical(request)
    async with runtime.work(caller) as work:
        if await count_at_work(work) >= runtime.settings.simulations_at_once:
            raise TooMany(runtime.settings.simulations_at_once)
        name = digest(canonical([caller.organisation, caller.subject, work.at, digest(body)]))[:32]
        expires = work.at + dt.timedelta(hours=runtime.settings.simulation_kept_hours)
        await insert_simulation(work, name, body, expires)
        return await _there(work, name)


async def look(runtime: Runtime, caller: Caller, id: str) -> SimulationRow:
    """One simulation, as far as it has come. Raises NotFound."""
    caller.must("simulate")
    async with runtime.work(caller, "read") as work:
        return await _there(work, id)


async def latest(runtime: Runtime, caller: Caller) -> list[SimulationRow]:
    """The latest simulations of the organisation."""
    caller.must("simulate")
    async with runtime.work(caller, "read") as work:
        return await simulations_of(work, LISTED)


async def give_up(runtime: Runtime, caller: Caller, id: str) -> SimulationRow:
    """Stop a simulation; one that is over stays as it is. Raises NotFound."""
    caller.must("simulate")
    async with runtime.work(caller) as work:
        await _there(work, id)
        await cancel(work, id)
        return await _there(work, id)


async def result(runtime: Runtime, caller: Caller, id: str) -> bytes:
    """What came out, without its lists, as JSON. Raises NotFound, Unfinished."""
    caller.must("simulate")
    async with runtime.work(caller, "read") as work:
        _must_be_done(await _there(work, id))
        found = await result_of(work, id)
    assert found is not None
    return found


async def page(runtime: Runtime, caller: Caller, id: str, name: str, number: int) -> Page:
    """A page of a list of the result, from 0. Raises NotFound, Unfinished."""
    caller.must("simulate")
    async with runtime.work(caller, "read") as work:
        _must_be_done(await _there(work, id))
        body, pages = await page_of(work, id, name, number)
    if body is None and (number or pages):
        raise NotFound(f"`{name}` has {pages} pages", "the first is page 0")
    return Page(body=body or b"[]", page=number, pages=pages)


async def kept(runtime: Runtime, caller: Caller, id: str, name: str) -> bytes:
    """A report, or all plots, of a result. Raises NotFound, Unfinished."""
    found = await page(runtime, caller, id, name, 0)
    if not found.pages:
        raise NotFound(f"this simulation has no `{name.removeprefix('report/')}`", "reports are made of plans")
    return found.body


async def plot(runtime: Runtime, caller: Caller, id: str, name: str) -> Any:
    """A plot as a Vega-Lite specification. Raises NotFound, Unfinished."""
    plots = msgspec.json.decode(await kept(runtime, caller, id, "plots"), type=dict[str, Any])
    if name not in plots:
        raise NotFound(f"there is no plot `{name}`", f"there are: {', '.join(plots)}")
    return plots[name]


class Unfinished(WrongUse):
    """It has no result: not yet, or never."""

    def __init__(self, row: SimulationRow) -> None:
        why = f": {row.failure}" if row.failure else ""
        super().__init__(f"the simulation is {row.state}{why}", "its state says when there is a result", 409)


def _must_be_done(row: SimulationRow) -> None:
    if row.state != "done":
        raise Unfinished(row)


async def _there(work: Work, id: str) -> SimulationRow:
    found = await simulation(work, id)
    if found is None:
        raise NotFound(f"there is no simulation `{id}`", "results are dropped after some days")
    return found
