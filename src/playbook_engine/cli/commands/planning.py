"""`playbook plan`."""

from pathlib import Path
from typing import Any

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook plan --from main --book book.json --as-of 2026-03-16",
    "playbook plan --from main --to . --book book.json --as-of 2026-03-16 --format markdown > comment.md",
    "playbook plan --from release.json --to playbooks --book book.json --as-of 2026-03-16 -o plan.xlsx -o plan.html",
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
@click.option("--as-of", default="", metavar="DATE", help="Required unless a scenario says `from`: the first day.")
@click.option("--until", default="", metavar="DAY", help="The last day, such as 2026-06-30.")
@click.option("--days", type=click.IntRange(min=0), help="How many days, without `--until`; 90 where nothing says.")
@click.option("--scenario", type=click.Path(path_type=Path), metavar="FILE", help="What happens meanwhile, as a file.")
@click.option(
    "--approvals", type=click.Choice(["given", "refused", "never"]), help="What becomes of questions; else `given`."
)
@click.option(
    "--strategic", multiple=True, metavar="TIER", help="A tier whose accounts are named: `strategic` where left out."
)
@click.option(
    "--fail-on", multiple=True, metavar="CONDITIONS", help="What must not happen; the exit code is 3 where it does."
)
@options.processes
@options.plots("compared", "before", "after")
@options.formats("table", "json", "xlsx", "markdown", "html")
@click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A file to write, whose ending says the format; may be given several times.",
)
@click.option("--all", "every", is_flag=True, help="Show every row, however many there are.")
@options.quiet
@click.pass_context
def plan(
    context: click.Context,
    /,
    *,
    folder: Path | None,
    playbooks: Path | None,
    before: str,
    after: str,
    book_path: Path | None,
    strategic: tuple[str, ...],
    fail_on: tuple[str, ...],
    processes: int,
    drawing: options.Drawing,
    form: str,
    outputs: tuple[Path, ...],
    every: bool,
    quiet: bool,
    **said: Any,
) -> None:
    """Show what a change of playbooks does to a book over the coming days.

    Each state is a folder of playbooks, a release file, or a git revision of the folder. `--fail-on` takes conditions
    such as `contacts +5%`, `approvals +10`, `money +10000 EUR`, `strategic firmer`, `anyone earlier`, `guarantees`.
    """
    from playbook_engine.cli.output import bar
    from playbook_engine.cli.plan_output import answers_of, print_plan
    from playbook_engine.cli.plan_sources import asked_of, sides_of
    from playbook_engine.cli.sources import named_once
    from playbook_engine.service.merge_gate import parse_conditions
    from playbook_engine.service.planning import plan as plan_change

    answers = answers_of(context, form, outputs, drawing)
    conditions = parse_conditions(fail_on)
    sides, whole = sides_of(named_once(folder, playbooks), before, after, book_path, quiet=quiet)
    asked = asked_of(sides[1], strategic, conditions, processes, said)
    planned = plan_change(*sides, asked, bar("planning", quiet=quiet))
    print_plan(planned, answers, drawing, every=every, quiet=quiet)
    context.exit(REFUSED if planned.plan.refused else 0 if whole else 1)


REFUSED = 3
"""The exit code where a condition of the merge gate is met; 1 and 2 say that something else is wrong."""
