"""Bearer tokens of an identity provider: signed by a key that it publishes, for us, not expired; else naught."""

import asyncio
import datetime as dt
import hashlib
from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

import httpx
import jwt
import msgspec

from playbook_engine.service.production.caller import ROLES, Caller, Role
from playbook_engine.service.production.credentials import known_organisations
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.unauthenticated import Unauthenticated
from playbook_engine.service.wrong_use import WrongUse

ALGORITHMS = frozenset(
    ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519")
)
"""Those of public keys alone. The published key says which one it is: a token cannot choose, nor go unsigned."""

LEEWAY = dt.timedelta(seconds=30)
"""By which the provider's clock may differ from ours."""

KEPT = dt.timedelta(minutes=10)
"""For which published keys are not asked for again."""

PAUSE = dt.timedelta(seconds=10)
"""Between two looks for a key that is not known: whoever sends made-up tokens must not make us ask all the time."""

LARGEST = 1_000_000


class _Discovered(msgspec.Struct, frozen=True):
    issuer: str
    jwks_uri: str


class Provider:
    """One a process."""

    def __init__(self, runtime: Runtime, transport: httpx.AsyncBaseTransport | None = None) -> None:
        """Raises WrongUse where the settings name a provider that cannot be trusted."""
        settings = runtime.settings
        if not settings.oidc_audience:
            raise WrongUse("`PLAYBOOK_ENGINE_OIDC_AUDIENCE` is not set", "tokens made for others would count")
        _must_be_private(settings.oidc_issuer)
        self._runtime = runtime
        self._transport = transport
        self._keys: dict[str, jwt.PyJWK] = {}
        self._asked_at: dt.datetime | None = None
        self._lock = asyncio.Lock()
        self._organisations: frozenset[str] = frozenset()

    async def caller(self, token: str) -> Caller:
        """Raises Unauthenticated for a token that does not count, WrongUse (503) while no key can be had."""
        key = await self._key(_kid(token))
        claims = self._checked(token, key)
        settings = self._runtime.settings
        organisation = claims.get(settings.oidc_organisation_claim)
        if not isinstance(organisation, str) or not await self._is_known(organisation):
            raise Unauthenticated("the token names no organisation that there is here")
        roles = _roles(claims.get(settings.oidc_roles_claim))
        if not roles:
            raise Unauthenticated("the token names no role", f"the roles are {', '.join(ROLES)}")
        subject = str(claims["sub"])
        named = hashlib.sha256(f"{organisation}/{subject}".encode()).hexdigest()[:16]
        answers_for = _words(claims.get(settings.oidc_answers_for_claim))
        return Caller(
            organisation=organisation, subject=subject, roles=roles, credential=f"oidc_{named}", answers_for=answers_for
        )

    async def _is_known(self, organisation: str) -> bool:
        """Organisations stay for ever, so only one that is not known yet is looked for."""
        if organisation not in self._organisations:
            self._organisations = frozenset(await known_organisations(self._runtime))
        return organisation in self._organisations

    def _checked(self, token: str, key: jwt.PyJWK) -> dict[str, Any]:
        """The claims, with the times held against our own clock."""
        settings = self._runtime.settings
        try:
            claims: dict[str, Any] = jwt.decode(
                token, key, algorithms=[key.algorithm_name], audience=settings.oidc_audience,
                issuer=settings.oidc_issuer,
                options={
                    "require": ["exp", "iss", "aud", "sub"],
                    "verify_exp": False, "verify_nbf": False, "verify_iat": False,
                },
            )  # fmt: skip
        except jwt.InvalidTokenError:
            raise Unauthenticated("the token does not count here") from None
        now = self._runtime.now()
        if _instant(claims["exp"]) + LEEWAY <= now:
            raise Unauthenticated("the token has expired", "get a new one from the identity provider")
        if "nbf" in claims and _instant(claims["nbf"]) - LEEWAY > now:
            raise Unauthenticated("the token does not count yet")
        if not claims["sub"] or len(str(claims["sub"])) > 255:
            raise Unauthenticated("the token names nobody")
        return claims

    async def _key(self, kid: str) -> jwt.PyJWK:
        """A published key; a name that is not known is looked for once more, for keys are rotated."""
        async with self._lock:
            age = self._runtime.now() - self._asked_at if self._asked_at else None
            if age is None or age >= KEPT or (kid not in self._keys and age >= PAUSE):
                await self._ask()
        found = self._keys.get(kid)
        if found is None:
            raise Unauthenticated("the token is signed by a key that the identity provider does not publish")
        return found

    async def _ask(self) -> None:
        """Ask for all keys. Where the provider is away the known ones count on; without any nobody comes in."""
        self._asked_at = self._runtime.now()
        try:
            published = await self._published()
        except (httpx.HTTPError, msgspec.DecodeError, jwt.InvalidTokenError, jwt.PyJWKSetError, ValueError) as wrong:
            if not self._keys:
                raise WrongUse("the identity provider does not answer", "try again in a moment", 503) from wrong
            return
        self._keys = {str(key.key_id): key for key in published if _signs(key)}

    async def _published(self) -> Sequence[jwt.PyJWK]:
        issuer = self._runtime.settings.oidc_issuer
        async with httpx.AsyncClient(timeout=5, follow_redirects=False, transport=self._transport) as client:
            told = await _read(client, issuer.rstrip("/") + "/.well-known/openid-configuration")
            discovered = msgspec.json.decode(told, type=_Discovered)
            if discovered.issuer != issuer:
                raise ValueError("another issuer answers")
            _must_be_private(discovered.jwks_uri)
            keys = msgspec.json.decode(await _read(client, discovered.jwks_uri), type=dict[str, Any])
        return jwt.PyJWKSet.from_dict(keys).keys


async def _read(client: httpx.AsyncClient, url: str) -> bytes:
    answer = await client.get(url)
    answer.raise_for_status()
    if len(answer.content) > LARGEST:
        raise ValueError("the answer is too large")
    return answer.content


def _kid(token: str) -> str:
    try:
        kid = jwt.get_unverified_header(token).get("kid")
    except jwt.InvalidTokenError:
        kid = None
    if not isinstance(kid, str):
        raise Unauthenticated("this is neither an API key nor a token that names its key")
    return kid


def _signs(key: jwt.PyJWK) -> bool:
    """Whether a published key is one for signatures, by an algorithm that counts."""
    return bool(key.key_id) and key.public_key_use in (None, "sig") and key.algorithm_name in ALGORITHMS


def _roles(claim: object) -> tuple[Role, ...]:
    """From a list, or from words with blanks between them; what is no role of ours is left out."""
    words = claim.split() if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return tuple(role for role in ROLES if role in words)


def _words(claim: object) -> tuple[str, ...]:
    """From a list, or one alone: roles of playbooks have blanks in them."""
    words = [claim] if isinstance(claim, str) else claim if isinstance(claim, list) else []
    return tuple(word for word in words if isinstance(word, str))


def _instant(claim: object) -> dt.datetime:
    try:
        return dt.datetime.fromtimestamp(float(str(claim)), dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise Unauthenticated("the token has a time that cannot be") from None


def _must_be_private(url: str) -> None:
    """Raises WrongUse for an address that others on the way could answer for."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in ("127.0.0.1", "::1", "localhost")):
        raise WrongUse(f"`{url}` is no `https` address", "keys of an identity provider are only taken from one")
