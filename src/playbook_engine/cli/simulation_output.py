"""A simulated scenario in the format that was asked for."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence

import msgspec
from rich.console import Console
from rich.text import Text

from playbook_engine.cli.decided import names_of
from playbook_engine.cli.output import counted, print_table, stdout, write
from playbook_engine.cli.simulation_tables import tables_of
from playbook_engine.model.book import Book
from playbook_engine.model.canonical import canonical
from playbook_engine.model.release import Release
from playbook_engine.service.plotting import Seen
from playbook_engine.service.simulating import Simulated
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.measures import Measures

COLUMNS = (
    "day", "account", "name", "case", "playbook", "version", "step", "kind", "tone", "items", "amount", "assign",
    "asked", "id",
)  # fmt: skip
"""One row an act; `asked`: somebody has to approve it."""


def print_simulated(release: Release, book: Book, found: Simulated, form: str, *, every: bool) -> None:
    """Print what came of a scenario; `every` leaves no row out of the tables for people."""
    match form:
        case "json":
            write(msgspec.json.encode(found) + b"\n")
        case "ndjson":
            write(b"".join(canonical(each) + b"\n" for each in found.acts))
        case "csv":
            write(as_table(found.acts, names_of(book)))
        case _:
            _print_tables(stdout(), found, release.organisation.tones, every=every)


def seen_in(release: Release, book: Book, found: Simulated) -> Seen:
    """What the plots of a scenario are drawn from: the acts of its first run."""
    return Seen(release=release, book=book, acts=found.acts, first=found.wanted.first, last=found.wanted.last)


def as_table(acts: Iterable[Act], names: Mapping[str, str]) -> bytes:
    """CSV with a header; amounts as `1000.10 EUR`, several values in a cell joined by `; `."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    writer.writerows(_row(each, names) for each in acts)
    return text.getvalue().encode()


def _row(act: Act, names: Mapping[str, str]) -> dict[str, str]:
    action = act.action
    return {
        "day": str(act.day),
        "account": act.account,
        "name": names.get(act.account, ""),
        "case": act.case,
        "playbook": act.playbook,
        "version": str(act.version or ""),
        "step": action.step,
        "kind": action.kind,
        "tone": action.tone,
        "items": "; ".join(each.item for each in action.lines),
        "amount": "; ".join(str(each) for each in action.totals),
        "assign": action.assign,
        "asked": "yes" if act.asked else "no",
        "id": action.id,
    }


def _print_tables(console: Console, found: Simulated, tones: Sequence[str], *, every: bool) -> None:
    console.print(_heading(found))
    for title, rows in tables_of(found, tones):
        if rows.rows:
            console.print(Text(f"\n{title}", style="bold"))
            print_table(console, rows.table(every=every))
    console.print(Text(f"\n{_summary(found.measures)}", style="bold"))


def _heading(found: Simulated) -> Text:
    wanted = found.wanted
    text = Text()
    text.append(f"{wanted.first} to {wanted.last}", style="bold")
    text.append(f"  {counted(found.measures.accounts, 'account')}")
    if wanted.customers == "as before":
        payments = counted(found.learnt, "payment")
        text.append(f"  customers as before, by {payments} in the book, seed `{wanted.seed}`")
    text.append(f"  release {found.release[:12]}\n", style="dim")
    text.append("a scenario: what would follow if all this came so, and no promise that it does", style="dim")
    return text


def _summary(of: Measures) -> str:
    contacts = sum(each.count for each in of.contacts)
    work = sum(each.calls + each.tasks for each in of.work)
    return (
        f"{counted(contacts, 'contact')} with customers, {counted(work, 'call or task', 'calls and tasks')} for people"
    )
