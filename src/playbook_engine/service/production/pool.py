"""Where deciding is done, so that it never stops the server: in a thread, or in processes of its own."""

import asyncio
import multiprocessing
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.canonical import canonical
from playbook_engine.service.production.deciding_process import decide_bytes, outcomes_of
from playbook_engine.service.production.deciding_units import Job, Outcome, decide_job

PART = 50
"""Units that are decided without a break: of a thread's work the server sees no more than that at once."""


class Pool:
    """`processes` 0 decides in one thread."""

    def __init__(self, processes: int = 0) -> None:
        self._processes = processes
        self._thread = ThreadPoolExecutor(1, "decide")
        self._pool: ProcessPoolExecutor | None = None

    async def decide(self, evaluator: Evaluator, job: Job) -> list[Outcome]:
        """The outcome of each unit of a job, in their order. Raises BrokenProcessPool where processes die twice."""
        if not self._processes:
            return await asyncio.get_running_loop().run_in_executor(self._thread, decide_job, evaluator, job)
        parts = _parts(job, self._processes)
        try:
            found = await asyncio.gather(*(self._beside(evaluator, each) for each in parts))
        except BrokenProcessPool:
            self._renew()
            found = await asyncio.gather(*(self._beside(evaluator, each) for each in parts))
        return [each for part in found for each in part]

    def close(self) -> None:
        """Let threads and processes go; what they are at is not waited for."""
        self._thread.shutdown(wait=False, cancel_futures=True)
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)

    async def _beside(self, evaluator: Evaluator, job: Job) -> list[Outcome]:
        """In a process; one that does not know the release yet is given it with the job."""
        data = msgspec.json.encode(job)
        answer = await asyncio.wrap_future(self._ready().submit(decide_bytes, data, None))
        if answer is None:
            release = canonical(evaluator.release)
            answer = await asyncio.wrap_future(self._ready().submit(decide_bytes, data, release))
        assert answer is not None
        return outcomes_of(answer)

    def _ready(self) -> ProcessPoolExecutor:
        if self._pool is None:
            # Not forked: the server runs threads, whose locks a forked process would keep for ever.
            self._pool = ProcessPoolExecutor(self._processes, mp_context=multiprocessing.get_context("spawn"))
        return self._pool

    def _renew(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(wait=False, cancel_futures=True)
        self._pool = None


def _parts(job: Job, count: int) -> Sequence[Job]:
    size = max(1, min(PART, -(-len(job.units) // count)))
    return [
        msgspec.structs.replace(job, units=job.units[start : start + size]) for start in range(0, len(job.units), size)
    ]
