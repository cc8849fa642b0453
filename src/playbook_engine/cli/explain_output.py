"""Why cases were decided as they were, for people and programs."""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from playbook_engine.cli.output import stdout, write
from playbook_engine.model.decision import Decision
from playbook_engine.service.explaining import Explained


def print_explained(explained: Sequence[Explained], form: str) -> None:
    """Print cases one after the other."""
    if form == "json":
        write(msgspec.json.encode(explained) + b"\n")
        return
    console = stdout()
    for number, each in enumerate(explained):
        if number:
            console.print()
        _print_case(console, each)


def _print_case(console: Console, explained: Explained) -> None:
    decision = explained.trace.decision
    console.print(_heading(decision))
    for sentence in explained.sentences:
        if console.is_terminal:
            console.print(Padding(_styled(sentence), (0, 0, 0, 2), expand=False))
        else:
            console.print(f"  {sentence}", markup=False, soft_wrap=True)


def _heading(decision: Decision) -> Text:
    text = Text(decision.account, style="bold")
    text.append(f"  {decision.day:%a} {decision.day}")
    by = f"{decision.playbook} {decision.version}" if decision.playbook else "no playbook"
    text.append(f"  {by}", style="cyan")
    return text.append(f"  {', '.join(decision.items)}", style="dim")


def _styled(sentence: str) -> Text:
    """A sentence with what is written in backticks set off."""
    text = Text(sentence)
    text.highlight_regex(r"`[^`]+`", "cyan")
    text.highlight_regex(r"\([^()`]+ (?:short|too much|too early|too late)\)", "yellow")
    return text
