"""Accounts as they travel in a list."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from playbook_engine.model.money import Money
from playbook_engine.server.wire.cases import money


class AccountRow(msgspec.Struct, frozen=True, kw_only=True):
    """An account with its sums as of the last decision, in the organisation's base currency."""

    account: str
    name: str
    known: Annotated[bool, msgspec.Meta(description="false while only other records speak of it")]
    unit: Annotated[str, msgspec.Meta(description="the payer with which it is decided")]
    payer: str | None
    tier: str | None
    country: str | None
    time_zone: str | None
    owner: str | None
    collector: str | None
    open: Annotated[Money | None, msgspec.Meta(description="null before it was decided, or without an exchange rate")]
    overdue: Money | None
    oldest_due_on: dt.date | None


_PLAIN = tuple(name for name in AccountRow.__struct_fields__ if name not in {"open", "overdue"})


def account_out(row: Mapping[str, Any], currency: str) -> AccountRow:
    """A row of the list, its sums in the base currency."""
    return AccountRow(
        **{name: row[name] for name in _PLAIN},
        open=money(row["open_minor"], currency),
        overdue=money(row["overdue_minor"], currency),
    )
