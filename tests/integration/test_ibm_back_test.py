"""Two years of real receivables, tested back: nobody is chased after paying, and the numbers are counted again."""

import datetime as dt
from collections import Counter
from pathlib import Path

import pytest

from playbook_engine.ingest.folder import read_folder
from playbook_engine.ingest.reading import read_book
from playbook_engine.language.folder import load
from playbook_engine.model.book import Book
from playbook_engine.model.canonical import canonical
from playbook_engine.model.money import parse_money
from playbook_engine.model.playbook import CONTACT_KINDS
from playbook_engine.model.release import Release
from playbook_engine.service.backtesting import BackTest, back_test
from playbook_engine.simulation.acts import Act
from playbook_engine.simulation.backtesting import Span
from playbook_engine.simulation.plots import ageing
from tests.adapters.ibm_ar import Row, read_rows, write_book

SPAN = Span(first=dt.date(2012, 1, 1), last=dt.date(2013, 12, 31))
LADDER = {"first": 5, "second": 20}
"""Steps of the plain playbook, days after due."""

PLAIN = {
    "organisation.yaml": b"organisation: plain\nbase_currency: USD\ntime_zone: UTC\nplaybooks: [plain]\n",
    "plain.yaml": b"""
playbook: plain
version: 1
follow: item
from: ar@acme.example
cadence:
  - {step: first, at: 5 days after due, do: email, tone: polite, template: notice, to: any contact}
  - {step: second, at: 20 days after due, do: email, tone: firm, template: notice, to: any contact}
holds:
  - {hold: dispute, when: {item.disputed: yes}, covers: item}
""",
    "templates/notice/en.liquid": b"---\nsubject: Reminder\n---\nPlease pay.\n",
}
"""A playbook so plain that what it does can be counted from the rows of the sample alone."""


@pytest.fixture(scope="module")
def rows(shared: Path) -> dict[str, Row]:
    path = shared / "data" / "ibm_ar" / "invoices.csv"
    if not path.is_file():
        pytest.skip("the sample of receivables is not beside this checkout")
    return {each.number: each for each in read_rows(path)}


@pytest.fixture(scope="module")
def starter(top: Path) -> Release:
    loaded = load(read_folder(top / "playbooks").files)
    assert loaded.release is not None, loaded.diagnostics
    return loaded.release


@pytest.fixture(scope="module")
def book(rows: dict[str, Row], starter: Release, tmp_path_factory: pytest.TempPathFactory) -> Book:
    own = {each.fact.name: each.fact for each in starter.organisation.own_facts}
    path = write_book(list(rows.values()), tmp_path_factory.mktemp("ibm"), [])
    return read_book(path, own, "EUR").book


@pytest.fixture(scope="module")
def test(starter: Release, book: Book) -> BackTest:
    return back_test(starter, book, SPAN)


def contacts(test: BackTest) -> list[Act]:
    return [each for each in test.would if each.action.kind in CONTACT_KINDS]


def listed(test: BackTest) -> list[tuple[str, dt.date]]:
    """Each item of each contact, with the day of that."""
    return [(line.item, act.day) for act in contacts(test) for line in act.action.lines]


class TestStarterPlaybooks:
    def test_nobody_is_chased_after_the_day_on_which_the_payment_is_known(
        self, test: BackTest, rows: dict[str, Row]
    ) -> None:
        assert len(listed(test)) > 300
        late = [(item, day) for item, day in listed(test) if not rows[item].issued <= day < rows[item].settled]
        assert not late

    def test_who_disputes_hears_nothing_of_it(self, test: BackTest, rows: dict[str, Row]) -> None:
        assert not [(item, day) for item, day in listed(test) if rows[item].disputed]

    def test_nothing_is_said_twice_at_one_step(self, test: BackTest) -> None:
        said = Counter(
            (line.item, act.playbook, line.step, act.action.occurrence)
            for act in contacts(test)
            for line in act.action.lines
            if line.step
        )
        assert max(said.values()) == 1

    def test_the_numbers_are_those_of_a_plain_count(self, test: BackTest) -> None:
        compared = test.compared
        assert compared.would == len(test.would) == compared.only_would
        assert compared.messages_would == len({each.action.message for each in contacts(test)})
        for rows, told in (
            (compared.by_tone, Counter(each.action.tone for each in test.would)),
            (compared.by_account, Counter(each.account for each in test.would)),
            (compared.by_day, Counter(each.day.isoformat() for each in test.would)),
            (compared.by_kind, Counter(str(each.action.kind) for each in test.would)),
        ):
            assert {each.name[0]: each.would for each in rows} == told
        assert compared.did == 0

    def test_two_processes_give_the_same_bytes(self, test: BackTest, starter: Release, book: Book) -> None:
        assert canonical(back_test(starter, book, SPAN, processes=2)) == canonical(test)


def test_a_plain_playbook_does_what_can_be_counted_from_the_rows(rows: dict[str, Row], book: Book) -> None:
    """Each step goes on its day, for what is issued, not disputed and not paid by then: no more and no less."""
    loaded = load(PLAIN)
    assert loaded.release is not None, loaded.diagnostics
    found = {(act.action.step, act.action.anchor, act.day) for act in back_test(loaded.release, book, SPAN).would}
    expected = {
        (step, number, day)
        for number, row in rows.items()
        for step, days in LADDER.items()
        if not row.disputed and (day := row.due + dt.timedelta(days=days)) < row.settled and day <= SPAN.last
    }
    assert len(expected) > 250
    assert found == expected


def test_what_is_open_by_age_is_what_the_rows_add_up_to(rows: dict[str, Row], book: Book) -> None:
    drawn = ageing(book.units, SPAN.first, SPAN.last)["datasets"]["open USD"]
    assert len({row["on"] for row in drawn}) == 24, "the ends of the months of two years"
    for end in {row["on"] for row in drawn}:
        day = dt.date.fromisoformat(end)
        there = [each for each in rows.values() if each.open_on(day)]
        due = sum(parse_money(each.amount).minor for each in there if each.due >= day)
        late = sum(parse_money(each.amount).minor for each in there if 1 <= (day - each.due).days <= 30)
        found = {row["age"]: row["minor"] for row in drawn if row["on"] == end}
        assert (found.get("not due", 0), found.get("1 to 30", 0)) == (due, late)
        assert sum(found.values()) == sum(parse_money(each.amount).minor for each in there)
