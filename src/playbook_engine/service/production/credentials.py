"""Organisations and API keys: made, listed, rotated, revoked. A key is shown once and remembered as its digest."""

import datetime as dt
import hashlib
import re
import secrets
from collections.abc import Sequence

import msgspec
from sqlalchemy.exc import IntegrityError

from playbook_engine.model.canonical import canonical
from playbook_engine.service.production.caller import ROLES, Caller, Conflict, NotFound, Role
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import Unusable
from playbook_engine.store.audit import Entry
from playbook_engine.store.credentials import (
    CredentialRow,
    change_credential,
    credentials_of,
    find_credential,
    insert_credential,
    insert_organisation,
    organisations,
)
from playbook_engine.store.database import EVERY, Work

MARK = "pbk"
"""What every key begins with, so that a scan for secrets finds a leaked one."""

INSTALLATION = "installation"
"""Who acts where somebody sits at the machine itself."""

_ORGANISATION = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")


class Issued(msgspec.Struct, frozen=True, kw_only=True):
    """A new credential with its key, which nobody can look up again."""

    credential: CredentialRow
    key: str


async def create_organisation(
    runtime: Runtime,
    organisation: str,
    name: str = "",
    *,
    subject: str = "admin",
    roles: Sequence[Role] = ("admin",),
    allow_self_approval: bool = False,
) -> Issued:
    """Make an organisation and the first key to it. Raises Unusable, Conflict where it exists."""
    if not _ORGANISATION.fullmatch(organisation):
        raise Unusable(
            f"`{organisation}` cannot name an organisation", "small letters, digits and `-`, 63 characters at most"
        )
    owner = Caller(organisation=organisation, subject=INSTALLATION, roles=("admin",))
    try:
        async with runtime.work(owner) as work:
            await insert_organisation(work, name or organisation, allow_self_approval=allow_self_approval)
            work.audit(Entry(act="organisation made", subject="organisation", subject_id=organisation))
            return await _issue(work, subject, roles, None)
    except IntegrityError:
        raise Conflict(f"the organisation `{organisation}` exists") from None


async def known_organisations(runtime: Runtime) -> Sequence[str]:
    """All organisations of this installation."""
    async with runtime.database.work(EVERY, runtime.now(), mode="read") as work:
        return await organisations(work)


async def create_credential(
    runtime: Runtime,
    caller: Caller,
    subject: str,
    roles: Sequence[Role],
    expires_at: dt.datetime | None = None,
    answers_for: Sequence[str] = (),
) -> Issued:
    """A new key for a person or system. Raises Forbidden, Unusable for no role or an expiry that has passed."""
    caller.must("administer")
    chosen = tuple(role for role in ROLES if role in roles)
    if not chosen:
        raise Unusable("a key needs a role", f"the roles are {', '.join(ROLES)}")
    async with runtime.work(caller) as work:
        if expires_at is not None and expires_at <= work.at:
            raise Unusable(f"`{expires_at.isoformat()}` has passed", "let the key expire later")
        return await _issue(work, subject, chosen, expires_at, answers_for="\n".join(answers_for))


async def list_credentials(runtime: Runtime, caller: Caller) -> Sequence[CredentialRow]:
    """All keys of the organisation. Raises Forbidden."""
    caller.must("administer")
    async with runtime.work(caller, "read") as work:
        return await credentials_of(work)


async def rotate_credential(runtime: Runtime, caller: Caller, prefix: str, overlap: dt.timedelta) -> Issued:
    """A new key in the place of one; the old one counts a while longer. Raises Forbidden, NotFound, Conflict."""
    caller.must("administer")
    async with runtime.work(caller) as work:
        old = await _standing(work, prefix)
        ends = work.at + overlap
        await change_credential(work, prefix, expires_at=min(ends, old.expires_at or ends))
        work.audit(Entry(act="credential rotated", subject="credential", subject_id=prefix))
        return await _issue(
            work, old.subject, _roles(old), old.expires_at, replaces=prefix, answers_for=old.answers_for
        )


async def revoke_credential(runtime: Runtime, caller: Caller, prefix: str) -> None:
    """From now on the key counts no more. Raises Forbidden, NotFound, Conflict where it was revoked."""
    caller.must("administer")
    async with runtime.work(caller) as work:
        await _standing(work, prefix)
        await change_credential(work, prefix, revoked_at=work.at)
        work.audit(Entry(act="credential revoked", subject="credential", subject_id=prefix))


def digest_of(key: str) -> str:
    """What is remembered of a key: 256 bits of chance need no slow hash."""
    return hashlib.sha256(key.encode()).hexdigest()


async def _standing(work: Work, prefix: str) -> CredentialRow:
    found = await find_credential(work, prefix)
    if found is None:
        raise NotFound(f"there is no credential `{prefix}`")
    if found.revoked_at is not None:
        raise Conflict(f"the credential `{prefix}` was revoked")
    return found


async def _issue(
    work: Work,
    subject: str,
    roles: Sequence[Role],
    expires_at: dt.datetime | None,
    *,
    replaces: str | None = None,
    answers_for: str = "",
) -> Issued:
    prefix = secrets.token_hex(6)
    key = f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}"
    row = CredentialRow(
        organisation=work.organisation, prefix=prefix, digest=digest_of(key), subject=subject, roles=",".join(roles),
        created_at=work.at, created_by=work.actor, expires_at=expires_at, replaces=replaces,
        answers_for=answers_for,
    )  # fmt: skip
    await insert_credential(work, row)
    detail = canonical({"subject": subject, "roles": list(roles), "answers_for": answers_for.splitlines()})
    work.audit(Entry(act="credential made", subject="credential", subject_id=prefix, detail=detail))
    return Issued(credential=row, key=key)


def _roles(row: CredentialRow) -> tuple[Role, ...]:
    return tuple(role for role in ROLES if role in row.roles.split(","))
