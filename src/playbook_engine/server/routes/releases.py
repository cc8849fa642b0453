"""Releases: published, approved by a second person, followed from an instant on, and back to an older one."""

from typing import Annotated

from litestar import Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, Parameter

from playbook_engine.server.conventions.pages import LIMIT, MOST, Page, read_cursor, write_cursor
from playbook_engine.server.wire.releases import (
    ActivationRecord,
    NewActivation,
    NewRelease,
    PublishedRelease,
    ReleaseDetail,
    ReleaseRecord,
    activation_out,
    detail_out,
    published_out,
    release_out,
    upload_in,
    wanted_in,
)
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.releases_activating import activate, all_activations, end
from playbook_engine.service.production.releases_publishing import (
    all_releases,
    approve,
    publish,
    release_file,
    show_release,
)
from playbook_engine.service.production.runtime import Runtime

_ABOUT = ("releases",)


@post("/v1/releases")
async def publish_release(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[NewRelease]
) -> Response[PublishedRelease]:
    """Check a folder of playbooks, run its tests, and keep it whole (201); 200 where the same was published before."""
    found = await publish(runtime, caller, upload_in(data))
    place = {"Location": f"/v1/releases/{found.release.number}"}
    return Response(published_out(found), status_code=201 if found.created else 200, headers=place)


@get("/v1/releases")
async def releases(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    cursor: FromQuery[str | None] = None,
    limit: Annotated[int, Parameter(ge=1, le=MOST)] = LIMIT,
) -> Page[ReleaseRecord]:
    """All releases, the newest first."""
    place = read_cursor(cursor, _ABOUT, tuple[int])
    rows = await all_releases(runtime, caller, place[0] if place else None, limit + 1)
    more = write_cursor(_ABOUT, (rows[limit - 1].number,)) if len(rows) > limit else None
    return Page(items=[release_out(row) for row in rows[:limit]], next=more)


@get("/v1/releases/{number:int}")
async def release(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    number: FromPath[int],
    since: FromQuery[int | None] = None,
) -> ReleaseDetail:
    """A release with its playbooks, and what changed since another one, which is the one before where none is named."""
    return detail_out(await show_release(runtime, caller, number, since))


@get("/v1/releases/{number:int}/file", media_type="application/json")
async def file(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], number: FromPath[int]
) -> Response[bytes]:
    """The release as a file, for `playbook decide --release` and `playbook verify`."""
    return Response(await release_file(runtime, caller, number), media_type="application/json")


@post("/v1/releases/{number:int}/approval", status_code=200)
async def approval(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], number: FromPath[int]
) -> ReleaseRecord:
    """Approve a release of somebody else."""
    return release_out(await approve(runtime, caller, number))


@post("/v1/activations")
async def activate_release(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[NewActivation]
) -> ActivationRecord:
    """Let units follow a release: now or from an instant on, all or a share of them, in force or in the shadow."""
    return activation_out(await activate(runtime, caller, wanted_in(data)))


@get("/v1/activations")
async def activations(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> list[ActivationRecord]:
    """All activations, in the order in which they were made."""
    return [activation_out(row) for row in await all_activations(runtime, caller)]


@post("/v1/activations/{number:int}/end", status_code=200)
async def end_activation(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], number: FromPath[int]
) -> ActivationRecord:
    """End an activation: its units follow what was activated before it."""
    return activation_out(await end(runtime, caller, number))


ROUTES = [publish_release, releases, release, file, approval, activate_release, activations, end_activation]
