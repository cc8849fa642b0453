"""A worker in a process of its own that decides some batches, says that it is in the middle of one, and waits."""

import asyncio
import sys
from typing import Any

from playbook_engine.service.production import deciding, deciding_storing
from playbook_engine.service.production.clock import MachineClock
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.production.worker import Worker
from playbook_engine.service.settings import Settings
from playbook_engine.store.database import Database

BATCHES = 4


async def main(url: str) -> None:
    """Work until the middle of the last batch: all of it written, and not yet committed."""
    store = deciding_storing.store
    begun = 0

    async def then_wait(*given: Any) -> None:
        nonlocal begun
        await store(*given)
        begun += 1
        if begun == BATCHES:
            sys.stdout.write("in the middle\n")
            sys.stdout.flush()
            await asyncio.sleep(600)

    setattr(deciding, "store", then_wait)  # noqa: B010 - as a test would, in a process of its own
    runtime = Runtime(Database(url), MachineClock(), Settings(database_url=url, decide_batch=5))
    await Worker(runtime).once()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1]))
