"""Who asks is said by the bearer token alone; a route answers without one only where it says so."""

from typing import Any

from litestar.connection import ASGIConnection
from litestar.middleware.authentication import AbstractAuthenticationMiddleware, AuthenticationResult
from litestar.types import ASGIApp

from playbook_engine.server.conventions.bodies import StrictRequest
from playbook_engine.server.conventions.limits import Count, TooMany, address_of
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.tokens import Keyring
from playbook_engine.service.production.unauthenticated import Unauthenticated

PUBLIC = {"public": True}
"""`opt` of a route that answers everybody."""


class Authentication(AbstractAuthenticationMiddleware):
    """Puts the Caller where `request.user` and the dependency `caller` find them. Raises Unauthenticated."""

    def __init__(self, app: ASGIApp, keyring: Keyring, failures: Count) -> None:
        super().__init__(app, exclude_from_auth_key="public")
        self._keyring = keyring
        self._failures = failures

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """The caller by the header `Authorization`. Whoever tries many keys is not listened to for a while."""
        address = address_of(connection.scope)
        if after := self._failures.spent(address):
            raise TooMany(after, self._failures.most)
        try:
            caller = await self._caller(connection)
        except Unauthenticated:
            self._failures.add(address)
            raise
        return AuthenticationResult(user=caller, auth=caller.credential)

    async def _caller(self, connection: ASGIConnection[Any, Any, Any, Any]) -> Caller:
        scheme, _, token = connection.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise Unauthenticated("nobody is named")
        return await self._keyring.caller(token.strip())


def caller_of(request: StrictRequest) -> Caller:
    """The dependency `caller`."""
    caller = request.user
    assert isinstance(caller, Caller)
    return caller
