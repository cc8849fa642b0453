"""`playbook worker`."""

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook worker",
    "playbook worker --once  # decide what is due now, and end",
    "playbook worker --lanes 4",
)
@click.option("--once", is_flag=True, help="Decide what is due now, and end.")
@click.option(
    "--lanes", type=click.IntRange(1, 32), default=2, show_default=True, help="Batches at work at once; on SQLite one."
)
@options.quiet
def worker(*, once: bool, lanes: int, quiet: bool) -> None:
    """Decide accounts as they fall due, until SIGTERM or Ctrl-C, which lets a batch under way end.

    Any number of workers share a PostgreSQL database, on one machine or several. On SQLite `playbook serve` decides by
    itself, and a worker works only while no server does.
    """
    import asyncio
    import signal

    from playbook_engine.cli.output import counted, note
    from playbook_engine.server.conventions.logs import write_logs
    from playbook_engine.service.production.opening import must_be_up_to_date, opened
    from playbook_engine.service.production.worker import Worker
    from playbook_engine.service.settings import load_settings

    async def main() -> None:
        async with opened(settings) as runtime:
            await must_be_up_to_date(runtime)
            made = Worker(runtime, lanes)
            for each in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(each, made.stop)
            if once:
                note(f"decided: {counted(await made.once(), 'unit')}", quiet=quiet)
                made.pool.close()
                return
            note("working", quiet=quiet)
            await made.run()
            note("stopped", quiet=quiet)

    settings = load_settings()
    write_logs(settings.log_level)
    asyncio.run(main())
