"""`playbook forecast`."""

from pathlib import Path
from typing import Literal

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook forecast --book book.json --as-of 2026-03-16 --days 14",
    "playbook forecast --book book.json --as-of 2026-03-16 --until 2026-06-30 --account ACME",
    "playbook forecast --book book.json --as-of 2026-03-16 --format csv > coming.csv",
)
@options.playbooks_or_release
@options.book
@options.as_of
@click.option("--until", default="", metavar="DAY", help="The last day, such as 2026-04-30.")
@click.option(
    "--days", type=click.IntRange(min=0), default=30, show_default=True, help="How many days, without `--until`."
)
@options.account
@click.option(
    "--approvals",
    type=click.Choice(["given", "never"]),
    default="given",
    show_default=True,
    help="Whether what needs approval is taken as approved.",
)
@options.plots("calendar", "funnel", "ageing", "timeline")
@options.formats("human", "json", "ndjson", "csv")
@options.quiet
@click.pass_context
def forecast(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    release: Path | None,
    book_path: Path | None,
    as_of: str,
    until: str,
    days: int,
    account: str,
    approvals: str,
    drawing: options.Drawing,
    form: str,
    quiet: bool,
) -> None:
    """Show what would go out on the coming days if nothing else happened."""
    import datetime as dt

    from playbook_engine.cli.forecast_output import print_forecast, seen_in
    from playbook_engine.cli.output import bar
    from playbook_engine.cli.plots import refuse_what_cannot_be_drawn, show_plots
    from playbook_engine.cli.sources import book_from, named_once, release_from
    from playbook_engine.service.as_of import day_of, parse_as_of, parse_day
    from playbook_engine.service.forecasting import forecast_book

    refuse_what_cannot_be_drawn(drawing, form, account, "human")
    instant = parse_as_of(as_of)
    last = parse_day(until) if until else day_of(instant) + dt.timedelta(days=days)
    chosen = release_from(named_once(folder, playbooks), release, quiet=quiet)
    book, whole = book_from(book_path, chosen, quiet=quiet)
    given: Literal["given", "never"] = "given" if approvals == "given" else "never"
    found = forecast_book(
        chosen, book, instant, last, account=account, approvals=given, watch=bar("forecasting", quiet=quiet)
    )
    if not show_plots(seen_in(chosen, book, found, account).plots(), drawing, quiet=quiet):
        print_forecast(chosen, book, found, form)
    context.exit(0 if whole else 1)
