"""A book through a scenario: over runs and processes, beside a forecast, and what cannot be simulated."""

import datetime as dt
from pathlib import Path

import msgspec
import pytest

from playbook_engine.model.book import Book, Freshness
from playbook_engine.model.money import Money
from playbook_engine.model.organisation import Organisation
from playbook_engine.model.release import Release
from playbook_engine.model.scenario import Days
from playbook_engine.model.timeline import MoneyCame
from playbook_engine.service.forecasting import forecast_book
from playbook_engine.service.simulating import (
    Asked,
    Simulated,
    Wanted,
    read_scenario_file,
    simulate_book,
    wanted_of,
)
from playbook_engine.service.wrong_use import WrongUse
from tests.unit.service.sets import DUE, book, playbook, release
from tests.unit.simulation.customers import bill, customer, paid

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 5, 30)
NAMES = tuple(f"A{number:02}" for number in range(40))


def wanted(**more: object) -> Wanted:
    return Wanted(first=FIRST, last=LAST, **more)  # type: ignore[arg-type]


def with_past() -> Book:
    """Forty customers with an open invoice, and one with a past to learn from."""
    past = [bill(f"H{number}", dt.date(2025, 6, 1) + dt.timedelta(number)) for number in range(30)]
    payments = tuple(paid(each.id, each.items[0].due_on + dt.timedelta(number)) for number, each in enumerate(past))
    known = book(*NAMES)
    return msgspec.structs.replace(known, units=(customer(*past, payments=payments), *known.units))


def same(one: Simulated, other: Simulated) -> bool:
    return msgspec.json.encode(one) == msgspec.json.encode(other)


class TestForecast:
    def test_without_events_the_acts_are_those_of_the_forecast(self) -> None:
        foreseen = forecast_book(release(), book(), FIRST, LAST)
        actions = [action for decision in foreseen.decisions for action in decision.actions]
        assert [each.action for each in simulate_book(release(), book(), wanted()).acts] == actions
        assert actions

    def test_a_source_that_is_fresh_stays_so(self) -> None:
        organisation = Organisation(
            name="Example", base_currency="EUR", playbooks=("standard",), freshness=(("erp", 2),)
        )
        fresh = msgspec.structs.replace(book(), setting=msgspec.structs.replace(book().setting, freshness=_fresh()))
        found = simulate_book(release(playbook(), organisation=organisation), fresh, wanted())
        assert {each.reason for each in found.measures.silent} == {"", "not yet due", "waiting", "exhausted"}


def _fresh() -> tuple[Freshness, ...]:
    return (Freshness(id="erp", on=FIRST),)


class TestSplitting:
    def test_two_processes_give_the_same_bytes_as_one(self) -> None:
        told = wanted(customers="as before", seed="x", runs=3, invoices=20)
        alone, together = (simulate_book(release(), with_past(), told, processes=count) for count in (1, 2))
        assert same(alone, together)
        assert alone.learnt == 30

    def test_an_account_alone_does_what_it_does_among_all(self) -> None:
        told = wanted(customers="as before", seed="x", invoices=20)
        everyone = simulate_book(release(), with_past(), told)
        alone = simulate_book(release(), with_past(), told, account="A07")
        assert alone.acts == tuple(each for each in everyone.acts if each.account == "A07")
        assert alone.measures.accounts == 1


class TestChance:
    def test_the_seed_and_nothing_else_says_what_is_drawn(self) -> None:
        one, again, other = (
            simulate_book(release(), with_past(), wanted(customers="as before", seed=seed)) for seed in "xxy"
        )
        assert same(one, again)
        assert one.measures.cash != other.measures.cash

    def test_the_first_of_several_runs_is_the_run_alone(self) -> None:
        alone, several = (
            simulate_book(release(), with_past(), wanted(customers="as before", runs=runs, invoices=9))
            for runs in (1, 5)
        )
        assert several.measures == alone.measures
        assert not alone.bands
        emails = next(each for each in several.bands if (each.what, each.name, each.day) == ("paid", "EUR", None))
        assert emails.low < emails.high, "the runs differ"

    def test_new_invoices_are_like_past_ones(self) -> None:
        found = simulate_book(release(), with_past(), wanted(invoices=25))
        assert sum(each.billed.minor for each in found.measures.cash) == 25 * 100_000


class TestEvents:
    def test_who_pays_by_hand_is_left_alone(self) -> None:
        payment = MoneyCame(on=DUE, dated=DUE, account="ACME", items=("ACME-1",))
        found = simulate_book(release(), book(), wanted(told=(payment,)))
        assert {each.account for each in found.acts} == {"BETA"}
        assert sum(each.paid.minor for each in found.measures.cash) == 100_000

    def test_nothing_goes_out_while_nothing_is_decided(self) -> None:
        down = Days(dt.date(2026, 3, 4), dt.date(2026, 3, 20))
        found = simulate_book(release(), book(), wanted(down=(down,)))
        assert not [each for each in found.acts if each.day in down]
        assert found.acts[0].day == dt.date(2026, 3, 21)


class TestWrongUse:
    @pytest.mark.parametrize(
        ("told", "sentence"),
        [
            (Wanted(first=LAST, last=FIRST), "`2026-03-01` is before 2026-05-30"),
            (Wanted(first=FIRST, last=dt.date(2036, 1, 1)), "the scenario is longer than 1098 days"),
            (wanted(runs=0), "`0` is no number of runs"),
            (wanted(invoices=-1), "`-1` is no number of new invoices"),
            (wanted(told=(MoneyCame(on=dt.date(2027, 1, 1), dated=DUE),)), "an event of `2027-01-01` is not from"),
            (wanted(told=(MoneyCame(on=DUE, dated=DUE, account="X"),)), "an event of 2026-03-02 is of account `X`"),
            (
                wanted(told=(MoneyCame(on=DUE, dated=DUE, account="ACME", items=("X",), amount=Money(1, "EUR")),)),
                "the scenario cannot happen: on 2026-03-02 there is no item `X`",
            ),
        ],
    )
    def test_it_is_said_what_cannot_be(self, told: Wanted, sentence: str) -> None:
        with pytest.raises(WrongUse) as fault:
            simulate_book(release(), book(), told)
        assert fault.value.message.startswith(sentence)
        assert fault.value.help

    def test_an_account_that_is_not_there(self) -> None:
        with pytest.raises(WrongUse, match="there is no account `ACNE`"):
            simulate_book(release(), book(), wanted(), account="ACNE")


class TestWanted:
    def test_what_a_caller_says_goes_before_the_file(self, tmp_path: Path) -> None:
        path = tmp_path / "s.yaml"
        path.write_text("from: 2026-03-16\nuntil: 2026-04-16\nseed: file\nruns: 5\n", encoding="utf-8")
        read = read_scenario_file(path, release(), book())
        found = wanted_of(Asked(seed="own", days=3), read.scenario)
        assert (found.first, found.last) == (dt.date(2026, 3, 16), dt.date(2026, 3, 19))
        assert (found.seed, found.runs, found.customers) == ("own", 5, "nothing")

    def test_thirty_days_where_nothing_says(self) -> None:
        assert wanted_of(Asked(first=FIRST)).last == dt.date(2026, 3, 31)

    def test_a_first_day_is_needed(self) -> None:
        with pytest.raises(WrongUse, match="no first day is given"):
            wanted_of(Asked())

    def test_a_file_that_is_not_there(self, tmp_path: Path) -> None:
        with pytest.raises(WrongUse, match="cannot be read"):
            read_scenario_file(tmp_path / "none.yaml", release(), book())


def test_a_release_travels_to_other_processes_whole() -> None:
    encoded: Release = msgspec.json.decode(msgspec.json.encode(release()), type=Release)
    assert encoded == release()
