"""`playbook schema`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook schema -o .schemas  # all of them, with the names of the folder that stands here",
    "playbook schema playbooks --name book  # one, on the standard output",
)
@options.folder
@click.option("--name", default="", metavar="NAME", help="Only this schema, such as `book`.")
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="DIR", help="Write a file each into a folder.")
@options.quiet
def schema(*, folder: Path | None, playbooks: Path | None, name: str, output: Path | None, quiet: bool) -> None:
    """Write the JSON Schemas of the files that are read and written, for editors and for programs.

    With a folder of playbooks they know its facts, roles, tones, templates, tables, calendars, segments and steps.
    Without `-o` the names of all schemas are listed, or the one that `--name` names is printed.
    """
    from playbook_engine.cli.output import counted, note
    from playbook_engine.cli.sources import named_once
    from playbook_engine.service.schemas import names_in, save_schemas, schemas, schemas_named, text_of

    known, sound = names_in(named_once(folder, playbooks))
    if not sound:
        note("the folder has faults, so some of its names may be missing: `playbook check` shows them", quiet=quiet)
    found = schemas(known)
    if name:
        found = {name: schemas_named(found, name)}
    if output is not None:
        written = save_schemas(found, output)
        for path in written:
            click.echo(path.as_posix())
        note(f"{counted(len(written), 'schema')} written", quiet=quiet)
    elif name:
        click.echo(text_of(found[name]), nl=False)
    else:
        for each in found:
            click.echo(each)
