"""API keys of the organisation, and who the caller is."""

import datetime as dt

from litestar import delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody

from playbook_engine.server.conventions.repeats import SECRET
from playbook_engine.server.wire.credentials import (
    Credential,
    NewCredential,
    NewKey,
    Rotation,
    credential_out,
    issued_out,
)
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.credentials import (
    create_credential,
    list_credentials,
    revoke_credential,
    rotate_credential,
)
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.tokens import Keyring


@get("/v1/caller")
async def who(caller: NamedDependency[Caller]) -> Caller:
    """Who asks, as the server understands the credential."""
    return caller


@get("/v1/credentials")
async def credentials(runtime: NamedDependency[Runtime], caller: NamedDependency[Caller]) -> list[Credential]:
    """All API keys of the organisation, without what opens anything."""
    return [credential_out(row) for row in await list_credentials(runtime, caller)]


@post("/v1/credentials", opt=SECRET)
async def make(
    runtime: NamedDependency[Runtime], caller: NamedDependency[Caller], data: JSONBody[NewCredential]
) -> NewKey:
    """A new API key. It is shown in this answer and never again."""
    return issued_out(
        await create_credential(runtime, caller, data.subject, data.roles, data.expires_at, data.answers_for)
    )


@post("/v1/credentials/{prefix:str}/rotate", opt=SECRET)
async def rotate(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    prefix: FromPath[str],
    data: JSONBody[Rotation],
) -> NewKey:
    """A new key for the same subject and roles; the old one counts a while longer."""
    return issued_out(await rotate_credential(runtime, caller, prefix, dt.timedelta(hours=data.overlap_hours)))


@delete("/v1/credentials/{prefix:str}")
async def revoke(
    runtime: NamedDependency[Runtime],
    caller: NamedDependency[Caller],
    keyring: NamedDependency[Keyring],
    prefix: FromPath[str],
) -> None:
    """From now on the key counts no more; in other processes of the server within five seconds."""
    await revoke_credential(runtime, caller, prefix)
    keyring.forget()


ROUTES = [who, credentials, make, rotate, revoke]
