"""Requests by the key that their sender gave them, with their first answer."""

import datetime as dt

import msgspec
from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from playbook_engine.store.database import Work
from playbook_engine.store.tables import IDEMPOTENCY

CARRIED_OUT = 0
"""In the place of a status: what was asked for is done, and the answer to it was not kept."""


class Repeated(msgspec.Struct, frozen=True, kw_only=True):
    """A request that came before; without a status it is at work, or was when its server died."""

    request: str
    at: dt.datetime
    status: int | None
    headers: bytes | None
    body: bytes | None


_ROW = IDEMPOTENCY.c


async def find(work: Work, key: str) -> Repeated | None:
    """What came before under this key of this subject."""
    columns = [_ROW[name] for name in Repeated.__struct_fields__]
    row = (await work.connection.execute(select(*columns).where(_same(work, key)))).mappings().one_or_none()
    return None if row is None else Repeated(**row)


async def begin(work: Work, key: str, request: str) -> None:
    """Remember that a request is at work. Raises SQLAlchemy's IntegrityError where the key is taken."""
    await work.connection.execute(
        insert(IDEMPOTENCY).values(
            organisation=work.organisation, key=key, subject=work.actor, request=request, at=work.at
        )
    )


async def answer(work: Work, key: str, status: int, headers: bytes, body: bytes) -> None:
    """Keep the answer."""
    await work.connection.execute(
        update(IDEMPOTENCY).where(_same(work, key)).values(status=status, headers=headers, body=body)
    )


async def carried_out(work: Work, key: str) -> None:
    """Say, in the transaction that carries a request out, that it was."""
    await work.connection.execute(
        update(IDEMPOTENCY).where(_same(work, key), _ROW.status.is_(None)).values(status=CARRIED_OUT)
    )


async def forget(work: Work, key: str, begun: dt.datetime | None = None) -> None:
    """The request may be made anew, unless it was carried out; `begun` says which one, where another may have come."""
    which = [_ROW.at == begun] if begun is not None else []
    await work.connection.execute(delete(IDEMPOTENCY).where(_same(work, key), _ROW.status.is_(None), *which))


async def forget_old(work: Work, before: dt.datetime) -> None:
    """Drop what is older, of this organisation."""
    await work.connection.execute(delete(IDEMPOTENCY).where(_ROW.organisation == work.organisation, _ROW.at < before))


def _same(work: Work, key: str) -> ColumnElement[bool]:
    return and_(_ROW.organisation == work.organisation, _ROW.key == key, _ROW.subject == work.actor)
