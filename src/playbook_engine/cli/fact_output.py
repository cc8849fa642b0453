"""The catalogue of facts for people and programs."""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.text import Text

from playbook_engine.cli.decision_text import new_table
from playbook_engine.cli.output import print_table, stdout, write
from playbook_engine.model.facts import Fact, Kind

PHRASES: dict[Kind, tuple[str, ...]] = {
    "text": ("strategic", "[DE, AT, CH]", "not DE", "starts with PO-"),
    "tags": ("has vip", "has any of vip or partner", "has none of vip or partner"),
    "number": ("3", "15 to 29", "at least 2", "less than 10"),
    "money": ("at least 1000 EUR", "from 1000 EUR to below 5000 EUR", "more than 0 EUR"),
    "percent": ("at least 10%", "less than 50%"),
    "date": ("within 30 days", "in the last 90 days", "more than 90 days ago", "before 2026-03-01"),
    "yes/no": ("yes", "no"),
}
"""Ways to compare a fact of each kind."""


def print_facts(facts: Sequence[Fact], form: str, *, one: bool) -> None:
    """Print facts; `one`: a single one is shown with all there is to know."""
    if form == "json":
        write(msgspec.json.encode(facts) + b"\n")
    elif one and len(facts) == 1:
        _print_one(stdout(), facts[0])
    else:
        _print_table(stdout(), facts)


def _print_table(console: Console, facts: Sequence[Fact]) -> None:
    table = new_table("fact", "type", "missing?", "what it says", wide=["what it says"])
    scope = ""
    for each in facts:
        if scope and each.scope != scope:
            table.add_section()
        scope = each.scope
        missing = Text("may be", style="yellow") if each.optional else Text("never", style="dim")
        table.add_row(Text(each.name, style="cyan"), Text(_kind(each)), missing, Text(each.sentence))
    print_table(console, table)


def _print_one(console: Console, fact: Fact) -> None:
    console.print(Text(fact.name, style="bold cyan"))
    console.print(Text(fact.sentence))
    lines = {
        "type": _kind(fact),
        "values": ", ".join(fact.values),
        "missing": "may be: ask with `none` or `present`" if fact.optional else "never",
        "changes": "also from one day to the next by itself" if fact.moves else "only when something happens",
        "comes from": f"the field `{fact.source}` of a record" if fact.source else "computed",
    }
    for name, text in lines.items():
        if text:
            console.print(Text(f"  {name:<11}", style="dim").append(text, style="default"))
    console.print(Text("  compare    ", style="dim").append(_example(fact), style="default"))


def _example(fact: Fact) -> str:
    phrases = fact.values[:2] if fact.values else PHRASES[fact.kind]
    known = (*phrases, "none", "present") if fact.optional else phrases
    return f"\n{' ' * 13}".join(f"{fact.name}: {phrase}" for phrase in known)


def _kind(fact: Fact) -> str:
    return f"{fact.kind} in {fact.unit}" if fact.unit else fact.kind
