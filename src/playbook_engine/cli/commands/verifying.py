"""`playbook verify`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook verify receipt.json --release release.json --book book.json",
    "playbook verify receipt.json --playbooks playbooks --book exports/ --format json",
)
@click.argument("receipt", type=click.Path(path_type=Path))
@options.playbooks_or_release
@options.book
@options.formats("human", "json")
@options.quiet
@click.pass_context
def verify(
    context: click.Context,
    *,
    receipt: Path,
    folder: Path | None,
    playbooks: Path | None,
    release: Path | None,
    book_path: Path | None,
    form: str,
    quiet: bool,
) -> None:
    """Decide again what a receipt is of, and say which part comes out otherwise.

    The exit code is 0 where the receipt holds and 1 where it does not.
    """
    from playbook_engine.cli.output import bar
    from playbook_engine.cli.receipt_output import print_differences
    from playbook_engine.cli.sources import book_from, named_once, release_from
    from playbook_engine.service.deciding import verify_receipt
    from playbook_engine.service.receipts import load_receipt

    said = load_receipt(receipt)
    chosen = release_from(named_once(folder, playbooks), release, quiet=quiet)
    book, _whole = book_from(book_path, chosen, quiet=quiet)
    found = verify_receipt(said, chosen, book, bar("deciding again", quiet=quiet))
    print_differences(said, found, form)
    context.exit(1 if found else 0)
