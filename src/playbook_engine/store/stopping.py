"""The stop switch of an organisation, as it stands in its row."""

import datetime as dt
from typing import Literal

import msgspec
from sqlalchemy import select, update

from playbook_engine.store.database import Work
from playbook_engine.store.installation import read_installation
from playbook_engine.store.tables import ORGANISATIONS


class Stop(msgspec.Struct, frozen=True, kw_only=True):
    """Since when nothing is claimed or sent, by whom, and why; of the organisation, or of the whole installation."""

    of: Literal["organisation", "installation"]
    at: dt.datetime
    by: str
    reason: str


async def read_stop(work: Work) -> Stop | None:
    """The stop that stands, the installation's first."""
    installation = await read_installation(work.connection)
    if installation is not None and installation.stopped_at is not None:
        return Stop(
            of="installation",
            at=installation.stopped_at,
            by=installation.stopped_by or "",
            reason=installation.stop_reason or "",
        )
    columns = ORGANISATIONS.c
    query = select(columns.stopped_at, columns.stopped_by, columns.stop_reason)
    row = (await work.connection.execute(query.where(columns.organisation == work.organisation))).one_or_none()
    if row is None or row.stopped_at is None:
        return None
    return Stop(of="organisation", at=row.stopped_at, by=row.stopped_by or "", reason=row.stop_reason or "")


async def write_stop(work: Work, reason: str) -> None:
    """Stop the organisation of the work, in the name of its actor."""
    await _write(work, stopped_at=work.at, stopped_by=work.actor, stop_reason=reason)


async def lift_stop(work: Work) -> None:
    """Lift it; one of the installation stays."""
    await _write(work, stopped_at=None, stopped_by=None, stop_reason=None)


async def _write(work: Work, **values: object) -> None:
    columns = ORGANISATIONS.c
    await work.connection.execute(
        update(ORGANISATIONS).where(columns.organisation == work.organisation).values(**values)
    )
