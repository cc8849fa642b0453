"""`playbook init`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook init  # into the folder `playbooks`",
    "playbook init collections/rules",
)
@click.argument("folder", type=click.Path(path_type=Path), default="playbooks", metavar="[DIR]")
@options.quiet
def init(folder: Path, quiet: bool) -> None:
    """Write a starter set of playbooks, with templates and tests, into a new folder.

    Nothing is written over: where one of the files is already there, nothing is written at all.
    """
    from playbook_engine.cli.output import counted, note
    from playbook_engine.service.starting import start_folder

    written = start_folder(folder)
    for path in written:
        click.echo((folder / path).as_posix())
    note(f"{counted(len(written), 'file')} written; next: `playbook check {folder}`", quiet=quiet)
