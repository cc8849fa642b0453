"""`playbook test`."""

from pathlib import Path

import rich_click as click

from playbook_engine.cli import options


@options.command(
    "playbook test  # the tests of the folder `playbooks`, or `.`",
    "playbook test playbooks -k renewal  # those whose file or name contains `renewal`",
    "playbook test --format junit > report.xml",
)
@options.folder
@click.option("-k", "only", default="", metavar="TEXT", help="Only tests whose file or name contains this.")
@click.option("--coverage", is_flag=True, help="List the rules that no test reaches.")
@options.formats("human", "json", "junit")
@options.quiet
@click.pass_context
def test(
    context: click.Context,
    *,
    folder: Path | None,
    playbooks: Path | None,
    only: str,
    coverage: bool,
    form: str,
    quiet: bool,
) -> None:
    """Run the timeline tests of a folder of playbooks.

    Each test is run as written, then twice a day, with the book shuffled, on the days that decisions name and on
    Mondays alone, which must not change what it proves. A failure shows the day, what was expected, what came, and why.
    """
    from playbook_engine.cli.output import bar
    from playbook_engine.cli.sources import one_folder
    from playbook_engine.cli.test_output import print_tests
    from playbook_engine.service.testing import run_tests

    ran = run_tests(one_folder(folder, playbooks), only=only, watch=bar("testing", quiet=quiet))
    print_tests(ran, form, coverage=coverage, quiet=quiet)
    context.exit(0 if ran.passed else 1)
