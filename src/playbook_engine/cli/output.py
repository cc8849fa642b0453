"""Where things are printed: data on the standard output, everything else on the error output."""

import os
import sys
from collections.abc import Callable, Iterable, Sequence
from typing import TypeVar

import click
from rich.console import Console
from rich.table import Table

from playbook_engine.model.money import Money

T = TypeVar("T")

WIDE = 140
"""Columns where nobody looks at a terminal, so that a table in a file or a log is not folded."""
LONG = 2_000
"""From so many units on, work is long enough for a bar."""


def stdout() -> Console:
    """For tables and sentences that are the answer."""
    return _console(stderr=False)


def stderr() -> Console:
    """For everything said beside the answer."""
    return _console(stderr=True)


def write(data: bytes) -> None:
    """Data for a program, as it is."""
    click.echo(data, nl=False)


def complain(message: str, help: str = "") -> None:
    """Say what went wrong and the way out."""
    console = stderr()
    console.print("[bold red]error:[/] ", end="")
    console.print(message, markup=False)
    if help:
        console.print("[bold cyan]help:[/] ", end="")
        console.print(help, markup=False)


def note(text: str, *, quiet: bool = False) -> None:
    """Say something beside the answer, unless it should be quiet."""
    if not quiet:
        stderr().print(text, markup=False, style="dim")


def bar(title: str, *, quiet: bool = False, long: int = LONG) -> Callable[[Sequence[T]], Iterable[T]]:
    """What hands on work one by one, with a bar on the error output where it is long and somebody looks."""

    def watch(work: Sequence[T]) -> Iterable[T]:
        console = stderr()
        if quiet or not console.is_terminal or len(work) < long:
            return work
        from rich.progress import track

        return track(work, description=title, console=console, transient=True, update_period=0.2)

    return watch


def print_table(console: Console, table: Table) -> None:
    """A table; without blanks at the ends of its lines where it goes to a file."""
    if console.is_terminal:
        console.print(table)
        return
    with console.capture() as captured:
        console.print(table)
    console.out("\n".join(line.rstrip() for line in captured.get().splitlines()))


def shown(amounts: Iterable[Money]) -> str:
    """Amounts for a reader: `12,300.00 EUR`, one a line."""
    return "\n".join(_grouped(each) for each in amounts if each.minor) or "–"


def counted(number: int, one: str, many: str = "") -> str:
    """`1 case`, `1,234 cases`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def _grouped(money: Money) -> str:
    whole, point, part = money.amount.partition(".")
    return f"{int(whole):,}{point}{part} {money.currency}" if whole != "-0" else str(money)


def _console(*, stderr: bool) -> Console:
    stream = sys.stderr if stderr else sys.stdout
    width = None if stream.isatty() or "COLUMNS" in os.environ else WIDE
    return Console(file=stream, width=width, highlight=False, soft_wrap=False, emoji=False)
