"""`playbook publish`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook publish playbooks --to https://playbooks.example.com --key KEY",
    "playbook publish playbooks --revision v8 --title 'March' --to https://playbooks.example.com",
    "playbook publish playbooks --database sqlite:///playbook.db --organisation acme --author ann@example.com",
)
@options.folder
@click.option("--revision", default="", metavar="REV", help="As a git revision has it, such as `HEAD` or a tag.")
@click.option("--title", default="", metavar="TEXT", help="What people will know it by.")
@click.option("--to", "address", default="", metavar="URL", help="The server that takes it in.")
@click.option("--key", envvar="PLAYBOOK_ENGINE_KEY", default="", metavar="KEY", help="Your key at that server.")
@click.option("--database", default="", metavar="URL", help="Straight into a database, with no server between.")
@click.option("--organisation", default="", metavar="ID", help="Whose it is, in a database.")
@click.option("--author", default="", metavar="NAME", help="Who publishes it, in a database; another has to approve.")
@options.formats("human", "json")
@options.quiet
def publish(
    *,
    folder: Path | None,
    playbooks: Path | None,
    revision: str,
    title: str,
    address: str,
    key: str,
    database: str,
    organisation: str,
    author: str,
    form: str,
    quiet: bool,
) -> None:
    """Publish a folder of playbooks as a release: it is checked, its tests are run, and it is kept as it is.

    It decides nothing until somebody else has approved it and it was activated. A release that was published before
    keeps its number.
    """
    from playbook_engine.cli.publish_output import into_database, print_refusal, print_sent, to_server
    from playbook_engine.cli.sources import one_folder
    from playbook_engine.service.production.releases_checking import NotSound
    from playbook_engine.service.production.releases_gathering import gathered
    from playbook_engine.service.wrong_use import WrongUse

    if bool(address) == bool(database):
        raise WrongUse("it is not said where to publish", "add `--to URL` for a server, or `--database URL`")
    place = one_folder(folder, playbooks)
    upload = gathered(place, revision, title)
    try:
        sent = to_server(upload, address, key) if address else into_database(upload, database, organisation, author)
    except NotSound as refused:
        print_refusal(place, upload.files, refused)
        raise
    print_sent(sent, form, quiet=quiet)
