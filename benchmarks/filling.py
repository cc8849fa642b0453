"""Units put straight into the store, as syncing leaves them there."""

from collections.abc import Iterable, Sequence

from playbook_engine.model.book import Account, Entity, Freshness, Unit
from playbook_engine.model.canonical import canonical, digest
from playbook_engine.model.units import records_of
from playbook_engine.store.accounts import AccountRow, add_accounts
from playbook_engine.store.database import Work
from playbook_engine.store.records import Change, write_versions
from playbook_engine.store.units import learning_at, lock_units, touch_units


async def put_shared(work: Work, records: Sequence[Entity | Freshness]) -> None:
    """What all units share."""
    rows = [
        Change(kind=str(each.__struct_config__.tag), id=each.id, account="", digest=digest(canonical(each)),
               body=canonical(each), source="erp")
        for each in records
    ]  # fmt: skip
    await write_versions(work, work.at, rows, {})


async def put(work: Work, units: Iterable[Unit]) -> None:
    """All records of units that are not there yet, in one transaction."""
    known = list(units)
    locked = await lock_units(work, [unit.id for unit in known])
    learnt_at = learning_at(work, locked.values())
    await write_versions(work, learnt_at, [each for unit in known for each in _changes(unit)], {})
    await add_accounts(work, [row for unit in known for row in _rows(unit)])
    await touch_units(work, locked, learnt_at)


def _rows(unit: Unit) -> Iterable[AccountRow]:
    for each in unit.accounts:
        yield AccountRow(account=each.id, known=True, unit=unit.id, payer=each.payer, time_zone=each.time_zone)


def _changes(unit: Unit) -> Iterable[Change]:
    for record in (*unit.accounts, *records_of(unit)):
        body = canonical(record)
        kind = str(record.__struct_config__.tag)
        account = record.id if isinstance(record, Account) else record.account
        yield Change(kind=kind, id=record.id, account=account, digest=digest(body), body=body, source="erp")
