"""Which money was ever set against an item: it may come from an account of another unit."""

import datetime as dt
from collections.abc import Iterable, Sequence

from sqlalchemy import ARRAY, Text, func, literal, not_, select, union_all
from sqlalchemy.dialects import postgresql, sqlite

from playbook_engine.store.among import among
from playbook_engine.store.database import Work
from playbook_engine.store.records import BODY, Body, there
from playbook_engine.store.tables import MENTIONS, RECORDS

Mention = tuple[str, str, str]
"""An item, and kind and id of the record that speaks of it."""


async def note_mentions(work: Work, mentions: Iterable[Mention]) -> None:
    """Remember for ever that records speak of items."""
    rows = sorted(set(mentions))
    names = ["organisation", "item", "kind", "id"]
    if not rows:
        return
    if work.connection.dialect.name != "postgresql":
        given = [dict(zip(names, (work.organisation, *each), strict=True)) for each in rows]
        await work.connection.execute(sqlite.insert(MENTIONS).on_conflict_do_nothing(), given)
        return
    columns = (func.unnest(literal(list(each), ARRAY(Text))) for each in zip(*rows, strict=True))
    source = select(literal(work.organisation), *columns)
    await work.connection.execute(postgresql.insert(MENTIONS).from_select(names, source).on_conflict_do_nothing())


async def money_from_elsewhere(
    work: Work, items: Sequence[str], accounts: Sequence[str], at: dt.datetime | None = None
) -> list[Body]:
    """Payments and credits of other accounts that were ever set against items."""
    mentioned = (
        select(MENTIONS.c.kind, MENTIONS.c.id)
        .where(
            MENTIONS.c.organisation == work.organisation,
            MENTIONS.c.kind.in_(("payment", "credit")),
            among(work.connection, MENTIONS.c.item, items),
        )
        .distinct()
        .subquery()
    )
    statement = (
        select(*BODY)
        .join(mentioned, (RECORDS.c.kind == mentioned.c.kind) & (RECORDS.c.id == mentioned.c.id))
        .where(*there(work, at, not_(among(work.connection, RECORDS.c.account, accounts))))
    )
    return [Body(*row) for row in await work.connection.execute(statement)]


async def accounts_invoiced(work: Work, items: Sequence[str]) -> dict[str, set[str]]:
    """By item the accounts that have it on an invoice; an invoice's id may stand for its items."""
    named = select(RECORDS.c.id.label("item"), RECORDS.c.account).where(
        *there(work, None, RECORDS.c.kind == "invoice", among(work.connection, RECORDS.c.id, items))
    )
    otherwise = (
        select(MENTIONS.c.item, RECORDS.c.account)
        .join(RECORDS, (RECORDS.c.kind == MENTIONS.c.kind) & (RECORDS.c.id == MENTIONS.c.id))
        .where(
            *there(work, None, RECORDS.c.kind == "invoice"),
            MENTIONS.c.organisation == work.organisation,
            among(work.connection, MENTIONS.c.item, items),
        )
    )
    found: dict[str, set[str]] = {}
    for item, account in await work.connection.execute(union_all(named, otherwise)):
        found.setdefault(item, set()).add(account)
    return found
