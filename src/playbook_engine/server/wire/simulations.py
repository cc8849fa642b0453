"""Simulations on the wire."""

import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.store.simulations import SimulationRow, State


class Simulation(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """A simulation as far as it has come: `done` of `of` parts. Its result is there once `state` is `done`."""

    id: str
    state: State
    created_at: dt.datetime
    expires_at: dt.datetime
    done: int
    of: int
    started_at: dt.datetime | None = None
    ended_at: dt.datetime | None = None
    failure: str | None = None


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """What came out for one account: as a job has it, with its lists and plots in one."""

    result: msgspec.Raw
    lists: dict[str, msgspec.Raw]
    plots: dict[str, msgspec.Raw]


class Rows(msgspec.Struct, frozen=True, kw_only=True):
    """A page of a list of a result; `next` is the number of the page after it."""

    rows: msgspec.Raw
    page: int
    pages: int
    next: int | None = None


ReportFormat = Literal["markdown", "html", "xlsx"]

MEDIA_TYPES: dict[ReportFormat, str] = {
    "markdown": "text/markdown; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def simulation_out(row: SimulationRow) -> Simulation:
    """A job without what only the store needs."""
    return Simulation(
        id=row.id,
        state=row.state,
        created_at=row.created_at,
        expires_at=row.expires_at,
        done=row.done,
        of=row.of,
        started_at=row.started_at,
        ended_at=row.ended_at,
        failure=row.failure,
    )
