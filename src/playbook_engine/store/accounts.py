"""Which unit an account belongs to: a row as soon as any record speaks of it, so that records may come in any order."""

from collections.abc import Iterable, Sequence

import msgspec
from sqlalchemy import bindparam, or_, select, update

from playbook_engine.store.among import among
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACCOUNTS


class AccountRow(msgspec.Struct, frozen=True):
    """An account in its unit; `known` is false while only other records speak of it."""

    account: str
    known: bool
    unit: str
    payer: str | None = None
    name: str = ""
    tier: str | None = None
    country: str | None = None
    time_zone: str | None = None
    owner: str | None = None
    collector: str | None = None
    currencies: str = ""


_FIELDS = tuple(ACCOUNTS.c[name] for name in AccountRow.__struct_fields__)


async def accounts_by_id(work: Work, accounts: Iterable[str]) -> dict[str, AccountRow]:
    """Accounts that any record spoke of, by id."""
    rows = await work.connection.execute(
        select(*_FIELDS).where(
            ACCOUNTS.c.organisation == work.organisation, among(work.connection, ACCOUNTS.c.account, accounts)
        )
    )
    return {row.account: AccountRow(*row) for row in rows}


async def accounts_of_units(work: Work, units: Iterable[str]) -> dict[str, AccountRow]:
    """All accounts of units, by id."""
    rows = await work.connection.execute(
        select(*_FIELDS).where(
            ACCOUNTS.c.organisation == work.organisation, among(work.connection, ACCOUNTS.c.unit, units)
        )
    )
    return {row.account: AccountRow(*row) for row in rows}


async def units_with_currencies(work: Work, currencies: Iterable[str]) -> dict[str, set[str]]:
    """Units that ever had an amount in some of the currencies, each with all that it had."""
    of_any = or_(*(ACCOUNTS.c.currencies.contains(each, autoescape=True) for each in currencies))
    rows = await work.connection.execute(
        select(ACCOUNTS.c.unit, ACCOUNTS.c.currencies).where(ACCOUNTS.c.organisation == work.organisation, of_any)
    )
    found: dict[str, set[str]] = {}
    for unit, had in rows:
        found.setdefault(unit, set()).update(had.split())
    return found


async def add_accounts(work: Work, rows: Sequence[AccountRow]) -> None:
    """Add accounts that were not there."""
    given = [{"organisation": work.organisation, **msgspec.structs.asdict(each)} for each in rows]
    await insert_rows(work.connection, ACCOUNTS, given)


async def change_accounts(work: Work, rows: Sequence[AccountRow]) -> None:
    """Give accounts what their records say now; what deciding put there stays."""
    if not rows:
        return
    names = [each for each in AccountRow.__struct_fields__ if each != "account"]
    statement = (
        update(ACCOUNTS)
        .where(ACCOUNTS.c.organisation == work.organisation, ACCOUNTS.c.account == bindparam("of_account"))
        .values({name: bindparam(f"new_{name}") for name in names})
    )
    given = [{"of_account": each.account, **{f"new_{name}": getattr(each, name) for name in names}} for each in rows]
    await work.connection.execute(statement, given)
