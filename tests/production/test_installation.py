"""A restored backup starts stopped; a server that is started again does not."""

import datetime as dt
import shutil
from pathlib import Path

import pytest

from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.installation import (
    beat,
    begin,
    remembered,
    resume_everything,
    stop_everything,
)
from playbook_engine.service.production.opening import back_up
from playbook_engine.service.production.opening import opened as opening
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.service.wrong_use import WrongUse
from playbook_engine.store.database import Database
from tests.databases import as_superuser

pytestmark = pytest.mark.anyio


def opened(url: str, folder: Path) -> Runtime:
    return Runtime(Database(url), MachineClock(), Settings(database_url=url, state_folder=str(folder)))


async def test_starting_again_and_again_stops_nothing(database_url: str, tmp_path: Path) -> None:
    for _ in range(3):
        runtime = opened(database_url, tmp_path / "state")
        assert (await begin(runtime)).stopped_at is None
        await beat(runtime)
        await runtime.database.close()


async def test_a_crash_between_database_and_file_stops_nothing(database_url: str, tmp_path: Path) -> None:
    runtime = opened(database_url, tmp_path / "state")
    await begin(runtime)
    before = remembered(runtime)
    await beat(runtime)
    (tmp_path / "state" / "database.state").write_text(f'{{"database": "", "beats": {before.beats if before else 0}}}')
    assert (await begin(runtime)).stopped_at is None
    await runtime.database.close()


async def test_an_older_database_under_the_same_name_starts_stopped(sqlite_url: str, tmp_path: Path) -> None:
    path = Path(sqlite_url.removeprefix("sqlite:///"))
    runtime = opened(sqlite_url, tmp_path / "state")
    await begin(runtime)
    await runtime.database.close()
    shutil.copyfile(path, tmp_path / "backup.db")
    runtime = opened(sqlite_url, tmp_path / "state")
    await beat(runtime)
    await runtime.database.close()
    path.with_name(f"{path.name}-wal").unlink(missing_ok=True)
    shutil.copyfile(tmp_path / "backup.db", path)
    runtime = opened(sqlite_url, tmp_path / "state")
    begun = await begin(runtime)
    assert begun.stopped_at is not None
    assert begun.stop_reason == "the database is older than it was: it was restored from a backup"
    again = await begin(runtime)
    assert again.stopped_at == begun.stopped_at, "starting once more does not lift it"
    await resume_everything(runtime)
    assert (await begin(runtime)).stopped_at is None
    await runtime.database.close()


async def test_a_file_served_elsewhere_starts_stopped(sqlite_url: str, tmp_path: Path) -> None:
    runtime = opened(sqlite_url, tmp_path / "here")
    await begin(runtime)
    await runtime.database.close()
    moved = opened(sqlite_url, tmp_path / "there")
    assert (await begin(moved)).stop_reason == "the database was served before, and not from here: it may be a copy"
    await moved.database.close()


async def test_one_more_server_of_a_database_stops_nothing(postgresql_url: str, tmp_path: Path) -> None:
    runtime = opened(postgresql_url, tmp_path / "here")
    await begin(runtime)
    second = opened(postgresql_url, tmp_path / "there")
    assert (await begin(second)).stopped_at is None
    await runtime.database.close()
    await second.database.close()


async def test_a_database_copied_by_its_server_starts_stopped(
    postgresql_template: str, postgresql_url: str, tmp_path: Path
) -> None:
    runtime = opened(postgresql_url, tmp_path / "state")
    await begin(runtime)
    await runtime.database.close()
    name = postgresql_url.partition("?")[0].rpartition("/")[2]
    await as_superuser(postgresql_template, f"CREATE DATABASE {name}_copy TEMPLATE {name}")
    copied = opened(postgresql_url.replace(name, f"{name}_copy"), tmp_path / "state")
    begun = await begin(copied)
    assert begun.stop_reason == "the database was restored into, or copied to, another server or database"
    await copied.database.close()
    await as_superuser(postgresql_template, f"DROP DATABASE {name}_copy WITH (FORCE)")


async def test_a_stop_says_why(database_url: str, tmp_path: Path) -> None:
    runtime = opened(database_url, tmp_path)
    await begin(runtime)
    with pytest.raises(WrongUse, match="no reason"):
        await stop_everything(runtime, "ann", " ")
    before = runtime.now()
    await stop_everything(runtime, "ann", "wrong exchange rates")
    begun = await begin(runtime)
    assert (begun.stopped_by, begun.stop_reason) == ("ann", "wrong exchange rates")
    assert begun.stopped_at is not None
    assert before <= begun.stopped_at <= before + dt.timedelta(minutes=5)
    await runtime.database.close()


async def test_a_backup_of_a_server_that_runs_is_whole_and_starts_stopped(sqlite_url: str, tmp_path: Path) -> None:
    runtime = opened(sqlite_url, tmp_path / "state")
    await begin(runtime)
    await back_up(runtime, tmp_path / "copy.db")
    with pytest.raises(WrongUse, match="is there already"):
        await back_up(runtime, tmp_path / "copy.db")
    with pytest.raises(WrongUse, match="cannot be written"):
        await back_up(runtime, tmp_path / "nowhere" / "copy.db")
    await runtime.database.close()
    copy = opened(f"sqlite:///{tmp_path / 'copy.db'}", tmp_path / "elsewhere")
    assert (await begin(copy)).stopped_at is not None
    await copy.database.close()


async def test_postgresql_is_backed_up_by_its_own_tools(postgresql_url: str, tmp_path: Path) -> None:
    runtime = opened(postgresql_url, tmp_path)
    with pytest.raises(WrongUse, match="its own tools"):
        await back_up(runtime, tmp_path / "copy.db")
    await runtime.database.close()


async def test_a_database_that_is_not_there_is_said_in_a_sentence() -> None:
    async def begin_on_it() -> None:
        async with opening(Settings(database_url="postgresql://ann:secret@127.0.0.1:1/playbook")):
            pass

    with pytest.raises(WrongUse, match="the database does not answer") as raised:
        await begin_on_it()
    assert "secret" not in raised.value.message
