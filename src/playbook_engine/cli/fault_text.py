"""Diagnostics for a person at a terminal, in colour where there is any."""

from collections.abc import Iterable, Mapping, Sequence

from rich.console import Console
from rich.text import Text

from playbook_engine.cli.output import note, stderr
from playbook_engine.language.rendering import render
from playbook_engine.model.diagnostic import Diagnostic

MOST_SHOWN = 20
"""Faults of a book that are shown; an export with one wrong column has a hundred thousand of them."""

_STYLES = {"error": "bold red", "warning": "bold yellow", "note": "bold cyan"}


def print_book_faults(diagnostics: Sequence[Diagnostic]) -> None:
    """Print the first faults of a book to the error output, errors before warnings, and how many more there are."""
    ranked = sorted(diagnostics, key=lambda each: each.severity != "error")
    print_diagnostics(stderr(), ranked[:MOST_SHOWN], {})
    if len(diagnostics) > MOST_SHOWN:
        note(f"… and {len(diagnostics) - MOST_SHOWN:,} more")


def print_diagnostics(console: Console, diagnostics: Iterable[Diagnostic], texts: Mapping[str, str]) -> None:
    """Print each with the lines at fault; `texts` of files by path as it stands in the places."""
    for each in diagnostics:
        block = render(each, texts.get(each.place.path))
        for number, line in enumerate(block.split("\n")):
            console.print(_coloured(line, each.severity, first=number == 0), soft_wrap=True)
        console.print()


def _coloured(line: str, severity: str, *, first: bool) -> Text:
    """One line of a rendered fault; the colour says what it is, the text is the same without."""
    text = Text(line)
    if first:
        text.stylize(_STYLES[severity], 0, line.index(":"))
        text.stylize("bold", line.index(":"))
    elif line.lstrip().startswith("-->"):
        text.stylize("cyan")
    elif line.lstrip().startswith("= help:"):
        text.stylize("green")
    elif line.lstrip().startswith("= more:"):
        text.stylize("dim")
    elif line.lstrip().startswith("|") and set(line) <= set(" |^"):
        text.stylize(_STYLES[severity])
    return text
