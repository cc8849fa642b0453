"""A back-test in the format that was asked for."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence

import msgspec
from rich.console import Console
from rich.table import Table
from rich.text import Text

from playbook_engine.cli.decided import names_of
from playbook_engine.cli.decision_text import named, new_table, tone_text
from playbook_engine.cli.output import counted, note, print_table, stdout, write
from playbook_engine.model.book import Book
from playbook_engine.model.release import Release
from playbook_engine.service.backtesting import BackTest
from playbook_engine.service.deciding import narrowed
from playbook_engine.service.plotting import Seen
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.alarms import Alarm
from playbook_engine.simulation.pairing import Pair
from playbook_engine.simulation.would_did import Row, WouldDid, in_months, in_weeks, renamed_in, same_work

COLUMNS = (
    "would_on", "did_on", "account", "name", "playbook", "step", "kind", "would_tone", "did_tone", "items", "amount",
    "asked", "id",
)  # fmt: skip
"""One row a piece of work; `asked`: somebody had to approve it."""

ROWS = 15
"""Accounts shown before the rest is only counted: those in which the two sides differ most."""
_DAYS, _WEEKS = 31, 31 * 7
"""Longest spans that are shown by day and by week; longer ones are shown by month."""


def print_back_test(release: Release, book: Book, test: BackTest, form: str, *, every: bool) -> None:
    """Print what would have gone out beside what did; `every` leaves no account out of the tables for people."""
    match form:
        case "json":
            write(msgspec.json.encode(test) + b"\n")
        case "csv":
            write(as_table(same_work(test.would, test.did, renamed_in(release)), names_of(book)))
        case _:
            _print_tables(stdout(), test, names_of(book), release.organisation.tones, every=every)


def seen_in(release: Release, book: Book, test: BackTest, account: str) -> Seen:
    """What the plots of a back-test are drawn from."""
    return Seen(
        release=release, book=narrowed(book, account), acts=test.would, first=test.span.first, last=test.span.last,
        account=account, other=test.did, names=("did", "would"), title="What was done, and what would have been",
    )  # fmt: skip


def remark(test: BackTest, *, quiet: bool) -> None:
    """Say what a reader has to know to read the numbers rightly."""
    if not test.did:
        note("the book has no touches on these days: there is nothing to compare with", quiet=quiet)
    if test.known_until is None:
        note("the book tells nothing that is dated", quiet=quiet)
    elif test.span.last > test.known_until:
        note(f"the book tells nothing after {test.known_until}: what is shown of later days is a forecast", quiet=quiet)


def as_table(pairs: Sequence[Pair], names: Mapping[str, str]) -> bytes:
    """CSV with a header, in the order of days; amounts as `1000.10 EUR`, several values in a cell joined by `; `."""
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, COLUMNS, lineterminator="\n")
    writer.writeheader()
    rows = [_work(would.act if would else None, did.act if did else None, names) for did, would in pairs]
    writer.writerows(sorted(rows, key=lambda row: (row["would_on"] or row["did_on"], row["account"], row["id"])))
    return text.getvalue().encode()


def _work(would: Act | None, did: Act | None, names: Mapping[str, str]) -> dict[str, str]:
    act = would or did
    assert act is not None
    return {
        "would_on": str(would.day) if would else "",
        "did_on": str(did.day) if did else "",
        "account": act.account,
        "name": names.get(act.account, ""),
        "playbook": act.playbook,
        "step": act.action.step,
        "kind": act.action.kind,
        "would_tone": would.action.tone if would else "",
        "did_tone": did.action.tone if did else "",
        "items": "; ".join(each.item for each in act.action.lines),
        "amount": "; ".join(str(each) for each in act.action.totals),
        "asked": "yes" if act.asked else "no",
        "id": act.action.id,
    }


def _print_tables(
    console: Console, test: BackTest, names: Mapping[str, str], tones: Sequence[str], *, every: bool
) -> None:
    compared = test.compared
    console.print(_heading(test))
    if not compared.would and not compared.did and not test.alarms:
        console.print(Text("\nNothing would have gone out, and nothing did", style="bold"))
        return
    for title, table in _tables(test, names, tones, every=every):
        if table.row_count:
            console.print(Text(f"\n{title}", style="bold"))
            print_table(console, table)
    if test.alarms:
        console.print(Text("\nWould have needed a person", style="bold red"))
        print_table(console, _alarms(test.alarms))
    console.print(_summary(compared))


def _heading(test: BackTest) -> Text:
    text = Text()
    text.append(f"{test.span.first} to {test.span.last}", style="bold")
    text.append(f"  {counted(test.units, 'unit')}")
    text.append(f"  release {test.release[:12]}", style="dim")
    return text


def _tables(
    test: BackTest, names: Mapping[str, str], tones: Sequence[str], *, every: bool
) -> Iterator[tuple[str, Table]]:
    compared = test.compared
    yield "By step", _table(["playbook", "step"], [(tuple(map(Text, row.name)), row) for row in compared.by_step])
    yield "By kind", _table(["kind"], [((Text(row.name[0]),), row) for row in compared.by_kind])
    by_tone = [((tone_text(row.name[0] or "–", tones),), row) for row in compared.by_tone]
    yield "By tone", _table(["tone"], by_tone)
    title, rows = _by_time(test)
    yield f"By {title}", _table([title], [((Text(row.name[0]),), row) for row in rows])
    yield "By account", _accounts(compared.by_account, names, every=every)


def _by_time(test: BackTest) -> tuple[str, Sequence[Row]]:
    days = (test.span.last - test.span.first).days + 1
    if days <= _DAYS:
        return "day", test.compared.by_day
    if days <= _WEEKS:
        return "week from", in_weeks(test.compared.by_day)
    return "month", in_months(test.compared.by_day)


def _accounts(rows: Sequence[Row], names: Mapping[str, str], *, every: bool) -> Table:
    """Accounts, those first in which the two sides have least in common."""
    ranked = sorted(rows, key=lambda row: (2 * row.both - row.would - row.did, row.name))
    shown = ranked if every else ranked[:ROWS]
    table = _table(["account"], [((Text(named(row.name[0], names.get(row.name[0], ""))),), row) for row in shown])
    if len(ranked) > len(shown):
        table.add_row(Text(f"… and {len(ranked) - len(shown):,} more: --all shows them", style="dim"))
    return table


def _alarms(alarms: Sequence[Alarm]) -> Table:
    """Guarantees that would have stopped something, and what else a person would have had to look at."""
    found: dict[str, list[Alarm]] = {}
    for each in alarms:
        found.setdefault(each.name, []).append(each)
    table = new_table("what", "cases", "accounts", "first on", right=["cases", "accounts"])
    for name, rows in sorted(found.items()):
        accounts = len({each.account for each in rows})
        first = min(each.day for each in rows)
        table.add_row(Text(name), f"{len({each.case for each in rows}):,}", f"{accounts:,}", str(first))
    return table


def _table(columns: Sequence[str], rows: Sequence[tuple[tuple[Text, ...], Row]]) -> Table:
    table = new_table(*columns, "would", "did", "both", right=["would", "did", "both"])
    for cells, row in rows:
        table.add_row(
            *(cell if cell.plain else Text("–") for cell in cells), *map(_number, (row.would, row.did, row.both))
        )
    return table


def _number(count: int) -> Text:
    return Text(f"{count:,}") if count else Text("–", style="dim")


def _summary(compared: WouldDid) -> Text:
    would = f"would: {counted(compared.would, 'action')}, {counted(compared.messages_would, 'message')} to customers"
    did = f"did: {counted(compared.did, 'action')}, {counted(compared.messages_did, 'message')} to customers"
    parts = [f"{compared.same_day:,} on the same day", f"{compared.earlier:,} earlier", f"{compared.later:,} later"]
    parts += [f"{compared.other_tone:,} in another tone"] if compared.other_tone else []
    parts += [f"{compared.only_would:,} only would", f"{compared.only_did:,} only did"]
    return Text(f"\n{would}\n{did}\nof the same work {', '.join(parts[:-2])}; {', '.join(parts[-2:])}", style="bold")
