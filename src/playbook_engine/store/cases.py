"""The cases of units as they were decided last, and what is open of their accounts: made anew by each deciding."""

import datetime as dt
from collections.abc import Iterable, Sequence
from typing import Any

import msgspec
from sqlalchemy import delete

from playbook_engine.store.among import among
from playbook_engine.store.bulk import insert_rows
from playbook_engine.store.bulk_update import update_rows
from playbook_engine.store.database import Work
from playbook_engine.store.tables import ACCOUNTS, CASES


class AccountAmounts(msgspec.Struct, frozen=True, kw_only=True):
    """What is open of an account, in minor units of the base currency; nothing where a rate is missing."""

    account: str
    open_minor: int | None
    overdue_minor: int | None
    oldest_due_on: dt.date | None


async def replace_cases(work: Work, units: Iterable[str], rows: Sequence[dict[str, Any]]) -> None:
    """Give units these cases in the place of those they had. The units are locked."""
    await work.connection.execute(
        delete(CASES).where(CASES.c.organisation == work.organisation, among(work.connection, CASES.c.unit, units))
    )
    await insert_rows(work.connection, CASES, [{"organisation": work.organisation, **each} for each in rows])


async def set_amounts(work: Work, amounts: Sequence[AccountAmounts]) -> None:
    """Store what is open of accounts. Their units are locked."""
    await update_rows(work, ACCOUNTS, "account", [msgspec.structs.asdict(each) for each in amounts])
