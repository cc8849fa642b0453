"""What stands before the first request: the database open, at its newest tables, held by one where it must be."""

import contextlib
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

from sqlalchemy.exc import DBAPIError

from playbook_engine.service.lock_file import LockFile
from playbook_engine.service.production.caller import Role
from playbook_engine.service.production.clock import clock_of
from playbook_engine.service.production.credentials import Issued, create_organisation, known_organisations
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.copying import copy_sqlite
from playbook_engine.store.database import Database
from playbook_engine.store.migrating import current, downgrade, newest, upgrade

FIRST_ORGANISATION = "main"
"""Where nobody names the first organisation of an SQLite file."""


@contextlib.asynccontextmanager
async def opened(settings: Settings, *, alone: bool = True) -> AsyncIterator[Runtime]:
    """The database open, and on SQLite held against other processes if `alone`. Raises WrongUse.

    Not alone is for one short transaction beside a server that runs.
    """
    try:
        database = Database(settings.database_url, pool=settings.database_pool)
    except ValueError as wrong:
        raise WrongUse(str(wrong), "the setting `PLAYBOOK_ENGINE_DATABASE_URL` names the database") from None
    with _held(database) if alone else contextlib.nullcontext():
        try:
            await _must_answer(database)
            yield Runtime(database, clock_of(settings.clock_starts_at), settings)
        finally:
            await database.close()


async def _must_answer(database: Database) -> None:
    """Raises WrongUse where the database cannot be reached, or lets us not in."""
    try:
        async with database.engine.connect():
            return
    except Exception as wrong:  # noqa: BLE001 - drivers raise what they like while they connect
        why = wrong.strerror if isinstance(wrong, OSError) and wrong.strerror else str(getattr(wrong, "orig", wrong))
    raise WrongUse(
        f"the database does not answer: {why.splitlines()[0]}",
        "is it running, and does `PLAYBOOK_ENGINE_DATABASE_URL` name it?",
        503,
    )


async def bring_up_to_date(runtime: Runtime) -> bool:
    """Bring the tables to what this version needs; whether anything was to do."""
    before = await current(runtime.database)
    await upgrade(runtime.database)
    return before != newest()


async def bring_back(runtime: Runtime, revision: str) -> None:
    """Bring the tables back to an older revision; what only newer tables hold is lost."""
    await downgrade(runtime.database, revision)


async def back_up(runtime: Runtime, path: Path) -> None:
    """A copy of an SQLite database in a new file. Raises WrongUse for PostgreSQL and for a file that is there."""
    if not runtime.database.is_sqlite:
        raise WrongUse("a PostgreSQL database is backed up by its own tools", "use `pg_dump`, or your server's backups")
    await must_be_up_to_date(runtime)
    _must_be_new(path)
    try:
        await copy_sqlite(runtime.database, path)
    except DBAPIError as wrong:
        raise WrongUse(
            f"`{path}` cannot be written: {wrong.orig}", "is there such a folder, with room in it?"
        ) from None


def _must_be_new(path: Path) -> None:
    if path.exists():
        raise WrongUse(f"`{path}` is there already", "name a new file")


async def must_be_up_to_date(runtime: Runtime) -> None:
    """Raises WrongUse where the tables are not those that this version needs."""
    found = await current(runtime.database)
    if found != newest():
        what = "is empty" if found is None else f"is at `{found}`, and this version needs `{newest()}`"
        raise WrongUse(f"the database {what}", "run `playbook db upgrade`")


async def first_organisation(
    runtime: Runtime, organisation: str = "", subject: str = "admin", roles: Sequence[Role] = ("admin",)
) -> Issued | None:
    """The key of the first organisation, made where there is none yet.

    An SQLite file gets one in any case, PostgreSQL where it is named. Raises Unusable for a name that cannot be.
    """
    if await known_organisations(runtime):
        return None
    if not organisation and not runtime.database.is_sqlite:
        return None
    return await create_organisation(runtime, organisation or FIRST_ORGANISATION, subject=subject, roles=roles)


def _held(database: Database) -> contextlib.AbstractContextManager[object]:
    path = database.url.database
    if not database.is_sqlite or not path or path == ":memory:":
        return contextlib.nullcontext()
    return LockFile(Path(f"{path}.lock"))
