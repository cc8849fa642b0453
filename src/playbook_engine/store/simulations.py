"""Simulations as jobs: waiting, at work under a lease, done with a result in pages, dropped after some days."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Literal

import msgspec
from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update

from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import Work
from playbook_engine.store.tables import SIMULATION_PAGES, SIMULATIONS

State = Literal["waiting", "running", "done", "failed", "cancelled"]

AT_WORK: tuple[State, ...] = ("waiting", "running")


class SimulationRow(msgspec.Struct, frozen=True, kw_only=True):
    """A simulation without its result. `done` of `of` units are simulated."""

    organisation: str
    id: str
    subject: str
    state: State
    request: bytes
    created_at: dt.datetime
    expires_at: dt.datetime
    done: int
    of: int
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    failure: str | None = None


_COLUMNS = [SIMULATIONS.c[name] for name in SimulationRow.__struct_fields__]


async def insert_simulation(work: Work, id: str, request: bytes, expires_at: dt.datetime) -> None:
    """A new simulation that waits for its turn."""
    await work.connection.execute(
        insert(SIMULATIONS).values(
            organisation=work.organisation, id=id, subject=work.actor, state="waiting", request=request,
            created_at=work.at, expires_at=expires_at,
        )
    )  # fmt: skip


async def simulation(work: Work, id: str) -> SimulationRow | None:
    """One simulation, as far as it has come."""
    row = (
        (await work.connection.execute(select(*_COLUMNS).where(*_this(work.organisation, id)))).mappings().one_or_none()
    )
    return None if row is None else SimulationRow(**row)


async def simulations_of(work: Work, limit: int) -> list[SimulationRow]:
    """The latest simulations of an organisation."""
    columns = SIMULATIONS.c
    query = select(*_COLUMNS).where(columns.organisation == work.organisation)
    rows = await work.connection.execute(query.order_by(columns.created_at.desc(), columns.id).limit(limit))
    return [SimulationRow(**row) for row in rows.mappings()]


async def count_at_work(work: Work) -> int:
    """How many of an organisation wait or run."""
    columns = SIMULATIONS.c
    query = select(func.count()).where(columns.organisation == work.organisation, columns.state.in_(AT_WORK))
    return int((await work.connection.execute(query)).scalar_one())


async def take_next(work: Work, owner: str, until: dt.datetime) -> SimulationRow | None:
    """The simulation that has waited for longest, or whose runner is gone; leased until an instant."""
    columns = SIMULATIONS.c
    lost = and_(columns.state == "running", columns.lease_until < work.at)
    query = select(*_COLUMNS).where(or_(columns.state == "waiting", lost)).order_by(columns.created_at, columns.id)
    row = (await work.connection.execute(query.limit(1).with_for_update(skip_locked=True))).mappings().one_or_none()
    if row is None:
        return None
    found = SimulationRow(**row)
    values = {"state": "running", "started_at": work.at, "lease_owner": owner, "lease_until": until, "done": 0}
    await work.connection.execute(update(SIMULATIONS).where(*_this(found.organisation, found.id)).values(**values))
    return found


async def note_progress(work: Work, id: str, owner: str, until: dt.datetime, done: int, of: int) -> bool:
    """Renew the lease and say how far it is; false where it was cancelled or somebody else has it."""
    values = {"lease_until": until, "done": done, "of": of}
    changed = await work.connection.execute(update(SIMULATIONS).where(*_held(work, id, owner)).values(**values))
    return changed.rowcount == 1


async def finish(
    work: Work, id: str, owner: str, result: bytes, lists: Iterable[tuple[str, Sequence[bytes]]], units: int
) -> bool:
    """Keep the result and its pages; false, and nothing is kept, where it was cancelled or somebody else has it."""
    values = {"state": "done", "ended_at": work.at, "result": result, "done": units, "of": units, "lease_owner": None}
    changed = await work.connection.execute(update(SIMULATIONS).where(*_held(work, id, owner)).values(**values))
    if changed.rowcount != 1:
        return False
    rows = [
        {"organisation": work.organisation, "id": id, "list": name, "page": number, "body": body}
        for name, pages in lists
        for number, body in enumerate(pages)
    ]
    await insert_rows(work.connection, SIMULATION_PAGES, rows)
    return True


async def fail(work: Work, id: str, owner: str, failure: str) -> None:
    """It could not be done, and why."""
    values = {"state": "failed", "ended_at": work.at, "failure": failure, "lease_owner": None}
    await work.connection.execute(update(SIMULATIONS).where(*_held(work, id, owner)).values(**values))


async def cancel(work: Work, id: str) -> bool:
    """Stop it; false where it was over already."""
    where = (*_this(work.organisation, id), SIMULATIONS.c.state.in_(AT_WORK))
    values = {"state": "cancelled", "ended_at": work.at, "lease_owner": None}
    return (await work.connection.execute(update(SIMULATIONS).where(*where).values(**values))).rowcount == 1


async def result_of(work: Work, id: str) -> bytes | None:
    """What came out, without its lists."""
    query = select(SIMULATIONS.c.result).where(*_this(work.organisation, id))
    found: bytes | None = (await work.connection.execute(query)).scalar_one_or_none()
    return found


async def page_of(work: Work, id: str, name: str, page: int) -> tuple[bytes | None, int]:
    """One page of a list of the result, and how many pages it has."""
    columns = SIMULATION_PAGES.c
    where = (columns.organisation == work.organisation, columns.id == id, columns.list == name)
    count = int((await work.connection.execute(select(func.count()).where(*where))).scalar_one())
    body = (
        await work.connection.execute(select(columns.body).where(*where, columns.page == page))
    ).scalar_one_or_none()
    return body, count


async def drop_expired(work: Work) -> int:
    """Forget results that were kept long enough; gives how many."""
    columns = SIMULATIONS.c
    old = select(columns.organisation, columns.id).where(columns.expires_at < work.at, columns.state.not_in(AT_WORK))
    dropped = 0
    for organisation, id in (await work.connection.execute(old.limit(100))).all():
        pages = SIMULATION_PAGES.c
        await work.connection.execute(
            delete(SIMULATION_PAGES).where(pages.organisation == organisation, pages.id == id)
        )
        await work.connection.execute(delete(SIMULATIONS).where(*_this(organisation, id)))
        dropped += 1
    return dropped


def _this(organisation: str, id: str) -> tuple[ColumnElement[bool], ...]:
    return SIMULATIONS.c.organisation == organisation, SIMULATIONS.c.id == id


def _held(work: Work, id: str, owner: str) -> tuple[ColumnElement[bool], ...]:
    columns = SIMULATIONS.c
    return (*_this(work.organisation, id), columns.state == "running", columns.lease_owner == owner)
