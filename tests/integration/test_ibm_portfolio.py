"""A year of real receivables, read as a book and decided with the starter playbooks: all of it is answered."""

import datetime as dt
from collections import Counter
from pathlib import Path

import msgspec
import pytest

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.history import CONTACTS
from playbook_engine.engine.tracing import trace
from playbook_engine.ingest.folder import read_folder
from playbook_engine.ingest.reading import BookReading, read_book
from playbook_engine.language.folder import load
from playbook_engine.model.book import Book
from playbook_engine.model.canonical import canonical
from playbook_engine.model.decision import REASONS, Action, Decision
from playbook_engine.model.knowing import known
from playbook_engine.model.money import parse_money
from playbook_engine.model.release import Release
from playbook_engine.model.taking import take
from tests.adapters.ibm_ar import Row, read_rows, write_book

MONDAYS = [dt.date(2013, 1, 7) + dt.timedelta(weeks=week) for week in range(51)]
DAYS = [
    dt.date(2013, 1, 31),
    dt.date(2013, 2, 4),
    dt.date(2013, 4, 10),
    dt.date(2013, 6, 10),
    dt.date(2013, 9, 3),
    dt.date(2013, 11, 4),
]


class Portfolio(msgspec.Struct, frozen=True):
    """The rows of the sample by number, and the release that decides them."""

    rows: dict[str, Row]
    release: Release

    def open_on(self, day: dt.date) -> set[str]:
        return {number for number, row in self.rows.items() if row.open_on(day)}

    def disputed_on(self, day: dt.date) -> set[str]:
        return {number for number in self.open_on(day) if self.rows[number].disputed}

    def read(self, folder: Path, turn: int = 0) -> BookReading:
        own = {each.fact.name: each.fact for each in self.release.organisation.own_facts}
        path = write_book(list(self.rows.values()), folder, [*DAYS, *MONDAYS], turn=turn)
        return read_book(path, own, self.release.organisation.base_currency)


@pytest.fixture(scope="module")
def portfolio(shared: Path, top: Path) -> Portfolio:
    path = shared / "data" / "ibm_ar" / "invoices.csv"
    if not path.is_file():
        pytest.skip("the sample of receivables is not beside this checkout")
    loaded = load(read_folder(top / "playbooks").files)
    assert loaded.release is not None, loaded.diagnostics
    return Portfolio({each.number: each for each in read_rows(path)}, loaded.release)


@pytest.fixture(scope="module")
def reading(portfolio: Portfolio, tmp_path_factory: pytest.TempPathFactory) -> BookReading:
    return portfolio.read(tmp_path_factory.mktemp("ibm"))


@pytest.fixture(scope="module")
def book(reading: BookReading) -> Book:
    return reading.book


def decided(release: Release, book: Book, day: dt.date) -> tuple[Decision, ...]:
    """Everything that was known on a day, decided as of that day."""
    evaluator, then = Evaluator(release), known(book, day, release.organisation.time_zone)
    return tuple(each for unit in then.units for each in evaluator.decide(then.setting, unit, day))


def contacts_of(decisions: tuple[Decision, ...]) -> list[Action]:
    return [action for each in decisions for action in each.actions if action.kind in CONTACTS]


def test_all_of_it_is_read(reading: BookReading, portfolio: Portfolio) -> None:
    assert reading.diagnostics == ()
    assert reading.left_out == {}
    assert reading.counts["invoices"] == reading.counts["payments"] == len(portfolio.rows) == 2466
    assert reading.counts["accounts"] == 100


@pytest.mark.parametrize("day", DAYS, ids=str)
class TestOnADay:
    """What is decided on one day of 2013, without any history."""

    def test_every_open_invoice_is_answered_once_and_no_other(
        self, portfolio: Portfolio, book: Book, day: dt.date
    ) -> None:
        items = Counter(item for each in decided(portfolio.release, book, day) for item in each.items)
        assert set(items) == portfolio.open_on(day), "paid or not yet issued, or left out"
        assert max(items.values()) == 1
        assert len(items) > 40

    def test_what_is_open_has_an_action_or_a_reason(self, portfolio: Portfolio, book: Book, day: dt.date) -> None:
        for each in decided(portfolio.release, book, day):
            assert each.actions or (each.silence and each.silence.reason in REASONS)
            assert each.playbook or (each.silence and each.silence.reason in {"uncovered", "covered by credit"})

    def test_messages_list_only_what_is_open_and_undisputed(
        self, portfolio: Portfolio, book: Book, day: dt.date
    ) -> None:
        contacts = contacts_of(decided(portfolio.release, book, day))
        assert contacts
        listed = {line.item for action in contacts for line in action.lines}
        assert listed <= portfolio.open_on(day) - portfolio.disputed_on(day)
        for action in contacts:
            for line in action.lines:
                assert line.amount == parse_money(portfolio.rows[line.item].amount)

    def test_what_is_disputed_is_silent_for_that_reason(self, portfolio: Portfolio, book: Book, day: dt.date) -> None:
        decisions = decided(portfolio.release, book, day)
        assert {item for each in decisions for item in each.held_out} == portfolio.disputed_on(day)
        whole = [each for each in decisions if each.held_out == each.items]
        assert whole
        for each in whole:
            assert each.silence is not None
            assert (each.silence.reason, each.silence.by) == ("held", "dispute")

    def test_the_trace_names_the_dispute_of_each_item(self, portfolio: Portfolio, book: Book, day: dt.date) -> None:
        evaluator, then = Evaluator(portfolio.release), known(book, day, portfolio.release.organisation.time_zone)
        named = {
            rule.item
            for unit in then.units
            for case in trace(evaluator, then.setting, unit, day)
            for rule in case.holds
            if rule.name == "dispute" and rule.holds
        }
        assert named == portfolio.disputed_on(day)

    def test_another_order_of_rows_gives_the_same_bytes(
        self, portfolio: Portfolio, book: Book, day: dt.date, tmp_path: Path
    ) -> None:
        expected = canonical(decided(portfolio.release, book, day))
        assert canonical(decided(portfolio.release, book, day)) == expected
        shuffled = portfolio.read(tmp_path / "book", turn=day.toordinal()).book
        assert canonical(decided(portfolio.release, shuffled, day)) == expected


def test_a_year_of_mondays_taken_as_done(portfolio: Portfolio, book: Book) -> None:
    evaluator = Evaluator(portfolio.release)
    done: Counter[str] = Counter()
    steps: Counter[str] = Counter()
    for day in MONDAYS:
        then = known(book, day, portfolio.release.organisation.time_zone)
        decisions = {unit.id: evaluator.decide(then.setting, unit, day) for unit in then.units}
        allowed = portfolio.open_on(day) - portfolio.disputed_on(day)
        for action in contacts_of(tuple(each for of_unit in decisions.values() for each in of_unit)):
            assert {line.item for line in action.lines} <= allowed
            done[action.id] += 1
            steps[action.step] += 1
        book = msgspec.structs.replace(book, units=tuple(take(unit, decisions.get(unit.id, ())) for unit in book.units))
    assert max(done.values()) == 1, "something was done twice"
    assert {"first-notice", "second-notice"} <= set(steps), steps
