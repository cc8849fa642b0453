"""The tables of a simulated scenario, for a person at a terminal."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from rich.table import Table
from rich.text import Text

from playbook_engine.cli.decision_text import new_table, tone_text
from playbook_engine.cli.output import shown
from playbook_engine.model.money import Money
from playbook_engine.service.simulating import Simulated
from playbook_engine.simulation.bands import Band
from playbook_engine.simulation.cash import Cash
from playbook_engine.simulation.measures import Counted, Measures, silent_share

ROWS = 15
"""Rows of a table before the rest is only counted."""


class Rows:
    """A table in the making."""

    def __init__(self, *columns: str, right: Sequence[str] = ()) -> None:
        self.rows: list[tuple[str | Text, ...]] = []
        self._columns = columns
        self._right = right

    def add(self, *cells: str | Text) -> None:
        """One more row."""
        self.rows.append(cells)

    def table(self, *, every: bool) -> Table:
        """The table; what nobody reads to the end of is only counted."""
        table = new_table(*self._columns, right=self._right)
        shown = self.rows if every or len(self.rows) <= ROWS + 1 else self.rows[:ROWS]
        for cells in shown:
            table.add_row(*(Text(each) if isinstance(each, str) else each for each in cells))
        if len(shown) < len(self.rows):
            table.add_row(Text(f"… and {len(self.rows) - len(shown):,} more: `--all`", style="dim"))
        return table


def tables_of(found: Simulated, tones: Sequence[str]) -> Iterator[tuple[str, Rows]]:
    """All tables with their titles, those with nothing to say among them."""
    of = found.measures
    yield "Contacts", _contacts(of, tones)
    yield "People", _people(of)
    yield "Approvals", _questions(of)
    yield "Cases, by day and why they were silent", _silence(of)
    yield "Days from due", _steps(of)
    yield "Money", _money(of)
    for title, counts in (
        ("Limits reached", of.limits),
        ("At the end of their ladder", of.exhausted),
        ("Needs a person", of.exceptions),
        ("Guarantees that stopped something", of.alarms),
    ):
        yield title, _counts(counts)
    yield "Cost of contacts", _costs(of)
    yield f"{found.wanted.runs} runs", _bands(found.bands)


def _contacts(of: Measures, tones: Sequence[str]) -> Rows:
    counts: Counter[tuple[str, str]] = Counter()
    for each in of.contacts:
        counts[each.channel, each.tone] += each.count
    table = Rows("channel", "tone", "contacts", right=["contacts"])
    for (channel, tone), count in sorted(counts.items(), key=lambda each: (-each[1], each[0])):
        table.add(channel, tone_text(tone, tones), f"{count:,}")
    return table


def _people(of: Measures) -> Rows:
    calls: Counter[str] = Counter()
    tasks: Counter[str] = Counter()
    busiest: Counter[str] = Counter()
    for each in of.work:
        calls[each.person] += each.calls
        tasks[each.person] += each.tasks
        busiest[each.person] = max(busiest[each.person], each.calls + each.tasks)
    table = Rows("who", "calls", "tasks", "busiest day", right=["calls", "tasks", "busiest day"])
    for person in sorted(busiest, key=lambda who: (-calls[who] - tasks[who], who)):
        table.add(person or "–", f"{calls[person]:,}", f"{tasks[person]:,}", f"{busiest[person]:,}")
    return table


def _questions(of: Measures) -> Rows:
    asked: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for each in of.questions:
        asked[each.role] += each.asked
        waiting[each.role] = max(waiting[each.role], each.waiting)
    table = Rows("role", "asked", "most waiting on a day", right=["asked", "most waiting on a day"])
    for role, count in sorted(asked.items()):
        table.add(role, f"{count:,}", f"{waiting[role]:,}")
    return table


def _silence(of: Measures) -> Rows:
    rows = silent_share(of.silent)
    everything = sum(each.count for each in rows)
    table = Rows("why", "days of cases", "share", right=["days of cases", "share"])
    for each in rows:
        table.add(each.name or "acted", f"{each.count:,}", f"{each.count / everything:.1%}")
    return table


def _steps(of: Measures) -> Rows:
    numbers = ["times", "least", "middle", "9 in 10", "most"]
    table = Rows("playbook", "step", *numbers, right=numbers)
    for each in (*([of.first_contact] if of.first_contact else []), *of.steps):
        days = (each.count, each.least, each.middle, each.late, each.most)
        table.add(each.playbook, each.step or "first contact", *(f"{number:,}" for number in days))
    return table


def _money(of: Measures) -> Rows:
    by_currency: dict[str, list[Cash]] = {}
    for each in of.cash:
        by_currency.setdefault(each.open.currency, []).append(each)
    numbers = ["billed", "paid", "open at the end", "days of sales outstanding"]
    table = Rows("", *numbers, right=numbers)
    for currency, days in by_currency.items():
        billed, paid = (Money(sum(getattr(each, what).minor for each in days), currency) for what in ("billed", "paid"))
        dso = f"{days[0].dso or '–'} to {days[-1].dso or '–'}"
        table.add(currency, shown([billed]), shown([paid]), shown([days[-1].open]), dso)
    return table


def _counts(counts: Iterable[Counted]) -> Rows:
    table = Rows("", "cases", right=["cases"])
    for each in sorted(counts, key=lambda each: (-each.count, each.name)):
        table.add(each.name, f"{each.count:,}")
    return table


def _costs(of: Measures) -> Rows:
    table = Rows("channel", "contacts", "cost", right=["contacts", "cost"])
    for each in of.costs:
        table.add(each.channel, f"{each.count:,}", shown([each.cost]))
    return table


def _bands(bands: Iterable[Band]) -> Rows:
    numbers = ["1 in 10 below", "middle", "1 in 10 above"]
    table = Rows("", *numbers, right=numbers)
    for each in bands:
        if each.day is None:
            values = (each.low, each.middle, each.high)
            money = each.what == "paid"
            cells = [shown([Money(value, each.name)]) if money else f"{value:,}" for value in values]
            table.add(f"{each.what}: {each.name}" if not money else "paid", *cells)
    return table
