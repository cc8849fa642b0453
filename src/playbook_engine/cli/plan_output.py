"""A plan in the format that was asked for: on the standard output, or in a file."""

import datetime as dt
from pathlib import Path

import click
import msgspec
from rich.console import Console
from rich.text import Text

from playbook_engine.cli.decision_text import ROWS, new_table
from playbook_engine.cli.options import Drawing
from playbook_engine.cli.output import note, print_table, stdout, write
from playbook_engine.cli.plots import refuse_what_cannot_be_drawn, show_plots
from playbook_engine.model.money import Money
from playbook_engine.service.plan_page import Page, page_of
from playbook_engine.service.plan_tables import Cell, Table
from playbook_engine.service.plan_words import amount
from playbook_engine.service.planning import Planned
from playbook_engine.service.writing import write_whole
from playbook_engine.service.wrong_use import WrongUse

_ENDINGS = {".json": "json", ".xlsx": "xlsx", ".md": "markdown", ".html": "html"}
_IN_BRIEF = ("changes",)
"""Tables that a terminal shows only where every row is asked for."""


Answer = tuple[str, Path | None]
"""A format, and the file it goes to; the standard output where there is none."""


def answers_of(context: click.Context, form: str, outputs: tuple[Path, ...], drawing: Drawing) -> list[Answer]:
    """What is to be printed or written: in the format that was asked for, else the one that a file's ending says.

    Raises WrongUse.
    """
    refuse_what_cannot_be_drawn(drawing, form, "", "table")
    named = context.get_parameter_source("form") is not click.core.ParameterSource.DEFAULT
    if not outputs:
        if form == "xlsx" and stdout().is_terminal:
            raise WrongUse("a workbook is nothing to read in a terminal", "add `-o plan.xlsx`")
        return [(form, None)]
    if named and len(outputs) > 1:
        raise WrongUse("one format and several files are named", "leave out `--format`: each file's ending says it")
    return [(form if named else _form_of(each), each) for each in outputs]


def _form_of(path: Path) -> str:
    found = _ENDINGS.get(path.suffix.lower())
    if found is None:
        raise WrongUse(f"`{path}` does not say the format", f"end it in {', '.join(_ENDINGS)}, or add `--format`")
    return found


def print_plan(planned: Planned, answers: list[Answer], drawing: Drawing, *, every: bool, quiet: bool = False) -> None:
    """Print a plan, draw it, or write it to files. Raises WrongUse where a file cannot be written."""
    page = page_of(planned.plan)
    drawn = drawing.wanted and _draw(planned, drawing, quiet=quiet)
    for form, path in answers:
        if path is None and drawn:
            continue
        if form == "table" and path is None:
            _print(stdout(), page, every=every)
        elif path is None:
            write(_encoded(planned, page, form, every=every))
        else:
            write_whole(path, _encoded(planned, page, form, every=every))
            note(f"written to {path}", quiet=quiet)


def _draw(planned: Planned, drawing: Drawing, *, quiet: bool) -> bool:
    from playbook_engine.service.plan_pictures import named_plots_of

    return show_plots(named_plots_of(planned), drawing, quiet=quiet)


def _encoded(planned: Planned, page: Page, form: str, *, every: bool) -> bytes:
    match form:
        case "json":
            return msgspec.json.encode(planned.plan) + b"\n"
        case "xlsx":
            from playbook_engine.service.plan_sheets import to_workbook

            return to_workbook(planned.plan, page)
        case "markdown":
            from playbook_engine.service.plan_markdown import to_markdown

            return to_markdown(page).encode()
        case "html":
            from playbook_engine.service.plan_html import to_html
            from playbook_engine.service.plan_pictures import pictures_of

            return to_html(page, pictures_of(planned)).encode()
        case _:
            console = stdout()
            with console.capture() as captured:
                _print(console, page, every=every)
            return captured.get().encode()


def _print(console: Console, page: Page, *, every: bool) -> None:
    console.print(Text(page.title, style="bold"))
    console.print(Text(page.basis, style="dim"))
    if page.verdict:
        console.print(
            Text(f"\nMerge gate: {page.verdict}", style="bold red" if page.verdict == "refused" else "bold green")
        )
        for each in page.gate:
            console.print(Text(f"  {each}"))
    console.print()
    for each in page.lead:
        console.print(Text(f"• {each}"))
    for table in page.tables:
        if every or table.key not in _IN_BRIEF:
            _print_one(console, table, every=every)
    if not every and any(table.key in _IN_BRIEF for table in page.tables):
        console.print(Text("\n--all shows every change", style="dim"))


def _print_one(console: Console, table: Table, *, every: bool) -> None:
    console.print(Text(f"\n{table.title}", style="bold"))
    right = [
        name
        for number, name in enumerate(table.columns)
        if any(isinstance(row[number], int | Money) for row in table.rows)
    ]
    shown = new_table(*table.columns, right=right, wide=["what changes"])
    for row in table.rows if every else table.rows[:ROWS]:
        shown.add_row(*(Text(_shown(cell)) for cell in row))
    if not every and len(table.rows) > ROWS:
        shown.add_row(Text(f"… and {len(table.rows) - ROWS:,} more: --all shows them", style="dim"))
    print_table(console, shown)
    if table.note:
        console.print(Text(table.note, style="dim"))


def _shown(value: Cell) -> str:
    match value:
        case None:
            return ""
        case int():
            return f"{value:,}"
        case Money():
            return amount(value)
        case dt.date():
            return value.isoformat()
        case _:
            return value
