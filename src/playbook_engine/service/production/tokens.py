"""Who a bearer token belongs to."""

import datetime as dt
import hmac

from playbook_engine.service.production.caller import ROLES, Caller
from playbook_engine.service.production.credentials import MARK, digest_of
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.tokens_oidc import Provider
from playbook_engine.service.production.unauthenticated import Unauthenticated
from playbook_engine.store.credentials import CredentialRow, credential_anywhere
from playbook_engine.store.database import EVERY

KEPT = dt.timedelta(seconds=5)
"""For so long a key is not looked up again: what is revoked in another process counts here this much longer."""

MANY = 10_000
"""Keys that are kept in mind at once."""


class Keyring:
    """Knows callers by their API keys, and by the tokens of the identity provider that is set. One a process."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime
        self._kept: dict[str, tuple[CredentialRow, Caller, dt.datetime]] = {}
        self._provider = Provider(runtime) if runtime.settings.oidc_issuer else None

    async def caller(self, bearer: str) -> Caller:
        """Raises Unauthenticated for a key or token that is unknown, expired or revoked."""
        if self._provider is not None and not bearer.startswith(f"{MARK}_"):
            return await self._provider.caller(bearer)
        return await self._by_key(bearer)

    async def _by_key(self, key: str) -> Caller:
        now = self._runtime.now()
        digest = digest_of(key)
        row, caller, until = self._kept.get(digest) or await self._look_up(key, digest, now)
        if now >= until:
            row, caller, until = await self._look_up(key, digest, now)
        if row.expires_at is not None and row.expires_at <= now:
            raise Unauthenticated("the API key has expired", "ask an administrator for a new one")
        return caller

    def forget(self) -> None:
        """Look every key up again: one was revoked."""
        self._kept.clear()

    async def _look_up(self, key: str, digest: str, now: dt.datetime) -> tuple[CredentialRow, Caller, dt.datetime]:
        self._kept.pop(digest, None)
        row = await self._row(key)
        if row is None or not hmac.compare_digest(row.digest, digest):
            raise Unauthenticated("there is no such API key")
        if row.revoked_at is not None:
            raise Unauthenticated("the API key was revoked", "ask an administrator for a new one")
        if len(self._kept) >= MANY:
            self._kept.clear()
        roles = tuple(role for role in ROLES if role in row.roles.split(","))
        caller = Caller(
            organisation=row.organisation, subject=row.subject, roles=roles, credential=f"{MARK}_{row.prefix}",
            answers_for=tuple(row.answers_for.splitlines()),
        )  # fmt: skip
        self._kept[digest] = row, caller, now + KEPT
        return self._kept[digest]

    async def _row(self, key: str) -> CredentialRow | None:
        mark, _, rest = key.partition("_")
        prefix, _, secret = rest.partition("_")
        if mark != MARK or not secret or len(prefix) > 16:
            return None
        async with self._runtime.database.work(EVERY, self._runtime.now(), mode="read") as work:
            return await credential_anywhere(work, prefix)
