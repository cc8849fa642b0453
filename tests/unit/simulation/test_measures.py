"""Measures against counts made another way: over the acts, the days and the records themselves."""

import datetime as dt
from collections import Counter

from playbook_engine.engine.evaluator import Evaluator
from playbook_engine.model.book import Setting, Unit
from playbook_engine.model.money import Money
from playbook_engine.model.playbook import CONTACT_KINDS, Choice, Step
from playbook_engine.model.scenario import Scenario
from playbook_engine.simulation.bands import Band, bands
from playbook_engine.simulation.lived import Lived
from playbook_engine.simulation.measures import Measures, measured, silent_share
from playbook_engine.simulation.scenarios import simulate
from playbook_engine.simulation.tallying import Tallies, tally_of
from tests.unit.simulation.customers import TODAY, ago, behaving, bill, customer, paid, surely
from tests.unit.simulation.small import FIRST, LADDER, LIMIT, release, standard, work

DAYS = 60
LAST = TODAY + dt.timedelta(DAYS - 1)
ASK = Step(name="ask", at=FIRST.at, work=work("task", assign=Choice(value="collector"), title="Call them"))
EVALUATOR = Evaluator(release(standard(limits=(LIMIT,))))


def unit() -> Unit:
    return customer(
        bill("A", ago(2)),
        bill("B", ago(-10), 50000),
        bill("OLD", ago(40), 70000),
        payments=(paid("OLD", ago(30), 70000),),
    )


def run(evaluator: Evaluator = EVALUATOR, of: Unit | None = None, **more: object) -> tuple[Lived, Measures]:
    scenario = Scenario(first=TODAY, last=LAST, **more)  # type: ignore[arg-type]
    before = of or unit()
    lived = simulate(evaluator, Setting(), before, scenario)
    return lived, measured(tally_of(before, lived, scenario), scenario)


class TestContacts:
    def test_they_are_those_of_the_acts_a_message_once(self) -> None:
        lived, found = run(costs={"email": Money(3, "EUR")})
        messages = {
            (each.day, each.action.kind, each.action.tone, each.action.message)
            for each in lived.acts
            if each.action.kind in CONTACT_KINDS
        }
        expected = Counter((day, kind, tone) for day, kind, tone, _ in messages)
        assert {(each.day, each.channel, each.tone): each.count for each in found.contacts} == expected
        emails = sum(count for (_, kind, _), count in expected.items() if kind == "email")
        assert [(each.channel, each.count, each.cost) for each in found.costs] == [
            ("email", emails, Money(3 * emails, "EUR"))
        ]

    def test_what_nobody_approved_is_no_contact(self) -> None:
        _, found = run(approvals="never")
        assert {each.tone for each in found.contacts} == {"polite", "firm"}
        assert {each.role for each in found.questions} == {"manager"}
        assert sum(each.asked for each in found.questions) > 0

    def test_days_to_the_first_contact_count_from_due(self) -> None:
        lived, found = run()
        due = {"A": ago(2), "B": ago(-10)}
        first: dict[str, int] = {}
        for each in lived.acts:
            if each.action.kind in CONTACT_KINDS:
                for line in each.action.lines:
                    first.setdefault(line.item, (each.day - due[line.item]).days)
        assert found.first_contact is not None
        assert (found.first_contact.count, found.first_contact.least) == (len(first), min(first.values()))


class TestPeople:
    def test_calls_and_tasks_are_of_who_does_them(self) -> None:
        lived, found = run(Evaluator(release(standard(cadence=(ASK, *LADDER[1:])))))
        days = [each.day for each in lived.acts if each.action.kind == "task"]
        assert days
        assert [(each.day, each.person, each.calls, each.tasks) for each in found.work] == [
            (day, "carl", 0, 1) for day in days
        ]

    def test_a_question_waits_from_the_day_it_is_asked_to_the_day_it_expires(self) -> None:
        lived, found = run(approvals="never")
        days = Counter(
            wait.first + dt.timedelta(number)
            for wait in lived.waits
            for number in range((wait.last - wait.first).days + 1)
        )
        assert {each.day: each.waiting for each in found.questions if each.waiting} == days


class TestSilence:
    def test_each_case_is_counted_on_each_day_it_has(self) -> None:
        lived, found = run()
        decided = Counter(
            (spell.first + dt.timedelta(number), spell.reason)
            for spell in lived.spells
            for number in range((spell.last - spell.first).days + 1)
        )
        counted: Counter[tuple[dt.date, str]] = Counter()
        for each in found.silent:
            counted[each.day, each.reason] += each.cases
        assert counted == decided
        assert sum(each.count for each in silent_share(found.silent)) == DAYS

    def test_limits_and_ends_of_ladders_are_counted(self) -> None:
        lived, found = run()
        limited = [each for each in lived.spells if each.reason == "limit"]
        assert [(each.name, each.count) for each in found.limits] == [("1 in 10 days per account", len(limited))]
        assert [(each.name, each.count) for each in found.exhausted] == [("standard", 1)]

    def test_an_expired_approval_is_named(self) -> None:
        _, found = run(approvals="never")
        assert [each.name for each in found.exceptions] == ["expired: final"]


class TestMoney:
    def test_what_is_open_is_what_was_billed_and_not_paid(self) -> None:
        lived, found = run(behaviour=behaving(pays=surely(20)))
        assert found.cash[0].open == Money(150000, "EUR")
        assert sum(each.paid.minor for each in found.cash) == 150000
        assert found.cash[-1].open == Money(0, "EUR")
        paid_on = {each.on: each.amount for each in lived.unit.payments if each.on >= TODAY}
        assert {each.day: each.paid for each in found.cash if each.paid.minor} == paid_on

    def test_days_sales_outstanding_look_back_on_what_was_billed(self) -> None:
        _, found = run()
        # Billed in the 90 days before: 1000.00 and 500.00 and 700.00; open: 1500.00.
        assert found.cash[0].dso == "61.4"
        assert found.cash[-1].dso == "270.0", "of what was billed only the 500.00 are in sight"


class TestAddingUp:
    def test_units_and_the_order_in_which_they_are_added_do_not_matter(self) -> None:
        scenario = Scenario(first=TODAY, last=LAST)
        lives = [
            (each, simulate(EVALUATOR, Setting(), each, scenario)) for each in (unit(), customer(bill("Z", TODAY)))
        ]
        sums = []
        for order in (lives, lives[::-1]):
            tallies = Tallies()
            for before, lived in order:
                tallies.update(tally_of(before, lived, scenario))
            sums.append(tallies.tally())
        assert sums[0] == sums[1]
        assert measured(sums[0], scenario).units == 2


class TestBands:
    def test_they_lie_where_the_runs_do(self) -> None:
        runs = [run(behaviour=behaving(pays=surely(age)))[1] for age in range(5, 25)]
        totals = sorted(sum(each.count for each in found.contacts if each.channel == "email") for found in runs)
        emails = next(each for each in bands(runs) if (each.what, each.name, each.day) == ("contacts", "email", None))
        assert emails == Band(what="contacts", name="email", day=None, low=totals[1], middle=totals[9], high=totals[17])
