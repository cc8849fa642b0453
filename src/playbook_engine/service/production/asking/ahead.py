"""What comes next for an account if nothing happens but what the engine itself does."""

import asyncio
import datetime as dt
from typing import Literal

import msgspec

from playbook_engine.engine.forecast import forecast
from playbook_engine.model.decision import Decision
from playbook_engine.service.as_of import AsOf, day_of
from playbook_engine.service.deciding import concerns
from playbook_engine.service.forecasting import news, synced
from playbook_engine.service.production.asking.why import Ground, book_of, ground_of
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.runtime import Runtime

FURTHEST = 366
"""Days that a forecast reaches ahead at most."""


class Ahead(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions with actions or another reason for silence than the day before, by day."""

    as_of: str
    until: dt.date
    release: int
    decisions: tuple[Decision, ...]


async def ahead(
    runtime: Runtime, caller: Caller, account: str, *, as_of: AsOf | None = None, days: int = 90,
    approvals: Literal["given", "never"] = "given",
) -> Ahead:  # fmt: skip
    """The forecast of an account, from now or a day or instant on. Raises NotFound, Conflict."""
    assert 1 <= days <= FURTHEST
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        ground = await ground_of(runtime, work, account, as_of)
    until = day_of(ground.as_of) + dt.timedelta(days=days)
    decisions = await asyncio.to_thread(_decisions, ground, account, until, approvals)
    return Ahead(as_of=ground.as_of.isoformat(), until=until, release=ground.release, decisions=decisions)


def _decisions(
    ground: Ground, account: str, until: dt.date, approvals: Literal["given", "never"]
) -> tuple[Decision, ...]:
    book = book_of(ground)
    setting = synced(book.setting, ground.evaluator.rules.organisation, day_of(ground.as_of), until)
    found = [
        each
        for unit in book.units
        for each in news(forecast(ground.evaluator, setting, unit, ground.as_of, until, approvals))
        if concerns(each, account, unit)
    ]
    return tuple(sorted(found, key=lambda each: each.day))
