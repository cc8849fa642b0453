"""Where a case, an item or an invoice belongs."""

from sqlalchemy import select

from playbook_engine.store.database import Work
from playbook_engine.store.tables import CASES, MENTIONS, RECORDS


async def case_place(work: Work, case: str) -> str:
    """The account of a case that stands; nothing where there is none."""
    found: str | None = await work.connection.scalar(
        select(CASES.c.account).where(CASES.c.organisation == work.organisation, CASES.c.case == case)
    )
    return found or ""


async def item_accounts(work: Work, item: str) -> list[str]:
    """The accounts of the invoices that have this id, or an item of it, the latest version first."""
    columns = RECORDS.c
    mentioned = select(MENTIONS.c.id).where(
        MENTIONS.c.organisation == work.organisation, MENTIONS.c.item == item, MENTIONS.c.kind == "invoice"
    )
    rows = await work.connection.scalars(
        select(columns.account)
        .where(
            columns.organisation == work.organisation,
            columns.kind == "invoice",
            (columns.id == item) | columns.id.in_(mentioned),
        )
        .order_by(columns.learnt_at.desc())
    )
    return list(dict.fromkeys(rows))
