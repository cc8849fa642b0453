"""The runs of a scenario: each with a seed of its own, and with new invoices drawn like past ones."""

import datetime as dt
from collections.abc import Iterable, Iterator

import msgspec

from playbook_engine.model.book import Invoice, Item, Unit
from playbook_engine.model.events import Invoiced
from playbook_engine.model.scenario import Dated, Scenario
from playbook_engine.simulation.chance import Chance


def runs_of(scenario: Scenario, units: Iterable[Unit]) -> Iterator[Scenario]:
    """Each run as a scenario of one run, in which the new invoices are events. The first keeps the seed."""
    known = bills(units, scenario.first) if scenario.invoices else []
    for run in range(scenario.runs):
        seed = f"{scenario.seed}\x1frun {run + 1}" if run else scenario.seed
        single = msgspec.structs.replace(scenario, seed=seed, runs=1, invoices=0)
        yield msgspec.structs.replace(single, events=(*scenario.events, *_arrivals(scenario, seed, known)))


def bills(units: Iterable[Unit], before: dt.date) -> list[Invoice]:
    """The invoices of a book that were issued before a day, in an order of their own."""
    found = [each for unit in units for each in unit.invoices if each.issued_on < before and each.state == "open"]
    return sorted(found, key=lambda each: each.id)


def _arrivals(scenario: Scenario, seed: str, known: list[Invoice]) -> list[Dated]:
    """New invoices, each like one of the past and on one of the days; none where there is none to be like."""
    chance = Chance(seed)
    days = (scenario.last - scenario.first).days + 1
    found = []
    for number in range(scenario.invoices if known else 0):
        name = f"new-{number + 1}"
        like = known[chance.of(name, "like") % len(known)]
        day = scenario.first + dt.timedelta(chance.of(name, "day") % days)
        found.append(Dated(on=day, event=Invoiced(record=_like(like, name, day))))
    return sorted(found, key=lambda each: each.on)


def _like(past: Invoice, name: str, day: dt.date) -> Invoice:
    """A past invoice once more, issued on a day; it falls due as much later as that one did."""
    later = day - past.issued_on
    single = len(past.items) == 1
    items = [
        Item(
            id=name if single else f"{name}/{number}",
            due_on=each.due_on + later,
            amount=each.amount,
            x=each.x,
        )
        for number, each in enumerate(past.items, 1)
    ]
    return msgspec.structs.replace(past, id=name, known_at=None, issued_on=day, items=tuple(items))
