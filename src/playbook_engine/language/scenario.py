"""A scenario file: text in, the scenario and every fault with its place out."""

import datetime as dt
from contextlib import suppress
from typing import Literal

import msgspec

from playbook_engine.language.codes_timeline import DAYS_REVERSED
from playbook_engine.language.keys.scenario import DOWN, SCENARIO
from playbook_engine.language.meaning.fields import Fields
from playbook_engine.language.meaning.findings import Findings, GivenUp
from playbook_engine.language.nodes import Node
from playbook_engine.language.reading import read
from playbook_engine.language.timelines.book_names import BookNames
from playbook_engine.language.timelines.events import happening, told
from playbook_engine.language.timelines.given import name_what_comes
from playbook_engine.language.timelines.values import day_of, fields_of, nodes_of, plain
from playbook_engine.model.book import Book
from playbook_engine.model.diagnostic import Diagnostic, errors, in_order
from playbook_engine.model.money import Money
from playbook_engine.model.release import Release
from playbook_engine.model.scenario import Approvals, Days
from playbook_engine.model.timeline import AnyHappening


class WrittenScenario(msgspec.Struct, frozen=True, kw_only=True):
    """What a scenario file says; the days may be left to whoever runs it."""

    name: str = ""
    first: dt.date | None = None
    last: dt.date | None = None
    seed: str = ""
    customers: Literal["as before", "nothing"] = "nothing"
    approvals: Approvals = "given"
    down: tuple[Days, ...] = ()
    invoices: int = 0
    runs: int = 1
    costs: dict[str, Money] = {}
    told: tuple[AnyHappening, ...] = ()


class ReadScenario(msgspec.Struct, frozen=True):
    """The scenario of a file, None where it has errors, and what is wrong with it; `text` is for showing faults."""

    path: str
    text: str
    scenario: WrittenScenario | None
    diagnostics: tuple[Diagnostic, ...]


def read_scenario(path: str, data: bytes, release: Release, book: Book) -> ReadScenario:
    """A scenario of one file, YAML or JSON, whose events speak of a book."""
    reading = read(path, data)
    findings = Findings()
    scenario = None
    with suppress(GivenUp):
        scenario = _scenario(reading.node, release, book, findings) if reading.node is not None else None
    found = in_order(list(dict.fromkeys((*reading.diagnostics, *findings.all))))
    return ReadScenario(path, reading.text, None if errors(found) else scenario, tuple(found))


def _scenario(node: Node, release: Release, book: Book, findings: Findings) -> WrittenScenario | None:
    fields = fields_of(SCENARIO, node, findings)
    if fields is None:
        return None
    first, last = day_of(fields, "from"), day_of(fields, "until")
    if first and last and last < first:
        findings.add(DAYS_REVERSED, f"the scenario ends on `{last}`, before it begins", fields.place("until"))
    return WrittenScenario(
        name=plain(fields, "scenario", ""),
        first=first,
        last=last,
        seed=plain(fields, "seed", ""),
        customers=plain(fields, "customers", "nothing"),
        approvals=plain(fields, "approvals", "given"),
        down=tuple(_down(each, findings) for each in nodes_of(fields, "down")),
        invoices=plain(fields, "new_invoices", 0),
        runs=plain(fields, "runs", 1),
        costs=plain(fields, "costs", {}),
        told=_events(fields, release, book, findings),
    )


def _down(node: Node, findings: Findings) -> Days:
    fields = fields_of(DOWN, node, findings)
    first, last = (day_of(fields, name) if fields else None for name in ("from", "until"))
    if fields and first and last and last < first:
        findings.add(DAYS_REVERSED, f"it ends on `{last}`, before it begins", fields.place("until"))
    return Days(first or dt.date.min, last or dt.date.min)


def _events(fields: Fields, release: Release, book: Book, findings: Findings) -> tuple[AnyHappening, ...]:
    """What happens by hand, in the order of its days."""
    events = [each for node in nodes_of(fields, "events") if (each := told(node, None, findings))]
    if not events:
        return ()
    names = BookNames(release, book, findings, fields.here)
    sound = [each for each in events if each.name != "invoice" or names.says_whose(each.fields)]
    name_what_comes(sound, names)
    found = [happening(each, names) for each in sorted(sound, key=lambda each: each.on)]
    return tuple(each for each in found if each is not None)
