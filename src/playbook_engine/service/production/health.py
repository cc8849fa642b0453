"""Whether the server can do its work, and numbers for whoever watches it. Nothing here names an organisation."""

import datetime as dt
from collections.abc import Sequence

import msgspec
from sqlalchemy.exc import SQLAlchemyError

from playbook_engine.model.book import Freshness
from playbook_engine.model.organisation import Organisation
from playbook_engine.service.production.releases import effective, whole_release
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_setting
from playbook_engine.store.credentials import organisations
from playbook_engine.store.database import EVERY
from playbook_engine.store.health import (
    decided_units,
    open_actions,
    sees_through_row_security,
    undecidable_units,
    waiting_units,
)
from playbook_engine.store.installation import read_installation
from playbook_engine.store.migrating import current, newest


class Check(msgspec.Struct, frozen=True, kw_only=True):
    """One thing that was looked at. Without one that is `needed` the server should get no requests."""

    check: str
    ok: bool
    needed: bool
    says: str


class Numbers(msgspec.Struct, frozen=True, kw_only=True):
    """Of all organisations together."""

    waiting: int
    oldest_waits: float
    undecidable: int
    decided: int
    actions: dict[str, int]


async def readiness(runtime: Runtime) -> Sequence[Check]:
    """Database and tables, which are needed; row security, the stop switch, active releases and fresh sources."""
    try:
        found = await current(runtime.database)
    except (SQLAlchemyError, OSError):
        return [Check(check="database", ok=False, needed=True, says="the database does not answer")]
    if found != newest():
        says = f"the tables are at `{found or 'nothing'}`: run `playbook db upgrade`"
        return [_DATABASE, Check(check="migrations", ok=False, needed=True, says=says)]
    return [_DATABASE, _MIGRATIONS, await _walls(runtime), await _running(runtime), *await _releases(runtime)]


async def numbers(runtime: Runtime) -> Numbers:
    """What waits, and what was done."""
    async with runtime.database.work(EVERY, runtime.now(), mode="read") as work:
        waiting, oldest = await waiting_units(work)
        return Numbers(
            waiting=waiting,
            oldest_waits=(work.at - oldest).total_seconds() if oldest else 0.0,
            undecidable=await undecidable_units(work),
            decided=await decided_units(work),
            actions=await open_actions(work),
        )


_DATABASE = Check(check="database", ok=True, needed=True, says="the database answers")
_MIGRATIONS = Check(check="migrations", ok=True, needed=True, says="the tables are those of this version")


async def _walls(runtime: Runtime) -> Check:
    async with runtime.database.engine.connect() as connection:
        through = await sees_through_row_security(connection)
    says = "the role sees through row security: give the server one that is no superuser" if through else "it holds"
    return Check(check="row security", ok=not through, needed=False, says=says)


async def _running(runtime: Runtime) -> Check:
    async with runtime.database.work(EVERY, runtime.now(), mode="read") as work:
        installation = await read_installation(work.connection)
    stopped = installation is not None and installation.stopped_at is not None
    says = "nothing goes out: the installation is stopped" if stopped else "not stopped"
    return Check(check="stop switch", ok=not stopped, needed=False, says=says)


async def _releases(runtime: Runtime) -> list[Check]:
    """Over all organisations: how many follow a release, and how many sources are older than their release allows."""
    async with runtime.database.work(EVERY, runtime.now(), mode="read") as work:
        names = await organisations(work)
    following = stale = 0
    for name in names:
        sources = await _stale_sources(runtime, name)
        following += sources is not None
        stale += sources or 0
    active = following == len(names) and bool(names)
    says = f"{following} of {len(names)} organisations follow a release"
    old = f"{stale} sources are older than is allowed" if stale else "every source is as fresh as it has to be"
    return [
        Check(check="active release", ok=active, needed=False, says=says),
        Check(check="freshness", ok=not stale, needed=False, says=old),
    ]


async def _stale_sources(runtime: Runtime, organisation: str) -> int | None:
    """None where no release is followed."""
    async with runtime.database.work(organisation, runtime.now(), mode="read") as work:
        releases = (await effective(work, work.at)).releases()
        if not releases:
            return None
        kept = runtime.evaluators.get((organisation, releases[0]))
        release = kept.release if kept is not None else await whole_release(work, releases[0])
        setting = await load_setting(work)
        return stale_sources(release.organisation, setting.freshness, work.at.date())


def stale_sources(organisation: Organisation, known: Sequence[Freshness], day: dt.date) -> int:
    """Sources that are older than the organisation allows, or never came."""
    latest: dict[str, dt.date] = {}
    for each in known:
        latest[each.id] = max(each.on, latest.get(each.id, each.on))
    return sum(
        source not in latest or (day - latest[source]).days > allowed for source, allowed in organisation.freshness
    )
