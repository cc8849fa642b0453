"""The runs of a scenario, and new invoices that are like past ones."""

import datetime as dt

import msgspec

from playbook_engine.model.book import Invoice, Item
from playbook_engine.model.events import Invoiced
from playbook_engine.model.scenario import Dated, Scenario
from playbook_engine.simulation.arrivals import runs_of
from tests.unit.simulation.customers import TODAY, ago, bill, customer

LAST = TODAY + dt.timedelta(29)
TWICE = Invoice(
    id="TWICE",
    account="ACME",
    issued_on=ago(60),
    currency="USD",
    items=(Item(id="TWICE/1", due_on=ago(30), amount=500, settled=100), Item(id="TWICE/2", due_on=ago(10), amount=700)),
    kind="services",
)
UNITS = (customer(bill("A", ago(10)), TWICE), customer(bill("B", ago(5), 777), bill("NEXT", ago(-60))))


def scenario(**more: object) -> Scenario:
    return Scenario(first=TODAY, last=LAST, **more)  # type: ignore[arg-type]


def arrived(told: Scenario) -> list[Invoice]:
    return [each.event.record for each in told.events if isinstance(each.event, Invoiced)]


def test_so_many_come_on_the_days_of_the_scenario() -> None:
    (run,) = runs_of(scenario(invoices=40, seed="s"), UNITS)
    assert len(arrived(run)) == 40
    assert {each.on for each in run.events} <= {TODAY + dt.timedelta(number) for number in range(30)}
    assert [each.on for each in run.events] == sorted(each.on for each in run.events)
    assert run.invoices == 0, "they are events now, and are not drawn again"


def test_each_is_like_a_past_one() -> None:
    (run,) = runs_of(scenario(invoices=40, seed="s"), UNITS)
    kinds = {tuple(item.amount for item in each.items) for each in arrived(run)}
    assert kinds == {(100000,), (500, 700), (777,)}, "what is issued later than the first day is no past one"
    double = next(each for each in arrived(run) if len(each.items) == 2)
    assert [(item.due_on - double.issued_on).days for item in double.items] == [30, 50]
    assert [item.settled for item in double.items] == [0, 0]
    assert [item.id for item in double.items] == [f"{double.id}/1", f"{double.id}/2"]
    assert (double.currency, double.kind, double.account) == ("USD", "services", "ACME")


def test_the_order_of_the_book_does_not_matter() -> None:
    turned = tuple(msgspec.structs.replace(each, invoices=each.invoices[::-1]) for each in UNITS[::-1])
    told = scenario(invoices=9, runs=3, seed="s")
    assert list(runs_of(told, UNITS)) == list(runs_of(told, turned))


def test_runs_differ_in_what_is_drawn_and_keep_what_is_told() -> None:
    event = Dated(on=TODAY, event=Invoiced(record=bill("TOLD", LAST)))
    first, second = runs_of(scenario(invoices=9, runs=2, seed="s", events=(event,)), UNITS)
    assert first.events[0] == second.events[0] == event
    assert arrived(first)[1:] != arrived(second)[1:]
    assert first.seed == "s"
    assert second.seed != "s"


def test_a_book_without_a_past_gives_nothing_to_be_like() -> None:
    (run,) = runs_of(scenario(invoices=9), (customer(),))
    assert run.events == ()
