"""`playbook facts`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook facts  # all, with the organisation's own where there is a folder",
    "playbook facts account  # those of the account",
    "playbook facts account.overdue_balance  # one, with ways to compare it",
    "playbook facts playbooks --format json",
)
@click.argument("folder_or_name", nargs=-1, metavar="[DIR] [NAME]")
@click.option(
    "--playbooks", type=click.Path(path_type=Path), metavar="DIR", help="The folder whose own facts are listed too."
)
@options.formats("human", "json")
def facts(folder_or_name: tuple[str, ...], playbooks: Path | None, form: str) -> None:
    """List the facts that conditions may read, or show one."""
    from playbook_engine.cli.fact_output import print_facts
    from playbook_engine.cli.sources import optional_release
    from playbook_engine.service.facts import catalogue, facts_named

    folders = [each for each in folder_or_name if Path(each).is_dir() and "." not in each.strip("./")]
    names = [each for each in folder_or_name if each not in folders]
    if len(folders) + (playbooks is not None) > 1 or len(names) > 1:
        raise click.UsageError("give at most one folder and one name")
    release = optional_release(Path(folders[0]) if folders else playbooks)
    found = catalogue(release)
    print_facts(facts_named(found, names[0]) if names else found, form, one=bool(names))
