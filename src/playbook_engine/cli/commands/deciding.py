"""`playbook decide`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook decide --book book.json --as-of 2026-03-16",
    "playbook decide --release release.json --book exports/ --as-of 2026-03-16T09:00:00+01:00",
    "playbook decide --book book.json --as-of 2026-03-16 --account ACME",
    "playbook decide --book book.json --as-of 2026-03-16 --format csv > today.csv",
)
@options.playbooks_or_release
@options.book
@options.as_of
@options.account
@options.formats("human", "json", "ndjson", "csv")
@click.option(
    "--receipt", type=click.Path(path_type=Path), metavar="FILE", help="Write a receipt, for `playbook verify`."
)
@click.option("--all", "every", is_flag=True, help="Show every row, however many there are.")
@click.option("--strict", is_flag=True, help="Decide nothing where a record of the book cannot be read.")
@options.quiet
@click.pass_context
def decide(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    release: Path | None,
    book_path: Path | None,
    as_of: str,
    account: str,
    form: str,
    receipt: Path | None,
    every: bool,
    strict: bool,
    quiet: bool,
) -> None:
    """Decide what goes out on a day, and say why nothing else does.

    Records that cannot be read are listed on the error output; the rest is decided, and the exit code is 1.
    """
    from playbook_engine.cli.decided import print_decided
    from playbook_engine.cli.output import bar
    from playbook_engine.cli.sources import book_from, named_once, release_from
    from playbook_engine.service.as_of import parse_as_of
    from playbook_engine.service.deciding import decide_book
    from playbook_engine.service.receipts import save_receipt

    instant = parse_as_of(as_of)
    chosen = release_from(named_once(folder, playbooks), release, quiet=quiet)
    book, whole = book_from(book_path, chosen, strict=strict, quiet=quiet)
    decided = decide_book(chosen, book, instant, account, bar("deciding", quiet=quiet))
    if receipt is not None:
        save_receipt(decided.receipt, receipt)
    print_decided(chosen, book, decided, form, every=every)
    context.exit(0 if whole else 1)
