"""Counts of a lived unit that add up: of units, of processes and of parts of the days, in any order."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

import msgspec

from playbook_engine.model.book import Unit
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.scenario import Scenario
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.lived import Flag, Lived, Spell, Wait
from playbook_engine.simulation.standing import standings

SEPARATOR = "\x1f"
ONE_DAY = dt.timedelta(1)
SALES_DAYS = 90
"""Days of billing that days sales outstanding look back on."""


class Tally(msgspec.Struct, frozen=True, kw_only=True):
    """Whole numbers by table and by key, whose parts are joined by `SEPARATOR`.

    Of what goes on for days only the first day and the one after the last are counted, one up and one down.
    """

    tables: dict[str, dict[str, int]] = {}


class Tallies:
    """A tally in the making."""

    def __init__(self) -> None:
        self._tables: dict[str, Counter[str]] = {}

    def add(self, table: str, *key: str, count: int = 1) -> None:
        """Count something."""
        self._tables.setdefault(table, Counter())[SEPARATOR.join(key)] += count

    def update(self, other: Tally) -> None:
        """Add what another has counted."""
        for table, counts in other.tables.items():
            self._tables.setdefault(table, Counter()).update(counts)

    def tally(self) -> Tally:
        """The counts so far; nothing is not counted."""
        tables = {
            name: {key: count for key, count in sorted(counts.items()) if count}
            for name, counts in sorted(self._tables.items())
        }
        return Tally(tables=tables)


def keys_of(counts: Mapping[str, int]) -> Iterator[tuple[list[str], int]]:
    """The counts of a table in the order of their keys, each key in its parts."""
    for key, count in sorted(counts.items()):
        yield key.split(SEPARATOR), count


def tally_of(before: Unit, lived: Lived, scenario: Scenario) -> Tally:
    """What one unit, as it was `before`, did in a scenario."""
    into = Tallies()
    into.add("sizes", "units")
    into.add("sizes", "accounts", count=len(before.accounts))
    into.add("sizes", "days decided", count=lived.decided)
    _acts(into, before, lived, scenario)
    _spells(into, lived.spells)
    _flags(into, lived.flags)
    _waits(into, lived.waits)
    _money(into, before, lived, scenario)
    return into.tally()


def is_done(act: Act, scenario: Scenario) -> bool:
    """Whether an act of a scenario was really done: what needs approval is, where all are given."""
    return not act.asked or scenario.approvals == "given"


def _acts(into: Tallies, before: Unit, lived: Lived, scenario: Scenario) -> None:
    heard = {line.item for touch in before.touches if touch.kind in CONTACT_KINDS for line in touch.items}
    due = {item.id: item.due_on for invoice in lived.unit.invoices for item in invoice.items}
    messages: set[tuple[dt.date, str]] = set()
    for act in lived.acts:
        action, day = act.action, act.day.isoformat()
        if act.asked:
            into.add("asked", day, action.approval_by)
        if not is_done(act, scenario):
            continue
        into.add("kinds", action.kind)
        late = str((act.day - due[action.anchor]).days) if action.anchor in due else ""
        into.add("steps", act.playbook, action.step, late)
        if action.kind in ("call", "task"):
            into.add("work", day, action.assign or act.collector, action.kind)
        if action.kind in CONTACT_KINDS and (act.day, action.message) not in messages:
            messages.add((act.day, action.message))
            into.add("contacts", day, action.kind, action.tone)
        if action.kind in CONTACT_KINDS:
            for item in (line.item for line in action.lines if line.item not in heard):
                heard.add(item)
                into.add("first contact", str((act.day - due[item]).days))


def _spells(into: Tallies, spells: Iterable[Spell]) -> None:
    cases, exhausted = set(), set()
    limited: Counter[str] = Counter()
    for each in spells:
        _span(into, "silent", each, each.reason, each.by if each.reason != "missing fact" else "")
        cases.add(each.case)
        if each.reason == "exhausted":
            exhausted.add((each.playbook, each.case))
        if each.reason == "limit":
            limited[each.by] += 1
    into.add("sizes", "cases", count=len(cases))
    for playbook, _ in exhausted:
        into.add("exhausted", playbook)
    for by, count in limited.items():
        into.add("limits", by, count=count)


def _flags(into: Tallies, flags: Iterable[Flag]) -> None:
    for each in flags:
        into.add(f"{each.what}s", each.name)


def _waits(into: Tallies, waits: Iterable[Wait]) -> None:
    for each in waits:
        _span(into, "waiting", each, each.role)


def _span(into: Tallies, table: str, span: Spell | Wait, *key: str) -> None:
    into.add(table, span.first.isoformat(), *key)
    into.add(table, (span.last + ONE_DAY).isoformat(), *key, count=-1)


def _money(into: Tallies, before: Unit, lived: Lived, scenario: Scenario) -> None:
    for each in standings(before):
        into.add("open", each.invoice.currency, count=each.open)
    for day, currency, minor in _billed_before(before, scenario.first):
        into.add("billed", day.isoformat(), currency, count=minor)
    for moved in lived.money:
        into.add(moved.what, moved.day.isoformat(), moved.currency, count=moved.minor)


def _billed_before(unit: Unit, first: dt.date) -> Iterator[tuple[dt.date, str, int]]:
    """What was billed in the days before the scenario."""
    since = first - dt.timedelta(SALES_DAYS)
    for invoice in unit.invoices:
        if invoice.state == "open" and since <= invoice.issued_on < first:
            yield invoice.issued_on, invoice.currency, sum(each.amount for each in invoice.items)
