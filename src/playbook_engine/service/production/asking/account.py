"""One account, as it stands or stood: its records, open items, decisions, actions, and what it is held by."""

import asyncio
import datetime as dt
from typing import Any

import msgspec

from playbook_engine.engine.ledger import Ledger
from playbook_engine.model.book import FIELD_OF, Unit
from playbook_engine.model.decision import Decision
from playbook_engine.model.money import Money
from playbook_engine.service.production.asking.questions import WrongQuestion
from playbook_engine.service.production.caller import Caller, NotFound
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.state import load_units, units_at
from playbook_engine.store.accounts import accounts_by_id, accounts_of_units
from playbook_engine.store.action_moves import OPEN
from playbook_engine.store.actions import ActionRow
from playbook_engine.store.asking_past import actions_of, states_at
from playbook_engine.store.database import Work
from playbook_engine.store.decisions import DecisionRow, decision_at

_DECISIONS = msgspec.json.Decoder(Decision)


class OpenItem(msgspec.Struct, frozen=True, kw_only=True):
    """An item with something open: what was billed, what is open, and `net` of credits not set against anything."""

    item: str
    invoice: str
    entity: str
    issued_on: dt.date
    due_on: dt.date
    amount: Money
    open: Money
    net: Money


class HeldBy(msgspec.Struct, frozen=True, kw_only=True):
    """What a hold stops: a whole case, or the items that it leaves out of one; `until`: the first day after it."""

    case: str
    by: str
    until: dt.date | None
    items: tuple[str, ...]


class Whole(msgspec.Struct, frozen=True, kw_only=True):
    """All there is to say of an account. `unit` has its own records alone; `decided`: when its cases were decided."""

    account: str
    payer: str
    known: bool
    unit: Unit
    items: tuple[OpenItem, ...]
    decided: DecisionRow | None
    decisions: tuple[Decision, ...]
    actions: tuple[ActionRow, ...]
    held: tuple[HeldBy, ...]


class Belongs(msgspec.Struct, frozen=True):
    """The unit of an account, and how many accounts it has."""

    unit: str
    accounts: int


async def whole_account(runtime: Runtime, caller: Caller, account: str, at: dt.datetime | None = None) -> Whole:
    """One account, now or at a past instant. Raises NotFound, WrongQuestion."""
    caller.must("read")
    if "\0" in account:
        raise no_account(account)
    async with runtime.work(caller, "read") as work:
        check_past(work.at, at)
        belongs = await unit_of_account(work, account, at)
        units = await load_units(work, [belongs.unit], at)
        decided = await decision_at(work, belongs.unit, at)
        actions = await _open_actions(work, account, at)
    unit = next((each for each in units if each.id == belongs.unit), Unit(id=belongs.unit, accounts=()))
    decisions = decisions_in(decided, account, unit)
    return Whole(
        account=account,
        payer=belongs.unit,
        known=any(each.id == account for each in unit.accounts),
        unit=_own(unit, account),
        items=await asyncio.to_thread(open_items, unit, account),
        decided=decided,
        decisions=decisions,
        actions=actions,
        held=tuple(_held(decisions)),
    )


def check_past(now: dt.datetime, at: dt.datetime | None) -> None:
    """Raises WrongQuestion for an instant that has not come: nothing is known of it."""
    if at is not None and at > now:
        raise WrongQuestion("as_of", f"`{at.isoformat()}` has not come yet", "`GET /v1/forecast` says what may come")


async def unit_of_account(work: Work, account: str, at: dt.datetime | None = None) -> Belongs:
    """The unit that an account is in, or was at an instant. Raises NotFound."""
    if at is not None:
        there = await units_at(work, at)
        if account in there:
            return Belongs(there[account], sum(unit == there[account] for unit in there.values()))
    found = (await accounts_by_id(work, [account])).get(account)
    if found is None or at is not None:
        raise no_account(account)
    return Belongs(found.unit, len(await accounts_of_units(work, [found.unit])))


def no_account(account: str) -> NotFound:
    """The fault of an account that is not there, or was not."""
    return NotFound(f"there is no account `{account[:100]}`", "`GET /v1/accounts?q=` looks for it by id and name")


def decisions_in(row: DecisionRow | None, account: str, unit: Unit) -> tuple[Decision, ...]:
    """The decisions of a row that concern an account: of its own cases, and a family's with items of it."""
    if row is None:
        return ()
    own = {item.id for invoice in unit.invoices if invoice.account == account for item in invoice.items}
    return tuple(
        each
        for each in _DECISIONS.decode_lines(row.body)
        if each.account == account or not own.isdisjoint((*each.items, *each.held_out))
    )


def open_items(unit: Unit, account: str) -> tuple[OpenItem, ...]:
    """The open items of an account, oldest first."""
    return tuple(
        OpenItem(
            item=each.id,
            invoice=each.invoice_id,
            entity=each.entity,
            issued_on=dt.date.fromordinal(each.issued),
            due_on=dt.date.fromordinal(each.due),
            amount=Money(each.amount, each.currency),
            open=Money(each.gross, each.currency),
            net=Money(each.net, each.currency),
        )
        for each in Ledger(unit).items
        if each.account == account
    )


def _own(unit: Unit, account: str) -> Unit:
    fields: dict[str, Any] = {
        field: tuple(each for each in getattr(unit, field) if each.account == account) for field in FIELD_OF.values()
    }
    return Unit(id=unit.id, accounts=tuple(each for each in unit.accounts if each.id == account), **fields)


async def _open_actions(work: Work, account: str, at: dt.datetime | None) -> tuple[ActionRow, ...]:
    rows = await actions_of(work, account)
    if at is None:
        return tuple(each for each in rows if each.state in OPEN)
    stood = await states_at(work, [(each.id, each.revision) for each in rows], at)
    then = [(each, stood[each.id, each.revision]) for each in rows if (each.id, each.revision) in stood]
    return tuple(
        msgspec.structs.replace(each, state=was.state, since=was.since) for each, was in then if was.state in OPEN
    )


def _held(decisions: tuple[Decision, ...]) -> list[HeldBy]:
    found = []
    for each in decisions:
        stopped = each.held or (each.silence is not None and each.silence.reason == "held")
        if stopped or each.held_out:
            by, until = (each.silence.by, each.silence.until) if each.silence else ("", None)
            items = each.items if stopped else each.held_out
            found.append(HeldBy(case=each.case, by=by, until=until, items=items))
    return found
