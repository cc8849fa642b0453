"""`playbook explain`."""

import re
from pathlib import Path

import rich_click as click

from playbook_engine.cli import options

_CODE = re.compile(r"(?i)PB[0-9]+")


@options.command(
    "playbook explain --book book.json --as-of 2026-03-16 --account ACME",
    "playbook explain --book book.json --as-of 2026-03-16 --item INV-1 --format json",
    "playbook explain PB201  # the page of a diagnostic code",
)
@options.playbooks_or_release
@options.book
@options.as_of
@options.account
@click.option("--item", default="", metavar="ID", help="The case that holds this item or invoice.")
@click.option("--case", default="", metavar="ID", help="This case, as `decide` names it.")
@options.formats("human", "json")
@options.quiet
@click.pass_context
def explain(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    release: Path | None,
    book_path: Path | None,
    as_of: str,
    account: str,
    item: str,
    case: str,
    form: str,
    quiet: bool,
) -> None:
    """Say in sentences why something goes out for a customer on a day, or why nothing does.

    Each condition that was tried is shown with the value of its fact and the distance to the other answer, and the day
    on which something changes by itself. A code in place of the folder prints the page of that code.
    """
    if folder and _CODE.fullmatch(str(folder)):
        _explain_code(str(folder))
        return
    from playbook_engine.cli.explain_output import print_explained
    from playbook_engine.cli.sources import book_from, named_once, release_from
    from playbook_engine.service.as_of import parse_as_of
    from playbook_engine.service.explaining import explain_case
    from playbook_engine.service.wrong_use import WrongUse

    if not (account or item or case):
        raise WrongUse("no case is named", "add `--account ID`, `--item ID` or `--case ID`; or name a code: PB201")
    instant = parse_as_of(as_of)
    chosen = release_from(named_once(folder, playbooks), release, quiet=quiet)
    book, whole = book_from(book_path, chosen, quiet=quiet)
    print_explained(explain_case(chosen, book, instant, account=account, item=item, case=case), form)
    context.exit(0 if whole else 1)


def _explain_code(code: str) -> None:
    """Print the page of a code."""
    from rich.markdown import Markdown

    from playbook_engine.cli.output import stdout
    from playbook_engine.service.packaged import page_of

    page = page_of(code)
    console = stdout()
    if console.is_terminal:
        console.print(Markdown(page))
    else:
        click.echo(page, nl=False)
