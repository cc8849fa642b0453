"""Cases as they travel."""

import datetime as dt
from collections.abc import Mapping
from typing import Annotated, Any

import msgspec

from playbook_engine.model.money import Money


class CaseRow(msgspec.Struct, frozen=True, kw_only=True):
    """A case as it was decided last: where it stands, and why nothing goes out if nothing does."""

    case: str
    account: str
    account_name: str
    unit: str
    playbook: Annotated[str, msgspec.Meta(description="empty where none takes it")]
    version: int
    entity: str
    currency: str
    items: Annotated[int, msgspec.Meta(description="how many items it has")]
    stage: Annotated[str, msgspec.Meta(description="the most advanced step reached")]
    held: bool
    reason: Annotated[str, msgspec.Meta(description="of silence; empty where the ladder has an action")]
    by: Annotated[str, msgspec.Meta(description="the hold, limit, guarantee, fact or playbook that the reason names")]
    until: Annotated[dt.date | None, msgspec.Meta(description="first day on which the reason may end by itself")]
    day: Annotated[dt.date, msgspec.Meta(description="that was decided")]
    last_done: str
    last_done_on: dt.date | None
    next_change_on: Annotated[dt.date | None, msgspec.Meta(description="no other decision can follow before")]
    open: Annotated[Money | None, msgspec.Meta(description="null where an exchange rate is missing")]
    overdue: Money | None
    oldest_due_on: dt.date | None
    exceptions: tuple[str, ...]
    alarms: tuple[str, ...]
    tier: str | None
    country: str | None
    owner: str | None
    collector: str | None


def money(minor: int | None, currency: str) -> Money | None:
    """An amount, or nothing where it is not known."""
    return None if minor is None else Money(minor, currency)


_PLAIN = tuple(
    name for name in CaseRow.__struct_fields__
    if name not in {"open", "overdue", "exceptions", "alarms", "account_name"}
)  # fmt: skip


def case_out(row: Mapping[str, Any]) -> CaseRow:
    """A row of the list."""
    currency = row["currency"]
    return CaseRow(
        **{name: row[name] for name in _PLAIN},
        account_name=row["account_name"] or "",
        open=money(row["open_minor"], currency),
        overdue=money(row["overdue_minor"], currency),
        exceptions=tuple(row["exceptions"].splitlines()),
        alarms=tuple(row["alarms"].splitlines()),
    )
