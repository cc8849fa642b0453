"""`playbook audit`."""

import rich_click as click

from playbook_engine.cli import options


@click.group(help="The audit log of the server.\n\n\b\nExamples:\n$ playbook audit verify")
def audit() -> None:
    """Commands for the audit log in the database that `PLAYBOOK_ENGINE_DATABASE_URL` names."""


@options.command("playbook audit verify", "playbook audit verify --organisation acme")
@click.option("--organisation", default="", metavar="ID", help="This one alone; else all of them.")
@click.pass_context
def verify(context: click.Context, *, organisation: str) -> None:
    """Recompute the chain of hashes: no row was changed, none is missing.

    The exit code is 1 where something is wrong. A server may be running.
    """
    import asyncio

    from playbook_engine.service.production.audit import ChainVerified, verify_audit
    from playbook_engine.service.production.caller import Caller
    from playbook_engine.service.production.credentials import INSTALLATION, known_organisations
    from playbook_engine.service.production.opening import must_be_up_to_date, opened
    from playbook_engine.service.settings import load_settings
    from playbook_engine.service.wrong_use import unknown

    async def main() -> list[ChainVerified]:
        async with opened(load_settings(), alone=False) as runtime:
            await must_be_up_to_date(runtime)
            names = await known_organisations(runtime)
            if organisation and organisation not in names:
                raise unknown("organisation", organisation, names)
            callers = [
                Caller(organisation=name, subject=INSTALLATION, roles=("auditor",))
                for name in names
                if name == (organisation or name)
            ]
            return [await verify_audit(runtime, caller) for caller in callers]

    found = asyncio.run(main())
    for each in found:
        click.echo(f"{each.organisation}: {each.rows} rows, {'whole' if each.good else 'BROKEN'}, ends in {each.chain}")
        for fault in each.faults:
            click.echo(f"  {fault}")
    context.exit(0 if all(each.good for each in found) else 1)


audit.add_command(verify, "verify")
