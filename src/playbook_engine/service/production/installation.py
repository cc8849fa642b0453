"""Starting on a database: one that was restored from a backup, or copied, starts stopped.

What a backup does not know of (payments that came in, letters that went out since) would else be chased or sent again.
Two signs tell. A PostgreSQL database carries the identity of the server and database that it was made in. And a counter
in the database grows with every start and every minute of a server, which keeps its last value in a file of its own:
a database that is behind that file is older than it was. An SQLite database that has been served before, and has no
such file beside it, is taken for a copy; PostgreSQL's may get one more server at any time.
"""

import datetime as dt
from pathlib import Path

import msgspec

from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.writing import write_whole
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.database import EVERY
from playbook_engine.store.installation import (
    Installation,
    identity_of,
    make_installation,
    read_installation,
    resume_all,
    stop_all,
    write_beat,
)

BEAT = dt.timedelta(minutes=1)
"""How often a running server moves the counter on."""

BY = "playbook-engine"


class Remembered(msgspec.Struct, frozen=True):
    """What a server keeps beside the database."""

    database: str
    beats: int


async def begin(runtime: Runtime) -> Installation:
    """What every start does first; the installation is stopped where the database looks restored or copied."""
    async with runtime.database.work(EVERY, runtime.now()) as work:
        identity = await identity_of(work.connection)
        found = await read_installation(work.connection, lock=True)
        installation = found or await make_installation(work.connection, identity)
        why = _suspicion(installation, identity, remembered(runtime)) if found else ""
        if why and installation.stopped_at is None:
            await stop_all(work.connection, work.at, BY, why)
        beats = await write_beat(work.connection, identity)
        begun = await read_installation(work.connection)
    remember(runtime, beats)
    assert begun is not None
    return begun


async def beat(runtime: Runtime) -> None:
    """Move the counter on: in the database first, so that the file is never ahead of a database that is whole."""
    async with runtime.database.work(EVERY, runtime.now()) as work:
        beats = await write_beat(work.connection, await identity_of(work.connection))
    remember(runtime, beats)


async def stop_everything(runtime: Runtime, by: str, reason: str) -> None:
    """The stop switch for all organisations, from the machine's own command line. Raises WrongUse."""
    if not reason.strip():
        raise WrongUse("no reason is given for the stop", "say why with `--reason`: whoever lifts it has to know")
    async with runtime.database.work(EVERY, runtime.now()) as work:
        await stop_all(work.connection, work.at, by, reason)


async def resume_everything(runtime: Runtime) -> None:
    """Lift it again."""
    async with runtime.database.work(EVERY, runtime.now()) as work:
        await resume_all(work.connection)


def remembered(runtime: Runtime) -> Remembered | None:
    """What this machine knows of the database; None where it never served it."""
    try:
        return msgspec.json.decode(_file(runtime).read_bytes(), type=Remembered)
    except FileNotFoundError:
        return None
    except msgspec.DecodeError:
        return Remembered("", 0)


def remember(runtime: Runtime, beats: int) -> None:
    """Keep how far the database has come. Raises WrongUse where the folder cannot be written."""
    path = _file(runtime)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, msgspec.json.encode(Remembered(_name(runtime), beats)))


def _suspicion(installation: Installation, identity: str, memory: Remembered | None) -> str:
    if installation.identity != identity:
        return "the database was restored into, or copied to, another server or database"
    if memory is None:
        moved = installation.beats and not identity
        return "the database was served before, and not from here: it may be a copy" if moved else ""
    if memory.beats > installation.beats:
        return "the database is older than it was: it was restored from a backup"
    return ""


def _file(runtime: Runtime) -> Path:
    """Beside an SQLite file; else in the folder for state."""
    if runtime.database.is_sqlite and not runtime.settings.state_folder:
        return Path(f"{runtime.database.url.database}.state")
    return Path(runtime.settings.state_folder or ".playbook-engine") / "database.state"


def _name(runtime: Runtime) -> str:
    return runtime.database.url.set(password=None, query={}).render_as_string()
