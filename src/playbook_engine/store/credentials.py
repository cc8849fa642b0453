"""Organisations and their keys; a key itself is never here, only its digest."""

import datetime as dt
from collections.abc import Sequence

import msgspec
from sqlalchemy import insert, select, update

from playbook_engine.store.database import Work
from playbook_engine.store.tables import CREDENTIALS, ORGANISATIONS


class CredentialRow(msgspec.Struct, frozen=True, kw_only=True):
    """A key as it is remembered; `roles` with commas between them, `answers_for` a line each."""

    organisation: str
    prefix: str
    digest: str
    subject: str
    roles: str
    created_at: dt.datetime
    created_by: str
    answers_for: str = ""
    expires_at: dt.datetime | None = None
    revoked_at: dt.datetime | None = None
    replaces: str | None = None


_KEY = CREDENTIALS.c


async def organisations(work: Work) -> list[str]:
    """All organisations that this work may see, by name of their ids."""
    column = ORGANISATIONS.c.organisation
    return list((await work.connection.execute(select(column).order_by(column))).scalars())


async def insert_organisation(work: Work, name: str, *, allow_self_approval: bool) -> None:
    """The organisation of this work. Raises SQLAlchemy's IntegrityError where it exists."""
    await work.connection.execute(
        insert(ORGANISATIONS).values(
            organisation=work.organisation, name=name, created_at=work.at, allow_self_approval=allow_self_approval
        )
    )


async def insert_credential(work: Work, row: CredentialRow) -> None:
    """A new key."""
    await work.connection.execute(insert(CREDENTIALS).values(**msgspec.structs.asdict(row)))


async def credential_anywhere(work: Work, prefix: str) -> CredentialRow | None:
    """The key with this prefix in whichever organisation: before it is known who asks."""
    found = await work.connection.execute(select(CREDENTIALS).where(_KEY.prefix == prefix))
    return _one(found.mappings().one_or_none())


async def find_credential(work: Work, prefix: str) -> CredentialRow | None:
    """A key of this organisation, locked until the transaction is over."""
    statement = select(CREDENTIALS).where(_KEY.organisation == work.organisation, _KEY.prefix == prefix)
    return _one((await work.connection.execute(statement.with_for_update())).mappings().one_or_none())


async def credentials_of(work: Work) -> Sequence[CredentialRow]:
    """All keys of the organisation, those that no longer count too, in the order in which they were made."""
    statement = select(CREDENTIALS).where(_KEY.organisation == work.organisation)
    found = await work.connection.execute(statement.order_by(_KEY.created_at, _KEY.prefix))
    return [CredentialRow(**row) for row in found.mappings()]


async def change_credential(work: Work, prefix: str, **values: dt.datetime) -> None:
    """Set when a key expires or was revoked."""
    statement = update(CREDENTIALS).where(_KEY.organisation == work.organisation, _KEY.prefix == prefix)
    await work.connection.execute(statement.values(**values))


def _one(row: object) -> CredentialRow | None:
    return None if row is None else CredentialRow(**row)  # type: ignore[arg-type]
