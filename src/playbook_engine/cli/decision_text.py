"""A day's decisions for a person at a terminal: what goes out, what waits, what needs somebody, who is left alone."""

from collections.abc import Iterable, Sequence
from email.utils import parseaddr

from rich import box
from rich.console import Console
from rich.table import Table
from rich.text import Text

from playbook_engine.cli.output import counted, print_table, shown
from playbook_engine.model.decision import Action
from playbook_engine.service.deciding import Decided
from playbook_engine.service.overview import Group, Open, Overview, Planned, Quiet, total

ROWS = 25
"""Rows of a table before the rest is only counted."""

_TONES = ("green", "cyan", "yellow", "red")
_NARROW = 100
_MOST_ALIKE = 5
"""Cases with the same trouble that are shown one by one."""


def print_overview(
    console: Console, overview: Overview, decided: Decided, tones: Sequence[str], *, every: bool
) -> None:
    """Print the day; `every` leaves no row out."""
    console.print(_heading(overview, decided))
    _print_groups(console, "Goes out today", overview.going, tones, every=every)
    _print_groups(console, "Needs approval first", overview.asking, tones, every=every)
    if overview.exceptions:
        console.print(Text("\nNeeds a person", style="bold red"))
        print_table(console, _exceptions(overview.exceptions, every=every))
    if overview.quiet:
        console.print(Text("\nNothing goes out", style="bold"))
        print_table(console, _quiet(overview.quiet))
    console.print(_totals(overview))


def new_table(*columns: str, right: Iterable[str] = (), wide: Iterable[str] = ()) -> Table:
    """A plain table; columns in `right` are numbers, those in `wide` may be folded first."""
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, header_style="bold", show_edge=False)
    for name in columns:
        folds = name in set(wide)
        justify = "right" if name in set(right) else "left"
        table.add_column(name, justify=justify, overflow="fold", no_wrap=name in set(right), ratio=1 if folds else None)  # type: ignore[arg-type]
    return table


def tone_text(tone: str, tones: Sequence[str]) -> Text:
    """A tone in the colour of its place between the softest and the hardest."""
    if tone not in tones:
        return Text(tone)
    place = tones.index(tone) * (len(_TONES) - 1) / max(1, len(tones) - 1)
    return Text(tone, style=_TONES[round(place)])


def recipients(action: Action) -> str:
    """Who it goes to: addresses where there are any, else who on our side does it, by name."""
    ours = parseaddr(action.assign)[0] or action.assign
    return "\n".join(action.addresses or action.recipients) or ours or "–"


def items(action: Action) -> str:
    """The items listed, the first few by name."""
    names = [each.item for each in action.lines]
    return ", ".join(names) if len(names) <= 3 else f"{', '.join(names[:2])} and {len(names) - 2} more"


def named(account: str, name: str) -> str:
    """An account by name and id."""
    return f"{name} ({account})" if name and name != account else account


def what(action: Action) -> str:
    """The step, and what it stands for or sets."""
    more = action.title or (f"set {action.set}" if action.set else "")
    again = f" ×{action.occurrence}" if action.occurrence > 1 else ""
    return f"{action.step}{again}" + (f"\n{more}" if more else "")


def _heading(overview: Overview, decided: Decided) -> Text:
    text = Text()
    text.append(decided.as_of, style="bold")
    text.append(f"  {counted(overview.units, 'unit')}, {counted(overview.cases, 'case')}")
    text.append(f"  release {decided.receipt.release[:12]}", style="dim")
    return text


def _print_groups(console: Console, title: str, groups: Sequence[Group], tones: Sequence[str], *, every: bool) -> None:
    if not groups:
        return
    console.print(Text(f"\n{title}", style="bold"))
    for number, group in enumerate(groups):
        if number:
            console.print()
        heading = Text()
        heading.append(group.kind, style="bold")
        if group.tone:
            heading.append(" · ").append_text(tone_text(group.tone, tones))
        heading.append(f"   {_count(group)}", style="dim")
        console.print(heading)
        print_table(console, _planned(group.planned, narrow=console.width < _NARROW, every=every))


def _count(group: Group) -> str:
    number = counted(len(group.planned), "action")
    if group.messages != len(group.planned):
        number += f" in {counted(group.messages, 'message')}"
    totals = shown(group.totals).replace("\n", " + ")
    return f"{number}, {totals}" if group.totals else number


def _planned(planned: Sequence[Planned], *, narrow: bool, every: bool) -> Table:
    asks = any(each.action.approval_by for each in planned)
    columns = ["account", "step", "to", "items", "amount", "playbook"]
    columns = [each for each in columns if not (narrow and each == "playbook")] + (["approval by"] if asks else [])
    table = new_table(*columns, right=["amount"])
    for each in planned if every else planned[:ROWS]:
        action = each.action
        cells = {
            "account": named(each.account, each.name),
            "step": what(action),
            "to": recipients(action),
            "items": items(action) or "–",
            "amount": shown(action.totals),
            "playbook": each.playbook,
            "approval by": action.approval_by,
        }
        table.add_row(*(Text(cells[name]) for name in columns))
    _say_rest(table, len(planned), every=every)
    return table


def _exceptions(exceptions: Sequence[Open], *, every: bool) -> Table:
    """A row a case; of many cases with the same trouble one row for all."""
    groups: dict[str, list[Open]] = {}
    for each in exceptions:
        groups.setdefault(each.what, []).append(each)
    table = new_table("what", "cases", "accounts", "open", right=["cases", "open"])
    for what_for, cases in groups.items():
        if not every and len(cases) > _MOST_ALIKE:
            _add_case(table, what_for, cases, f" and {len(cases) - 3:,} more: --all shows them")
        else:
            for case in cases:
                _add_case(table, what_for, [case], "")
    return table


def _add_case(table: Table, what_for: str, cases: Sequence[Open], more: str) -> None:
    accounts = ", ".join(named(each.account, each.name) for each in cases[:3]) + more
    totals = total(money for each in cases for money in each.totals)
    table.add_row(Text(what_for), f"{len(cases):,}", Text(accounts), Text(shown(totals)))


def _quiet(quiet: Sequence[Quiet]) -> Table:
    table = new_table("reason", "by", "cases", "open", "changes on", right=["cases", "open"])
    for each in quiet:
        table.add_row(
            Text(each.reason),
            Text(each.by or "–"),
            f"{each.cases:,}",
            Text(shown(each.totals)),
            str(each.changes_on or "–"),
        )
    return table


def _say_rest(table: Table, rows: int, *, every: bool) -> None:
    if not every and rows > ROWS:
        table.add_row(Text(f"… and {rows - ROWS:,} more: --all shows them", style="dim"))


def _totals(overview: Overview) -> Text:
    asking = sum(len(each.planned) for each in overview.asking)
    silent = sum(each.cases for each in overview.quiet)
    parts = [f"{counted(overview.actions, 'action')}, {counted(overview.messages, 'message')} to customers"]
    parts += [f"{asking:,} waiting for approval"] if asking else []
    parts += [f"{len(overview.exceptions):,} for a person"] if overview.exceptions else []
    parts += [f"{counted(silent, 'case')} silent"]
    open_sum = shown(overview.totals).replace("\n", " + ")
    return Text(f"\n{', '.join(parts)}; open: {open_sum}", style="bold")
