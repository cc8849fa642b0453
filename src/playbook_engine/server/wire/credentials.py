"""Keys as they travel; the key itself only on the way out, once."""

import datetime as dt
from typing import Annotated

import msgspec

from playbook_engine.server.wire.scalars import Instant
from playbook_engine.service.production.caller import Role
from playbook_engine.service.production.credentials import Issued
from playbook_engine.store.credentials import CredentialRow

Subject = Annotated[
    str, msgspec.Meta(min_length=1, max_length=255, description="the person or system, as the audit log names them")
]


AnswersFor = Annotated[
    tuple[Annotated[str, msgspec.Meta(min_length=1, max_length=255, pattern=r"^[^\u0000\r\n]+$")], ...],
    msgspec.Meta(
        max_length=50,
        description="roles of playbooks (`approval: {by: …}`) whose questions it may answer; none: all of them",
    ),
]


class NewCredential(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key that is asked for."""

    subject: Subject
    roles: Annotated[tuple[Role, ...], msgspec.Meta(min_length=1, max_length=7)]
    expires_at: Annotated[Instant | None, msgspec.Meta(description="when it stops counting; left out, it does not")] = (
        None
    )
    answers_for: AnswersFor = ()


class Rotation(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new key in the place of an old one."""

    overlap_hours: Annotated[int, msgspec.Meta(ge=0, le=720, description="for which the old key still counts")] = 24


class Credential(msgspec.Struct, frozen=True, kw_only=True):
    """A key, without what opens anything."""

    prefix: Annotated[str, msgspec.Meta(description="the part of the key that may be shown")]
    subject: str
    roles: tuple[Role, ...]
    answers_for: tuple[str, ...]
    created_at: dt.datetime
    created_by: str
    expires_at: dt.datetime | None
    revoked_at: dt.datetime | None
    replaces: Annotated[str | None, msgspec.Meta(description="prefix of the key in whose place it came")]


class NewKey(msgspec.Struct, frozen=True, kw_only=True):
    """A key on the one occasion on which it is shown."""

    key: Annotated[str, msgspec.Meta(description="send it as `Authorization: Bearer`; nobody can look it up again")]
    credential: Credential


def credential_out(row: CredentialRow) -> Credential:
    """Without its digest."""
    roles: list[Role] = row.roles.split(",")  # type: ignore[assignment]
    return Credential(
        prefix=row.prefix, subject=row.subject, roles=tuple(roles),
        answers_for=tuple(row.answers_for.splitlines()), created_at=row.created_at,
        created_by=row.created_by, expires_at=row.expires_at, revoked_at=row.revoked_at, replaces=row.replaces,
    )  # fmt: skip


def issued_out(issued: Issued) -> NewKey:
    """With the key."""
    return NewKey(key=issued.key, credential=credential_out(issued.credential))
