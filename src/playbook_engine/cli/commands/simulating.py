"""`playbook simulate`."""

from pathlib import Path
from typing import Any

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook simulate --book book.json --as-of 2026-03-16 --days 90 --customers 'as before'",
    "playbook simulate --book exports/ --scenario summer.yaml --runs 20",
    "playbook simulate --book book.json --scenario summer.yaml --seed other --format ndjson > acts.ndjson",
)
@options.playbooks_or_release
@options.book
@click.option("--scenario", "path", type=click.Path(path_type=Path), metavar="FILE", help="What happens, as a file.")
@click.option("--as-of", metavar="DAY", default="", help="Required unless the scenario says `from`: the first day.")
@click.option("--until", default="", metavar="DAY", help="The last day, such as 2026-06-30.")
@click.option("--days", type=click.IntRange(min=0), help="How many days, without `--until`; 30 where nothing says.")
@click.option("--seed", metavar="TEXT", help="What all chance is made of: the same seed, the same draws.")
@click.option("--runs", type=int, metavar="COUNT", help="How often it is drawn; several give bands.")
@click.option("--customers", type=click.Choice(["as before", "nothing"]), help="What customers do of themselves.")
@click.option("--approvals", type=click.Choice(["given", "refused", "never"]), help="What becomes of questions.")
@click.option("--new-invoices", "invoices", type=int, metavar="COUNT", help="How many are drawn like past ones.")
@options.account
@options.processes
@options.plots("calendar", "funnel")
@options.formats("human", "json", "ndjson", "csv")
@click.option("--all", "every", is_flag=True, help="Show every row, however many there are.")
@options.quiet
@click.pass_context
def simulate(
    context: click.Context,
    /,
    *,
    folder: Path | None,
    playbooks: Path | None,
    release: Path | None,
    book_path: Path | None,
    path: Path | None,
    account: str,
    processes: int,
    drawing: options.Drawing,
    form: str,
    every: bool,
    quiet: bool,
    **said: Any,
) -> None:
    """Live through the coming days: what happens is told by a scenario, or customers do as they did before."""
    from playbook_engine.cli.output import bar
    from playbook_engine.cli.plots import refuse_what_cannot_be_drawn, show_plots
    from playbook_engine.cli.simulation_output import print_simulated, seen_in
    from playbook_engine.cli.sources import book_from, named_once, release_from
    from playbook_engine.service.simulating import simulate_book

    refuse_what_cannot_be_drawn(drawing, form, account, "human")
    chosen = release_from(named_once(folder, playbooks), release, quiet=quiet)
    book, whole = book_from(book_path, chosen, quiet=quiet)
    wanted = _wanted(path, chosen, book, said)
    listed = form != "human" or drawing.wanted
    watch = bar("simulating", quiet=quiet, long=20)
    found = simulate_book(chosen, book, wanted, account=account, acts=listed, processes=processes, watch=watch)
    if not show_plots(seen_in(chosen, book, found).plots("calendar", "funnel"), drawing, quiet=quiet):
        print_simulated(chosen, book, found, form, every=every)
    context.exit(0 if whole else 1)


def _wanted(path: Path | None, release: Any, book: Any, said: dict[str, Any]) -> Any:
    """What is asked for here, else in the file. Raises WrongUse; Unusable where the file has faults (printed)."""
    from playbook_engine.service.as_of import parse_day
    from playbook_engine.service.simulating import Asked, wanted_of

    as_of, until = said.pop("as_of"), said.pop("until")
    asked = Asked(first=parse_day(as_of) if as_of else None, last=parse_day(until) if until else None, **said)
    return wanted_of(asked, _written(path, release, book) if path is not None else None)


def _written(path: Path, release: Any, book: Any) -> Any:
    from playbook_engine.cli.fault_text import print_diagnostics
    from playbook_engine.cli.output import stderr
    from playbook_engine.service.simulating import read_scenario_file
    from playbook_engine.service.wrong_use import Unusable

    read = read_scenario_file(path, release, book)
    print_diagnostics(stderr(), read.diagnostics, {read.path: read.text})
    if read.scenario is None:
        raise Unusable(f"the scenario `{path}` has faults", "mend what is shown above")
    return read.scenario
