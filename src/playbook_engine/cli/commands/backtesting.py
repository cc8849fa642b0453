"""`playbook backtest`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook backtest --book book.json --from 2026-01-01 --until 2026-03-31",
    "playbook backtest playbooks --book exports/ --from 2025-01-01 --until 2025-12-31 --account ACME",
    "playbook backtest --book book.json --from 2026-01-01 --until 2026-03-31 --plot calendar",
    "playbook backtest --release release.json --book book.json --from 2026-01-01 --until 2026-03-31 --format csv",
)
@options.playbooks_or_release
@options.book
@click.option("--from", "first", default="", metavar="DAY", help="Required: the first day, such as 2026-01-01.")
@click.option("--until", "last", default="", metavar="DAY", help="Required: the last day, such as 2026-03-31.")
@options.account
@click.option(
    "--approvals",
    type=click.Choice(["given", "never"]),
    default="given",
    show_default=True,
    help="Whether what needs approval is taken as approved.",
)
@click.option(
    "--syncs",
    type=click.Choice(["daily", "recorded"]),
    default="daily",
    show_default=True,
    help="Whether every source was read every day, or on the days that the book records.",
)
@options.processes
@options.plots("calendar", "funnel", "ageing", "compared", "timeline")
@options.formats("table", "json", "csv")
@click.option("--all", "every", is_flag=True, help="Show every row, however many there are.")
@options.quiet
@click.pass_context
def backtest(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    release: Path | None,
    book_path: Path | None,
    first: str,
    last: str,
    account: str,
    approvals: str,
    syncs: str,
    processes: int,
    drawing: options.Drawing,
    form: str,
    every: bool,
    quiet: bool,
) -> None:
    """Show what would have gone out on days that are past, against what did.

    Payments, promises and disputes come in on the days on which they became known. What was really sent since the
    first day is left out of what the release is told, and counted beside what it would have sent.
    """
    from playbook_engine.cli.backtest_output import print_back_test, remark, seen_in
    from playbook_engine.cli.output import bar
    from playbook_engine.cli.plots import refuse_what_cannot_be_drawn, show_plots
    from playbook_engine.cli.sources import book_from, named_once, release_from
    from playbook_engine.service.backtesting import back_test, span_of

    refuse_what_cannot_be_drawn(drawing, form, account, "table")
    span = span_of(first, last, approvals=approvals, syncs=syncs)
    chosen = release_from(named_once(folder, playbooks), release, quiet=quiet)
    book, whole = book_from(book_path, chosen, quiet=quiet)
    watch = bar("testing back", quiet=quiet, long=100)
    found = back_test(chosen, book, span, account=account, processes=processes, watch=watch)
    if not show_plots(seen_in(chosen, book, found, account).plots(), drawing, quiet=quiet):
        print_back_test(chosen, book, found, form, every=every)
    remark(found, quiet=quiet)
    context.exit(0 if whole else 1)
