"""`playbook stop` and `playbook resume`."""

import rich_click as click

from playbook_engine.cli import options


@options.command("playbook stop --reason 'wrong exchange rates'")
@click.option("--reason", default="", metavar="TEXT", help="Required: why, for whoever lifts the stop.")
@click.option("--subject", default="installation", metavar="NAME", help="Who stops it.")
def stop(*, reason: str, subject: str) -> None:
    """Stop everything that goes out, in all organisations of the database. Deciding goes on."""
    import asyncio

    from playbook_engine.cli.output import note
    from playbook_engine.service.production.installation import stop_everything
    from playbook_engine.service.production.opening import must_be_up_to_date, opened
    from playbook_engine.service.settings import load_settings

    async def main() -> None:
        async with opened(load_settings(), alone=False) as runtime:
            await must_be_up_to_date(runtime)
            await stop_everything(runtime, subject, reason)

    asyncio.run(main())
    note("nothing is claimed or sent any more, in any organisation; `playbook resume` lifts it")


@options.command("playbook resume")
def resume() -> None:
    """Lift the stop of `playbook stop`, and the one that a restored database starts with."""
    import asyncio

    from playbook_engine.cli.output import note
    from playbook_engine.service.production.installation import resume_everything
    from playbook_engine.service.production.opening import must_be_up_to_date, opened
    from playbook_engine.service.settings import load_settings

    async def main() -> None:
        async with opened(load_settings(), alone=False) as runtime:
            await must_be_up_to_date(runtime)
            await resume_everything(runtime)

    asyncio.run(main())
    note("the stop for all organisations is lifted; those of single organisations stay")
