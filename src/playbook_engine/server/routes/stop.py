"""The stop switch of the organisation: while it is on nothing is claimed and nothing starts."""

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody

from playbook_engine.server.wire.action_requests import StopAsked
from playbook_engine.server.wire.actions import StopState, stop_out
from playbook_engine.service.production.acting_stop import resume_sending, stop_sending, stop_state
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime


@get("/v1/stop")
async def look(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> StopState:
    """Whether sending is stopped, since when, by whom and why."""
    return stop_out(await stop_state(runtime, caller))


@post("/v1/stop", status_code=200)
async def stop(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[StopAsked]
) -> StopState:
    """From now on nothing is claimed and nothing starts; what is under way may be reported."""
    return stop_out(await stop_sending(runtime, caller, data.reason))


@delete("/v1/stop", status_code=200)
async def resume(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> StopState:
    """Lift it; a stop of the whole installation stays, and is told."""
    return stop_out(await resume_sending(runtime, caller))


ROUTES = [look, stop, resume]
