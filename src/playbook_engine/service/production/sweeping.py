"""What time does to actions: windows open and close, and leases end."""

from collections.abc import Iterable

import msgspec

from playbook_engine.service.production.acting_touches import follow
from playbook_engine.service.production.actions_content import comes_with_a_step
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.store.action_moves import State
from playbook_engine.store.action_queries import open_of_units, to_move
from playbook_engine.store.actions import ActionRow, Transition, opens_at, transition
from playbook_engine.store.database import EVERY, Work
from playbook_engine.store.units import learning_at, lock_units, touch_units

BY = "playbook-engine"

AT_ONCE = 500
"""Actions, at least, that one round moves."""


class Swept(msgspec.Struct, frozen=True):
    """How many actions each kind of moment moved."""

    opened: int = 0
    closed: int = 0
    given_back: int = 0
    in_doubt: int = 0


async def sweep(runtime: Runtime) -> Swept:
    """Move what time moves, in all organisations; call it again while it moved anything."""
    async with runtime.database.work(EVERY, runtime.now(), BY, mode="read") as work:
        found = await to_move(work, AT_ONCE)
    moves: list[Transition] = []
    for organisation in sorted({organisation for organisation, _ in found}):
        async with runtime.database.work(organisation, runtime.now(), BY) as work:
            moves += await _sweep(work, [unit for each, unit in found if each == organisation])
    return Swept(
        opened=_count(moves, "planned", "due"),
        closed=sum(each.to == "expired" for each in moves),
        given_back=_count(moves, "claimed", "due"),
        in_doubt=_count(moves, "sending", "unknown"),
    )


async def _sweep(work: Work, units: Iterable[str]) -> list[Transition]:
    locked = await lock_units(work, units)
    moves = [move for row in await open_of_units(work, locked) if (move := _moved(work, row)) is not None]
    after = await transition(work, "engine", moves)
    await follow(work, [row for row in after if row.state == "unknown"])
    back = {move.row.unit for move in moves if move.row.state == "claimed"}
    if back:  # what was decided meanwhile left it alone
        await touch_units(work, back, learning_at(work, locked.values()))
    return moves


def _moved(work: Work, row: ActionRow) -> Transition | None:
    """What time makes of a row; a question stays until it is decided anew."""
    over = row.lease_until is not None and row.lease_until <= work.at
    if row.state == "sending" and over:
        return Transition(row=row, to="unknown", reason="nobody reported what became of it")
    if row.state == "claimed" and over:
        return Transition(row=row, to="due", reason="the lease was over")
    if row.state in {"planned", "due"} and row.expires_at <= work.at:
        return Transition(row=row, to="expired", reason="its window closed")
    if row.state == "planned" and opens_at(row) <= work.at and not comes_with_a_step(row):
        return Transition(row=row, to="due")
    return None


def _count(moves: Iterable[Transition], before: State, after: State) -> int:
    return sum(each.row.state == before and each.to == after for each in moves)
