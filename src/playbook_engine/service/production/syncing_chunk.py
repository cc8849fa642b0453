"""Some records taken in one transaction: all that they change, or nothing."""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping, Sequence

import msgspec

from playbook_engine.ingest.stored_book import decode_record
from playbook_engine.ingest.synced_records import Given, currencies_of, items_named_otherwise, items_of_money
from playbook_engine.model.canonical import digest
from playbook_engine.service.production.sync_report import Outcome
from playbook_engine.service.production.syncing_accounts import families_of, payer_of, placed, rows_after, unit_of
from playbook_engine.service.production.syncing_judge import after, change_of, judge, newer_version
from playbook_engine.service.production.syncing_shared import is_shared, note_setting_changed, units_changed
from playbook_engine.store.accounts import AccountRow, accounts_by_id, add_accounts, change_accounts
from playbook_engine.store.audit import Entry
from playbook_engine.store.database import Work
from playbook_engine.store.mentions import Mention, accounts_invoiced, note_mentions
from playbook_engine.store.records import (
    Change,
    Key,
    Standing,
    bodies_by_id,
    raise_versions,
    standing,
    state_of,
    write_versions,
)
from playbook_engine.store.units import SHARED, UnitRow, learning_at, lock_units, note_learnt, touch_units

_TICK = dt.timedelta(microseconds=1)


Seen = Callable[[str], None]
"""Is told the state in which a record stands ('' where it is not there); it raises where its caller saw another."""


class NotLocked(Exception):
    """Units turned out to be concerned that were not locked: the transaction is to begin anew with them."""

    def __init__(self, units: Iterable[str]) -> None:
        super().__init__("further units are concerned")
        self.units = frozenset(units)


class Taken(msgspec.Struct):
    """What is found out about records while their units are locked.

    `rounds`: changes by how often their record changed in this transaction before; `last`: of each record that changed
    what was given last; `before`: what stood before the transaction.
    """

    source: str
    before: dict[Key, Standing]
    now: dict[Key, Standing]
    rounds: list[list[Change]] = []
    last: dict[Key, Given] = {}
    versions: dict[Key, int] = {}
    outcomes: list[Outcome] = []


async def take(
    work: Work, given: Sequence[Given], source: str, also: frozenset[str], compared: frozenset[str] | None,
    seen: Seen | None = None,
) -> list[Outcome]:  # fmt: skip
    """Take records, in their order. Raises NotLocked where more units than expected, and `also`, are concerned."""
    locked = await lock_units(work, also | await _units_expected(work, given))
    before = await _standing(work, given)
    if seen is not None:
        last = before.get((given[0].kind, given[0].id))
        seen(state_of(last) if last is not None and not last.deleted else "")
    taken = _judged(given, before, source, work.at)
    if taken.last:
        effect = await _effect(work, taken, compared)
        if missing := effect.units - locked.keys():
            raise NotLocked(missing)
        await _write(work, taken, effect, locked)
    await _note_versions(work, taken.versions)
    return taken.outcomes


async def _units_expected(work: Work, given: Sequence[Given]) -> set[str]:
    """The units that records seem to concern, before anything is locked."""
    deleted = await _standing(work, [each for each in given if each.body is None])
    rows = await accounts_by_id(work, _accounts_of(given, deleted))
    return {unit_of(account, rows) for account in _accounts_of(given, deleted)}


def _accounts_of(given: Iterable[Given], standing_: dict[Key, Standing]) -> set[str]:
    """The accounts that records belong to and belonged to, and who pays for them; '' for what belongs to none."""
    accounts = {each.account for each in given if each.body is not None}
    accounts |= {
        each.record.payer for each in given if each.kind == "account" and each.record and payer_of(each.record)
    }
    accounts |= {each.account for each in standing_.values()}
    unknown = any(each.body is None and (each.kind, each.id) not in standing_ for each in given)
    return accounts | {SHARED} if unknown else accounts


async def _standing(work: Work, given: Iterable[Given]) -> dict[Key, Standing]:
    ids: dict[str, list[str]] = {}
    for each in given:
        ids.setdefault(each.kind, []).append(each.id)
    return {
        (kind, name): each for kind, some in ids.items() for name, each in (await standing(work, kind, some)).items()
    }


def _judged(given: Iterable[Given], before: dict[Key, Standing], source: str, at: dt.datetime) -> Taken:
    """What becomes of each record, one after the other."""
    taken = Taken(source, before, dict(before), [], {}, {}, [])
    turns: dict[Key, int] = {}
    for each in given:
        key = (each.kind, each.id)
        last = taken.now.get(key)
        outcome = judge(each, last)
        taken.outcomes.append(outcome)
        if outcome in ("new", "changed", "deleted"):
            change = change_of(each, last, source)
            turn = turns.get(key, 0)
            if turn == len(taken.rounds):
                taken.rounds.append([])
            taken.rounds[turn].append(change)
            turns[key] = turn + 1
            taken.now[key] = after(change, last, at)
            taken.last[key] = each
            taken.versions.pop(key, None)
        elif outcome == "unchanged" and last is not None and newer_version(each, last) != last.version:
            _raise_version(taken, key, last, newer_version(each, last))
    return taken


def _raise_version(taken: Taken, key: Key, last: Standing, version: int | None) -> None:
    """What stands is as new as its repetition says."""
    assert version is not None
    taken.versions[key] = version
    taken.now[key] = Standing(
        last.kind, last.id, last.revision, last.learnt_at, version, last.source, last.account, last.digest, last.deleted
    )


async def _note_versions(work: Work, versions: Mapping[Key, int]) -> None:
    by_kind: dict[str, dict[str, int]] = {}
    for (kind, name), version in versions.items():
        by_kind.setdefault(kind, {})[name] = version
    for kind, some in by_kind.items():
        await raise_versions(work, kind, some)


class Effect(msgspec.Struct, frozen=True):
    """What changes beside the records: the units concerned, rows of accounts as they were and as they are to be."""

    units: set[str]
    accounts_before: dict[str, AccountRow]
    accounts_after: dict[str, AccountRow]


async def _effect(work: Work, taken: Taken, compared: frozenset[str] | None) -> Effect:
    """What the changes concern."""
    last = taken.last.values()
    accounts = {each.account for changes in taken.rounds for each in changes}
    accounts |= {taken.before[key].account for key in taken.last if key in taken.before}
    elsewhere = await _accounts_settled(work, taken)
    rows = await accounts_by_id(work, accounts | elsewhere | _accounts_of(last, {}))
    of_accounts = [each for each in last if each.kind == "account"]
    changed = rows_after(of_accounts, accounts - {SHARED}, _currencies(last), rows)
    families = await families_of(work, changed, rows)
    moved = placed(changed, rows, families)
    units = {unit_of(each, rows) for each in accounts | elsewhere}
    units |= {each.unit for each in (*families.values(), *moved.values())}
    units |= await units_changed(work, [each for each in last if is_shared(each.kind)], taken.before, compared)
    return Effect(units, {**rows, **families}, moved)


async def _accounts_settled(work: Work, taken: Taken) -> set[str]:
    """The accounts that have the items on their invoices which money is set against, or was."""
    items = {item for each in taken.last.values() for item in items_of_money(each.record)}
    for kind in ("payment", "credit"):
        changed = [name for of_kind, name in taken.last if of_kind == kind and (kind, name) in taken.before]
        for body in await bodies_by_id(work, kind, changed) if changed else []:
            items.update(items_of_money(decode_record(kind, body)))
    found = await accounts_invoiced(work, sorted(items)) if items else {}
    return {account for accounts in found.values() for account in accounts}


async def _write(work: Work, taken: Taken, effect: Effect, locked: Mapping[str, UnitRow]) -> None:
    """Write all changes, and say that the units they concern are due."""
    learnt_at = learning_at(work, (locked[each] for each in effect.units))
    known = dict(taken.before)
    for turn, changes in enumerate(taken.rounds):
        at = learnt_at + turn * _TICK
        await write_versions(work, at, changes, known)
        known.update({(each.kind, each.id): after(each, known.get((each.kind, each.id)), at) for each in changes})
    rows = effect.accounts_after.values()
    await add_accounts(work, [each for each in rows if each.account not in effect.accounts_before])
    await change_accounts(work, [each for each in rows if each.account in effect.accounts_before])
    await note_mentions(work, _mentions(taken.last.values()))
    await touch_units(work, effect.units - {SHARED}, at)
    if SHARED in effect.units:
        await note_learnt(work, [SHARED], at)
    if any(is_shared(kind) for kind, _ in taken.last):
        await note_setting_changed(work)
    work.audit(_entry(taken))


def _mentions(last: Iterable[Given]) -> list[Mention]:
    """Which items the records speak of, as far as their ids do not say it."""
    return [
        (item, each.kind, each.id)
        for each in last
        if each.kind in ("payment", "credit", "invoice")
        for item in (*items_of_money(each.record), *items_named_otherwise(each.record))
    ]


def _currencies(last: Iterable[Given]) -> dict[str, set[str]]:
    """The currencies that records of accounts have amounts in, by account."""
    found: dict[str, set[str]] = {}
    for each in last:
        if each.account and (had := currencies_of(each.record)):
            found.setdefault(each.account, set()).update(had)
    return found


def _entry(taken: Taken) -> Entry:
    """One row of the audit log for all of it: of a single record what it was and is, else a digest of all."""
    keys = sorted(taken.last)
    if len(keys) > 1:
        whole = "".join(f"{kind} {name} {taken.now[kind, name].digest}\n" for kind, name in keys)
        return Entry(
            act="records synced", subject="records", subject_id=f"{len(keys)} from {taken.source or 'no source named'}",
            after=digest(whole.encode()),
        )  # fmt: skip
    kind, name = key = keys[0]
    before = taken.before[key].digest if key in taken.before else ""
    act = "record deleted" if taken.now[key].deleted else "record synced"
    return Entry(act=act, subject="record", subject_id=f"{kind} {name}", before=before, after=taken.now[key].digest)
