"""`playbook serve`."""

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook serve",
    "playbook serve --port 8080",
    "playbook serve --host :: --port 80",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=int, default=8080, show_default=True, help="Port to listen on; 0 takes a free one.")
@click.option("--worker/--no-worker", default=None, help="Decide too; without the option on SQLite alone.")
@options.quiet
def serve(*, host: str, port: int, worker: bool | None, quiet: bool) -> None:
    """Serve the API until SIGTERM or Ctrl-C, which lets requests and units under way end.

    On SQLite one process serves; a second one on the same file is refused. An empty file gets its tables,
    an organisation and a key, which is shown once. On PostgreSQL run `playbook db upgrade` first, and
    `playbook worker` beside it.
    """
    import asyncio

    from playbook_engine.cli.output import note
    from playbook_engine.cli.server_output import say_key
    from playbook_engine.server.conventions.logs import write_logs
    from playbook_engine.server.running import serve as run
    from playbook_engine.service.production.installation import begin
    from playbook_engine.service.production.jobs import jobs_of_a_server
    from playbook_engine.service.production.opening import (
        bring_up_to_date,
        first_organisation,
        must_be_up_to_date,
        opened,
    )
    from playbook_engine.service.settings import load_settings

    async def main() -> None:
        async with opened(settings) as runtime:
            if runtime.database.is_sqlite:
                await bring_up_to_date(runtime)
                say_key(await first_organisation(runtime))
            await must_be_up_to_date(runtime)
            if settings.clock_starts_at:
                note(f"for trying out: the clock was set to {settings.clock_starts_at}")
            installation = await begin(runtime)
            if installation.stopped_at is not None:
                note(f"nothing goes out, it is stopped: {installation.stop_reason}; `playbook resume` lifts it")
            jobs = jobs_of_a_server(worker=runtime.database.is_sqlite if worker is None else worker)
            await run(runtime, host, port, jobs, lambda address: note(f"listening on {address}", quiet=quiet))

    settings = load_settings()
    write_logs(settings.log_level)
    asyncio.run(main())
