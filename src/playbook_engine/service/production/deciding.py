"""Units that were taken are loaded, decided and stored. What changed meanwhile is decided again.

Three transactions: the units are taken, read, and stored under their locks if nobody took them over and their state is
still the one that was read. Between them nothing is locked.
"""

import logging
from collections.abc import Iterable, Sequence
from concurrent.futures.process import BrokenProcessPool

import msgspec
from sqlalchemy.exc import DataError, DBAPIError, IntegrityError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.service.production.deciding_read import Read, Thought
from playbook_engine.service.production.deciding_storing import ACTOR, failed, store
from playbook_engine.service.production.deciding_units import Job, Outcome, failure_of
from playbook_engine.service.production.pool import Pool
from playbook_engine.service.production.releases import Effective, effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import SETTING_KINDS, load_setting, load_units
from playbook_engine.store.database import Work
from playbook_engine.store.decisions import last_learnt
from playbook_engine.store.leases import Lease, give_back, go_on, still_held
from playbook_engine.store.units import lock_units

LOG = logging.getLogger("playbook_engine.worker")


class Batch(msgspec.Struct, frozen=True):
    """Units of one organisation, taken by one owner."""

    organisation: str
    owner: str
    leases: tuple[Lease, ...]


async def decide_batch(runtime: Runtime, pool: Pool, batch: Batch) -> int:
    """Decide a batch and store it; how many units were. One unit's trouble stops no other.

    Raises what the database raises where it is not reachable: then the leases run out.
    """
    try:
        return await _attempt(runtime, pool, batch)
    except Exception as wrong:
        if _of_the_machine(wrong):
            raise
        if len(batch.leases) == 1:
            await _fail(runtime, batch, wrong)
            return 1
    half = len(batch.leases) // 2
    parts = (batch.leases[:half], batch.leases[half:])
    return sum([await decide_batch(runtime, pool, msgspec.structs.replace(batch, leases=part)) for part in parts])


def _of_the_machine(wrong: Exception) -> bool:
    """Whether it says nothing of the units: a connection lost, a deadlock, a full disk, a process that was killed."""
    if isinstance(wrong, (OSError, PoolTimeout, BrokenProcessPool)):
        return True
    return isinstance(wrong, DBAPIError) and not isinstance(wrong, (DataError, IntegrityError))


async def _attempt(runtime: Runtime, pool: Pool, batch: Batch) -> int:
    read = await _read(runtime, batch)
    thoughts = await _think(pool, batch, read)
    async with runtime.database.work(batch.organisation, runtime.now(), ACTOR) as work:
        rows = await lock_units(work, [each.unit for each in batch.leases])
        held = still_held(batch.owner, batch.leases, rows)
        same = {unit: lease for unit, lease in held.items() if rows[unit].changes == lease.changes}
        await store(work, read, [same[unit] for unit in sorted(same)], rows, thoughts)
        if changed := [each for unit, each in held.items() if unit not in same]:
            await give_back(work, batch.owner, changed)
    return len(same)


async def _read(runtime: Runtime, batch: Batch) -> Read:
    as_of = runtime.now()
    async with runtime.database.work(batch.organisation, as_of, ACTOR, mode="read") as work:
        found = await effective(work, as_of)
        setting, setting_at = await load_setting(work), await last_learnt(work, SETTING_KINDS)
        units = {each.id: each for each in await load_units(work, [each.unit for each in batch.leases])}
        evaluators = await _evaluators(runtime, work, found, units)
    return Read(
        as_of=as_of, effective=found, setting=setting, setting_at=setting_at, units=units, evaluators=evaluators
    )


async def _evaluators(runtime: Runtime, work: Work, found: Effective, units: Iterable[str]) -> dict[int, Evaluator]:
    followed = {number for unit in units if (number := found.release_for(unit)) is not None}
    beside = {each.release for unit in units for each in found.shadows_for(unit)}
    return {number: await evaluator(runtime, work, number) for number in sorted(followed | beside)}


async def _think(pool: Pool, batch: Batch, read: Read) -> dict[str, Thought]:
    """Decide each unit by its release, and beside it by those in the shadow."""
    found = read.effective
    followed = {unit: found.release_for(unit) for unit in read.units}
    shadows = {unit: found.shadows_for(unit) for unit in read.units}
    main = await _by_release(pool, batch, read, [(release, unit) for unit, release in followed.items() if release])
    pairs = sorted({(each.release, unit) for unit, some in shadows.items() for each in some if followed[unit]})
    beside = await _by_release(pool, batch, read, pairs, beside=True)
    return {
        unit: Thought(
            unit=read.units[unit], release=release, outcome=outcome,
            shadows={each.activation: beside[each.release, unit] for each in shadows[unit]},
        )
        for (release, unit), outcome in main.items()
    }  # fmt: skip


async def _by_release(
    pool: Pool, batch: Batch, read: Read, pairs: Sequence[tuple[int, str]], *, beside: bool = False
) -> dict[tuple[int, str], Outcome]:
    found: dict[tuple[int, str], Outcome] = {}
    for release in sorted({release for release, _ in pairs}):
        units = tuple(read.units[unit] for number, unit in pairs if number == release)
        name = f"{batch.organisation}/{release}"
        job = Job(release=name, setting=read.setting, units=units, as_of=read.as_of, beside=beside)
        for outcome in await pool.decide(read.evaluators[release], job):
            found[release, outcome.unit] = outcome
    return found


async def _fail(runtime: Runtime, batch: Batch, wrong: Exception) -> None:
    """Leave a unit to a person; it is tried again later, and when its state changes."""
    LOG.error("a unit could not be decided: %s", type(wrong).__name__)
    lease = batch.leases[0]
    async with runtime.database.work(batch.organisation, runtime.now(), ACTOR) as work:
        rows = await lock_units(work, [lease.unit])
        if still_held(batch.owner, batch.leases, rows):
            told = wrong.orig if isinstance(wrong, DBAPIError) else wrong  # without the statement and its values
            await go_on(work, [failed(lease, work.at, failure_of(told or wrong))])
