"""Reports as tables for a terminal, and for a page."""

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


def page(heading: Sequence[str], reports: Sequence[Report]) -> str:
    """The same as Markdown, for `docs/benchmarks.md`."""
    lines = [" · ".join(heading)]
    for report in reports:
        lines += ["", f"**{report.name}**: {report.title} ({report.size:,})", "", "| | time | a second | ratio | |"]
        lines += ["|---|---|---|---|---|", *(f"| {' | '.join(_cells(each))} |" for each in report.figures)]
        if report.memory:
            lines += ["", "| memory of a process that decides | invoices | before | at the peak |", "|---|---|---|---|"]
            lines += [f"| {' | '.join(_bytes(each))} |" for each in report.memory]
        if report.aims:
            lines += ["", "| aim | aimed at | reached | |", "|---|---|---|---|"]
            lines += [
                f"| {each.what} | {_wanted(each)} | {_number(each.reached)} | {'met' if each.met else '**not met**'} |"
                for each in report.aims
            ]
        lines += [line for note in report.notes for line in ("", f"{note}.")]
    return "\n".join(lines) + "\n"


def _figures(figures: Sequence[Figure]) -> Table:
    table = Table("", box=None, pad_edge=False, header_style="dim")
    for title in ("time", "a second", "ratio"):
        table.add_column(title, justify="right")
    table.add_column()
    for each in figures:
        table.add_row(*_cells(each))
    return table


def _cells(each: Figure) -> tuple[str, ...]:
    ratio = "" if each.ratio is None else f"{each.ratio:,.2f}"
    rate = f"{1 / each.seconds:,.0f}" if each.seconds < 0.1 else f"{1 / each.seconds:,.2f}"
    return each.name, f"{_time(each.seconds)} / {each.unit}", rate, ratio, each.note


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
        table.add_row(*_bytes(each))
    return table


def _bytes(each: Memory) -> tuple[str, ...]:
    before, peak = (f"{size / MEGABYTE:,.0f} MB" for size in (each.before, each.peak))
    return each.way, f"{each.invoices:,}", before, peak


def _aim(aim: Aim) -> str:
    mark = "[green]met[/]    " if aim.met else "[red]not met[/]"
    return f"{mark}  {aim.what}: {_number(aim.reached)}, aimed at {_wanted(aim)}"


def _wanted(aim: Aim) -> str:
    return f"{'at most' if aim.at_most else 'at least'} {_number(aim.aim)}"


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 else f"{value:.3g}"
