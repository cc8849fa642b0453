"""A worker process of the benchmark of production: decides all that is due once told to, and says what it took."""

import asyncio
import sys
import time

import msgspec

from benchmarks.peak import resident
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.worker import Worker, spare_the_collector
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database


class Worked(msgspec.Struct, frozen=True, kw_only=True):
    """Accounts that one process decided, in how many seconds of a processor, and the bytes it held."""

    units: int
    processor: float
    before: int
    peak: int


async def main(url: str) -> Worked:
    """Wait for the word, then work until nothing is due."""
    from benchmarks.deciding import Still  # noqa: PLC0415 - which starts this process

    runtime = Runtime(Database(url), Still(), Settings(database_url=url))
    worker = Worker(runtime)
    spare_the_collector()
    before = resident("VmRSS")
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    sys.stdin.readline()
    start = time.process_time()
    units = await worker.once()
    found = Worked(units=units, processor=time.process_time() - start, before=before, peak=resident("VmHWM"))
    await runtime.database.close()
    worker.pool.close()
    return found


if __name__ == "__main__":
    sys.stdout.buffer.write(msgspec.json.encode(asyncio.run(main(sys.argv[1]))))
