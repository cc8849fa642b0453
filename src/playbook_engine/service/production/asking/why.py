"""Why a case was decided as it was, or why nothing goes out: worked out anew on request, on what was known then."""

import asyncio
import datetime as dt
from typing import Literal
from zoneinfo import ZoneInfo

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.telling import sentences
from playbook_engine.engine.tracing import trace
from playbook_engine.model.book import Book, Setting, Unit
from playbook_engine.model.trace import CaseTrace
from playbook_engine.service.as_of import AsOf
from playbook_engine.service.deciding import as_known, concerns
from playbook_engine.service.production.asking.account import no_account, unit_of_account
from playbook_engine.service.production.caller import Caller, Conflict, NotFound
from playbook_engine.service.production.deciding_units import Job, decide_job
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_setting, load_units, units_at
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.asking_cases import case_place, item_accounts
from playbook_engine.store.database import Work
from playbook_engine.store.decisions import DecisionRow, decision_of


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked about: an account, a case of it, or an item or invoice. `as_of`: a day, an instant, or now.

    `decision`: as of stored decisions of the account's unit, by their number, on exactly what they were made from.
    """

    account: str = ""
    case: str = ""
    item: str = ""
    as_of: AsOf | None = None
    decision: int | None = None


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """One case: its trace, which holds the decision, and the same in sentences."""

    trace: CaseTrace
    sentences: tuple[str, ...]


class Why(msgspec.Struct, frozen=True, kw_only=True):
    """What was found, on the book as it was known at `known_at`, by the release in force then.

    `recomputed`: of stored decisions, whether they come out the same, bit for bit.
    """

    as_of: str
    known_at: dt.datetime
    release: int
    unit: str
    cases: tuple[Told, ...]
    recomputed: Literal["same", "other"] | None = None


class Ground(msgspec.Struct, frozen=True, kw_only=True):
    """What a question is answered on."""

    evaluator: Evaluator
    release: int
    setting: Setting
    unit: Unit
    as_of: AsOf
    known_at: dt.datetime


async def why(runtime: Runtime, caller: Caller, asked: Asked) -> Why:
    """The traces of the cases that are asked about. Raises NotFound, Conflict, WrongUse."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        account = await _account(work, asked)
        stored = await _stored(work, account, asked.decision)
        ground = await _ground(runtime, work, account, asked.as_of, stored)
    traces = await asyncio.to_thread(_traces, ground)
    meant = [each for each in traces if _is_meant(each, ground.unit, asked)]
    if not meant:
        raise _nothing(asked, traces, ground)
    return Why(
        as_of=ground.as_of.isoformat(),
        known_at=ground.known_at,
        release=ground.release,
        unit=ground.unit.id,
        cases=tuple(Told(trace=each, sentences=tuple(sentences(each))) for each in meant),
        recomputed=await asyncio.to_thread(_again, ground, stored) if stored else None,
    )


async def ground_of(runtime: Runtime, work: Work, account: str, as_of: AsOf | None) -> Ground:
    """What is known of an account's unit as of a day or instant, and the release in force then. Raises NotFound."""
    return await _ground(runtime, work, account, as_of, None)


async def _account(work: Work, asked: Asked) -> str:
    """The account whose unit has what is asked about."""
    if asked.account:
        return asked.account
    if asked.case and (place := await case_place(work, asked.case)):
        return place
    if asked.item and (found := await item_accounts(work, asked.item)):
        return found[0]
    if asked.case:
        raise NotFound(f"there is no case `{asked.case[:100]}`", "name its `account` too if it has ended")
    raise NotFound(f"there is no item or invoice `{asked.item[:100]}`", "name the `account` that it is of")


async def _stored(work: Work, account: str, number: int | None) -> DecisionRow | None:
    if number is None:
        return None
    unit = (await unit_of_account(work, account)).unit
    row = await decision_of(work, unit, number)
    if row is None:
        raise NotFound(f"there are no decisions {number} of `{account[:100]}`", "its timeline names them")
    return row


async def _ground(runtime: Runtime, work: Work, account: str, as_of: AsOf | None, stored: DecisionRow | None) -> Ground:
    """A day of the past is judged on what was known when it ended, today and later days on what is known now."""
    if stored is not None:
        return await _loaded(runtime, work, stored.unit, stored.as_of, stored.decided_at, stored.release)
    when = as_of if as_of is not None else work.at
    known_at = when if isinstance(when, dt.datetime) else await _end_of_day(runtime, work, when)
    past = known_at < work.at
    known_at = min(known_at, work.at)
    unit = await _unit_then(work, account, known_at) if past else (await unit_of_account(work, account)).unit
    number = (await effective(work, known_at)).release_for(unit)
    if number is None:
        raise Conflict(f"no release was in force for `{account[:100]}` then", "`GET /v1/activations` lists them")
    return await _loaded(runtime, work, unit, when, known_at, number, past=past)


async def _loaded(
    runtime: Runtime, work: Work, unit: str, as_of: AsOf, known_at: dt.datetime, release: int, *, past: bool = True
) -> Ground:
    at = known_at if past else None
    units = [each for each in await load_units(work, [unit], at) if each.id == unit]
    if not units:
        raise no_account(unit)
    return Ground(
        evaluator=await evaluator(runtime, work, release), release=release, setting=await load_setting(work, at),
        unit=units[0], as_of=as_of, known_at=known_at,
    )  # fmt: skip


async def _unit_then(work: Work, account: str, at: dt.datetime) -> str:
    found = (await units_at(work, at)).get(account)
    if found is None:
        raise no_account(account)
    return found


async def _end_of_day(runtime: Runtime, work: Work, day: dt.date) -> dt.datetime:
    """When a day ended in the organisation's zone."""
    releases = (await effective(work, work.at)).releases()
    zone = (await evaluator(runtime, work, releases[0])).rules.organisation.time_zone if releases else "UTC"
    if day >= work.at.date() + dt.timedelta(days=2):
        return work.at
    return dt.datetime.combine(day + dt.timedelta(days=1), dt.time(), ZoneInfo(zone)).astimezone(dt.UTC)


def _traces(ground: Ground) -> list[CaseTrace]:
    book = book_of(ground)
    return [each for unit in book.units for each in trace(ground.evaluator, book.setting, unit, ground.as_of)]


def book_of(ground: Ground) -> Book:
    """The unit as it was known at the as-of (rule 2)."""
    return as_known(Book(setting=ground.setting, units=(ground.unit,)), ground.as_of, ground.evaluator.release)


def _again(ground: Ground, stored: DecisionRow) -> Literal["same", "other"]:
    job = Job(release="", setting=ground.setting, units=(ground.unit,), as_of=stored.as_of, beside=True)
    outcome = decide_job(ground.evaluator, job)[0]
    return "same" if outcome.digest == stored.digest else "other"


def _is_meant(each: CaseTrace, unit: Unit, asked: Asked) -> bool:
    decision = each.decision
    if asked.case:
        return decision.case == asked.case
    if asked.item:
        own = {item.id for invoice in unit.invoices if asked.item == invoice.id for item in invoice.items}
        return not (own | {asked.item}).isdisjoint((*decision.items, *decision.held_out))
    return concerns(decision, asked.account, unit)


def _nothing(asked: Asked, traces: list[CaseTrace], ground: Ground) -> WrongUse:
    what = asked.case or asked.item or asked.account
    there = ", ".join(f"`{each.decision.case}`" for each in traces[:5])
    return NotFound(
        f"nothing of `{what[:100]}` was open as of {ground.as_of.isoformat()}, so there is no case to explain",
        f"there were {there}" if there else "paid and void items have none",
    )
