"""`playbook preview`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook preview --book book.json --as-of 2026-03-16 --account ACME",
    "playbook preview --book book.json --as-of 2026-03-16 --account ACME --step final --language de",
)
@options.playbooks_or_release
@options.book
@options.as_of
@options.account
@click.option("--step", default="", metavar="NAME", help="Only messages of this step.")
@click.option("--language", default="", metavar="CODE", help="Only this language, such as `de`.")
@options.formats("human", "json")
@options.quiet
@click.pass_context
def preview(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    release: Path | None,
    book_path: Path | None,
    as_of: str,
    account: str,
    step: str,
    language: str,
    form: str,
    quiet: bool,
) -> None:
    """Show the messages to one account as they would go out, in each language they are written in.

    Where nothing goes on that day, the messages of the next day that has any are shown.
    """
    from playbook_engine.cli.preview_output import print_previews
    from playbook_engine.cli.sources import book_from, named_once, release_from
    from playbook_engine.service.as_of import parse_as_of
    from playbook_engine.service.previewing import preview_action
    from playbook_engine.service.wrong_use import WrongUse

    if not account:
        raise WrongUse("no account is given", "add `--account ID`")
    instant = parse_as_of(as_of)
    chosen = release_from(named_once(folder, playbooks), release, quiet=quiet)
    book, whole = book_from(book_path, chosen, quiet=quiet)
    found = preview_action(chosen, book, instant, account, step=step, language=language)
    print_previews(found, form)
    context.exit(0 if whole else 1)
