"""What was carried out, or may have been, goes into the book as touches; what comes with a step follows it."""

import datetime as dt
from collections.abc import Iterable, Mapping, Sequence

from playbook_engine.model.book import Outcome
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.taking import touch_of
from playbook_engine.service.production.actions_content import comes_with_a_step, decided_in, main_of
from playbook_engine.service.production.remembering import remember
from playbook_engine.store.action_queries import open_of_units
from playbook_engine.store.actions import ActionRow, Transition, transition
from playbook_engine.store.database import Work
from playbook_engine.store.records import Change, standing, write_versions
from playbook_engine.store.units import UnitRow, learning_at, touch_units

TOUCH = "touch"


async def touch(work: Work, rows: Sequence[ActionRow], outcome: Outcome, units: Mapping[str, UnitRow]) -> None:
    """Write the touches of actions into the book; their units are due, since another decision may follow.

    `units` are all that are locked, so that one transaction learns nothing before what it learnt already.
    """
    if not rows:
        return
    learnt_at = await remember(work, [touch_of(*decided_in(row), outcome) for row in rows], units)
    await touch_units(work, {row.unit for row in rows}, learnt_at)


async def forget(work: Work, rows: Sequence[ActionRow], units: Mapping[str, UnitRow]) -> None:
    """Take touches out of the book again: these actions certainly did not go, and are as if never begun."""
    if not rows:
        return
    learnt_at = learning_at(work, units.values())
    before = {(TOUCH, each.id): each for each in (await standing(work, TOUCH, [row.id for row in rows])).values()}
    gone = [
        Change(kind=TOUCH, id=each.id, account=each.account, digest="", body=None, source=each.source)
        for each in before.values()
        if not each.deleted
    ]
    await write_versions(work, learnt_at, gone, before)
    await touch_units(work, {row.unit for row in rows}, learnt_at)


async def follow(work: Work, rows: Iterable[ActionRow]) -> None:
    """What a step does `also` is due once the step went, or may have gone."""
    mains = {row.id: row for row in rows if not comes_with_a_step(row)}
    if not mains:
        return
    standing_open = await open_of_units(work, {row.unit for row in mains.values()})
    moves = [
        Transition(row=row, to="due", reason="its step has gone", changes=_window(work, row))
        for row in standing_open
        if comes_with_a_step(row) and row.state == "planned" and main_of(row) in mains
    ]
    await transition(work, "engine", moves)


def _window(work: Work, row: ActionRow) -> dict[str, dt.datetime]:
    """Contacts keep to their hours; our own work may be done at once, and whenever somebody gets to it."""
    return {} if row.kind in CONTACT_KINDS else {"due_at": work.at}
