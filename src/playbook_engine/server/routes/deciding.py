"""Deciding on demand, and what was decided at any moment, worked out again where somebody doubts it."""

import datetime as dt
from typing import Annotated

from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, Parameter

from playbook_engine.server.conventions.pages import MOST
from playbook_engine.server.wire.deciding import (
    Asked,
    Comparison,
    DecidedUnit,
    DecideNow,
    Verification,
    comparison_out,
    decided_out,
    verification_out,
)
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.deciding_asking import decide_now
from playbook_engine.service.production.deciding_comparing import compare_shadow
from playbook_engine.service.production.deciding_verifying import decisions_of, verify
from playbook_engine.service.production.runtime import Runtime


@post("/v1/decide", status_code=202)
async def decide(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[DecideNow]
) -> Asked:
    """Have accounts decided as soon as a worker is free, though neither state nor day has changed."""
    return Asked(units=await decide_now(runtime, caller, data.accounts))


@get("/v1/decisions")
async def decisions(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    account: FromQuery[str],
    at: FromQuery[dt.datetime | None] = None,
    limit: Annotated[int, Parameter(ge=1, le=MOST)] = 1,
) -> list[DecidedUnit]:
    """The latest decisions of an account's unit, or the latest at an instant, each run with its proof."""
    return [decided_out(row) for row in await decisions_of(runtime, caller, account, at=at, limit=limit)]


@get("/v1/verification")
async def verification(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    account: FromQuery[str],
    number: FromQuery[int | None] = None,
) -> Verification:
    """Work decisions out again, from the book as it was known, by their release and for their instant."""
    return verification_out(await verify(runtime, caller, account, number))


@get("/v1/activations/{number:int}/comparison")
async def comparison(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    number: FromPath[int],
    limit: Annotated[int, Parameter(ge=1, le=MOST)] = 100,
) -> Comparison:
    """What a release in the shadow decides, beside the one in force: how many units the same, and which otherwise."""
    return comparison_out(await compare_shadow(runtime, caller, number, limit))


ROUTES = [decide, decisions, verification, comparison]
