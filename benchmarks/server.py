"""`POST /v1/decisions` for one account, against an empty Litestar route with the same body: requests a second.

Both are servers in a process of their own (uvicorn), asked in turn by the same client over the same number of
connections. The empty route decodes the body to plain values and gives back its size.
"""

import argparse
import asyncio
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from itertools import islice
from pathlib import Path
from typing import Any

import msgspec
import uvicorn
from litestar import Litestar, post
from litestar.params import JSONBody

from benchmarks.figures import Aim, Figure, Report
from benchmarks.life import SETTING, lived
from benchmarks.portfolio import DAY, INVOICES_EACH
from benchmarks.printing import show
from benchmarks.release import files, release
from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.writing_book import write_json_book
from playbook_engine.model.book import Book, Unit
from playbook_engine.server.app import make_app
from playbook_engine.service.production.caller import Caller
from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.credentials import create_credential, create_organisation
from playbook_engine.service.production.releases_activating import Activation, activate
from playbook_engine.service.production.releases_checking import Upload
from playbook_engine.service.production.releases_publishing import approve, publish
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database
from playbook_engine.store.migrating import upgrade

PATH = "/v1/decisions"
"""The same for both, so that one request serves both."""

ORGANISATION = "bench"
ACCOUNTS = 20
ROUNDS = 7
SECONDS = 1.0
"""Of each contender in each round."""

CONNECTIONS = 4
AIM = 0.5
OURS, EMPTY = "deciding one account", "an empty route with the same body"


def measure() -> list[Report]:
    """The best round of each, of rounds that follow each other."""
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        url = f"sqlite:///{Path(folder) / 'bench.db'}"
        key = asyncio.run(_furnished(url))
        ports = {EMPTY: stack.enter_context(_served("empty")), OURS: stack.enter_context(_served(url))}
        return [_measured(title, [_request(_body(unit), key) for unit in some], ports) for title, some in _units()]


def _measured(title: str, requests: Sequence[bytes], ports: Mapping[str, int]) -> Report:
    reached = dict.fromkeys(ports, 0.0)
    for _ in range(ROUNDS):
        for name, port in ports.items():
            reached[name] = max(reached[name], asyncio.run(_asked(port, requests)))
    return Report(
        name="server",
        title=f"{title} decided over HTTP, {CONNECTIONS} connections",
        size=ACCOUNTS,
        figures=tuple(
            Figure(name=name, seconds=1 / each, unit="request", ratio=reached[EMPTY] / each)
            for name, each in reached.items()
        ),
        aims=(
            Aim(what="share of the empty route's requests a second", aim=AIM, reached=reached[OURS] / reached[EMPTY]),
        ),
        notes=(f"the mean of {ACCOUNTS} accounts; a body of {len(requests[0]):,} bytes",),
    )


def _units() -> Iterator[tuple[str, list[Unit]]]:
    """Accounts with all that was ever done, and the smallest that there are."""
    evaluator = Evaluator(release())
    grown = list(islice(lived(evaluator, ACCOUNTS * INVOICES_EACH), ACCOUNTS))
    yield f"one account of {INVOICES_EACH} invoices with a past", grown
    yield "one account of one invoice", [_small(unit) for unit in grown]


def _small(unit: Unit) -> Unit:
    return Unit(id=unit.id, accounts=unit.accounts, contacts=unit.contacts, invoices=unit.invoices[:1])


def _body(unit: Unit) -> bytes:
    """An account as a client would send it."""
    book = write_json_book(Book(units=(unit,), setting=SETTING), {})
    return msgspec.json.encode({"book": msgspec.Raw(book), "release": 1, "as_of": DAY.isoformat()})


def _request(body: bytes, key: str) -> bytes:
    head = (
        f"POST {PATH} HTTP/1.1\r\nHost: bench\r\nAuthorization: Bearer {key}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _asked(port: int, requests: Sequence[bytes]) -> float:
    """Requests a second."""
    ends = time.perf_counter() + SECONDS
    counts = await asyncio.gather(*(_connection(port, requests, ends) for _ in range(CONNECTIONS)))
    return sum(counts) / SECONDS


async def _connection(port: int, requests: Sequence[bytes], ends: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    count = 0
    while time.perf_counter() < ends:
        writer.write(requests[count % len(requests)])
        head = await reader.readuntil(b"\r\n\r\n")
        assert head.startswith(b"HTTP/1.1 200"), head
        length = int(head.lower().partition(b"content-length: ")[2].partition(b"\r\n")[0])
        await reader.readexactly(length)
        count += 1
    writer.close()
    await writer.wait_closed()
    return count


async def _furnished(url: str) -> str:
    """A database with a release in force; gives a key that may decide."""
    runtime = Runtime(Database(url), MachineClock(), Settings(database_url=url))
    await upgrade(runtime.database)
    await create_organisation(runtime, ORGANISATION)
    ann = Caller(organisation=ORGANISATION, subject="ann", roles=("author", "admin"))
    ben = Caller(organisation=ORGANISATION, subject="ben", roles=("approver",))
    number = (await publish(runtime, ann, Upload(files=files()))).release.number
    await approve(runtime, ben, number)
    await activate(runtime, ben, Activation(release=number))
    issued = await create_credential(runtime, ann, "bench", ("service",))
    await runtime.database.close()
    return issued.key


@contextmanager
def _served(what: str) -> Iterator[int]:
    """The port of a server in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.set_inheritable(True)
        command = [sys.executable, "-m", "benchmarks.server", "--serve", what, "--fd", str(listener.fileno())]
        process = subprocess.Popen(command, pass_fds=[listener.fileno()])
        try:
            yield listener.getsockname()[1]
        finally:
            process.terminate()
            process.wait()


@post(PATH, status_code=200)
async def empty(data: JSONBody[dict[str, Any]]) -> dict[str, int]:
    """Nothing but the body read."""
    return {"fields": len(data)}


def _serve(what: str, fd: int) -> None:
    if what == "empty":
        app = Litestar([empty], openapi_config=None, logging_config=None)
    else:
        app = make_app(Runtime(Database(what), MachineClock(), Settings(database_url=what, requests_a_minute=10**9)))
    config = uvicorn.Config(app, log_config=None, access_log=False)
    uvicorn.Server(config).run(sockets=[socket.socket(fileno=fd)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print, or serve for the measurement."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.server", description=__doc__)
    parser.add_argument("--serve", help=argparse.SUPPRESS)
    parser.add_argument("--fd", type=int, help=argparse.SUPPRESS)
    chosen = parser.parse_args(arguments)
    if chosen.serve:
        _serve(chosen.serve, chosen.fd)
    else:
        show([], measure())
    return 0


if __name__ == "__main__":
    sys.exit(main())
