"""State into a server over HTTP: rows a second, into an empty database, again unchanged, and again all changed.

The server is a process of its own, so is the client, and so is PostgreSQL; all of them share the machine's cores.
"""

import argparse
import asyncio
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice

import httpx
import msgspec

from benchmarks.deciding import database
from benchmarks.figures import Aim, Figure, Report
from benchmarks.portfolio import INVOICES_EACH, units
from benchmarks.printing import show
from playbook_engine.ingest.kinds_book import BY_NAME
from playbook_engine.ingest.writing_book import written
from playbook_engine.model.units import records_of
from playbook_engine.server.running import serve
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.credentials import create_credential, create_organisation
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database
from playbook_engine.store.migrating import upgrade

ORGANISATION = "bench"
BODY = 20_000
"""Rows of a request."""

AIM = 10_000

Rows = list[dict[str, object]]


class Times(msgspec.Struct, frozen=True, kw_only=True):
    """Seconds for all rows."""

    new: float
    unchanged: float
    changed: float
    table: float
    tabled: int


def measure(invoices: int, kind: str = "postgresql") -> Report:
    """Send a portfolio to a server three times, and invoices as a table."""
    rows = list(_rows(invoices))
    with database(kind) as url:
        key = asyncio.run(_furnished(url))
        with _served(url) as address:
            times = _sent(address, key, rows)
    size = len(rows)
    return Report(
        name="ingest",
        title=f"{size:,} rows sent to a server on {kind} over HTTP, {BODY:,} a request",
        size=invoices,
        figures=(
            Figure(name="new, a record a line", seconds=times.new / size, unit="row"),
            Figure(name="the same again", seconds=times.unchanged / size, unit="row"),
            Figure(name="all in a newer version with other content", seconds=times.changed / size, unit="row"),
            Figure(name="invoices as a CSV table, changed again", seconds=times.table / times.tabled, unit="row"),
        ),
        aims=(
            Aim(what="rows a second, new", aim=AIM, reached=size / times.new),
            Aim(what="rows a second, changed", aim=AIM, reached=size / times.changed),
            Aim(what="rows a second, as a table", aim=AIM, reached=times.tabled / times.table),
        ),
    )


def _rows(invoices: int) -> Iterator[dict[str, object]]:
    """Every record of a portfolio as it stands in a line."""
    for unit in units(invoices):
        for record in (*unit.accounts, *records_of(unit)):
            kind = BY_NAME[str(record.__struct_config__.tag)]
            yield {"record": kind.name, **written(kind, record, {}), "source_version": 1}


async def _furnished(url: str) -> str:
    """A database with an organisation; gives a key that may sync."""
    runtime = Runtime(Database(url), MachineClock(), Settings(database_url=url))
    await upgrade(runtime.database)
    await create_organisation(runtime, ORGANISATION)
    admin = Caller(organisation=ORGANISATION, subject="admin", roles=("admin",))
    issued = await create_credential(runtime, admin, "sync", ("service",))
    await runtime.database.close()
    return issued.key


def _sent(address: str, key: str, rows: Rows) -> Times:
    headers = {"Authorization": f"Bearer {key}", "Content-Type": "application/x-ndjson"}
    changed = [{**row, "source_version": 2, "known_at": "2026-03-16T09:00:00Z"} for row in rows]
    bills = [row for row in rows if row["record"] == "invoice"]
    with httpx.Client(base_url=address, headers=headers, timeout=600) as client:
        new = _timed(client, _bodies(rows), {"new": len(rows)})
        unchanged = _timed(client, _bodies(rows), {"unchanged": len(rows)})
        other = _timed(client, _bodies(changed), {"changed": len(rows)})
        client.headers["Content-Type"] = "text/csv"
        table = _timed(client, _tables(bills), {"changed": len(bills)}, "?kind=invoice")
    return Times(new=new, unchanged=unchanged, changed=other, table=table, tabled=len(bills))


def _timed(client: httpx.Client, bodies: Sequence[bytes], expected: dict[str, int], query: str = "") -> float:
    """Seconds until all bodies are answered, after which all rows must have been taken as expected."""
    start = time.perf_counter()
    answers = [client.post(f"/v1/records{query}", content=body) for body in bodies]
    seconds = time.perf_counter() - start
    for name, count in expected.items():
        assert sum(each.raise_for_status().json()[name] for each in answers) == count, answers[0].text
    return seconds


def _bodies(rows: Rows) -> list[bytes]:
    given = iter(rows)
    return [b"\n".join(map(msgspec.json.encode, some)) for some in iter(lambda: list(islice(given, BODY)), [])]


def _tables(bills: Rows) -> list[bytes]:
    names = ("id", "account", "issued_on", "due_on", "amount", "state", "kind")
    lines = [",".join(str(each.get(name, "")) for name in names) + ",3" for each in bills]
    head = ",".join((*names, "source_version"))
    return ["\n".join((head, *lines[at : at + BODY])).encode() for at in range(0, len(lines), BODY)]


@contextmanager
def _served(url: str) -> Iterator[str]:
    """The address of a server in a process of its own, with nothing beside it."""
    command = [sys.executable, "-m", "benchmarks.ingest", "--serve", url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


async def _serve(url: str) -> None:
    runtime = Runtime(Database(url), MachineClock(), Settings(database_url=url))
    await serve(runtime, "127.0.0.1", 0, (), lambda address: print(address, flush=True))
    await runtime.database.close()


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure as the command line says, and print it."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.ingest", description=__doc__)
    parser.add_argument("--invoices", type=int, default=40_000)
    parser.add_argument("--database", choices=("postgresql", "sqlite"), nargs="+", default=["postgresql", "sqlite"])
    parser.add_argument("--serve", metavar="URL", help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.serve:
        asyncio.run(_serve(chosen.serve))
        return
    assert chosen.invoices % INVOICES_EACH == 0, f"accounts have {INVOICES_EACH} invoices each"
    show([], [measure(chosen.invoices, kind) for kind in chosen.database])


if __name__ == "__main__":
    main()
