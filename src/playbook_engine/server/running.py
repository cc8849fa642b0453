"""A server that listens until it is told to stop, with what runs beside it."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence

import uvicorn

from playbook_engine.server.app import make_app
from playbook_engine.server.conventions.logs import LOG, frames
from playbook_engine.service.production.runtime import Runtime
from playbook_engine.service.wrong_use import WrongUse

Job = Callable[[Runtime, asyncio.Event], Awaitable[None]]
"""Runs beside the server until the event is set."""

PATIENCE = 30
"""Seconds that requests and jobs under way are given when the server stops."""


async def serve(runtime: Runtime, host: str, port: int, jobs: Sequence[Job], ready: Callable[[str], None]) -> None:
    """Listen until SIGTERM or SIGINT; `ready` is told the address. Raises WrongUse where it cannot be listened on."""
    with _listening(host, port) as listener:
        where = listener.getsockname()
        address = f"http://{f'[{where[0]}]' if ':' in where[0] else where[0]}:{where[1]}"
        config = uvicorn.Config(
            make_app(runtime, beside=lambda _app: _beside(runtime, jobs)),
            log_config=None, access_log=False, server_header=False, lifespan="on",
            timeout_graceful_shutdown=PATIENCE,
        )  # fmt: skip
        await _Server(config, lambda: ready(address)).serve(sockets=[listener])


class _Server(uvicorn.Server):
    """Says when it is ready, and ends by returning rather than by the signal that it was sent."""

    def __init__(self, config: uvicorn.Config, ready: Callable[[], None]) -> None:
        super().__init__(config)
        self._ready = ready

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._ready()

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals reach `handle_exit`, and are not raised again once everything is closed."""
        before = {each: signal.signal(each, self.handle_exit) for each in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for each, handler in before.items():
                signal.signal(each, handler)


@contextlib.contextmanager
def _listening(host: str, port: int) -> Iterator[socket.socket]:
    try:
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        listener = socket.create_server((host, port), family=family, backlog=2048)
    except (OSError, OverflowError) as error:
        why = (error.strerror or "").lower() if isinstance(error, OSError) else "there is no such port"
        raise WrongUse(f"`{host}:{port}` cannot be listened on: {why}", "choose another with `--port`") from None
    with listener:
        yield listener


@contextlib.asynccontextmanager
async def _beside(runtime: Runtime, jobs: Sequence[Job]) -> AsyncIterator[None]:
    """The jobs, from the first request to the last; units under way are finished when the server stops."""
    stop = asyncio.Event()
    tasks = [asyncio.create_task(_kept_going(runtime, job, stop)) for job in jobs]
    try:
        yield
    finally:
        stop.set()
        if tasks:
            _, late = await asyncio.wait(tasks, timeout=PATIENCE)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)


async def _kept_going(runtime: Runtime, job: Job, stop: asyncio.Event) -> None:
    """A job that fails is begun again after a moment: a database that is away comes back."""
    while not stop.is_set():
        try:
            await job(runtime, stop)
        except Exception as raised:  # noqa: BLE001 - whatever it is, the server goes on
            LOG.error("a job beside the server failed: %s", type(raised).__name__, extra={"frames": frames(raised)})
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), 1)
