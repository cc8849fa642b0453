"""Scenario files: what they say, and what is wrong with them, at its place."""

import datetime as dt

import pytest

from playbook_engine.language.scenario import ReadScenario, WrittenScenario, read_scenario
from playbook_engine.model.book import Account, Book, Contact, Invoice, Item
from playbook_engine.model.money import Money
from playbook_engine.model.scenario import Days
from playbook_engine.model.timeline import Billed, MoneyCame, Stopped
from playbook_engine.model.units import make_book
from tests.unit.service.sets import book, release


def read(text: str, of: Book | None = None) -> ReadScenario:
    return read_scenario("scenario.yaml", text.encode(), release(), of or book())


def scenario(text: str, of: Book | None = None) -> WrittenScenario:
    found = read(text, of)
    assert not found.diagnostics, found.diagnostics
    assert found.scenario is not None
    return found.scenario


def faults(text: str, of: Book | None = None) -> list[str]:
    found = read(text, of)
    assert found.scenario is None
    return [f"{each.code} {each.place.line}: {each.message}" for each in found.diagnostics]


class TestReading:
    def test_all_that_it_can_say(self) -> None:
        found = scenario("""\
scenario: a bad summer
about: what to expect
from: 2026-03-16
until: 2026-06-30
seed: summer
customers: as before
approvals: never
down: {from: 2026-04-06, until: 2026-04-12}
new_invoices: 300
runs: 20
costs: {letter: 1.10 EUR, call: 6 EUR}
events:
  - {on: 2026-04-12, payment: in full, for: ACME-1}
""")
        assert (found.name, found.first, found.last) == ("a bad summer", dt.date(2026, 3, 16), dt.date(2026, 6, 30))
        assert (found.seed, found.customers, found.approvals) == ("summer", "as before", "never")
        assert found.down == (Days(dt.date(2026, 4, 6), dt.date(2026, 4, 12)),)
        assert (found.invoices, found.runs) == (300, 20)
        assert found.costs == {"letter": Money(110, "EUR"), "call": Money(600, "EUR")}
        (payment,) = found.told
        assert isinstance(payment, MoneyCame)
        assert (payment.account, payment.items, payment.place.line) == ("ACME", ("ACME-1",), 13)

    def test_every_key_may_be_left_out(self) -> None:
        assert scenario("scenario: nothing happens\n") == WrittenScenario(name="nothing happens")

    def test_json_is_read_as_well(self) -> None:
        found = scenario('{"from": "2026-03-16", "events": [{"on": "2026-03-20", "hold": "all", "account": "BETA"}]}')
        (hold,) = found.told
        assert isinstance(hold, Stopped)
        assert hold.account == "BETA"

    def test_events_come_in_the_order_of_their_days(self) -> None:
        found = scenario("""\
events:
  - {on: 2026-04-20, payment: 5 EUR, for: BETA-1}
  - {on: 2026-04-12, payment: 5 EUR, for: ACME-1}
""")
        assert [each.on.day for each in found.told] == [12, 20]

    def test_a_new_invoice_may_be_spoken_of(self) -> None:
        found = scenario("""\
events:
  - {on: 2026-04-12, invoice: NEW, account: BETA, due: 2026-05-01, amount: 700 EUR}
  - {on: 2026-05-12, payment: in full, for: NEW}
""")
        new, payment = found.told
        assert isinstance(new, Billed)
        assert new.invoice.issued_on == dt.date(2026, 4, 12)
        assert payment.account == "BETA"

    def test_where_there_is_one_account_it_is_meant(self) -> None:
        assert scenario("events: {on: 2026-04-12, payment: 5 EUR}\n", book("ACME")).told[0].account == "ACME"


class TestFaults:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("event: []\n", "PB201 1: a scenario has no key `event`"),
            ("from: 2026-13-01\n", "PB136 1: `2026-13-01` has no month"),
            ("customers: as ever\n", "PB204 1: `as ever` cannot stand here"),
            ("runs: 0\n", "PB133 1: `0` is too small"),
            ("from: 2026-05-01\nuntil: 2026-04-01\n", "PB504 2: the scenario ends on `2026-04-01`, before it begins"),
            ("down: {from: 2026-05-01, until: 2026-04-01}\n", "PB504 1: it ends on `2026-04-01`, before it begins"),
            ("costs: {fax: 1 EUR}\n", "PB204 1: `fax` cannot stand here"),
            ("events: [{on: 2026-04-12, paid: 5 EUR}]\n", "PB502 1: nothing that can happen is called `paid`"),
            ("events: [{on: 2026-04-12, payment: 5 EUR, for: X}]\n", "PB506 1: there is no item or invoice `X`"),
            ("events: [{on: 2026-04-12, payment: 5 EUR}]\n", "PB508 1: the book has several accounts"),
            ("events: [{on: 2026-04-12, hold: all, account: ACM}]\n", "PB507 1: there is no account `ACM`"),
            ("events: [{on: 2026-04-12, account: {tier: x}}]\n", "PB508 1: the book has several accounts"),
            ("events: [{on: 2026-04-12, invoice: N, due: 2026-05-01}]\n", "PB508 1: the book has several accounts"),
            ("events: [{payment: 5 EUR, for: ACME-1}]\n", "PB503 1: "),
            ("events: [{on: 2026-04-12, bounce: email}]\n", "PB508 1: there are several contacts"),
        ],
    )
    def test_they_are_said_at_their_place(self, text: str, expected: str) -> None:
        (only,) = faults(text)
        assert only.startswith(expected)

    def test_all_of_them_at_once(self) -> None:
        assert len(faults("runs: none\nevents: [{on: 2026-04-12, paid: 5 EUR}, {on: x, payment: 5 EUR}]\n")) == 3


def test_items_of_large_books_are_found_by_their_id() -> None:
    items = tuple(Item(id=f"I/{number}", due_on=dt.date(2026, 3, number), amount=5) for number in (1, 2))
    invoice = Invoice(id="I", account="ACME", issued_on=dt.date(2026, 2, 1), currency="EUR", items=items)
    found = scenario(
        "events: {on: 2026-04-12, dispute: I/2}\n",
        make_book([Account(id="ACME"), Contact(id="C", account="ACME"), invoice]),
    )
    assert found.told[0].items == ("I/2",)
