"""`playbook db`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@click.group(
    help="The database of the server: its tables, and its first organisation.\n\n\b\nExamples:\n$ playbook db upgrade"
)
def db() -> None:
    """Commands for the database that `PLAYBOOK_ENGINE_DATABASE_URL` names."""


@options.command(
    "playbook db upgrade",
    "playbook db upgrade --organisation acme --subject ann@example.com",
    "playbook db upgrade --organisation acme --role admin --role service",
)
@click.option("--organisation", default="", metavar="ID", help="Make this organisation where there is none yet.")
@click.option("--subject", default="admin", metavar="NAME", help="Whose key it gets.")
@click.option(
    "--role", "roles", multiple=True, metavar="ROLE", help="What that key may do: admin where it is left out."
)
@options.quiet
def upgrade(*, organisation: str, subject: str, roles: tuple[str, ...], quiet: bool) -> None:
    """Make the tables, or bring them to this version; others that do the same wait.

    The first organisation's key is shown once, on the standard output.
    """
    import asyncio

    from playbook_engine.cli.output import note
    from playbook_engine.cli.server_output import roles_from, say_key
    from playbook_engine.service.production.opening import bring_up_to_date, first_organisation, opened
    from playbook_engine.service.settings import load_settings

    async def main() -> None:
        async with opened(load_settings()) as runtime:
            changed = await bring_up_to_date(runtime)
            note("the tables are new" if changed else "the tables were up to date", quiet=quiet)
            say_key(await first_organisation(runtime, organisation, subject, roles_from(roles)))

    asyncio.run(main())


@options.command("playbook db downgrade 0001")
@click.argument("revision")
def downgrade(*, revision: str) -> None:
    """Bring the tables back to an older revision; what only newer tables hold is lost."""
    import asyncio

    from playbook_engine.service.production.opening import bring_back, opened
    from playbook_engine.service.settings import load_settings

    async def main() -> None:
        async with opened(load_settings()) as runtime:
            await bring_back(runtime, revision)

    asyncio.run(main())


@options.command("playbook db backup /backups/playbook-2026-03-16.db")
@click.argument("path", type=click.Path(path_type=Path), metavar="FILE")
@options.quiet
def backup(*, path: Path, quiet: bool) -> None:
    """Write a copy of an SQLite database, whole and as of one moment, while a server runs on it."""
    import asyncio

    from playbook_engine.cli.output import note
    from playbook_engine.service.production.opening import back_up, opened
    from playbook_engine.service.settings import load_settings

    async def main() -> None:
        async with opened(load_settings(), alone=False) as runtime:
            await back_up(runtime, path)

    asyncio.run(main())
    note(f"{path}: a server that is started on it starts stopped", quiet=quiet)


db.add_command(backup, "backup")
db.add_command(upgrade, "upgrade")
db.add_command(downgrade, "downgrade")
