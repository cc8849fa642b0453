"""`playbook fmt`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options

_PATH = click.Path(path_type=Path)


@options.command(
    "playbook fmt  # the folder `playbooks`, or `.`",
    "playbook fmt playbooks/strategic.yaml  # one file",
    "playbook fmt --check  # for CI: 1 where something would change",
    "playbook fmt --diff  # shows what would change, writes nothing",
)
@click.argument("paths", type=_PATH, nargs=-1, metavar="[PATH]...")
@click.option("--playbooks", type=_PATH, metavar="DIR", help="The playbook folder.")
@click.option("--check", is_flag=True, help="Write nothing; exit code 1 where something would change.")
@click.option("--diff", is_flag=True, help="Write nothing; print what would change.")
@options.formats("human", "json")
@options.quiet
@click.pass_context
def fmt(
    context: click.Context,
    *,
    paths: tuple[Path, ...],
    playbooks: Path | None,
    check: bool,
    diff: bool,
    form: str,
    quiet: bool,
) -> None:
    """Bring playbook files into their usual form, keeping every comment and the order of keys.

    Files that cannot be read stay as they are, and the exit code is 1: `playbook check` says what is wrong with them.
    """
    from playbook_engine.cli.difference import print_formatted
    from playbook_engine.cli.output import complain, counted, note
    from playbook_engine.cli.sources import one_folder
    from playbook_engine.service.formatting import formatted, write_formatted

    given = [*paths, *([playbooks] if playbooks else [])] or [one_folder(None, None)]
    plan = formatted(given)
    changed = [each for each in plan if each.changes]
    print_formatted(plan, form, diff=diff)
    if not (check or diff):
        write_formatted(plan)
    verb = "would change" if check or diff else "changed"
    note(f"{counted(len(plan), 'file')}, {len(changed)} {verb}", quiet=quiet)
    unreadable = [each.path for each in plan if not each.readable]
    for path in unreadable:
        complain(
            f"`{path.as_posix()}` cannot be read and stays as it is", "`playbook check` says what is wrong with it"
        )
    context.exit(1 if unreadable or (check and changed) else 0)
