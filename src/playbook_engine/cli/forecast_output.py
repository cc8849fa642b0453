"""A forecast in the format that was asked for."""

from collections.abc import Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from playbook_engine.cli.decided import names_of
from playbook_engine.cli.decision_data import as_lines, as_table
from playbook_engine.cli.decision_text import items, named, new_table, recipients, tone_text, what
from playbook_engine.cli.output import counted, print_table, shown, stdout, write
from playbook_engine.model.book import Book
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.release import Release
from playbook_engine.service.as_of import day_of, parse_as_of
from playbook_engine.service.deciding import as_known, narrowed
from playbook_engine.service.forecasting import Forecast
from playbook_engine.service.plotting import Seen, acts_in

_SILENCES_SHOWN = 20
"""Cases up to which a forecast also shows why nothing goes; with more it would drown what does."""


def print_forecast(release: Release, book: Book, forecast: Forecast, form: str) -> None:
    """Print a forecast: a day after the other."""
    match form:
        case "json":
            write(msgspec.json.encode(forecast) + b"\n")
        case "ndjson":
            write(as_lines(forecast.decisions))
        case "csv":
            write(as_table(forecast.decisions, names_of(book)))
        case _:
            _print_days(stdout(), forecast, names_of(book), release.organisation.tones)


def seen_in(release: Release, book: Book, forecast: Forecast, account: str) -> Seen:
    """What the plots of a forecast are drawn from: the book as it was known, since nothing else happens."""
    as_of = parse_as_of(forecast.as_of)
    then = as_known(narrowed(book, account), as_of, release)
    acts = acts_in(then, forecast.decisions)
    return Seen(release=release, book=then, acts=acts, first=day_of(as_of), last=forecast.until, account=account)


def _print_days(console: Console, forecast: Forecast, names: dict[str, str], tones: Sequence[str]) -> None:
    cases = {each.case for each in forecast.decisions}
    silences = len(cases) <= _SILENCES_SHOWN
    table = new_table("day", "account", "what", "tone", "to", "items", "amount", right=["amount"])
    last = None
    for each in forecast.decisions:
        if not each.actions and not silences:
            continue
        day = f"{each.day:%a} {each.day}" if each.day != last else ""
        last = each.day
        _add_rows(table, day, each, names, tones)
    actions = sum(len(each.actions) for each in forecast.decisions)
    if table.row_count:
        print_table(console, table)
    text = f"{counted(actions, 'action')} from {forecast.as_of} until {forecast.until}, if nothing else happens"
    console.print(Text(f"\n{text}" if table.row_count else text, style="bold"))


def _add_rows(table: Table, day: str, decision: Decision, names: dict[str, str], tones: Sequence[str]) -> None:
    account = named(decision.account, names.get(decision.account, ""))
    for number, action in enumerate(decision.actions):
        first = (day, account) if number == 0 else ("", "")
        table.add_row(*(Text(each) for each in first), *_cells(action, tones))
    if not decision.actions and decision.silence is not None:
        silence = decision.silence
        words = f"{silence.reason}: {silence.by}" if silence.by else silence.reason
        until = f" until {silence.until}" if silence.until else ""
        table.add_row(Text(day), Text(account), Text(f"– {words}{until}", style="dim"))


def _cells(action: Action, tones: Sequence[str]) -> tuple[Text, ...]:
    kind = f"{action.kind} {what(action)}"
    if action.approval_by:
        kind += f"\nif {action.approval_by} approves"
    return (
        Text(kind),
        tone_text(action.tone, tones),
        Text(recipients(action)),
        Text(items(action) or "–"),
        Text(shown(action.totals)),
    )
