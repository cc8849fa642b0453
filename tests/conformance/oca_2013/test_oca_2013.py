"""Every dunning line of the credit control scenarios of 2013 comes from the playbooks and the book beside this file."""

import csv
import datetime as dt
import json
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import msgspec
import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.ingest.reading import BookReading, read_book
from playbook_engine.model.book import Book, Item, Setting, Unit
from playbook_engine.model.decision import Action, Decision
from playbook_engine.model.knowing import known
from playbook_engine.model.money import Money
from playbook_engine.model.release import Release
from playbook_engine.model.taking import take
from tests.conformance.reading import Reference, topic

HERE = Path(__file__).parent
RUNS = [dt.date(2013, 1, 31), dt.date(2013, 2, 28), dt.date(2013, 3, 31), dt.date(2013, 4, 30), dt.date(2013, 5, 31),
        dt.date(2013, 6, 30), dt.date(2013, 7, 31)]  # fmt: skip

Decide = Callable[[Setting, Unit, dt.date], tuple[Decision, ...]]


class Line(msgspec.Struct, frozen=True, order=True):
    """A dunning line; the columns of `expected.csv`."""

    run: str
    invoice: str
    due: str
    level: str
    channel: str
    balance: str
    amount: str
    currency: str


@cache
def release() -> Release:
    made = topic("oca_2013/playbooks").release
    assert made is not None
    return made


@cache
def reading() -> BookReading:
    own = {each.fact.name: each.fact for each in release().organisation.own_facts}
    return read_book(HERE / "book", own, release().organisation.base_currency)


@cache
def expected() -> tuple[Line, ...]:
    with (HERE / "expected.csv").open(encoding="utf-8", newline="") as rows:
        return tuple(sorted(Line(**row) for row in csv.DictReader(rows)))


def lines_of_runs(decide: Decide) -> list[Line]:
    """All runs, each decided on what was known by then, and taken as done before the next."""
    book, lines = reading().book, []
    for day in RUNS:
        decided = decisions_on(decide, book, day)
        for unit in book.units:
            lines += [line for each in decided.get(unit.id, ()) for line in lines_of(unit, each)]
        units = tuple(take(unit, decided.get(unit.id, ())) for unit in book.units)
        book = msgspec.structs.replace(book, units=units)
    return sorted(lines)


def decisions_on(decide: Decide, book: Book, day: dt.date) -> dict[str, tuple[Decision, ...]]:
    """By unit."""
    then = known(book, day, release().organisation.time_zone)
    return {unit.id: decide(then.setting, unit, day) for unit in then.units}


def lines_of(unit: Unit, decision: Decision) -> Iterator[Line]:
    """The messages of a decision, written as the scenarios write them."""
    items = {item.id: (invoice.id, item) for invoice in unit.invoices for item in invoice.items}
    for action in decision.actions:
        if action.step.startswith("level-"):
            yield line_of(action, *items[action.anchor])


def line_of(action: Action, invoice: str, item: Item) -> Line:
    [listed] = action.lines
    return Line(
        run=action.on.isoformat(),
        invoice=invoice,
        due=item.due_on.isoformat(),
        level=action.step.removeprefix("level-"),
        channel=action.kind,
        balance=listed.amount.amount,
        amount=Money(item.amount, listed.amount.currency).amount,
        currency=listed.amount.currency,
    )


def test_the_book_is_read_without_a_fault() -> None:
    # Nothing is compared across currencies, so that no exchange rate is needed.
    assert [each.code for each in reading().diagnostics] == ["PB431"]
    assert reading().counts == {"accounts": 9, "contacts": 9, "invoices": 21, "payments": 4}


def test_all_54_lines_come_out_and_no_other() -> None:
    assert len(expected()) == 54
    assert lines_of_runs(Evaluator(release()).decide) == list(expected())


def test_the_reference_gives_them_too() -> None:
    assert lines_of_runs(Reference(release()).decide) == list(expected())


def test_who_is_left_out_is_left_out_with_a_reason() -> None:
    decided = decisions_on(Evaluator(release()).decide, reading().book, RUNS[-1])
    reasons = {
        item: (each.silence.reason, each.silence.by)
        for decisions in decided.values()
        for each in decisions
        for item in each.items
        if each.silence
    }
    assert reasons["SI_1"] == ("not chased", "no-follow")
    assert reasons["SI_20"] == ("held", "tolerance")
    assert reasons["SI_21"] == ("uncovered", "")
    assert reasons["SI_3"] == ("not chased", "no-follow")


@pytest.fixture
def told(shared: Path) -> Any:
    """The scenarios as they stand beside the checkout."""
    path = shared / "cases" / "oca_2013.json"
    if not path.is_file():
        pytest.skip("the scenarios are not beside this checkout")
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_lines_are_those_of_the_scenarios(told: Any) -> None:
    assert sorted(line_told(run["run"], each) for run in told["runs"] for each in run["lines"]) == list(expected())


def test_the_book_is_that_of_the_scenarios(told: Any) -> None:
    ours = [
        (invoice.id, invoice.account, item.due_on.isoformat(), Money(item.amount, invoice.currency).amount,
         invoice.currency, invoice.x["receivable"], invoice.issued_on.isoformat())
        for unit in reading().book.units
        for invoice in unit.invoices
        for item in invoice.items
    ]  # fmt: skip
    issued = {each["no"]: each["date"] for each in told["invoices"]}
    theirs = [
        (short(each["invoice"]), each["partner"], each["due"], f"{each['amount']:.2f}", each["currency"],
         each["account"], issued[each["invoice"]])
        for each in told["installments"]
    ]  # fmt: skip
    assert sorted(ours) == sorted(theirs)


def test_the_payments_are_those_of_the_scenarios(told: Any) -> None:
    runs = [each["run"] for each in told["runs"]]
    theirs = [
        (each["run"], p["invoice"], f"{p['amount']:.2f}") for each in told["runs"] for p in each["payments_before"]
    ]
    ours = [
        (min(run for run in runs if payment.on.isoformat() <= run), payment.allocations[0].item.split("/")[0],
         payment.amount.amount)
        for unit in reading().book.units
        for payment in unit.payments
    ]  # fmt: skip
    assert sorted(ours) == sorted(theirs)


def test_the_policies_of_customers_are_those_of_the_scenarios(told: Any) -> None:
    ours = {
        account.id: account.x["credit_policy"]
        for unit in reading().book.units
        for account in unit.accounts
        if "credit_policy" in account.x
    }
    there = {each["partner"] for each in told["invoices"]}
    assert ours == {partner: policy for partner, policy in told["partner_policy"].items() if partner in there}


def line_told(run: str, line: Any) -> Line:
    """A line of the scenarios in our columns."""
    return Line(
        run=run,
        invoice=short(line["invoice"]),
        due=line["due"],
        level=str(line["level"]),
        channel=line["channel"],
        balance=f"{line['balance']:.2f}",
        amount=f"{line['amount']:.2f}",
        currency=line["currency"],
    )


def short(number: str) -> str:
    """`SI_20` of `SI_20_test_tolerance`."""
    return "_".join(number.split("_")[:2])
