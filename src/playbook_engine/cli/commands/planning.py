"""`playbook plan`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook plan --from main --book book.json --as-of 2026-03-16",
    "playbook plan --from main --to . --book book.json --as-of 2026-03-16 --format markdown > comment.md",
    "playbook plan --from release.json --to playbooks --book book.json --as-of 2026-03-16 -o plan.xlsx",
    "playbook plan --from main --book book.json --as-of 2026-03-16 --fail-on 'contacts +5%, strategic firmer'",
)
@options.folder
@click.option(
    "--from", "before", metavar="STATE", default="", help="Required: the state before, a folder, file or git revision."
)
@click.option(
    "--to", "after", metavar="STATE", default="", help="The state after: the folder as it is, where left out."
)
@options.book
@options.as_of
@click.option("--until", default="", metavar="DAY", help="The last day, such as 2026-06-30.")
@click.option(
    "--days", type=click.IntRange(min=0), default=90, show_default=True, help="How many days, without `--until`."
)
@click.option(
    "--approvals",
    type=click.Choice(["given", "never"]),
    default="given",
    show_default=True,
    help="Whether what needs approval is taken as approved.",
)
@click.option(
    "--strategic", multiple=True, metavar="TIER", help="A tier whose accounts are named: `strategic` where left out."
)
@click.option(
    "--fail-on", multiple=True, metavar="CONDITIONS", help="What must not happen; the exit code is 3 where it does."
)
@click.option(
    "--processes", type=click.IntRange(min=0), default=0, help="How many processes share the work; 0: as many as help."
)
@options.formats("table", "json", "xlsx", "markdown", "html")
@click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Write to a file, whose ending says the format.",
)
@click.option("--all", "every", is_flag=True, help="Show every row, however many there are.")
@options.quiet
@click.pass_context
def plan(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    before: str,
    after: str,
    book_path: Path | None,
    as_of: str,
    until: str,
    days: int,
    approvals: str,
    strategic: tuple[str, ...],
    fail_on: tuple[str, ...],
    processes: int,
    form: str,
    output: Path | None,
    every: bool,
    quiet: bool,
) -> None:
    """Show what a change of playbooks does to a book over the coming days.

    Each state is a folder of playbooks, a release file, or a git revision of the folder. `--fail-on` takes conditions
    such as `contacts +5%`, `approvals +10`, `money +10000 EUR`, `strategic firmer`, `anyone earlier`, `guarantees`.
    """
    import datetime as dt

    from playbook_engine.cli.output import bar
    from playbook_engine.cli.plan_output import form_of, print_plan
    from playbook_engine.cli.plan_sources import sides_of
    from playbook_engine.cli.sources import named_once
    from playbook_engine.service.as_of import day_of, parse_as_of, parse_day
    from playbook_engine.service.merge_gate import parse_conditions
    from playbook_engine.service.planning import STRATEGIC, Asked
    from playbook_engine.service.planning import plan as plan_change

    chosen_form = form_of(context, form, output)
    instant = parse_as_of(as_of)
    asked = Asked(
        as_of=instant,
        until=parse_day(until) if until else day_of(instant) + dt.timedelta(days=days),
        strategic=strategic or STRATEGIC,
        approvals=approvals,
        conditions=parse_conditions(fail_on),
        processes=processes,
    )
    sides, whole = sides_of(named_once(folder, playbooks), before, after, book_path, quiet=quiet)
    planned = plan_change(*sides, asked, bar("planning", quiet=quiet))
    print_plan(planned, chosen_form, output, every=every, quiet=quiet)
    context.exit(REFUSED if planned.plan.refused else 0 if whole else 1)


REFUSED = 3
"""The exit code where a condition of the merge gate is met; 1 and 2 say that something else is wrong."""
