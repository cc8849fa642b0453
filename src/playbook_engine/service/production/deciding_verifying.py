"""Decisions of the past: the latest before an instant, and worked out again from the book as it was known then."""

import datetime as dt
from collections.abc import Iterator

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.canonical import digest
from playbook_engine.model.receipt import Difference
from playbook_engine.model.release import SEMANTICS
from playbook_engine.model.units import encode_setting
from playbook_engine.service.production.caller import Caller, NotFound
from playbook_engine.service.production.deciding_units import Job, Outcome
from playbook_engine.service.production.instants import in_utc
from playbook_engine.service.production.pool import Pool
from playbook_engine.service.production.releases import evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_setting, load_units, units_at
from playbook_engine.store.accounts import accounts_by_id
from playbook_engine.store.database import Work
from playbook_engine.store.decisions import DecisionRow, decision_at, decision_of, list_decisions


class Verified(msgspec.Struct, frozen=True, kw_only=True):
    """Decisions as they are stored, and the parts that come out otherwise; none where they hold bit for bit."""

    decided: DecisionRow
    differences: tuple[Difference, ...]


class Again(msgspec.Struct, frozen=True, kw_only=True):
    """What the decisions of a number were made from, as it is known to have been known then."""

    decided: DecisionRow
    evaluator: Evaluator
    setting: Setting
    unit: Unit | None


async def decisions_of(
    runtime: Runtime, caller: Caller, account: str, *, at: dt.datetime | None = None, limit: int = 1
) -> list[DecisionRow]:
    """The latest decisions of an account's unit, or the latest at an instant. Raises NotFound."""
    caller.must("read")
    moment = None if at is None else in_utc(at)
    async with runtime.work(caller, "read") as work:
        unit = await _unit_of(work, account, moment)
        if moment is None:
            return await list_decisions(work, unit, limit=limit)
        found = await decision_at(work, unit, moment)
        return [] if found is None else [found]


async def verify(runtime: Runtime, caller: Caller, account: str, number: int | None = None) -> Verified:
    """Decide again what was decided of an account's unit: by its release, for its instant, from its facts.

    Without a number the latest. Raises NotFound.
    """
    caller.must("read")
    again = await recalled(runtime, caller, account, number)
    if again.unit is None:
        return Verified(decided=again.decided, differences=(_difference("state", again.decided.state, "nothing"),))
    job = Job(release="", setting=again.setting, units=(again.unit,), as_of=again.decided.as_of)
    pool = Pool()
    try:
        outcome = (await pool.decide(again.evaluator, job))[0]
    finally:
        pool.close()
    return Verified(decided=again.decided, differences=tuple(_differences(again, outcome)))


async def recalled(runtime: Runtime, caller: Caller, account: str, number: int | None = None) -> Again:
    """What decisions were made from. Raises NotFound."""
    async with runtime.work(caller, "read") as work:
        unit = await _unit_of(work, account, None)
        decided = await (decision_at(work, unit) if number is None else decision_of(work, unit, number))
        if decided is None:
            which = "nothing" if number is None else f"no number {number}"
            raise NotFound(f"{which} was decided of `{account}`")
        found = await load_units(work, [unit], decided.decided_at)
        return Again(
            decided=decided,
            evaluator=await evaluator(runtime, work, decided.release),
            setting=await load_setting(work, decided.setting_at) if decided.setting_at else Setting(),
            unit=next((each for each in found if each.id == unit), None),
        )


async def _unit_of(work: Work, account: str, at: dt.datetime | None) -> str:
    """The unit that an account belongs to, or belonged to."""
    if "\0" in account:  # PostgreSQL knows no such text
        raise NotFound("there is no such account")
    if at is not None:
        unit = (await units_at(work, at)).get(account)
        if unit is not None:
            return unit
    found = (await accounts_by_id(work, [account])).get(account)
    if found is None:
        raise NotFound(f"there is no account `{account}`")
    return found.unit


def _differences(again: Again, outcome: Outcome) -> Iterator[Difference]:
    """In the order of cause, as in a receipt."""
    said = again.decided
    found = {
        "semantics": (str(said.semantics), str(SEMANTICS)),
        "setting": (said.setting, digest(encode_setting(again.setting))),
        "state": (said.state, outcome.state),
        "decisions": (said.digest, outcome.digest or outcome.failure),
    }
    for part, (before, after) in found.items():
        if before != after:
            yield _difference(part, before, after)


def _difference(part: str, said: str, found: str) -> Difference:
    return Difference(part=part, said=said, found=found)
