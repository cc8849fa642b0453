"""Reports as tables for a terminal."""

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from benchmarks.figures import Aim, Figure, Memory, Report

MEGABYTE = 1_000_000


def show(heading: Sequence[str], reports: Sequence[Report]) -> None:
    """Print the circumstances of a run, and each report with its aims beside what was reached."""
    console = Console(width=None if Console().is_terminal else 120, highlight=False)
    console.print(" · ".join(heading), style="dim")
    for report in reports:
        console.print(f"\n[bold]{report.name}[/]: {report.title} [dim]({report.size:,})[/]")
        console.print(_figures(report.figures))
        if report.memory:
            console.print(_memory(report.memory))
        for aim in report.aims:
            console.print(_aim(aim))
        for note in report.notes:
            console.print(note, style="dim")


def _figures(figures: Sequence[Figure]) -> Table:
    table = Table("", box=None, pad_edge=False, header_style="dim")
    for title in ("time", "a second", "ratio"):
        table.add_column(title, justify="right")
    table.add_column()
    for each in figures:
        ratio = "" if each.ratio is None else f"{each.ratio:,.2f}"
        rate = f"{1 / each.seconds:,.0f}" if each.seconds < 0.1 else f"{1 / each.seconds:,.2f}"
        table.add_row(each.name, f"{_time(each.seconds)} / {each.unit}", rate, ratio, each.note)
    return table


def _time(seconds: float) -> str:
    for unit, size in (("s", 1.0), ("ms", 1e-3), ("µs", 1e-6)):
        if seconds >= size:
            return f"{seconds / size:,.2f} {unit}"
    return f"{seconds * 1e9:,.0f} ns"


def _memory(memory: Sequence[Memory]) -> Table:
    table = Table("memory of a process that decides", box=None, pad_edge=False, header_style="dim")
    for title in ("invoices", "before", "at the peak"):
        table.add_column(title, justify="right")
    for each in memory:
        before, peak = (f"{size / MEGABYTE:,.0f} MB" for size in (each.before, each.peak))
        table.add_row(each.way, f"{each.invoices:,}", before, peak)
    return table


def _aim(aim: Aim) -> str:
    mark = "[green]met[/]    " if aim.met else "[red]not met[/]"
    wanted = "at most" if aim.at_most else "at least"
    return f"{mark}  {aim.what}: {_number(aim.reached)}, aimed at {wanted} {_number(aim.aim)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
