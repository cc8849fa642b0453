"""`playbook check`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook check  # the folder `playbooks`, or `.`",
    "playbook check playbooks --since main  # versions were raised where meaning changed",
    "playbook check playbooks --since release.json --book book.json",
    "playbook check --format github --strict  # in a workflow",
)
@options.folder
@click.option("--since", default="", metavar="STATE", help="Compare with a folder, a release file or a git revision.")
@click.option(
    "--book", "book_path", type=click.Path(path_type=Path), metavar="PATH", help="Count the cases of removed playbooks."
)
@click.option("--strict", is_flag=True, help="Warnings fail too.")
@options.formats("human", "json", "github", "sarif")
@options.quiet
@click.pass_context
def check(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    since: str,
    book_path: Path | None,
    strict: bool,
    form: str,
    quiet: bool,
) -> None:
    """Check a folder of playbooks: text, structure, meaning, references and templates.

    All faults are reported at once, each with its place and a way out; `playbook explain PB201` shows the page of a
    code. The exit code is 1 where there are errors, with `--strict` also where there are warnings.
    """
    from playbook_engine.cli.diagnostics import print_checked
    from playbook_engine.cli.sources import book_from, one_folder
    from playbook_engine.service.folders import against, check_folder

    checked = check_folder(one_folder(folder, playbooks))
    if since:
        book = book_from(book_path, checked.release, quiet=quiet)[0] if book_path and checked.release else None
        checked = against(checked, since, book)
    print_checked(checked, form, quiet=quiet)
    context.exit(0 if checked.passed(strict=strict) else 1)
