"""Lists as they stood at a moment of the past, in the order of their ids.

Accounts come from the versions of their records, cases from stored decisions, actions from the audit log. Sums are
worked out anew for the rows that are shown.
"""

import asyncio
import datetime as dt
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence
from types import GenericAlias
from typing import Any, NamedTuple

import msgspec

from playbook_engine.ingest.stored_book import decode_record
from playbook_engine.model.decision import Decision
from playbook_engine.service.production.asking.account import check_past
from playbook_engine.service.production.asking.questions import Text, Whole, WrongQuestion
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.deciding_storing import case_row
from playbook_engine.service.production.deciding_units import CaseSums, Job, Outcome, decide_job
from playbook_engine.service.production.releases import effective, evaluator
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_setting, load_units, units_at
from playbook_engine.store.asking import Asked, Fields, Listing, Narrowed, Page, Position, meets, page
from playbook_engine.store.asking_lists import ACTION_LIST
from playbook_engine.store.asking_past import (
    account_records,
    decisions_at,
    records_of_accounts,
    states_at,
)
from playbook_engine.store.database import Work
from playbook_engine.store.worklists import BY_HAND, IN_HAND

CHUNK = 200
"""Units that are looked at together."""

SUMS = frozenset(("open_minor", "overdue_minor", "oldest_due_on"))
"""Fields that are not known before a row is chosen."""

_UNKNOWN = CaseSums(open_minor=None, overdue_minor=None, oldest_due_on=None)
_DECISIONS = msgspec.json.Decoder(Decision)

Row = dict[str, Any]


class Piece(NamedTuple):
    """Rows that some units gave, and the place after them; none where nothing is behind."""

    rows: list[tuple[tuple[Any, ...], Row]]
    behind: tuple[Any, ...] | None


Next = Callable[[Work, tuple[Any, ...]], Awaitable[Piece]]


async def past_page(
    runtime: Runtime, caller: Caller, listing: Listing, asked: Asked, at: dt.datetime
) -> Page:  # fmt: skip
    """A page of a list as it stood at an instant. Raises WrongQuestion for one that has not come."""
    caller.must("read")
    async with runtime.work(caller, "read") as work:
        check_past(work.at, at)
        pieces = await _pieces(work, listing, asked, at)
        after = asked.after.values if asked.after else tuple("" for _ in place_kinds(listing))
        found = await _collect(work, listing, pieces, asked, after)
        shown = found[: asked.limit]
        rows = await _with_sums(runtime, work, listing, [row for _, row in shown], at)
    last = Position(shown[-1][0]) if len(found) > asked.limit else None
    return Page(list(rows), last)


def check_askable(listing: Listing, asked: Asked) -> None:
    """Raises WrongQuestion for what cannot be asked of the past: another order, or filters by sums."""
    if listing.name not in _KINDS:
        raise WrongQuestion(
            "as_of",
            f"the list of {listing.name} is not kept",
            "ask for the past of cases, actions, the worklist, what is held",
        )
    if asked.descending or asked.sort != listing.first:
        raise WrongQuestion("sort", "lists of the past stand in the order of their ids", "leave `sort` out")
    for each, _ in asked.narrowed:
        if not SUMS.isdisjoint(each.fields):
            raise WrongQuestion(each.name, f"the past is not searched by `{each.name}`", "leave it out")


_KINDS: Mapping[str, tuple[Any, ...]] = {
    "accounts": (Text,), "cases": (Text, Text), "held": (Text, Text), "actions": (Text, Whole),
    "worklist": (Text, Whole),
}  # fmt: skip


def _belongs(listing: Listing, row: Row) -> bool:
    """Whether a row of cases or actions is one of the list."""
    match listing.name:
        case "held":
            return bool(row["held"])
        case "worklist":
            return row["ask"] or (row["state"] in IN_HAND and row["kind"] in BY_HAND)
    return True


def place_kinds(listing: Listing) -> tuple[Any, ...]:
    """The types of a place in a list of the past."""
    return _KINDS[listing.name]


def past_place_type(listing: Listing) -> Any:
    """The type of what a cursor of a list of the past holds."""
    return GenericAlias(tuple, (bool, GenericAlias(tuple, place_kinds(listing))))


async def _collect(
    work: Work, listing: Listing, pieces: Next, asked: Asked, after: tuple[Any, ...]
) -> list[tuple[tuple[Any, ...], Row]]:
    """One row more than the page has, as long as there are any."""
    found: list[tuple[tuple[Any, ...], Row]] = []
    behind: tuple[Any, ...] | None = after
    while behind is not None and len(found) <= asked.limit:
        piece = await pieces(work, behind)
        found += [(place, row) for place, row in piece.rows if _belongs(listing, row) and meets(row, asked.narrowed)]
        behind = piece.behind
    return found


async def _pieces(work: Work, listing: Listing, asked: Asked, at: dt.datetime) -> Next:
    match listing.name:
        case "accounts":
            units = await units_at(work, at)
            return lambda work, after: _accounts(work, at, after, units)
        case "cases" | "held":
            return lambda work, after: _cases(work, at, after)
        case _:
            return lambda work, after: _actions(work, asked.narrowed, at, after)


async def _accounts(work: Work, at: dt.datetime, after: tuple[Any, ...], units: Mapping[str, str]) -> Piece:
    found = await account_records(work, at, after[0], CHUNK)
    rows: list[tuple[tuple[Any, ...], Row]] = []
    for each in found:
        record = decode_record("account", each.body)
        names = ("name", "payer", "tier", "country", "time_zone", "owner", "collector")
        fields = {name: getattr(record, name) for name in names}
        row = {"account": record.id, "known": True, "unit": units.get(record.id, record.id), **fields}
        rows.append(((record.id,), {**row, **dict.fromkeys(SUMS)}))
    return Piece(rows, rows[-1][0] if len(found) == CHUNK else None)


async def _cases(work: Work, at: dt.datetime, after: tuple[Any, ...]) -> Piece:
    """Units stand in the order of the database; the one of the place is looked at again, for the rest of its cases."""
    unit, last = after
    found = await decisions_at(work, at, unit, CHUNK)
    cases = [(row, sorted(_DECISIONS.decode_lines(row.body), key=lambda each: each.case)) for row in found]
    about = await _about(work, {each.account for _, some in cases for each in some}, at)
    rows: list[tuple[tuple[Any, ...], Row]] = []
    for row, some in cases:
        for each in some:
            if row.unit != unit or each.case > last:
                fields = {**case_row(row.unit, each, _UNKNOWN), **about.get(each.account, _NOBODY), "decided": row}
                rows.append(((row.unit, each.case), fields))
    return Piece(rows, (found[-1].unit, _END) if len(found) == CHUNK else None)


_END = "\U0010ffff"
"""After all cases of a unit."""

_NOBODY: Row = {"account_name": "", "tier": None, "country": None, "owner": None, "collector": None}


async def _about(work: Work, accounts: Iterable[str], at: dt.datetime) -> dict[str, Row]:
    """What cases show of their accounts."""
    records = [decode_record("account", each.body) for each in await records_of_accounts(work, accounts, at)]
    names = ("tier", "country", "owner", "collector")
    return {each.id: {"account_name": each.name, **{name: getattr(each, name) for name in names}} for each in records}


async def _actions(work: Work, narrowed: Narrowed, at: dt.datetime, after: tuple[Any, ...]) -> Piece:
    """What an action is never changes, so the database narrows by it; where it stood is told by the audit log."""
    fixed = tuple((each, values) for each, values in narrowed if _MOVING.isdisjoint(each.fields))
    begin = None if after[0] == "" else Position(after)
    found = await page(work, ACTION_LIST, Asked(fixed, "id", after=begin, limit=CHUNK))
    stood = await states_at(work, [(row["id"], row["revision"]) for row in found.rows], at)
    rows: list[tuple[tuple[Any, ...], Row]] = []
    for row in found.rows:
        place = (row["id"], row["revision"])
        if place in stood:
            state, since = stood[place].state, stood[place].since
            then = {"state": state, "since": since, "ask": state == "awaiting approval"}
            rows.append((place, {**row, **_UNTOLD, **then}))
    return Piece(rows, found.last.values if found.last else None)


_UNTOLD: Row = {
    "reason": "", "note": None, "answered_by": None, "snoozed_until": None, "lease_owner": None, "lease_until": None,
}  # fmt: skip
"""What changes with the state and is told by the timeline alone."""

_MOVING = frozenset(("state", "since", "ask", "due_at", "expires_at", "approval_by", *_UNTOLD))


async def _with_sums(
    runtime: Runtime, work: Work, listing: Listing, rows: list[Row], at: dt.datetime
) -> Sequence[Fields]:
    if listing.name in {"actions", "worklist"} or not rows:
        return rows
    outcomes = await _outcomes(runtime, work, rows, at)
    sums: dict[str, Any] = {}
    for outcome in outcomes:
        sums.update({each.account: each for each in outcome.accounts})
        sums.update({each.case: found for each, found in zip(outcome.decisions(), outcome.cases, strict=False)})
    key = "account" if listing.name == "accounts" else "case"
    return [_summed(row, sums.get(row[key])) for row in rows]


def _summed(row: Row, sums: Any) -> Row:
    known = {name: getattr(sums, name) for name in SUMS} if sums is not None else {}
    return {**row, **known}


async def _outcomes(runtime: Runtime, work: Work, rows: Iterable[Row], at: dt.datetime) -> list[Outcome]:
    """The units of rows decided again: cases for the instant of their decisions, accounts for the one asked for."""
    decided = {row["unit"]: row.get("decided") for row in rows}
    units = {each.id: each for each in await load_units(work, sorted(decided), at)}
    setting, followed = await load_setting(work, at), await effective(work, at)
    jobs = []
    for name, unit in units.items():
        row = decided.get(name)
        number = row.release if row is not None else followed.release_for(name)
        if number is not None:
            job = Job(release="", setting=setting, units=(unit,), as_of=row.as_of if row is not None else at)
            jobs.append((await evaluator(runtime, work, number), job))
    return await asyncio.to_thread(lambda: [each for rules, job in jobs for each in decide_job(rules, job)])
