"""One unit through a scenario: nothing but the forecast without events, and what events by hand change."""

import datetime as dt
import itertools

import msgspec

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.engine.forecast import forecast
from playbook_engine.model.book import Account, Contact, Dispute, Invoice, Item, Payment, Setting, Unit
from playbook_engine.model.events import Disputed, Event, PaymentReceived
from playbook_engine.model.money import Money
from playbook_engine.model.scenario import Dated, Days, Scenario
from playbook_engine.simulation.lived import Lived
from playbook_engine.simulation.scenarios import simulate
from tests.unit.simulation.small import release

FIRST, LAST = dt.date(2026, 3, 1), dt.date(2026, 6, 30)
DUE = dt.date(2026, 3, 2)
EVALUATOR = Evaluator(release())
SETTING = Setting()


def unit(account: str = "ACME") -> Unit:
    bill = Invoice(
        id="INV-1",
        account=account,
        issued_on=dt.date(2026, 2, 1),
        currency="EUR",
        items=(Item(id="INV-1", due_on=DUE, amount=100000),),
    )
    return Unit(
        id=account,
        accounts=(Account(id=account, owner="olga", collector="carl", tier="standard"),),
        contacts=(
            Contact(id="AP", account=account, role="billing", email="ap@acme.example", postal_address="1 Street"),
        ),
        invoices=(bill,),
    )


def lived(*events: tuple[dt.date, Event], **more: object) -> Lived:
    dated = tuple(Dated(on=on, event=event) for on, event in events)
    scenario = Scenario(first=FIRST, last=LAST, events=dated, **more)  # type: ignore[arg-type]
    return simulate(EVALUATOR, SETTING, unit(), scenario)


def steps(of: Lived) -> list[str]:
    return [f"{each.day:%m-%d} {each.action.step}" for each in of.acts]


def paid(on: dt.date, minor: int = 100000) -> tuple[dt.date, Event]:
    record = Payment(id="P", account="ACME", on=on, amount=Money(minor, "EUR"))
    return on, PaymentReceived(record=record, for_item="INV-1")


class TestWithoutEvents:
    def test_it_is_the_forecast(self) -> None:
        told = forecast(EVALUATOR, SETTING, unit(), FIRST, LAST)
        assert [each.action for each in lived().acts] == [action for each in told for action in each.actions]
        assert steps(lived())[:3] == ["03-05 first", "03-12 second", "03-22 final"]

    def test_spells_cover_every_day_of_a_case(self) -> None:
        spells = lived().spells
        assert spells[0].first == FIRST
        assert spells[-1].last == LAST
        for one, next_one in itertools.pairwise(spells):
            assert next_one.first == one.last + dt.timedelta(1)

    def test_parts_of_the_days_come_to_the_whole(self) -> None:
        scenario = Scenario(first=FIRST, last=LAST)
        middle = dt.date(2026, 3, 12)
        start = simulate(EVALUATOR, SETTING, unit(), scenario, Days(FIRST, middle))
        rest = simulate(EVALUATOR, SETTING, start.unit, scenario, Days(middle + dt.timedelta(1), LAST))
        assert (*start.acts, *rest.acts) == lived().acts
        assert rest.unit == lived().unit


class TestEventsByHand:
    def test_who_pays_is_left_alone_from_that_day_on(self) -> None:
        found = lived(paid(dt.date(2026, 3, 12)))
        assert steps(found) == ["03-05 first"]
        assert [(each.day, each.what, each.minor) for each in found.money] == [(dt.date(2026, 3, 12), "paid", 100000)]
        assert found.spells[-1].last == dt.date(2026, 3, 11)

    def test_a_dispute_stops_the_ladder(self) -> None:
        on = dt.date(2026, 3, 10)
        dispute = Dispute(id="D", account="ACME", opened_on=on)
        found = lived((on, Disputed(record=dispute)))
        assert steps(found) == ["03-05 first"]
        assert found.spells[-1].reason == "held"
        assert found.spells[-1].by == "dispute"


class TestDown:
    def test_what_was_due_while_nothing_was_decided_goes_when_it_is_up_again(self) -> None:
        found = lived(down=(Days(dt.date(2026, 3, 4), dt.date(2026, 3, 9)),))
        assert steps(found)[0] == "03-10 first"


class TestApprovals:
    def test_a_question_that_nobody_answers_is_one_act_and_waits_until_it_expires(self) -> None:
        found = lived(approvals="never")
        asked = [each for each in found.acts if each.asked and "also" not in each.action.id]
        assert [f"{each.day:%m-%d} {each.action.step}" for each in asked] == ["03-22 final", "04-03 final"]
        waits = [(each.step, each.collector, each.first, each.last) for each in found.waits]
        assert waits[0] == ("final", "carl", dt.date(2026, 3, 22), dt.date(2026, 3, 26))
        assert len(waits) == 2

    def test_who_refuses_lets_nothing_go(self) -> None:
        refused = lived(approvals="refused")
        assert not [each for each in refused.unit.touches if each.step == "final"]


def test_a_scenario_is_read_back_from_its_bytes() -> None:
    scenario = Scenario(
        first=FIRST, last=LAST, events=(Dated(on=DUE, event=paid(DUE)[1]),), down=(Days(FIRST, FIRST),), seed="s"
    )
    assert msgspec.json.decode(msgspec.json.encode(scenario), type=Scenario) == scenario
