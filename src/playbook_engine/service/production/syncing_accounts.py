"""Accounts as records speak of them: which are there, who pays for them, and so which unit each belongs to."""

from collections.abc import Iterable, Mapping

import msgspec

from playbook_engine.ingest.synced_records import Given
from playbook_engine.model.book import Account
from playbook_engine.model.units import root_of
from playbook_engine.store.accounts import AccountRow, accounts_of_units
from playbook_engine.store.database import Work


def unit_of(account: str, rows: Mapping[str, AccountRow]) -> str:
    """The unit of an account: its own where nothing was said of it yet. What belongs to no account has unit ''."""
    return rows[account].unit if account in rows else account


def payer_of(record: Account) -> str | None:
    """The account that pays, where that is another one."""
    return record.payer if record.payer and record.payer != record.id else None


def rows_after(
    last: Iterable[Given], spoken_of: Iterable[str], currencies: Mapping[str, set[str]], rows: Mapping[str, AccountRow]
) -> dict[str, AccountRow]:
    """Rows that are new or other once records are taken: `last` says what each account is in the end."""
    now = dict(rows)
    for account in spoken_of:
        now.setdefault(account, AccountRow(account, known=False, unit=account))
    for given in last:
        row = now.get(given.id) or AccountRow(given.id, known=False, unit=given.id)
        now[given.id] = _row_of(given.record, row)
        if (payer := now[given.id].payer) is not None:
            now.setdefault(payer, AccountRow(payer, known=False, unit=payer))
    for account, had in currencies.items():
        if account and not had <= set(now[account].currencies.split()):
            union = " ".join(sorted(had.union(now[account].currencies.split())))
            now[account] = msgspec.structs.replace(now[account], currencies=union)
    return {name: row for name, row in now.items() if row != rows.get(name)}


async def families_of(
    work: Work, changed: Mapping[str, AccountRow], rows: Mapping[str, AccountRow]
) -> dict[str, AccountRow]:
    """All accounts of the units in which a payer changes, and of those that are joined."""
    movers = _movers(changed, rows)
    units = {unit_of(name, rows) for name in movers}
    units |= {unit_of(payer, rows) for name in movers if (payer := changed[name].payer) is not None}
    return await accounts_of_units(work, units) if units else {}


def placed(
    changed: Mapping[str, AccountRow], rows: Mapping[str, AccountRow], families: Mapping[str, AccountRow]
) -> dict[str, AccountRow]:
    """The rows of `changed` and those of `families` that are other because of them, each in the unit it belongs to."""
    now = {**families, **changed}
    direct = {name: row.payer for name, row in now.items() if row.payer}
    for name in families.keys() | _movers(changed, rows):
        now[name] = msgspec.structs.replace(now[name], unit=root_of(name, direct))
    return {name: row for name, row in now.items() if row != families.get(name)}


def _movers(changed: Mapping[str, AccountRow], rows: Mapping[str, AccountRow]) -> set[str]:
    """Accounts with another payer than before."""
    return {name for name, row in changed.items() if row.payer != (rows[name].payer if name in rows else None)}


def _row_of(record: Account | None, row: AccountRow) -> AccountRow:
    """What the record of an account says; one that was deleted is not known any more."""
    if record is None:
        return AccountRow(row.account, known=False, unit=row.unit, currencies=row.currencies)
    return AccountRow(
        row.account, True, row.unit, payer_of(record), record.name, record.tier, record.country, record.time_zone,
        record.owner, record.collector, row.currencies,
    )  # fmt: skip
